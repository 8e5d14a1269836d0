"""Where the npm package `emulate` knows a method too, both answer alike, or it is written down why not."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.external.conftest import free_port, wait_for, workspace

Answer = dict[str, Any]
DOCS = Path(__file__).parents[2] / "docs" / "sandbox.md"
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
HOME: dict[str, Any] = {"type": "home", "blocks": []}
TOKEN = "xoxb-other-emulator"
SCOPES = [
    "channels:history", "channels:join", "channels:manage", "channels:read", "chat:write", "files:read", "files:write",
    "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write", "pins:read", "pins:write",
    "reactions:read", "reactions:write", "team:read", "users.profile:read", "users:read", "users:read.email",
]  # fmt: skip
SEED = {
    "tokens": {TOKEN: {"login": "olga", "scopes": SCOPES}},
    "slack": {
        "team": {"name": "Exemple SA", "domain": "exemple"},
        "users": [{"name": "olga", "real_name": "Olga", "email": "olga@exemple.example"}],
        "channels": [{"name": "general"}, {"name": "random"}],
    },
}


@dataclass
class Side:
    """One of the two, and what there is in it."""

    address: str
    token: str
    known: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, **args: Any) -> Answer:
        """One call with a JSON body."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json; charset=utf-8"}
        request = urllib.request.Request(self.address + method, data=json.dumps(args).encode(), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                answer: Answer = json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                answer = json.loads(error.read())
        return answer

    def learn(self) -> None:
        """A channel, a person and a message to speak of."""
        channels = self.call("conversations.list")["channels"]
        users = self.call("users.list")["members"]
        self.known["channel"] = next(one["id"] for one in channels if one["name"] == "general")
        self.known["user"] = next(one["id"] for one in users if one["name"].startswith("olga"))
        self.known["ts"] = self.call("chat.postMessage", channel=self.known["channel"], text="hello")["ts"]

    def filled(self, args: Answer) -> Answer:
        """`$channel` and the like as this side calls them."""
        return {
            key: self.known.get(value[1:], value) if isinstance(value, str) and value.startswith("$") else value
            for key, value in args.items()
        }


ITEM: Answer = {"channel": "$channel", "timestamp": "$ts"}
NOWHERE: Answer = {"channel": "C0NOWHERE"}
NO_ITEM: Answer = {"channel": "$channel", "timestamp": "1.000001"}
# What is asked of both, in this order.
PROBES: list[tuple[str, Answer]] = [
    ("auth.test", {}),
    ("team.info", {}),
    ("bots.info", {"bot": "B0NOBODY"}),
    ("users.list", {}),
    ("users.info", {"user": "$user"}),
    ("users.info", {"user": "U0NOBODY"}),
    ("users.lookupByEmail", {"email": "nobody@exemple.example"}),
    ("users.profile.get", {"user": "$user"}),
    ("users.getPresence", {"user": "$user"}),
    ("chat.postMessage", {"channel": "$channel", "text": "again"}),
    ("chat.postMessage", {"channel": "$channel"}),
    ("chat.postMessage", {**NOWHERE, "text": "x"}),
    ("chat.meMessage", {"channel": "$channel", "text": "waves"}),
    ("chat.postEphemeral", {"channel": "$channel", "user": "$user", "text": "you"}),
    ("chat.postEphemeral", {"channel": "$channel", "user": "U0NOBODY", "text": "you"}),
    ("chat.update", {"channel": "$channel", "ts": "$ts", "text": "changed"}),
    ("chat.update", {"channel": "$channel", "ts": "1.000001", "text": "x"}),
    ("chat.update", {**NOWHERE, "ts": "1.000001", "text": "x"}),
    ("chat.getPermalink", {"channel": "$channel", "message_ts": "$ts"}),
    ("chat.getPermalink", {"channel": "$channel", "message_ts": "1.000001"}),
    ("chat.scheduleMessage", {"channel": "$channel", "text": "later", "post_at": 1}),
    ("chat.scheduledMessages.list", {}),
    ("chat.deleteScheduledMessage", {"channel": "$channel", "scheduled_message_id": "Q0"}),
    ("reactions.add", {**ITEM, "name": "tada"}),
    ("reactions.add", {**ITEM, "name": "tada"}),
    ("reactions.add", {**NO_ITEM, "name": "tada"}),
    ("reactions.get", ITEM),
    ("reactions.remove", {**ITEM, "name": "tada"}),
    ("reactions.remove", {**ITEM, "name": "tada"}),
    ("pins.add", ITEM),
    ("pins.add", ITEM),
    ("pins.list", {"channel": "$channel"}),
    ("pins.remove", ITEM),
    ("pins.remove", ITEM),
    ("conversations.list", {}),
    ("conversations.info", {"channel": "$channel"}),
    ("conversations.info", NOWHERE),
    ("conversations.members", {"channel": "$channel"}),
    ("conversations.members", NOWHERE),
    ("conversations.history", {"channel": "$channel"}),
    ("conversations.history", NOWHERE),
    ("conversations.replies", {"channel": "$channel", "ts": "$ts"}),
    ("conversations.replies", {"channel": "$channel", "ts": "1.000001"}),
    ("conversations.create", {"name": "a-new-one"}),
    ("conversations.create", {"name": "a-new-one"}),
    ("conversations.create", {"name": "Capital!"}),
    ("conversations.join", NOWHERE),
    ("conversations.join", {"channel": "$channel"}),
    ("conversations.leave", NOWHERE),
    ("conversations.archive", NOWHERE),
    ("conversations.unarchive", {"channel": "$channel"}),
    ("conversations.setTopic", {"channel": "$channel", "topic": "The topic"}),
    ("conversations.setPurpose", {"channel": "$channel", "purpose": "The purpose"}),
    ("conversations.rename", {**NOWHERE, "name": "x"}),
    ("conversations.invite", {"channel": "$channel", "users": "U0NOBODY"}),
    ("conversations.kick", {**NOWHERE, "user": "$user"}),
    ("conversations.open", {"users": "$user"}),
    ("conversations.open", {"users": "U0NOBODY"}),
    ("conversations.open", {}),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 3}),
    ("files.completeUploadExternal", {"files": [{"id": "F0"}]}),
    ("files.info", {"file": "F0"}),
    ("files.list", {}),
    ("files.delete", {"file": "F0"}),
    ("views.open", {"trigger_id": "1.2.3", "view": MODAL}),
    ("views.update", {"view_id": "V0", "view": MODAL}),
    ("views.publish", {"user_id": "$user", "view": HOME}),
    ("views.publish", {"user_id": "$user", "view": HOME, "hash": "old"}),
    ("chat.delete", {"channel": "$channel", "ts": "$ts"}),
    ("chat.delete", {"channel": "$channel", "ts": "$ts"}),
]
# Where they differ: (method, what is said here, what is said there) -> why.
EXPLAINED: dict[tuple[str, str, str], str] = {
    ("chat.postEphemeral", "ok", "user_not_in_channel"): "there nobody is in a channel before joining it",
    ("chat.postEphemeral", "user_not_in_channel", "user_not_found"): "Slack's reference has no user_not_found here",
    ("chat.update", "channel_not_found", "message_not_found"): "Slack's reference tells the two apart",
    ("pins.add", "ok", "not_in_channel"): "there the token's user has not joined the channel",
    ("pins.add", "already_pinned", "not_in_channel"): "there the token's user has not joined the channel",
    ("pins.remove", "ok", "not_in_channel"): "there the token's user has not joined the channel",
    ("pins.remove", "no_pin", "not_in_channel"): "there the token's user has not joined the channel",
    ("conversations.replies", "thread_not_found", "ok"): "Slack's reference: thread_not_found for an unknown ts",
    ("conversations.open", "ok", "users_list_not_supplied"): "there the person asked for is the token's own",
}
# What stands in an answer there and not here -> why.
MORE: dict[tuple[str, str], str] = {
    ("users.getPresence", "auto_away connection_count last_activity manual_away online"): "there it is the token's own",
    ("conversations.history", "response_metadata"): "Slack's reference requires it only where more follows",
    ("conversations.setPurpose", "purpose"): "Slack's reference answers with the channel",
}


