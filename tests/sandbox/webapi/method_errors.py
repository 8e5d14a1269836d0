"""For each method and each of its own error codes: the arguments that provoke it, or how to get to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sandbox.desk import Desk

Args = dict[str, Any]
Provocation = Args | Callable[[Desk], Args]
NOWHERE, PRIVATE, OUTSIDE, ARCHIVED, DM = "C0NOWHERE", "C0DIRECTORS", "C0OUTSIDE", "C0OLD", "D0BOB"
LONG = "x" * 40_001
MODAL: Args = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
HOME: Args = {"type": "home", "blocks": []}
HUGE = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 100
BAD_BLOCKS = [{"type": "dance"}]


def outside(desk: Desk) -> str:
    """A public channel without the bot."""
    desk.post("control/channels", id=OUTSIDE, name="outside", members=["U0BOB"])
    return OUTSIDE


def archived(desk: Desk) -> str:
    """A channel of the bot that is archived."""
    desk.post("control/channels", id=ARCHIVED, name="old", members=["U0CONSENT", "U0BOB"], archived=True)
    return ARCHIVED


def posted(desk: Desk, channel: str = "U0BOB") -> tuple[str, str]:
    """A message of the bot: channel and time stamp."""
    message = desk.client.chat_postMessage(channel=channel, text="hello")
    return message["channel"], message["ts"]


def said(desk: Desk) -> tuple[str, str]:
    """A message of Bob."""
    message = desk.post("control/say", user="bob", channel="general", text="hello")
    return message["channel"], message["ts"]


def trigger(desk: Desk, *, expired: bool = False) -> str:
    """A trigger id of Alice."""
    return desk.workspace.triggers.issue("U0ALICE", expired=expired)


def used_trigger(desk: Desk) -> str:
    spent = trigger(desk)
    desk.client.views_open(trigger_id=spent, view=MODAL)
    return spent


def opened(desk: Desk, **more: Any) -> Args:
    """A modal in front of Alice."""
    view: Args = desk.client.views_open(trigger_id=trigger(desk), view={**MODAL, **more})["view"]
    return view


def full_stack(desk: Desk) -> Args:
    opened(desk)
    for _ in range(2):
        desk.client.views_push(trigger_id=trigger(desk), view=MODAL)
    return {"trigger_id": trigger(desk), "view": MODAL}


def set_up(desk: Desk, path: str, **body: Any) -> None:
    desk.post(f"control/{path}", **body)


def after(path: str, args: Args, **body: Any) -> Callable[[Desk], Args]:
    """These arguments, once the workspace has been changed."""

    def provoke(desk: Desk) -> Args:
        set_up(desk, path, **body)
        return args

    return provoke


def old_cursor(method: str, **args: Any) -> Callable[[Desk], Args]:
    """A cursor that was given out too long ago."""

    def provoke(desk: Desk) -> Args:
        answer = desk.client.api_call(method, json={**args, "limit": 1})
        set_up(desk, "clock", advance=7 * 3600)
        return {**args, "cursor": answer["response_metadata"]["next_cursor"]}

    return provoke


def where(text: Args) -> dict[str, Provocation]:
    """Places where the bot may not write."""
    return {
        "channel_not_found": {"channel": NOWHERE, **text},
        "is_archived": lambda desk: {"channel": archived(desk), **text},
        "not_in_channel": lambda desk: without_public(desk, {"channel": outside(desk), **text}),
        "cannot_dm_bot": {"channel": "U0CALBOT", **text},
        "messages_tab_disabled": after("workspace", {"channel": "U0BOB", **text}, messages_tab=False),
        "restricted_action": after("people", {"channel": "U0BOB", **text}, id="U0BOB", post_error="restricted_action"),
    }


def without_public(desk: Desk, args: Args) -> Args:
    """These arguments, for a bot that may write only where it is."""
    set_up(desk, "scopes", scopes=[scope for scope in desk.workspace.scopes if scope != "chat:write.public"])
    return args


def content(place: Args) -> dict[str, Provocation]:
    """Content that is no message."""
    return {
        "no_text": place,
        "msg_too_long": {**place, "text": LONG},
        "invalid_blocks": {**place, "text": "x", "blocks": BAD_BLOCKS},
        "invalid_blocks_format": {**place, "text": "x", "blocks": "{no"},
        "markdown_text_conflict": {**place, "text": "x", "markdown_text": "x"},
    }


def metadata(place: Args) -> dict[str, Provocation]:
    long = {"event_type": "x", "event_payload": {"x": "y" * 20_000}}
    return {
        "invalid_metadata_format": {**place, "text": "x", "metadata": {"event": 1}},
        "metadata_too_large": {**place, "text": "x", "metadata": long},
    }


def updated(desk: Desk, **more: Any) -> Args:
    """A change to a message of the bot."""
    channel, ts = posted(desk)
    return {"channel": channel, "ts": ts, **more}


def each_updated(table: dict[str, Provocation]) -> dict[str, Provocation]:
    """The same content, as a change to a message."""

    def later(args: Args) -> Callable[[Desk], Args]:
        return lambda desk: updated(desk, **args)

    return {code: later(args) for code, args in table.items() if isinstance(args, dict)}


def only(table: dict[str, Provocation], *codes: str) -> dict[str, Provocation]:
    return {code: table[code] for code in codes}


def ready(desk: Desk) -> list[Args]:
    """A file whose bytes have come, not complete yet."""
    ticket = desk.client.files_getUploadURLExternal(filename="x", length=1)
    desk.workspace.files.get(ticket["file_id"]).content = b"x"  # type: ignore[union-attr]  # it was just made
    return [{"id": ticket["file_id"]}]


def crowd(desk: Desk) -> Args:
    """A workspace too large for one page."""
    for number in range(1_000):
        desk.workspace.people.add(_nobody(number))
    return {}


def _nobody(number: int) -> Any:
    from sandbox.workspace.people import Person

    return Person(f"U9{number:06d}", f"Nobody {number}")


def not_mine(desk: Desk) -> Args:
    channel, ts = said(desk)
    return {"channel": channel, "ts": ts}


TRIGGERS: dict[str, Provocation] = {
    "invalid_trigger_id": {"trigger_id": "1.2.3", "view": MODAL},
    "expired_trigger_id": lambda desk: {"trigger_id": trigger(desk, expired=True), "view": MODAL},
    "exchanged_trigger_id": lambda desk: {"trigger_id": used_trigger(desk), "view": MODAL},
    "view_too_large": lambda desk: {"trigger_id": trigger(desk), "view": {**MODAL, "blocks": HUGE}},
}


def twice_named(desk: Desk) -> Args:
    opened(desk, external_id="mine")
    return {"trigger_id": trigger(desk), "view": {**MODAL, "external_id": "mine"}}


def changed_view(desk: Desk, **more: Any) -> Args:
    return {"view_id": opened(desk)["id"], "view": MODAL, **more}


def named_elsewhere(desk: Desk) -> Args:
    desk.client.views_publish(user_id="U0BOB", view={**HOME, "external_id": "mine"})
    return changed_view(desk, view={**MODAL, "external_id": "mine"})


def home_named_elsewhere(desk: Desk) -> Args:
    opened(desk, external_id="mine")
    return {"user_id": "U0BOB", "view": {**HOME, "external_id": "mine"}}


def home_conflict(desk: Desk) -> Args:
    desk.client.views_publish(user_id="U0BOB", view=HOME)
    return {"user_id": "U0BOB", "view": HOME, "hash": "old"}


TEXT: Args = {"text": "x"}
SHARED: Args = {"channel_id": NOWHERE}


def shared(**more: Any) -> Callable[[Desk], Args]:
    return lambda desk: {"files": ready(desk), **more}


def shared_outside(desk: Desk) -> Args:
    return without_public(desk, {"files": ready(desk), "channel_id": outside(desk)})


BOB: Args = {"channel": "U0BOB"}
NO_TEAM = after("workspace", {}, enterprise=True, org_wide=True)  # an organisation's token, and no workspace named
ERRORS: dict[str, dict[str, Provocation]] = {
    "apps.connections.open": {},
    "auth.revoke": {},
    "auth.teams.list": {"invalid_cursor": {"cursor": "x"}, "invalid_limit": {"limit": 5000}},
    "auth.test": {},
    "blocks.validate": {
        "invalid_blocks": {"blocks": BAD_BLOCKS},
        "invalid_message": {"message": {"blocks": BAD_BLOCKS}},
        "invalid_view": {"view": {**MODAL, "title": None}},
    },
    "chat.delete": {
        "channel_not_found": {"channel": NOWHERE, "ts": "1.0"},
        "message_not_found": {"channel": DM, "ts": "1.0"},
        "cant_delete_message": not_mine,
    },
    "chat.postMessage": {
        **where(TEXT),
        **content(BOB),
        **metadata(BOB),
        "as_user_not_supported": {**BOB, "text": "x", "as_user": True},
    },
    "chat.update": {
        **each_updated(only({**content({}), **metadata({})}, *content({}), *metadata({}))),
        "as_user_not_supported": {"channel": DM, "ts": "1.0", "as_user": True},
        "channel_not_found": {"channel": NOWHERE, "ts": "1.0", "text": "x"},
        "message_not_found": {"channel": DM, "ts": "1.0", "text": "x"},
        "cant_update_message": lambda desk: {**not_mine(desk), "text": "x"},
    },
    "conversations.info": {"channel_not_found": {"channel": NOWHERE}},
    "conversations.list": {
        "invalid_cursor": old_cursor("conversations.list"),
        "missing_argument": NO_TEAM,
        "invalid_limit": {"limit": 5000},
        "invalid_types": {"types": "party"},
    },
    "conversations.members": {
        "channel_not_found": {"channel": NOWHERE},
        "invalid_cursor": old_cursor("conversations.members", channel="C0PRODUCT"),
        "invalid_limit": {"channel": "C0PRODUCT", "limit": 5000},
    },
    "files.completeUploadExternal": {
        "file_not_found": {"files": [{"id": "F0"}]},
        "channel_not_found": shared(**SHARED),
        "not_in_channel": shared_outside,
        "posting_to_channel_denied": lambda desk: {"files": ready(desk), "channel_id": archived(desk)},
        "channels_limit_exceeded": shared(channels=",".join(["C0GENERAL"] * 101)),
        "invalid_blocks": shared(channel_id="C0GENERAL", blocks=BAD_BLOCKS),
    },
    "files.getUploadURLExternal": {
        "missing_argument": {"length": 0, "filename": "x"},
        "alt_txt_too_large": {"length": 1, "filename": "x", "alt_txt": "x" * 1001},
        "snippet_too_large": {"length": 1_000_001, "filename": "x", "snippet_type": "text"},
        **{
            code: after("workspace", {"length": 1, "filename": "x"}, file_error=code)
            for code in (
                "file_uploads_disabled",
                "file_type_not_allowed",
                "storage_limit_reached",
                "file_uploads_except_images_disabled",
            )
        },
    },
    "files.info": {"file_not_found": {"file": "F0"}},
    "oauth.v2.access": {
        "invalid_code": {"code": "x"},
        "invalid_grant_type": {"code": "x", "grant_type": "password"},
    },
    "team.info": {"team_not_found": {"team": "T0NOWHERE"}},
    "usergroups.list": {"missing_argument": NO_TEAM},
    "usergroups.users.list": {"no_such_subteam": {"usergroup": "S0NOBODY"}},
    "users.conversations": {
        "invalid_cursor": old_cursor("users.conversations"),
        "missing_argument": NO_TEAM,
        "invalid_limit": {"limit": 5000},
        "invalid_types": {"types": "party"},
    },
    "users.info": {
        "user_not_found": {"user": "U0NOBODY"},
        "user_not_visible": after("people", {"user": "U0BOB"}, id="U0BOB", hidden=True),
    },
    "users.list": {
        "invalid_cursor": old_cursor("users.list"),
        "limit_required": crowd,
        "missing_argument": NO_TEAM,
    },
    "views.open": {**TRIGGERS, "duplicate_external_id": twice_named},
    "views.publish": {
        "user_not_found": {"user_id": "U0NOBODY", "view": HOME},
        "not_enabled": after("workspace", {"user_id": "U0BOB", "view": HOME}, home_tab=False),
        "view_too_large": {"user_id": "U0BOB", "view": {**HOME, "blocks": HUGE}},
        "hash_conflict": home_conflict,
        "duplicate_external_id": home_named_elsewhere,
    },
    "views.push": {
        **TRIGGERS,
        "not_found": lambda desk: {"trigger_id": trigger(desk), "view": MODAL},
        "push_limit_reached": full_stack,
        "duplicate_external_id": twice_named,
    },
    "views.update": {
        "not_found": {"view_id": "V0", "view": MODAL},
        "hash_conflict": lambda desk: changed_view(desk, hash="old"),
        "view_too_large": lambda desk: changed_view(desk, view={**MODAL, "blocks": HUGE}),
        "duplicate_external_id": named_elsewhere,
    },
}
