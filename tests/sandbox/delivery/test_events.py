"""Events: who hears what, deliveries that go wrong, organisations, strange people, settings."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.desk import Desk, until
from tests.sandbox.ear import Ear

Json = dict[str, Any]


@pytest.fixture(scope="module")
def listening(served: Desk) -> Iterator[Ear]:
    ear = Ear(served)
    yield ear
    ear.client.close()


@pytest.fixture
def ear(listening: Ear, desk: Desk) -> Ear:
    """A bare client that hears everything its scopes open."""
    desk.post("control/scopes", scopes="all")
    listening.heard.clear()
    listening.answer = lambda request: None
    return listening


def events(ear: Ear, *types: str) -> list[Json]:
    """Wait for these events, in whichever order; they are answered sorted by type."""
    until(lambda: len(ear.heard) >= len(types))
    found = sorted((one["event"] for one in ear.heard), key=lambda event: str(event["type"]))
    assert [event["type"] for event in found] == sorted(types)
    ear.heard.clear()
    return found


def test_user_groups_are_told(desk: Desk, ear: Ear) -> None:
    group = desk.post("control/groups", handle="all", name="All", members=["U0BOB"])
    created, members = sorted(events(ear, "subteam_created", "subteam_members_changed"), key=lambda e: e["type"])
    assert created["subteam"]["users"] == ["U0BOB"]
    assert (members["added_users"], members["removed_users_count"]) == (["U0BOB"], 0)
    desk.post("control/groups", id=group["id"], members=["U0CAROL"])
    members, updated = events(ear, "subteam_members_changed", "subteam_updated")
    assert (members["added_users"], members["removed_users"]) == (["U0CAROL"], ["U0BOB"])
    assert updated["subteam"]["user_count"] == 1


def test_channels_are_told(desk: Desk, ear: Ear) -> None:
    room = desk.post("control/channels", name="plans", members=["U0BOB"])
    (created,) = events(ear, "channel_created")
    assert created["channel"]["name"] == "plans"
    desk.post("control/channels", id=room["id"], name="secrets", members=["U0CAROL"], archived=True)
    events(ear, "channel_rename", "channel_archive", "member_joined_channel", "member_left_channel")
    desk.post("control/channels", id=room["id"], archived=False)
    events(ear, "channel_unarchive")


def test_words_are_told_by_the_kind_of_place(desk: Desk, ear: Ear) -> None:
    desk.post("control/channels", id="C0DIRECTORS", members=["U0OLGA", "U0CONSENT"])
    events(ear, "member_joined_channel", "member_left_channel")
    said = desk.post("control/say", user="olga", channel="directors", text="@ai-consent & <b> #general")
    message, mention = sorted(events(ear, "message", "app_mention"), key=lambda e: e["type"], reverse=True)
    assert (message["channel_type"], mention["channel"]) == ("group", "C0DIRECTORS")
    assert message["text"] == "<@U0CONSENT> &amp; &lt;b&gt; <#C0GENERAL|general>"
    assert [one["sent"] for one in said["events"]] == [True, True]
    direct = desk.post("control/say", user="bob", text="psst")
    assert events(ear, "message")[0]["channel_type"] == "im"
    desk.post("control/say", user="bob", text="<@U0ADA> said so", thread_ts=direct["ts"])
    (answer,) = events(ear, "message")
    assert (answer["text"], answer["thread_ts"]) == ("<@U0ADA> said so", direct["ts"])
    desk.post("control/edit", user="bob", channel=direct["channel"], ts=direct["ts"], text="pst")
    (changed,) = events(ear, "message")
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed", "pst", "psst",
    )  # fmt: skip
    desk.post("control/delete", user="bob", channel=direct["channel"], ts=direct["ts"])
    assert events(ear, "message")[0]["subtype"] == "message_deleted"
    assert desk.ask("POST", "control/delete", {"user": "bob", "channel": "D0BOB", "ts": "1.0"})[0] == 404


def test_an_edited_message_is_told_with_its_new_blocks(desk: Desk, ear: Ear) -> None:
    said = desk.post("control/say", user="bob", text="before")
    desk.post("control/edit", user="bob", channel=said["channel"], ts=said["ts"], text="after")
    until(lambda: len(ear.heard) >= 2)
    changed = next(one["event"] for one in ear.heard if one["event"].get("subtype") == "message_changed")
    shown = [changed[which]["blocks"][0]["elements"][0]["elements"] for which in ("message", "previous_message")]
    assert shown == [[{"type": "text", "text": "after"}], [{"type": "text", "text": "before"}]]


def test_what_only_one_person_sees_is_no_event(desk: Desk, ear: Ear) -> None:
    ear.answer = lambda request: {"text": "for you"} if "command" in request.payload else None
    desk.post("control/command", user="bob", text="x")
    hook = next(one["response_url"] for one in ear.heard if "command" in one)
    for kind in ("ephemeral", "in_channel"):
        asked = urllib.request.Request(hook, json.dumps({"text": kind, "response_type": kind}).encode())
        asked.add_header("Content-Type", "application/json")
        urllib.request.urlopen(asked, timeout=20).close()
    desk.client.chat_postMessage(channel="U0BOB", text="aloud")
    until(lambda: len(_texts(ear)) >= 2)
    assert sorted(_texts(ear)) == ["aloud", "in_channel"]


def _texts(ear: Ear) -> list[str]:
    return [one["event"]["text"] for one in ear.heard if one.get("event", {}).get("type") == "message"]


def test_without_the_scope_nothing_is_heard_and_it_is_said_why(desk: Desk, ear: Ear) -> None:
    desk.post("control/scopes", scopes=["chat:write"])
    (told,) = desk.post("control/say", user="bob", text="hello")["events"]
    assert told == {"type": "message", "sent": False, "why": "missing scope im:history"}
    desk.post("control/people", id="U0BOB", name="Bobby")
    desk.client.chat_postMessage(channel="U0BOB", text="x")
    time.sleep(0.1)
    assert ear.heard == []


def test_a_manifest_says_what_the_app_is(desk: Desk, ear: Ear) -> None:
    manifest = {
        "display_information": {"name": "Lunch"},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "lunch"},
            "slash_commands": [{"command": "/lunch", "should_escape": False}],
        },
        "oauth_config": {"scopes": {"bot": ["commands", "channels:history"], "bot_optional": ["users:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
    }
    told = desk.post("control/manifest", **manifest)
    assert (told["app"], told["scopes"]) == ("Lunch", ["commands", "channels:history", "users:read"])
    assert desk.client.auth_test()["user"] == "lunch"
    (event,) = desk.post("control/say", user="bob", channel="general", text="hello")["events"]
    assert event["sent"] is True
    assert desk.post("control/home", user="bob")["why"] == "not subscribed to app_home_opened"
    assert desk.refused("views.publish", user_id="U0BOB", view={"type": "home", "blocks": []})["error"] == "not_enabled"
    assert desk.ask("POST", "control/say", {"user": "bob", "text": "x"})[1]["error"] == "messages_tab_disabled"
    assert desk.ask("POST", "control/command", {"user": "bob", "command": "/x"})[1]["error"] == "no_such_command"
    desk.post("control/command", user="bob", command="/lunch", text="<raw> @ada.berg")
    assert ear.heard[-1]["text"] == "<raw> @ada.berg"
    desk.post("control/reset")
    assert desk.get("control/workspace")["app"] == "AI Consent"


def test_an_organisation_is_everywhere_in_what_slack_sends(desk: Desk, ear: Ear) -> None:
    desk.post("control/workspace", enterprise=True)
    desk.post("control/people", id="U0ADA", org_role="org_owner")
    (changed,) = events(ear, "user_change")
    whole = {"is_admin": True, "is_owner": True, "is_primary_owner": False, "teams": ["T0EXEMPLE"]}
    assert changed["user"]["enterprise_user"] == {
        "id": "U0ADA", "enterprise_id": "E0GROUPE", "enterprise_name": "Groupe Exemple", **whole,
    }  # fmt: skip
    assert "enterprise_user" not in desk.client.users_info(user="U0XENA")["user"]
    assert desk.client.auth_test()["enterprise_id"] == "E0GROUPE"
    assert desk.client.team_info()["team"]["enterprise_name"] == "Groupe Exemple"
    desk.post("control/command", user="bob", text="x")
    assert ear.heard[-1]["enterprise_id"] == "E0GROUPE"
    button = {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": "X"}}
    desk.client.views_publish(
        user_id="U0BOB", view={"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    )
    desk.post("control/press", user="bob", home=True, action_id="x")
    payload = ear.heard[-1]
    assert payload["enterprise"] == {"id": "E0GROUPE", "name": "Groupe Exemple"}
    assert payload["team"]["enterprise_id"] == "E0GROUPE"
    desk.post("control/event", event={"type": "app_home_opened", "user": "U0BOB", "tab": "home"})
    assert ear.heard[-1]["authorizations"][0]["enterprise_id"] == "E0GROUPE"


def test_strange_people_have_null_and_missing_fields(desk: Desk, ear: Ear) -> None:
    odd = {"real_name": None, "tz": None, "profile.title": "<!here>"}
    person = desk.post("control/people", name="N" * 80, odd=odd, missing=["tz_label", "profile.display_name"])
    user = desk.client.users_info(user=person["id"])["user"]
    assert (user["real_name"], user["tz"], user["profile"]["title"]) == (None, None, "<!here>")
    assert "tz_label" not in user and "display_name" not in user["profile"]
    begun = desk.get("control/deliveries")["next"]
    ids = desk.post("control/odd", zones=True)["people"]
    assert desk.client.users_info(user=ids[0])["user"]["real_name"] == "<!channel> everyone"
    zones = {desk.workspace.people.get(one).tz for one in ids}  # type: ignore[union-attr]  # they just joined
    assert len(zones) > 400
    until(lambda: desk.get("control/deliveries")["next"] - begun >= len(ids))  # a client may miss one in such a flood
    assert ear.heard


def test_latency_is_what_every_call_takes_at_least(desk: Desk) -> None:
    desk.post("control/workspace", latency_seconds=0.2)
    started = time.monotonic()
    desk.client.auth_test()
    assert time.monotonic() - started >= 0.2
    assert desk.ask("POST", "control/workspace", {"latency": 1})[1]["error"] == "invalid_arguments"


def test_deliveries_are_logged_with_their_answers(desk: Desk, ear: Ear) -> None:
    ear.answer = lambda request: {"text": "heard"}
    desk.post("control/command", user="bob", text="hello")
    log = desk.get("control/deliveries")
    (entry,) = (one for one in log["deliveries"] if one["kind"] == "slash_commands")
    assert (entry["kind"], entry["type"], entry["user"], entry["acked"]) == (
        "slash_commands",
        "/ai-consent",
        "U0BOB",
        True,
    )
    assert (entry["payload"]["text"], entry["answer"]) == ("hello", {"text": "heard"})
    since = desk.get(f"control/deliveries?since={log['next']}")["deliveries"]
    assert not [one for one in since if one["kind"] == "slash_commands"]


@pytest.mark.parametrize(
    ("fault", "times"), [({"kind": "duplicate"}, 2), ({"kind": "delay", "seconds": 0.1}, 1), ({"kind": "lose"}, 0)]
)
def test_deliveries_go_wrong_as_ordered(desk: Desk, ear: Ear, fault: Json, times: int) -> None:
    desk.post("control/socket", ack_seconds=3 if times else 0.3)
    desk.post("control/faults", method="slash_commands", times=1, **fault)
    answer = desk.post("control/command", user="bob", text="x")
    heard = [one for one in ear.heard if "command" in one]  # an event of the test before may come in late
    assert (answer["acked"], len(heard)) == (times > 0, times)
    assert ("warning" in answer) is (times == 0)
    assert desk.ask("POST", "control/faults", {"method": "interactive", "kind": "status"})[1]["error"] == "invalid_kind"


def test_deliveries_overtake_each_other(desk: Desk, ear: Ear) -> None:
    desk.post("control/faults", method="deliveries", kind="reorder", times=1)
    first = threading.Thread(target=desk.post, args=("control/command",), kwargs={"user": "bob", "text": "one"})
    first.start()
    until(lambda: not desk.get("control/faults")["faults"])
    desk.post("control/command", user="bob", text="two")
    first.join(30)
    assert [one["text"] for one in ear.heard if "command" in one] == ["two", "one"]


def test_an_app_that_an_organisation_installed(desk: Desk, ear: Ear) -> None:
    desk.post("control/workspace", enterprise=True, org_wide=True)
    assert desk.client.auth_test()["is_enterprise_install"] is True
    assert desk.refused("users.list")["error"] == "missing_argument"
    assert desk.refused("users.list", team_id="T0NOWHERE")["error"] == "team_access_not_granted"
    assert desk.client.users_list(team_id="T0EXEMPLE")["members"]
    code = desk.post("control/oauth")["code"]
    installed = desk.client.oauth_v2_access(client_id="1", client_secret="2", code=code)
    assert (installed["is_enterprise_install"], installed["team"], installed["enterprise"]["id"]) == (
        True, None, "E0GROUPE",
    )  # fmt: skip
    desk.post("control/home", user="bob")
    until(lambda: ear.heard)
    (authorization,) = ear.heard[-1]["authorizations"]
    assert (authorization["team_id"], authorization["is_enterprise_install"]) == (None, True)
    desk.post("control/command", user="bob", text="x")
    command = ear.heard[-1]
    assert (command["is_enterprise_install"], command["team_id"]) == ("true", "T0EXEMPLE")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [], "notify_on_close": True}
    desk.client.views_open(trigger_id=command["trigger_id"], view=view)
    desk.post("control/close_view", user="bob")
    closed = ear.heard[-1]
    assert (closed["team"], closed["user"]["team_id"], closed["is_enterprise_install"]) == (None, "T0EXEMPLE", True)
    desk.post("control/workspace", enterprise=False)
    assert desk.client.users_list(team_id="T0NOWHERE")["ok"]  # a workspace's own token: Slack does not look at it
