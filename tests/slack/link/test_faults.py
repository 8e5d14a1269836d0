"""Windows that are sent off through a bad network, and files that Slack does not take at once: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.slack.link.faults import limited
from governance.store.models import Case, CaseEvent, Decision, LedgerEvent, Member, Outgoing
from governance.store.outbox import Kind
from sandbox.client import until
from tests.bot import PATIENT, Bot, bot
from tests.slack.case.test_case import MONDAY, approve, opt_out

UPLOAD = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
# How a call fails, and how many files there may be in the end.
FAULTS: dict[str, tuple[dict[str, Any], int]] = {
    "error": ({"kind": "error", "error": "internal_error", "times": 2}, 1),
    "status": ({"kind": "status", "status": 503, "times": 2}, 1),
    "ratelimit": ({"kind": "ratelimit", "seconds": 1, "times": 2}, 1),
    "timeout": ({"kind": "timeout", "seconds": 0.2, "times": 2}, 1),
    "delay": ({"kind": "delay", "seconds": 0.5, "times": 2}, 1),
    "lose_response": ({"kind": "lose_response", "times": 1}, 1),
    "page": ({"kind": "page", "status": 200, "times": 2}, 1),
    "redirect": ({"kind": "redirect", "location": "http://127.0.0.1:9/", "times": 2}, 1),
}

# Every kind where a call begins; at the later steps those after which a file could be lost or arrive twice.
UPLOAD_FAULTS = [(UPLOAD[0], name) for name in FAULTS] + [
    (method, name) for method in UPLOAD[1:] for name in ("status", "timeout", "lose_response", "page")
]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bot]:
    with bot(tmp_path, MONDAY) as started:
        yield started


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A letter is approved, and its owner has not sent it."""
    with bot(tmp_path_factory.mktemp("approved"), MONDAY) as started:
        opt_out(started)
        approve(started)
        yield started


def order(running: Bot, method: str, **fault: Any) -> None:
    running.control.post("socket", ack_seconds=1 if fault["kind"] == "lose" else PATIENT)
    running.control.post("faults", method=method, **fault)


def count(running: Bot, what: Any, *where: Any) -> int:
    with running.look().reading() as session:
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0


@pytest.mark.parametrize("kind", ["duplicate", "delay", "lose"])
def test_a_decision_is_recorded_once(running: Bot, kind: str) -> None:
    olga = running.person("U0OLGA")
    olga.open_home()
    olga.press_home("case:decide:alone")
    olga.press_modal("case:decide:opt_out")
    order(running, "interactive", kind=kind, seconds=0.5, times=1)
    told = olga.submit(reason="We talked it over.")
    if kind == "lose":  # the window says so and stays, with what was typed; she presses again
        assert not told["acked"]
        assert count(running, Decision) == 0
        told = olga.submit()
    assert told["acked"]
    assert (count(running, Decision), count(running, Case)) == (1, 1)
    assert count(running, LedgerEvent, LedgerEvent.tag == "decision:choice:recorded") == 1
    with running.look().reading() as session:
        assert session.scalars(select(Decision.reason)).one() == "We talked it over."
    olga.close()  # of two answers to one press the later one may be in sight
    olga.command("request")
    assert approve(running)


@pytest.mark.parametrize("kind", ["duplicate", "delay", "lose"])
def test_a_letter_is_approved_once(running: Bot, kind: str) -> None:
    olga = running.person("U0OLGA")
    opt_out(running)
    order(running, "interactive", kind=kind, seconds=0.5, times=1)
    if kind == "lose":
        assert not olga.submit()["acked"]
        assert count(running, CaseEvent) == 0
    approve(running)
    assert count(running, CaseEvent, CaseEvent.event == "approved") == 1
    assert sum("case:sent" in str(message["blocks"]) for message in olga.messages()) == 1


@pytest.mark.parametrize(("method", "name"), UPLOAD_FAULTS)
def test_a_file_arrives_whatever_the_web_api_does(approved: Bot, method: str, name: str) -> None:
    fault, at_most = FAULTS[name]
    olga, before = approved.person("U0OLGA"), len(files(approved))
    seen = len(olga.messages())
    approved.control._ask("DELETE", "control/faults")  # an earlier test may not have used up its own
    order(approved, method, **fault)
    olga.choose("case:eml")
    olga.close()

    def delivered() -> bool:
        approved.control.advance(seconds=3)
        waiting = count(approved, Outgoing, Outgoing.kind == Kind.FILE.value, Outgoing.status != "sent")
        return len(files(approved)) > before and not waiting

    until(delivered, "the file to be delivered", pause=0.2)
    new = len(files(approved)) - before
    assert new == at_most
    assert all(file["name"].endswith(".eml") for file in files(approved))
    told = [
        message for message in olga.messages()[seen:] if message.get("files") or "mail file" in str(message["text"])
    ]
    assert len(told) == 1


def files(running: Bot) -> list[dict[str, Any]]:
    """What Olga has been given."""
    return running.control.get("files?user=U0OLGA")["files"]


def _without(running: Bot, how: str) -> None:
    if how == "missing_scope":
        running.control.post("scopes", scopes=["chat:write", "commands", "users:read"])
    elif how == "file_uploads_disabled":
        running.control.post("workspace", file_error=how)
    else:
        order(running, "files.completeUploadExternal", kind="error", error=how)


@pytest.mark.parametrize("how", ["missing_scope", "file_uploads_disabled", "never_heard_of"])
def test_a_file_that_slack_refuses_is_told_once_with_another_way(running: Bot, how: str) -> None:
    olga = running.person("U0OLGA")
    running.control.post("people", id="U0OLGA", locale="en-GB")
    until(lambda: count(running, Member, Member.user_id == "U0OLGA", Member.locale == "en-GB"), "her language")
    opt_out(running)
    approve(running)
    _without(running, how)
    before = len(olga.messages())
    olga.choose("case:eml")

    def settled() -> bool:
        running.control.advance(seconds=3)
        return count(running, Outgoing, Outgoing.kind == Kind.FILE.value) == 0

    until(settled, "the row to be settled", pause=0.2)
    told = olga.messages()[before:]
    assert len(told) == 1
    assert "Slack did not take the file." in told[0]["text"]
    assert f"(code {how})" in told[0]["text"].replace("`", "")
    olga.close()
    olga.press("case:copy_text", channel=told[0]["channel"], ts=told[0]["ts"])
    until(lambda: len(olga.messages()) == before + 2, "the text in a message")


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("3", 3, 3),
        ("0", 0, 0),
        ("1.5", 1.5, 1.5),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 3600, 3600),
        ("86400", 3600, 3600),
        *((odd, 30, 30) for odd in ("", "inf", "nan", "-3", "1e400", "soon", "²")),
    ],
)
def test_a_pause_in_whatever_form_is_a_pause(header: str, least: float, most: float) -> None:
    fault = limited({"retry-After": header})
    assert not fault.permanent
    assert fault.retry_after is not None
    assert least <= fault.retry_after <= most