def said(answer: Answer) -> str:
    """The outcome in a word: `ok`, or the error code."""
    return "ok" if answer.get("ok") else str(answer.get("error"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, node: Path) -> Iterator[Side]:
    """The other emulator as a process."""
    folder, port = tmp_path_factory.mktemp("emulate"), free_port()
    (folder / "seed.json").write_text(json.dumps(SEED), encoding="utf-8")
    command = ["node", str(node / "node_modules/emulate/dist/index.js"), "start", "-s", "slack", "-p", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--seed", str(folder / "seed.json")], stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
    side = Side(f"http://127.0.0.1:{port}/api/", TOKEN)
    try:
        wait_for(lambda: answers(side), "the other emulator", 20)
        side.learn()
        yield side
    finally:
        process.terminate()
        process.wait(10)


def answers(side: Side) -> bool:
    try:
        return bool(side.call("auth.test")["ok"])
    except OSError:
        return False


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    with workspace(tmp_path_factory.mktemp("ours"), "--scopes", ",".join(SCOPES)) as place:
        place.post("limits", method="*", per_second=1000, burst=1000)
        side = Side(place.addresses["SLACK_API_URL"], place.addresses["SLACK_BOT_TOKEN"])
        side.learn()
        yield side


def test_both_answer_alike_or_it_is_known_why_not(ours: Side, other: Side) -> None:
    told: set[tuple[str, str, str]] = set()
    lacking: set[tuple[str, str]] = set()
    for method, args in PROBES:
        here, there = ours.call(method, **ours.filled(args)), other.call(method, **other.filled(args))
        if said(here) != said(there):
            told.add((method, said(here), said(there)))
        elif said(here) == "ok" and set(there) - set(here):
            lacking.add((method, " ".join(sorted(set(there) - set(here)))))
    assert told == set(EXPLAINED)
    assert lacking == set(MORE)


def test_the_differences_stand_in_the_documentation() -> None:
    page = DOCS.read_text(encoding="utf-8")
    for method in sorted({method for method, *_ in (*EXPLAINED, *MORE)}):
        assert f"| `{method}` |" in page
