"""Addresses of an organisation and its workspaces, as people write them and as mails name them."""

from __future__ import annotations

import pytest

from governance.errors import Refusal
from governance.rules.case.coverage import MOST, named_in, organisation_url, title_of, with_own, workspace_urls
from governance.rules.people.permissions import Person, Role

OWN = "https://exemple.slack.com/"


@pytest.mark.parametrize(
    "text", ["https://acme.enterprise.slack.com", " ACME.enterprise.slack.com/ ", "https://acme.enterprise.slack.com/"]
)
def test_an_organisation_in_one_form(text: str) -> None:
    assert organisation_url(text) == "https://acme.enterprise.slack.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme",
        "https://acme.slack.com",
        "http://acme.enterprise.slack.com",
        "https://acme.enterprise.slack.com.evil.example",
        "https://acme.enterprise.slack.com/x",
        "https://-a.enterprise.slack.com",
    ],
)
def test_what_is_no_organisation_is_told_so(text: str) -> None:
    with pytest.raises(Refusal, match="not the address of a Slack organisation"):
        organisation_url(text)


def test_workspaces_one_a_line_each_once_in_their_order() -> None:
    given = "https://lyon.slack.com/\n\n  PARIS.slack.com\nlyon\nrome-2\r\n"
    assert workspace_urls(given) == ["https://lyon.slack.com", "https://paris.slack.com", "https://rome-2.slack.com"]


@pytest.mark.parametrize(
    "line",
    [
        "https://app.slack.com/client/T1",
        "app.slack.com",
        "lyon.enterprise.slack.com",
        "https://lyon.example.com",
        "lyon, paris",
        "http://lyon.slack.com",
        "https://user@lyon.slack.com",
        "ly\u202eon",
    ],
)
def test_a_line_that_is_no_workspace_is_named(line: str) -> None:
    with pytest.raises(Refusal, match="not the address of a Slack workspace") as refused:
        workspace_urls(f"paris\n{line}")
    assert refused.value.values["line"] == line


def test_ones_own_workspace_is_always_among_them() -> None:
    assert with_own(["https://lyon.slack.com"], OWN) == ["https://exemple.slack.com", "https://lyon.slack.com"]
    assert with_own(["https://lyon.slack.com", OWN[:-1]], OWN) == ["https://lyon.slack.com", OWN[:-1]]
    many = [f"https://w{number}.slack.com" for number in range(MOST)]
    assert len(with_own(many[1:], OWN)) == MOST
    with pytest.raises(Refusal, match="At most"):
        with_own(many, OWN)


def test_what_a_mail_names() -> None:
    text = (
        "Done for Acme.enterprise.slack.com, https://lyon.slack.com. Not evil-lyon.slack.com.example nor a@x.slack.com"
    )
    assert named_in(text) == ["https://acme.enterprise.slack.com", "https://lyon.slack.com"]


def test_the_title_of_a_letter_for_an_organisation_stays() -> None:
    owner = Person("T1", "U1", "Olga", Role.PRIMARY_OWNER)
    assert [title_of(owner, before) for before in ("", "Org Owner")] == ["Primary Owner", "Org Owner"]
