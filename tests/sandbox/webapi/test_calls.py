"""The Web API refuses what Slack refuses, with Slack's codes, and answers in Slack's shapes."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.desk import Desk

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def test_it_says_who_the_bot_is_and_what_it_may_do(desk: Desk) -> None:
    answer = desk.client.auth_test()
    assert answer["team_id"] == "T0EXEMPLE"
    assert answer["user_id"] == "U0CONSENT"
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xapp-sandbox-exemple-0001", "auth.test", "not_allowed_token_type"),
        ("xoxb-sandbox-exemple-0001", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-sandbox-exemple-0001", "no.such", "unknown_method"),
    ],
)
def test_it_refuses_wrong_tokens(desk: Desk, token: str, method: str, code: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        desk.web_client(token).api_call(method)
    assert caught.value.response["error"] == code


def test_it_refuses_unknown_and_missing_arguments(desk: Desk) -> None:
    answer = desk.refused("chat.postMessage", chanel="U0BOB", text="x")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unknown argument: chanel",
        "[ERROR] missing required field: channel",
    ]


def test_a_missing_scope_is_named(desk: Desk) -> None:
    answer = desk.refused("usergroups.list")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "usergroups:read")
    desk.post("control/scopes", scopes=["usergroups:read"])
    groups = desk.client.usergroups_list(include_users=True)["usergroups"]
    assert [group["handle"] for group in groups] == ["works-council", "engineers"]
    assert desk.client.usergroups_users_list(usergroup="S0COUNCIL")["users"] == ["U0CAROL"]


def test_posting_to_a_person_opens_the_direct_message(desk: Desk) -> None:
    answer = desk.client.chat_postMessage(channel="U0BOB", text="hello", blocks=[SECTION])
    assert answer["channel"] == "D0BOB"
    assert answer["message"]["blocks"][0]["block_id"]
    assert [m["text"] for m in desk.messages("bob")] == ["hello"]
    assert desk.messages("alice") == []


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("U0NOBODY", "channel_not_found"),
        ("USLACKBOT", "cannot_dm_bot"),
        ("U0CALBOT", "cannot_dm_bot"),
        ("U0DORA", "channel_not_found"),
        ("C0DIRECTORS", "channel_not_found"),
        ("C0NOWHERE", "channel_not_found"),
    ],
)
def test_it_does_not_post_where_slack_would_not(desk: Desk, channel: str, code: str) -> None:
    assert desk.refused("chat.postMessage", channel=channel, text="x")["error"] == code


def test_a_person_can_be_made_unreachable(desk: Desk) -> None:
    desk.post("control/people", id="U0BOB", post_error="restricted_action")
    assert desk.refused("chat.postMessage", channel="U0BOB", text="x")["error"] == "restricted_action"


def test_text_rules(desk: Desk) -> None:
    assert desk.refused("chat.postMessage", channel="U0BOB")["error"] == "no_text"
    assert desk.refused("chat.postMessage", channel="U0BOB", text="x" * 40_001)["error"] == "msg_too_long"
    assert (
        desk.refused("chat.postMessage", channel="U0BOB", text="x", username="Me")["needed"] == "chat:write.customize"
    )
    posted = desk.client.chat_postMessage(channel="U0BOB", text="x")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert desk.refused("chat.update", **where, text="x" * 4_001)["error"] == "msg_too_long"


def test_metadata_has_a_form(desk: Desk) -> None:
    metadata = {"event_type": "asked", "event_payload": {"id": 1}}
    assert desk.client.chat_postMessage(channel="U0BOB", text="x", metadata=metadata)["message"]["metadata"] == metadata
    refused = desk.refused("chat.postMessage", channel="U0BOB", text="x", metadata={"event": "asked"})
    assert refused["error"] == "invalid_metadata_format"


def test_attachments_which_are_older_than_blocks_are_refused(desk: Desk) -> None:
    answer = desk.refused("chat.postMessage", channel="U0BOB", text="x", attachments=[{"text": "y"}])
    assert answer["response_metadata"]["messages"] == ["[ERROR] unknown argument: attachments"]


def test_blocks_are_checked(desk: Desk) -> None:
    assert desk.refused("chat.postMessage", channel="U0BOB", text="x", blocks="{no")["error"] == "invalid_blocks_format"
    answer = desk.refused("chat.postMessage", channel="U0BOB", text="x", blocks=[{"type": "alert"}])
    assert answer["error"] == "invalid_blocks"
    assert "alert is not supported on the message surface" in answer["response_metadata"]["messages"][0]


def test_update_and_delete(desk: Desk) -> None:
    posted = desk.client.chat_postMessage(channel="U0BOB", text="one", blocks=[SECTION])
    where: dict[str, str] = {"channel": posted["channel"], "ts": posted["ts"]}
    desk.client.chat_update(**where, text="two")
    (message,) = desk.messages("bob")
    assert (message["text"], len(message["blocks"]), bool(message["edited"])) == ("two", 1, True)
    desk.client.chat_update(**where, text="three", blocks=[])
    assert desk.messages("bob")[0]["blocks"] == []
    assert desk.refused("chat.update", channel="U0BOB", ts=where["ts"], text="x")["error"] == "channel_not_found"
    assert desk.refused("chat.update", channel="D0BOB", ts="1.2", text="x")["error"] == "message_not_found"
    desk.client.chat_delete(**where)
    assert desk.messages("bob") == []


def test_people_come_by_pages_without_strangers(desk: Desk) -> None:
    first = desk.client.users_list(limit=5, include_locale=True)
    second = desk.client.users_list(limit=200, cursor=first["response_metadata"]["next_cursor"])
    ids = [user["id"] for user in (*first["members"], *second["members"])]
    assert len(ids) == len(set(ids)) == 11
    assert "U0XENA" not in ids
    assert second["response_metadata"]["next_cursor"] == ""
    assert first["members"][0]["locale"] == "fr-FR"
    assert "locale" not in second["members"][0]
    assert desk.refused("users.list", cursor="bm9uc2Vuc2U=")["error"] == "invalid_cursor"


def test_what_is_known_of_a_person(desk: Desk) -> None:
    olga = desk.client.users_info(user="U0OLGA")["user"]
    assert (olga["is_primary_owner"], olga["is_owner"], olga["is_admin"]) == (True, True, True)
    assert olga["profile"]["email"] == "olga.martin@exemple.example"
    assert desk.client.users_info(user="U0GUS")["user"]["is_restricted"] is True
    assert desk.client.users_info(user="U0DORA")["user"]["deleted"] is True
    xena = desk.client.users_info(user="U0XENA", include_locale=True)["user"]
    assert (xena["is_stranger"], xena["team_id"], "locale" in xena) == (True, "T0FOREIGN", False)
    assert desk.refused("users.info", user="U0NOBODY")["error"] == "user_not_found"
    desk.post("control/scopes", scopes=["users:read"])
    assert "email" not in desk.client.users_info(user="U0OLGA")["user"]["profile"]


def test_channels_and_their_members(desk: Desk) -> None:
    assert desk.refused("conversations.members", channel="C0GENERAL")["error"] == "missing_scope"
    desk.post("control/scopes", scopes=["channels:read"])
    members = desk.client.conversations_members(channel="C0GENERAL", limit=1000)["members"]
    assert "U0XENA" in members
    assert "U0DORA" not in members
    first = desk.client.conversations_members(channel="C0PRODUCT", limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = desk.client.conversations_members(channel="C0PRODUCT", cursor=cursor)["members"]
    assert [*first["members"], *rest] == ["U0ADA", "U0ALICE", "U0BOB", "U0GUS", "U0CONSENT"]
    assert desk.refused("conversations.members", channel="C0DIRECTORS")["error"] == "channel_not_found"
    listed = desk.client.conversations_list(types="public_channel,private_channel,im", limit=1)
    assert [room["name"] for room in listed["channels"]] == ["general"]
    cursor = listed["response_metadata"]["next_cursor"]
    assert [room["name"] for room in desk.client.conversations_list(cursor=cursor)["channels"]] == ["product"]
    assert [room["id"] for room in desk.client.users_conversations(user="U0CAROL")["channels"]] == ["C0GENERAL"]
    info = desk.client.conversations_info(channel="C0PRODUCT", include_num_members=True)["channel"]
    assert (info["is_member"], info["num_members"]) == (True, 5)


def test_a_private_channel_is_known_to_a_bot_in_it_with_the_scope(desk: Desk) -> None:
    desk.post("control/scopes", scopes=["groups:read"])
    assert desk.client.conversations_list(types="private_channel")["channels"] == []
    desk.post("control/channels", id="C0DIRECTORS", members=["U0OLGA", "U0CONSENT"])
    (room,) = desk.client.conversations_list(types="private_channel")["channels"]
    assert (room["id"], room["is_private"]) == ("C0DIRECTORS", True)
    assert desk.client.conversations_members(channel="C0DIRECTORS")["members"] == ["U0OLGA", "U0CONSENT"]
    assert desk.refused("conversations.info", channel="C0PRODUCT")["error"] == "channel_not_found"
    desk.post("control/channels", id="C0DIRECTORS", archived=True)
    assert desk.client.conversations_list(types="private_channel", exclude_archived=True)["channels"] == []


def test_team_info(desk: Desk) -> None:
    assert desk.client.team_info()["team"]["name"] == "Exemple SA"


def limited(desk: Desk, method: str, **args: Any) -> SlackApiError:
    """The call is answered 429."""
    with pytest.raises(SlackApiError) as caught:
        desk.client.api_call(method, json=args)
    assert caught.value.response.status_code == 429
    return caught.value


def test_too_many_calls_are_answered_429(desk: Desk) -> None:
    for _ in range(20):
        desk.client.users_list()
    error = limited(desk, "users.list")
    assert error.response["error"] == "ratelimited"
    assert int(error.response.headers["Retry-After"]) == 3
    desk.client.auth_test()


def test_posts_are_limited_by_channel_and_by_workspace(desk: Desk) -> None:
    desk.post("control/limits", workspace_posts_per_minute=60, burst=2)
    desk.client.chat_postMessage(channel="U0BOB", text="x")
    desk.client.chat_postMessage(channel="U0ADA", text="x")
    limited(desk, "chat.postMessage", channel="U0CAROL", text="x")
    desk.post("control/limits", reset=True)
    for _ in range(10):
        desk.client.chat_postMessage(channel="U0BOB", text="x")
    limited(desk, "chat.postMessage", channel="D0BOB", text="x")
    desk.client.chat_postMessage(channel="U0ADA", text="x")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "error", "error": "fatal_error"}, 200, "fatal_error"),
        ({"kind": "ratelimit", "seconds": 7}, 429, "ratelimited"),
    ],
)
def test_ordered_faults(desk: Desk, fault: dict[str, Any], status: int, code: str) -> None:
    desk.post("control/faults", method="auth.test", times=1, **fault)
    with pytest.raises(SlackApiError) as caught:
        desk.client.auth_test()
    assert (caught.value.response.status_code, caught.value.response["error"]) == (status, code)
    desk.client.auth_test()


def test_a_status_a_delay_and_a_lost_answer(desk: Desk) -> None:
    desk.post("control/faults", method="auth.test", kind="status", status=503, times=1)
    with pytest.raises(SlackApiError):
        desk.client.auth_test()
    desk.post("control/faults", method="*", kind="delay", seconds=0.2)
    started = time.monotonic()
    desk.client.auth_test()
    assert time.monotonic() - started >= 0.2
    assert desk.ask("DELETE", "control/faults")[0] == 200
    desk.post("control/faults", method="chat.postMessage", kind="lose_response", times=1)
    with pytest.raises(OSError, match="closed"):
        desk.client.chat_postMessage(channel="U0BOB", text="lost")
    assert [m["text"] for m in desk.messages("bob")] == ["lost"]


def test_the_log_of_calls_holds_no_token(desk: Desk) -> None:
    desk.client.chat_postMessage(channel="U0BOB", text="x")
    with pytest.raises(SlackApiError):
        desk.client.api_call("users.info", params={"user": "U0NOBODY", "token": "xoxb-sandbox-exemple-0001"})
    log = desk.get("control/calls")
    assert [(c["method"], c["ok"], c["error"]) for c in log["calls"]] == [
        ("chat.postMessage", True, None),
        ("users.info", False, "user_not_found"),
    ]
    assert "xoxb" not in str(log)
    assert log["totals"]["users.info"] == {"user_not_found": 1}
    assert desk.get(f"control/calls?since={log['next']}")["calls"] == []
    assert len(desk.get("control/calls?method=users.info")["calls"]) == 1
