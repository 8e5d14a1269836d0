"""docs/sandbox.md says what there is: every control route, every method, every fault, every option, every address."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.__main__ import parser
from sandbox.control import routes as control
from sandbox.maildesk.routes import MailDesk
from sandbox.maildesk.senders import KINDS
from sandbox.maildesk.smtp_server import FAULTS
from sandbox.traffic.faults import CALL_KINDS, DELIVERIES, DELIVERY_KINDS
from sandbox.webapi import endpoint
from sandbox.webapi.methods import METHODS
from sandbox.workspace.people import ORG_ROLES, ROLES
from tests.sandbox.desk import Desk

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def code(text: str) -> set[str]:
    """Everything in code marks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def section(title: str) -> str:
    """The text under a heading."""
    return re.split(r"^#+ ", PAGE.split(f" {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def test_the_table_of_the_control_interface_is_the_routes() -> None:
    mail = MailDesk.routes.__get__(_Unbound())()
    routes = {(route.method, route.path) for route in [*control.routes, *mail]}
    table = {tuple(row.split(" ")) for row in re.findall(r"^\| `((?:GET|POST|DELETE) /[^`]+)` \|", PAGE, flags=re.M)}
    assert table == routes


class _Unbound:
    """Stands in for the mail desk where only the list of its routes is wanted."""

    def __getattr__(self, name: str) -> object:
        return name


def test_the_table_of_methods_is_the_register() -> None:
    assert endpoint.ROOMS
    rows = re.findall(r"^\| `(\w+)` \| (`.*`) \|$", section("How faithful it is"), flags=re.M)
    found = {f"{family}.{name}" for family, names in rows for name in code(names)}
    assert found == set(METHODS)


def test_every_fault_is_described() -> None:
    rows = section("Faults")
    assert set(CALL_KINDS) | set(DELIVERY_KINDS) | set(DELIVERIES) <= code(rows)
    assert {*FAULTS, *KINDS, *ROLES, *ORG_ROLES} <= code(section("The control interface"))


def test_the_options_of_serve_are_named() -> None:
    serve = parser()._subparsers._group_actions[0].choices["serve"]
    options = {word for action in serve._actions for word in action.option_strings if word.startswith("--")}
    assert options - {"--help", "--ready"} == set(re.findall(r"--\w+", PAGE.split("```")[1]))


def test_the_keys_of_sandbox_json_are_named(desk: Desk) -> None:
    table = PAGE.split("| key | what it is |")[1].split("\n\n")[0]
    assert code(table) - {"https://slack.com/api/"} == set(desk.addresses)
