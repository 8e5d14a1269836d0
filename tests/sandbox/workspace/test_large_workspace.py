"""A workspace of many people and messages: the same for the same seed, listed by pages, kept in little room."""

from __future__ import annotations

import pytest

from sandbox.errors import SlackError
from sandbox.ids import dm_of
from sandbox.webapi import endpoint
from sandbox.webapi.methods import METHODS
from sandbox.workspace.messages import Message, Messages
from sandbox.workspace.state import Workspace


def test_a_large_workspace_is_the_same_for_the_same_seed() -> None:
    one, two = Workspace(people=5_000, seed=7), Workspace(people=5_000, seed=7)
    assert len(one.people) == 5_000
    assert [person.summary() for person in one.people] == [person.summary() for person in two.people]
    roles = {person.role for person in one.people}
    assert {"member", "guest", "single_guest", "bot", "admin", "primary_owner"} <= roles


def test_a_large_workspace_is_listed_by_pages_only() -> None:
    workspace = Workspace(people=1_500)
    assert len(workspace.people.roster) == 1_499
    assert endpoint.ROOMS
    users_list = METHODS["users.list"].answer
    with pytest.raises(SlackError, match="limit_required"):
        users_list(workspace, {})
    found: list[str] = []
    cursor = ""
    while not found or cursor:
        page = users_list(workspace, {"limit": 5_000, "cursor": cursor})
        assert len(page["members"]) <= 1_000
        found += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert found == workspace.people.roster


def test_beyond_the_threshold_only_the_last_message_is_held() -> None:
    messages = Messages(keep=10)
    for number in range(12):
        messages.put(Message("D1", f"{number}.0", f"text {number}", [{"type": "divider"}]))
    assert [message.text for message in messages.of_channel("D1")] == ["text 11"]
    assert messages.counts() == {"D1": 12}
    last = messages.get("D1", "11.0")
    assert last is not None
    last.text = "changed"
    messages.replace(last)
    found = messages.get("D1", "11.0")
    assert found is not None
    assert (found.text, found.blocks) == ("changed", [{"type": "divider"}])
    messages.remove(found)
    assert (messages.counts(), messages.of_channel("D1")) == ({"D1": 11}, [])
    assert dm_of("U0BOB") == "D0BOB"
