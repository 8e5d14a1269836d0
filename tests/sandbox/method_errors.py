"""For each method and each of its own error codes: the arguments that provoke it, or how to get to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sandbox.sandbox_desk import Desk

Args = dict[str, Any]
Provocation = Args | Callable[[Desk], Args]
NOWHERE, PRIVATE, OUTSIDE, ARCHIVED, DM = "C0NOWHERE", "C0DIRECTORS", "C0OUTSIDE", "C0OLD", "D0BOB"
TOO_MANY = [{"text": "x"}] * 101
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


def own(desk: Desk) -> str:
    """A channel that the bot made."""
    made: str = desk.client.conversations_create(name="own")["channel"]["id"]
    return made


def posted(desk: Desk, channel: str = "U0BOB") -> tuple[str, str]:
    """A message of the bot: channel and time stamp."""
    message = desk.client.chat_postMessage(channel=channel, text="hello")
    return message["channel"], message["ts"]


def said(desk: Desk) -> tuple[str, str]:
    """A message of Bob."""
    message = desk.post("control/say", user="bob", channel="general", text="hello")
    return message["channel"], message["ts"]


def at(place: tuple[str, str], **more: Any) -> Args:
    return {"channel": place[0], "timestamp": place[1], **more}


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
        "too_many_attachments": {**place, "text": "x", "attachments": TOO_MANY},
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


def channel_errors(text: Args) -> dict[str, Provocation]:
    """What most methods for channels refuse."""
    return {
        "channel_not_found": {"channel": NOWHERE, **text},
        "method_not_supported_for_channel_type": {"channel": DM, **text},
        "is_archived": lambda desk: {"channel": archived(desk), **text},
        "not_in_channel": lambda desk: {"channel": outside(desk), **text},
    }


def only(table: dict[str, Provocation], *codes: str) -> dict[str, Provocation]:
    return {code: table[code] for code in codes}


NAME_ERRORS: dict[str, Args] = {
    "invalid_name_maxlength": {"name": "x" * 81},
    "invalid_name_punctuation": {"name": "-_-"},
    "invalid_name_specials": {"name": "Big!"},
    "name_taken": {"name": "general"},
}


def renamed(name: Args) -> Callable[[Desk], Args]:
    return lambda desk: {"channel": own(desk), **name}


def uploaded(desk: Desk) -> str:
    """A complete file of the bot."""
    file: str = desk.client.files_upload_v2(filename="x.txt", content="x")["files"][0]["id"]
    return file


def ready(desk: Desk) -> list[Args]:
    """A file whose bytes have come, not complete yet."""
    ticket = desk.client.files_getUploadURLExternal(filename="x", length=1)
    desk.workspace.files.get(ticket["file_id"]).content = b"x"  # type: ignore[union-attr]  # it was just made
    return [{"id": ticket["file_id"]}]


def gone(desk: Desk) -> Args:
    file = uploaded(desk)
    desk.client.files_delete(file=file)
    return {"file": file}


def foreign_file(desk: Desk) -> Args:
    return {"file": desk.post("control/files", user="olga", name="x", content="eA==")["file"]["id"]}


def crowded(desk: Desk) -> Args:
    """Thirty messages planned for the same five minutes."""
    post_at = int(desk.workspace.clock.seconds()) + 3600
    for _ in range(30):
        desk.client.chat_scheduleMessage(channel="U0BOB", text="x", post_at=post_at)
    return {"channel": "U0BOB", "text": "x", "post_at": post_at}


def reacted(desk: Desk) -> Args:
    place = posted(desk)
    desk.client.reactions_add(channel=place[0], timestamp=place[1], name="tada")
    return at(place, name="tada")


def pinned(desk: Desk) -> Args:
    place = posted(desk)
    desk.client.pins_add(channel=place[0], timestamp=place[1])
    return at(place)


def old_reaction(desk: Desk) -> Args:
    channel = own(desk)
    place = posted(desk, channel)
    set_up(desk, "channels", id=channel, archived=True)
    return at(place, name="tada")


def crowd(desk: Desk) -> Args:
    """A workspace too large for one page."""
    for number in range(1_000):
        desk.workspace.people.add(_nobody(number))
    return {}


def _nobody(number: int) -> Any:
    from sandbox.people import Person

    return Person(f"U9{number:06d}", f"Nobody {number}")


def not_mine(desk: Desk) -> Args:
    channel, ts = said(desk)
    return {"channel": channel, "ts": ts}


FAR = 4_000_000_000
ITEM: dict[str, Provocation] = {
    "channel_not_found": {"channel": NOWHERE, "timestamp": "1.0", "name": "tada"},
    "message_not_found": {"channel": "C0GENERAL", "timestamp": "1.0", "name": "tada"},
    "bad_timestamp": {"channel": "C0GENERAL", "timestamp": "yesterday", "name": "tada"},
}
NO_ITEM: Args = {"channel": "C0GENERAL", "name": "tada"}
PAST: dict[str, Provocation] = {
    "channel_not_found": {"channel": NOWHERE, "ts": "1.0"},
    "invalid_ts_latest": lambda desk: {**not_mine(desk), "latest": "soon"},
    "invalid_ts_oldest": lambda desk: {**not_mine(desk), "oldest": "once"},
    "invalid_cursor": lambda desk: {**not_mine(desk), "cursor": "bm9uc2Vuc2U="},
}
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
IN_TIME: Args = {"post_at": FAR}
SHARED: Args = {"channel_id": NOWHERE}


def shared(**more: Any) -> Callable[[Desk], Args]:
    return lambda desk: {"files": ready(desk), **more}


def shared_outside(desk: Desk) -> Args:
    return without_public(desk, {"files": ready(desk), "channel_id": outside(desk)})


def soon(desk: Desk) -> int:
    return int(desk.workspace.clock.seconds()) + 3600


def scheduled(table: dict[str, Provocation]) -> dict[str, Provocation]:
    """The refusals of a message, for one that is to be posted in an hour."""

    def later(provocation: Provocation) -> Callable[[Desk], Args]:
        def provoke(desk: Desk) -> Args:
            args = provocation(desk) if callable(provocation) else provocation
            return {**args, "post_at": soon(desk)}

        return provoke

    return {code: later(provocation) for code, provocation in table.items()}


THREAD: dict[str, Provocation] = {
    "channel_not_found": {"channel_id": NOWHERE, "thread_ts": "1.0", "title": "x", "prompts": []},
    "invalid_thread_ts": {"channel_id": DM, "thread_ts": "1.0", "title": "x", "prompts": []},
}
BOB: Args = {"channel": "U0BOB"}
EPHEMERAL: Args = {"channel": "C0GENERAL", "user": "U0BOB"}
NO_TEAM = after("workspace", {}, enterprise=True, org_wide=True)  # an organisation's token, and no workspace named
ERRORS: dict[str, dict[str, Provocation]] = {
    "api.test": {"my_error": {"error": "my_error"}},
    "apps.connections.open": {},
    "assistant.threads.setStatus": THREAD,
    "assistant.threads.setSuggestedPrompts": THREAD,
    "assistant.threads.setTitle": THREAD,
    "auth.revoke": {},
    "auth.teams.list": {"invalid_cursor": {"cursor": "x"}, "invalid_limit": {"limit": 5000}},
    "auth.test": {},
    "blocks.validate": {
        "invalid_blocks": {"blocks": BAD_BLOCKS},
        "invalid_message": {"message": {"blocks": BAD_BLOCKS}},
        "invalid_view": {"view": {**MODAL, "title": None}},
    },
    "bots.info": {"bot_not_found": {"bot": "B0NOBODY"}, "missing_argument": NO_TEAM},
    "chat.delete": {
        "channel_not_found": {"channel": NOWHERE, "ts": "1.0"},
        "message_not_found": {"channel": DM, "ts": "1.0"},
        "cant_delete_message": not_mine,
    },
    "chat.deleteScheduledMessage": {
        "channel_not_found": {"channel": NOWHERE, "scheduled_message_id": "Q1"},
        "invalid_scheduled_message_id": {"channel": DM, "scheduled_message_id": "Q1"},
    },
    "chat.getPermalink": {
        "channel_not_found": {"channel": NOWHERE, "message_ts": "1.0"},
        "message_not_found": {"channel": DM, "message_ts": "1.0"},
    },
    "chat.meMessage": {**where(TEXT), "msg_too_long": {**BOB, "text": LONG}},
    "chat.postEphemeral": {
        **where({"text": "x", "user": "U0BOB"}),
        **content(EPHEMERAL),
        "user_not_in_channel": {"channel": "C0PRODUCT", "user": "U0CAROL", "text": "x"},
    },
    "chat.postMessage": {
        **where(TEXT),
        **content(BOB),
        **metadata(BOB),
        "as_user_not_supported": {**BOB, "text": "x", "as_user": True},
    },
    "chat.scheduleMessage": {
        **scheduled({**where(TEXT), **content(BOB), **metadata(BOB)}),
        "time_in_past": {**BOB, "text": "x", "post_at": 1},
        "time_too_far": {**BOB, "text": "x", "post_at": FAR},
        "restricted_too_many": crowded,
    },
    "chat.scheduledMessages.list": {
        "invalid_channel": {"channel": NOWHERE},
        "invalid_cursor": {"cursor": "bm9uc2Vuc2U="},
    },
    "chat.update": {
        **each_updated(only({**content({}), **metadata({})}, *content({}), *metadata({}))),
        "as_user_not_supported": {"channel": DM, "ts": "1.0", "as_user": True},
        "channel_not_found": {"channel": NOWHERE, "ts": "1.0", "text": "x"},
        "message_not_found": {"channel": DM, "ts": "1.0", "text": "x"},
        "cant_update_message": lambda desk: {**not_mine(desk), "text": "x"},
    },
    "conversations.archive": {
        **only(channel_errors({}), "channel_not_found", "method_not_supported_for_channel_type", "not_in_channel"),
        "already_archived": lambda desk: {"channel": archived(desk)},
        "cant_archive_general": {"channel": "C0GENERAL"},
    },
    "conversations.create": dict(NAME_ERRORS),
    "conversations.history": {**PAST, "not_in_channel": lambda desk: {"channel": outside(desk)}},
    "conversations.info": {"channel_not_found": {"channel": NOWHERE}},
    "conversations.invite": {
        **channel_errors({"users": "U0CAROL"}),
        "already_in_channel": {"channel": "C0PRODUCT", "users": "U0BOB"},
        "cant_invite_self": {"channel": "C0PRODUCT", "users": "U0CONSENT"},
        "user_not_found": {"channel": "C0PRODUCT", "users": "U0NOBODY"},
        "user_is_restricted": lambda desk: {
            "channel": "C0PRODUCT",
            "users": desk.post("control/people", name="Gil", role="single_guest")["id"],
        },
    },
    "conversations.join": {
        **only(channel_errors({}), "channel_not_found", "method_not_supported_for_channel_type", "is_archived"),
    },
    "conversations.kick": {
        **only(
            channel_errors({"user": "U0BOB"}),
            "channel_not_found",
            "method_not_supported_for_channel_type",
            "not_in_channel",
        ),
        "cant_kick_from_general": {"channel": "C0GENERAL", "user": "U0BOB"},
        "cant_kick_self": {"channel": "C0PRODUCT", "user": "U0CONSENT"},
        "user_not_found": {"channel": "C0PRODUCT", "user": "U0NOBODY"},
    },
    "conversations.leave": {
        **only(channel_errors({}), "channel_not_found", "method_not_supported_for_channel_type", "is_archived"),
        "cant_leave_general": {"channel": "C0GENERAL"},
    },
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
    "conversations.open": {
        "channel_not_found": {"channel": NOWHERE},
        "users_list_not_supplied": {},
        "too_many_users": {"users": ",".join(f"U{n}" for n in range(9))},
        "method_not_supported_for_channel_type": {"users": "U0BOB,U0ALICE"},
        "not_enough_users": {"users": "U0CONSENT"},
        "user_not_found": {"users": "U0NOBODY"},
        "user_disabled": {"users": "U0DORA"},
        "cannot_dm_bot": {"users": "U0CALBOT"},
    },
    "conversations.rename": {
        **channel_errors({"name": "new"}),
        **{code: renamed(name) for code, name in NAME_ERRORS.items()},
        "not_authorized": {"channel": "C0PRODUCT", "name": "new"},
    },
    "conversations.replies": {**PAST, "thread_not_found": {"channel": "C0GENERAL", "ts": "1.0"}},
    "conversations.setPurpose": {
        **channel_errors({"purpose": "x"}),
        "too_long": {"channel": "C0PRODUCT", "purpose": "x" * 251},
    },
    "conversations.setTopic": {
        **channel_errors({"topic": "x"}),
        "too_long": {"channel": "C0PRODUCT", "topic": "x" * 251},
    },
    "conversations.unarchive": {
        **only(channel_errors({}), "channel_not_found", "method_not_supported_for_channel_type"),
        "not_archived": {"channel": "C0GENERAL"},
    },
    "emoji.list": {},
    "files.completeUploadExternal": {
        "file_not_found": {"files": [{"id": "F0"}]},
        "channel_not_found": shared(**SHARED),
        "not_in_channel": shared_outside,
        "posting_to_channel_denied": lambda desk: {"files": ready(desk), "channel_id": archived(desk)},
        "channels_limit_exceeded": shared(channels=",".join(["C0GENERAL"] * 101)),
        "invalid_blocks": shared(channel_id="C0GENERAL", blocks=BAD_BLOCKS),
    },
    "files.delete": {"file_not_found": {"file": "F0"}, "file_deleted": gone, "cant_delete_file": foreign_file},
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
    "files.info": {"file_not_found": {"file": "F0"}, "file_deleted": gone},
    "files.list": {"user_not_found": {"user": "U0NOBODY"}, "missing_argument": NO_TEAM},
    "functions.completeError": {"function_execution_not_found": {"function_execution_id": "x", "error": "x"}},
    "functions.completeSuccess": {
        "function_execution_not_found": {"function_execution_id": "x", "outputs": {"x": 1}},
        "parameter_validation_failed": {"function_execution_id": "x", "outputs": [1]},
    },
    "pins.add": {**ITEM, "no_item_specified": NO_ITEM, "already_pinned": pinned},
    "pins.list": {"channel_not_found": {"channel": NOWHERE}},
    "pins.remove": {**ITEM, "no_item_specified": NO_ITEM, "no_pin": lambda desk: at(posted(desk))},
    "reactions.add": {
        **ITEM,
        "already_reacted": reacted,
        "invalid_name": lambda desk: at(posted(desk), name="no such!"),
        "is_archived": old_reaction,
    },
    "reactions.get": {**ITEM, "no_item_specified": NO_ITEM},
    "reactions.remove": {
        **ITEM,
        "no_item_specified": NO_ITEM,
        "no_reaction": lambda desk: at(posted(desk), name="tada"),
        "invalid_name": lambda desk: at(posted(desk), name="no such!"),
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
    "users.getPresence": {},
    "users.info": {
        "user_not_found": {"user": "U0NOBODY"},
        "user_not_visible": after("people", {"user": "U0BOB"}, id="U0BOB", hidden=True),
    },
    "users.list": {
        "invalid_cursor": old_cursor("users.list"),
        "limit_required": crowd,
        "missing_argument": NO_TEAM,
    },
    "users.lookupByEmail": {"users_not_found": {"email": "nobody@exemple.example"}},
    "users.profile.get": {"user_not_found": {"user": "U0NOBODY"}},
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


def streaming(desk: Desk, **more: Any) -> Args:
    """A message to Bob that is still being written."""
    _, ts = posted(desk)
    found = desk.client.api_call("chat.startStream", json={"channel": DM, "thread_ts": ts})
    return {"channel": found["channel"], "ts": found["ts"], **more}


def each_streaming(**args: Args) -> dict[str, Provocation]:
    """Each of these, for a message that is still being written."""

    def later(more: Args) -> Callable[[Desk], Args]:
        return lambda desk: streaming(desk, **more)

    return {code: later(more) for code, more in args.items()}


NO_CHUNKS: Args = {"chunks": [{"type": "dance"}]}
ANSWERED: Args = {"thread_ts": "1.0", "recipient_team_id": "T0EXEMPLE", "recipient_user_id": "U0BOB"}
NOT_STREAMING: dict[str, Provocation] = {
    "channel_not_found": {"channel": NOWHERE, "ts": "1.0"},
    "message_not_found": {"channel": DM, "ts": "1.0"},
    "message_not_in_streaming_state": updated,
}
UNFURLS: Args = {"unfurls": {"https://example.com/a": {"text": "A"}}}


def unfurled(**more: Any) -> Callable[[Desk], Args]:
    """An unfurl for a message without any link."""

    def provoke(desk: Desk) -> Args:
        channel, ts = said(desk)
        return {"channel": channel, "ts": ts, **more}

    return provoke


ERRORS |= {
    "chat.startStream": {
        **where(ANSWERED),
        "invalid_chunks": {"channel": DM, "thread_ts": "1.0", **NO_CHUNKS},
        "user_not_found": {"channel": "C0GENERAL", **ANSWERED, "recipient_user_id": "U0NOBODY"},
        "missing_recipient_team_id": {"channel": "C0GENERAL", "thread_ts": "1.0"},
        "missing_recipient_user_id": {"channel": "C0GENERAL", "thread_ts": "1.0", "recipient_team_id": "T0EXEMPLE"},
    },
    "chat.appendStream": {**NOT_STREAMING, **each_streaming(invalid_chunks=NO_CHUNKS, no_text={})},
    "chat.stopStream": {
        **NOT_STREAMING,
        **each_streaming(
            invalid_chunks=NO_CHUNKS,
            invalid_blocks={"blocks": BAD_BLOCKS},
            invalid_blocks_format={"blocks": "{no"},
            invalid_metadata_format={"metadata": {"event": 1}},
            metadata_too_large={"metadata": {"event_type": "x", "event_payload": {"x": "y" * 20_000}}},
        ),
    },
    "chat.unfurl": {
        "cannot_find_channel": {"channel": NOWHERE, "ts": "1.0", **UNFURLS},
        "cannot_find_message": {"channel": DM, "ts": "1.0", **UNFURLS},
        "cannot_parse_attachment": unfurled(unfurls={"https://example.com/a": "A"}),
        "cannot_unfurl_message": unfurled(**UNFURLS),
        "invalid_metadata_format": unfurled(metadata={"entities": [{"url": "https://example.com/a"}]}),
        "invalid_source": {"source": "elsewhere", "unfurl_id": "x", **UNFURLS},
        "invalid_unfurl_id": {"source": "composer", "unfurl_id": "x", **UNFURLS},
        "invalid_unfurls_format": unfurled(unfurls=["x"]),
        "missing_channel": UNFURLS,
        "missing_source": {"unfurl_id": "x", **UNFURLS},
        "missing_ts": {"channel": DM, **UNFURLS},
        "missing_unfurls": unfurled(),
    },
    "conversations.close": {
        "channel_not_found": {"channel": "D0NOBODY"},
        "method_not_supported_for_channel_type": {"channel": "C0GENERAL"},
    },
    "conversations.mark": {
        "channel_not_found": {"channel": NOWHERE, "ts": "1.0"},
        "not_in_channel": lambda desk: {"channel": outside(desk), "ts": "1.0"},
        "invalid_timestamp": {"channel": "C0GENERAL", "ts": "now"},
    },
    "oauth.v2.access": {
        "invalid_code": {"code": "x"},
        "invalid_grant_type": {"code": "x", "grant_type": "password"},
    },
}
FIELD: Args = {"type": "text", "label": "Name", "name": "name"}
DIALOG: Args = {"callback_id": "d", "title": "T", "elements": [FIELD]}
THING: Args = {
    "entity_type": "slack#/entities/item",
    "url": "https://example.com/a",
    "app_unfurl_url": "https://example.com/a",
    "external_ref": {"id": "a"},
    "entity_payload": {},
}


def spent_on_a_dialog(desk: Desk) -> Args:
    spent = used_trigger(desk)
    return {"trigger_id": spent, "dialog": DIALOG}


def details(desk: Desk) -> str:
    """The trigger of somebody who asks for the details of a thing below a link."""
    message = desk.post("control/say", user="bob", channel="general", text="see https://example.com/a")
    at_link = {"channel": message["channel"], "ts": message["ts"]}
    desk.client.chat_unfurl(**at_link, metadata={"entities": [THING]})
    desk.post("control/entity", user="bob", **at_link)
    return list(desk.workspace.entities.asked)[-1]


ERRORS |= {
    "dialog.open": {
        "invalid_trigger": {"trigger_id": "x", "dialog": DIALOG},
        "missing_dialog": lambda desk: {"trigger_id": trigger(desk)},
        "missing_trigger": {"dialog": DIALOG},
        "trigger_exchanged": spent_on_a_dialog,
        "trigger_expired": lambda desk: {"trigger_id": trigger(desk, expired=True), "dialog": DIALOG},
        "validation_errors": lambda desk: {"trigger_id": trigger(desk), "dialog": {"title": "T"}},
    },
    "entity.presentDetails": {
        "entity_metadata_does_not_match_trigger": lambda desk: {
            "trigger_id": details(desk),
            "metadata": {**THING, "external_ref": {"id": "b"}},
        },
        "invalid_metadata": lambda desk: {"trigger_id": details(desk), "metadata": {"url": "x"}},
        "invalid_trigger_id": {"trigger_id": "x", "metadata": THING},
        "user_auth_url_missing": {"trigger_id": "x", "user_auth_required": True},
    },
}
