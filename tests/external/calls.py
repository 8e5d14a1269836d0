"""Every method once with good arguments, through whichever client: so that all clients can be compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.external.conftest import Workspace

Answer = dict[str, Any]
Call = Callable[[str, dict[str, Any]], Answer]
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Home*"}}]}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
BLOCKS = [HOME["blocks"][0], {"type": "actions", "elements": [BUTTON]}]
# Method -> what its answer holds, as Slack's reference has it, and of which type.
SHAPES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "api.test": {},
    "apps.connections.open": {"url": str},
    "assistant.threads.setStatus": {},
    "assistant.threads.setSuggestedPrompts": {},
    "assistant.threads.setTitle": {},
    "auth.revoke": {"revoked": bool},
    "auth.teams.list": {"teams": list, "response_metadata": dict},
    "auth.test": {"url": str, "team": str, "user": str, "team_id": str, "user_id": str, "bot_id": str},
    "blocks.validate": {},
    "bots.info": {"bot": dict},
    "chat.appendStream": {"channel": str, "ts": str},
    "chat.delete": {"channel": str, "ts": str},
    "chat.deleteScheduledMessage": {},
    "chat.getPermalink": {"channel": str, "permalink": str},
    "chat.meMessage": {"channel": str, "ts": str},
    "chat.postEphemeral": {"message_ts": str},
    "chat.postMessage": {"channel": str, "ts": str, "message": dict},
    "chat.scheduleMessage": {"channel": str, "scheduled_message_id": str, "post_at": int, "message": dict},
    "chat.scheduledMessages.list": {"scheduled_messages": list, "response_metadata": dict},
    "chat.startStream": {"channel": str, "ts": str},
    "chat.stopStream": {"channel": str, "ts": str, "message": dict},
    "chat.unfurl": {},
    "chat.update": {"channel": str, "ts": str, "text": str, "message": dict},
    "conversations.archive": {},
    "conversations.close": {},
    "conversations.create": {"channel": dict},
    "conversations.history": {"messages": list, "has_more": bool, "pin_count": int},
    "conversations.info": {"channel": dict},
    "conversations.invite": {"channel": dict},
    "conversations.join": {"channel": dict},
    "conversations.kick": {},
    "conversations.leave": {},
    "conversations.list": {"channels": list, "response_metadata": dict},
    "conversations.mark": {},
    "conversations.members": {"members": list, "response_metadata": dict},
    "conversations.open": {"channel": dict},
    "conversations.rename": {"channel": dict},
    "conversations.replies": {"messages": list, "has_more": bool},
    "conversations.setPurpose": {"channel": dict},
    "conversations.setTopic": {"channel": dict},
    "conversations.unarchive": {},
    "emoji.list": {"emoji": dict, "cache_ts": str},
    "files.completeUploadExternal": {"files": list},
    "files.delete": {},
    "files.getUploadURLExternal": {"upload_url": str, "file_id": str},
    "files.info": {"file": dict},
    "files.list": {"files": list, "paging": dict},
    "functions.completeError": {},
    "functions.completeSuccess": {},
    "oauth.v2.access": {"access_token": str, "scope": str, "bot_user_id": str, "team": dict, "authed_user": dict},
    "pins.add": {},
    "pins.list": {"items": list},
    "pins.remove": {},
    "reactions.add": {},
    "reactions.get": {"type": str, "message": dict, "channel": str},
    "reactions.remove": {},
    "team.info": {"team": dict},
    "usergroups.list": {"usergroups": list},
    "usergroups.users.list": {"users": list},
    "users.conversations": {"channels": list, "response_metadata": dict},
    "users.getPresence": {"presence": str},
    "users.info": {"user": dict},
    "users.list": {"members": list, "cache_ts": int, "response_metadata": dict},
    "users.lookupByEmail": {"user": dict},
    "users.profile.get": {"profile": dict},
    "views.open": {"view": dict},
    "views.publish": {"view": dict},
    "views.push": {"view": dict},
    "views.update": {"view": dict},
}


class Walk:
    """One walk through all methods; answers by method, the arguments too."""

    def __init__(self, place: Workspace, call: Call) -> None:
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
        self.channels()
        self.people()
        self.files()
        self.views()
        self.rest()
        return self.answers

    def about(self) -> None:
        self.do("api.test", foo="bar")
        self.do("auth.test")
        self.do("auth.teams.list")
        self.do("team.info")
        self.do("bots.info", bot=self.do("auth.test")["bot_id"])
        self.do("apps.connections.open")
        self.do("blocks.validate", blocks=BLOCKS)
        self.do("emoji.list")

    def messages(self) -> None:
        posted = self.do("chat.postMessage", channel="C0GENERAL", text="hello", blocks=BLOCKS)
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        item = {"channel": posted["channel"], "timestamp": posted["ts"]}
        self.do("chat.update", **where, text="changed", blocks=BLOCKS)
        self.do("chat.getPermalink", channel=posted["channel"], message_ts=posted["ts"])
        self.do("chat.postMessage", channel="C0GENERAL", text="an answer", thread_ts=posted["ts"])
        self.do("chat.meMessage", channel="C0GENERAL", text="waves")
        self.do("chat.postEphemeral", channel="C0GENERAL", user="U0BOB", text="only you")
        self.do("reactions.add", **item, name="tada")
        self.do("reactions.get", **item)
        self.do("reactions.remove", **item, name="tada")
        self.do("pins.add", **item)
        self.do("pins.list", channel=posted["channel"])
        self.do("pins.remove", **item)
        self.do("conversations.history", channel="C0GENERAL", limit=2)
        self.do("conversations.replies", **where)
        planned = self.do("chat.scheduleMessage", channel="C0GENERAL", text="later", post_at=self._later())
        self.do("chat.scheduledMessages.list", channel="C0GENERAL")
        scheduled = planned["scheduled_message_id"]
        self.do("chat.deleteScheduledMessage", channel="C0GENERAL", scheduled_message_id=scheduled)
        thread = {"channel_id": posted["channel"], "thread_ts": posted["ts"]}
        self.do("assistant.threads.setStatus", **thread, status="thinks")
        self.do("assistant.threads.setTitle", **thread, title="A thread")
        self.do("assistant.threads.setSuggestedPrompts", **thread, prompts=[{"title": "Ask", "message": "What?"}])
        self.do("conversations.mark", **where)
        self.stream(posted)
        self.unfurl()
        self.do("chat.delete", **where)

    def stream(self, parent: Answer) -> None:
        whom = {"recipient_team_id": "T0EXEMPLE", "recipient_user_id": "U0BOB"}
        begun = self.do("chat.startStream", channel="C0GENERAL", thread_ts=parent["ts"], **whom)
        where = {"channel": begun["channel"], "ts": begun["ts"]}
        self.do("chat.appendStream", **where, markdown_text="so ")
        self.do("chat.stopStream", **where, markdown_text="be it", blocks=BLOCKS)

    def unfurl(self) -> None:
        said = self.place.post("say", user="U0BOB", channel="general", text="see https://example.com/a")
        shown = {"https://example.com/a": {"text": "About it"}}
        self.do("chat.unfurl", channel=said["channel"], ts=said["ts"], unfurls=shown)

    def _later(self) -> int:
        return int(self.place.now().timestamp()) + 3600

    def channels(self) -> None:
        channel = self.do("conversations.create", name=f"room-{uuid4().hex[:8]}")["channel"]["id"]
        self.do("conversations.setTopic", channel=channel, topic="The topic")
        self.do("conversations.setPurpose", channel=channel, purpose="The purpose")
        self.do("conversations.invite", channel=channel, users="U0BOB,U0ALICE")
        self.do("conversations.kick", channel=channel, user="U0BOB")
        self.do("conversations.rename", channel=channel, name=f"renamed-{uuid4().hex[:8]}")
        self.do("conversations.info", channel=channel, include_num_members=True)
        self.do("conversations.members", channel="C0GENERAL", limit=3)
        self.do("conversations.list", limit=1)
        self.do("users.conversations", limit=1)
        self.do("conversations.open", users="U0BOB", return_im=True)
        self.do("conversations.close", channel="D0BOB")
        self.do("conversations.leave", channel=channel)
        self.do("conversations.join", channel=channel)
        self.do("conversations.archive", channel=channel)
        self.do("conversations.unarchive", channel=channel)

    def people(self) -> None:
        self.do("users.list", limit=2, include_locale=True)
        self.do("users.info", user="U0OLGA", include_locale=True)
        self.do("users.lookupByEmail", email="olga.martin@exemple.example")
        self.do("users.profile.get", user="U0OLGA")
        self.do("users.getPresence", user="U0OLGA")
        self.do("usergroups.list", include_users=True, include_count=True)
        self.do("usergroups.users.list", usergroup="S0COUNCIL")

    def files(self) -> None:
        ticket = self.do("files.getUploadURLExternal", filename="a.txt", length=3)
        self.place.upload(ticket["upload_url"], b"abc")
        self.do("files.completeUploadExternal", files=[{"id": ticket["file_id"], "title": "A"}], channel_id="C0GENERAL")
        self.do("files.info", file=ticket["file_id"])
        self.do("files.list")
        self.do("files.delete", file=ticket["file_id"])

    def views(self) -> None:
        view = self.do("views.open", trigger_id=self.trigger(), view=VIEW)["view"]
        self.do("views.push", trigger_id=self.trigger(), view=VIEW)
        self.do("views.update", view_id=view["id"], hash=view["hash"], view=VIEW)
        self.do("views.publish", user_id="U0ALICE", view=HOME)

    def rest(self) -> None:
        steps = [self.place.post("steps", user="U0BOB", callback_id="do")["step"] for _ in range(2)]
        self.do("functions.completeSuccess", function_execution_id=steps[0], outputs={"a": 1})
        self.do("functions.completeError", function_execution_id=steps[1], error="It failed")
        code = self.place.post("oauth")["code"]
        self.do("oauth.v2.access", client_id="1.2", client_secret="s", code=code)
        self.do("auth.revoke", test=True)
