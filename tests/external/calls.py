"""Every method once with good arguments, through whichever client: so that all clients can be compared."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from typing import Any

from sandbox.client import Control

Answer = dict[str, Any]
Call = Callable[[str, dict[str, Any]], Answer]
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Home*"}}]}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
BLOCKS = [HOME["blocks"][0], {"type": "actions", "elements": [BUTTON]}]
# Method -> what its answer holds, as Slack's reference has it, and of which type.
SHAPES: dict[str, dict[str, type]] = {
    "apps.connections.open": {"url": str},
    "auth.revoke": {"revoked": bool},
    "auth.teams.list": {"teams": list, "response_metadata": dict},
    "auth.test": {"url": str, "team": str, "user": str, "team_id": str, "user_id": str, "bot_id": str},
    "blocks.validate": {},
    "chat.delete": {"channel": str, "ts": str},
    "chat.postMessage": {"channel": str, "ts": str, "message": dict},
    "chat.update": {"channel": str, "ts": str, "text": str, "message": dict},
    "conversations.info": {"channel": dict},
    "conversations.list": {"channels": list, "response_metadata": dict},
    "conversations.members": {"members": list, "response_metadata": dict},
    "files.completeUploadExternal": {"files": list},
    "files.getUploadURLExternal": {"upload_url": str, "file_id": str},
    "files.info": {"file": dict},
    "oauth.v2.access": {"access_token": str, "scope": str, "bot_user_id": str, "team": dict, "authed_user": dict},
    "team.info": {"team": dict},
    "usergroups.list": {"usergroups": list},
    "usergroups.users.list": {"users": list},
    "users.conversations": {"channels": list, "response_metadata": dict},
    "users.info": {"user": dict},
    "users.list": {"members": list, "cache_ts": int, "response_metadata": dict},
    "views.open": {"view": dict},
    "views.publish": {"view": dict},
    "views.push": {"view": dict},
    "views.update": {"view": dict},
}


class Walk:
    """One walk through all methods; answers by method."""

    def __init__(self, place: Control, call: Call) -> None:
        self.place = place
        self._call = call
        self.answers: dict[str, Answer] = {}

    def do(self, name: str, /, **args: Any) -> Answer:
        """One call that must succeed."""
        answer = self._call(name, args)
        assert answer.get("ok"), (name, answer)
        self.answers.setdefault(name, answer)
        return answer

    def trigger(self) -> str:
        """A trigger id, as a gesture brings it; nobody answers the gesture."""
        self.place.post("command", user="U0ALICE", command="/x")
        found: str = self.place.get("deliveries")["deliveries"][-1]["payload"]["trigger_id"]
        return found

    def all(self) -> dict[str, Answer]:
        """Every method, in an order in which each finds what it needs."""
        self.about()
        self.messages()
        self.people()
        self.files()
        self.views()
        return self.answers

    def about(self) -> None:
        self.do("auth.test")
        self.do("auth.teams.list")
        self.do("auth.revoke", test=True)
        self.do("oauth.v2.access", client_id="1.2", client_secret="s", code=self.place.post("oauth")["code"])
        self.do("team.info")
        self.do("apps.connections.open")

    def messages(self) -> None:
        posted = self.do("chat.postMessage", channel="C0GENERAL", text="hello", blocks=BLOCKS)
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        self.do("chat.update", **where, text="changed", blocks=BLOCKS)
        self.do("chat.postMessage", channel="C0GENERAL", text="an answer", thread_ts=posted["ts"])
        self.do("chat.delete", **where)

    def people(self) -> None:
        self.do("users.list", limit=2, include_locale=True)
        self.do("users.info", user="U0OLGA", include_locale=True)
        self.do("usergroups.list", include_users=True, include_count=True)
        self.do("usergroups.users.list", usergroup="S0COUNCIL")
        self.do("users.conversations", limit=1)
        self.do("conversations.list", limit=1)
        self.do("conversations.info", channel="C0GENERAL", include_num_members=True)
        self.do("conversations.members", channel="C0GENERAL", limit=3)

    def files(self) -> None:
        ticket = self.do("files.getUploadURLExternal", filename="a.txt", length=3)
        upload(ticket["upload_url"], b"abc")
        self.do("files.completeUploadExternal", files=[{"id": ticket["file_id"], "title": "A"}], channel_id="C0GENERAL")
        self.do("files.info", file=ticket["file_id"])

    def views(self) -> None:
        self.do("blocks.validate", blocks=BLOCKS)
        view = self.do("views.open", trigger_id=self.trigger(), view=VIEW)["view"]
        self.do("views.push", trigger_id=self.trigger(), view=VIEW)
        self.do("views.update", view_id=view["id"], hash=view["hash"], view=VIEW)
        self.do("views.publish", user_id="U0ALICE", view=HOME)


def upload(address: str, content: bytes) -> None:
    """Send the bytes of a file to its upload address."""
    request = urllib.request.Request(address, data=content, method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200
