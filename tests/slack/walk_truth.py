"""Whether what everybody sees is true: painted as things stand, no promise of the past, no button that is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from governance.store import repaints
from sandbox.client import elements, words
from tests.slack.gesture_walk import Walk

MESSAGES = ", ".join(f"'{kind}'" for kind in repaints.KINDS)
OVER = ("closed", "void", "closing", "cancelled")
GONE_BY = {
    "over": (
        "and can be changed", "To change it before", "closes on", "is open", "Reminder 1", "Reminder 2",
        "asks for Exemple", "You can answer", "Send now", "goes out by itself", "is being changed",
    ),
    "open": ("Send now", "goes out by itself", "is being changed", "It goes out as planned"),
    "decided": (
        "Your decision, by", "If you do nothing", "No owner has decided", "until an owner decides", "decides by",
        "You decide by",
    ),
    "drafted": ("has been sent",),
    "left": ("has not been sent", "Then press I have sent it", "Read and approve", "is a draft"),
    "confirmed": ("has not confirmed", "I object now"),
}  # fmt: skip
NOT_LEFT = ("drafted", "approved")
_DATE = re.compile(r"<!date\^(\d+)\^[^|>]*\|([^>]*)>")
_AHEAD = re.compile(
    r"\b(?:until|(?<!decided )by|before|closes on|goes? out(?: by itself)? on|comes on|leaves? on|starts? on|opens on|"
    r"due on|next|you are reminded on|ask you again on) <<(\d+)>>"
)
REFUSED = ("Not possible", "Impossible")


def everybody(walk: Walk) -> list[str]:
    """Who is there: active people of this workspace."""
    people = walk.bot.control.get("people")["people"]
    return [one["id"] for one in people if one["role"] not in ("bot", "external") and not one["deleted"]]


def lasting(walk: Walk, user: str) -> list[dict[str, Any]]:
    """A person's messages but for the private sentences, which Slack lets fade."""
    return [one for one in walk.bot.person(user).messages() if not one.get("ephemeral") and one.get("blocks")]


def rest(walk: Walk) -> None:
    """Until everything has left that is due, and every message was painted that is to be."""
    left = "SELECT count(*) FROM outbox WHERE repaint_at IS NOT NULL AND message_ts IS NOT NULL AND status = 'sent'"
    for _ in range(60):
        for _ in range(2):
            walk.bot.running.timetable.tick()
            walk.rest_beside()
            walk.rest()
        if walk.one(left) == 0:
            return
        walk.bot.control.advance(minutes=10)
    rows = walk.all("SELECT kind, occasion, repaint_at, repaint_tries FROM outbox WHERE repaint_at IS NOT NULL")
    raise TimeoutError(f"not painted anew: {rows[:3]}")


def content(message: dict[str, Any]) -> str:
    """What is seen of a message, without the ids that the sandbox gives."""
    return re.sub(r'"block_id": "[^"]*",? ?', "", json.dumps(message["blocks"], sort_keys=True))


def stale(walk: Walk) -> Iterator[str]:
    """Messages that are painted otherwise once they are painted anew, although nothing has happened."""
    before = {(user, one["ts"]): one for user in everybody(walk) for one in lasting(walk, user)}
    walk.write(
        f"UPDATE outbox SET painted = NULL, repaint_at = created_at "
        f"WHERE kind IN ({MESSAGES}) AND message_ts IS NOT NULL AND status = 'sent'"
    )
    rest(walk)
    for user in everybody(walk):
        for now in lasting(walk, user):
            old = before.get((user, now["ts"]))
            if old is not None and content(old) != content(now):
                yield f"STALE {about(walk, now)[0]}: was “{words(old['blocks'])}”; is “{words(now['blocks'])}” ({user})"


def about(walk: Walk, message: dict[str, Any]) -> tuple[str, str, str]:
    """Kind of row and the states of question and request that this message is about."""
    where = f"channel = '{message['channel']}' AND message_ts = '{message['ts']}'"
    rows = walk.all(f"SELECT kind, about, poll_id, case_id FROM outbox WHERE {where}")
    kind, detail, poll, case = rows[0] if rows else ("?", "", "", "")
    if not rows:
        poll = walk.one(f"SELECT poll_id FROM electors WHERE {where}")
        kind = "elector" if poll else "?"
    poll_state = walk.one(f"SELECT state FROM polls WHERE id = '{poll}'") or ""
    if poll and walk.one(f"SELECT count(*) FROM decisions WHERE poll_id = '{poll}'"):
        poll_state += " decided"
        case = case or walk.one(f"SELECT id FROM cases WHERE poll_id = '{poll}' ORDER BY opened_at DESC")
    return f"{kind} {detail}", poll_state, walk.one(f"SELECT state FROM cases WHERE id = '{case}'") or ""


def untrue(walk: Walk) -> Iterator[str]:
    """Words that what they are about has left behind."""
    now = walk.bot.control.now()
    for user in everybody(walk):
        for message in lasting(walk, user):
            kind, poll, case = about(walk, message)
            said = words(message["blocks"]).replace("*", "")
            gone: list[str] = []
            gone += GONE_BY["over"] if poll.split(" ")[0] in OVER else GONE_BY["open"] if poll == "open" else ()
            gone += GONE_BY["decided"] if "decided" in poll else ()
            gone += GONE_BY["left"] if case and case not in NOT_LEFT else ()
            gone += GONE_BY["confirmed"] if case == "confirmed" else ()
            for part in gone:
                if part in said:
                    yield f"UNTRUE “{part}” in {kind} ({poll}, {case}) to {user}: {said}"
            yield from (f"PAST {kind} ({poll}, {case}) to {user}: {line}" for line in promises(message["blocks"], now))


def promises(blocks: list[dict[str, Any]], now: datetime) -> Iterator[str]:
    """Sentences that name a moment to come which has passed."""
    text = _DATE.sub(r"<<\1>>", json.dumps(blocks, ensure_ascii=False))
    for found in _AHEAD.finditer(text):
        if datetime.fromtimestamp(int(found[1]), now.tzinfo) < now - timedelta(minutes=2):
            start = max(text.rfind(". ", 0, found.start()), text.rfind('"', 0, found.start()))
            yield text[start + 1 : found.end() + 40]


def dead(walk: Walk) -> Iterator[str]:
    """Buttons that are refused, on Home and in messages; what each press does is taken back."""
    kept = walk.keep()
    # What one person's press painted anew for others is not taken back with it: such messages are left out.
    seen = {user: {one["ts"]: content(one) for one in lasting(walk, user)} for user in everybody(walk)}
    for user in everybody(walk):
        hands = walk.bot.person(user)
        hands.close()
        hands.do("home")
        walk.rest()
        places = [({"home": True}, "Home", (hands.home() or {}).get("blocks", []))]
        places += [
            ({"channel": one["channel"], "ts": one["ts"]}, about(walk, one), one["blocks"])
            for one in lasting(walk, user)
            if content(one) == seen[user].get(one["ts"])
        ]
        for where, what, blocks in places:
            for element in elements(blocks):
                if element.get("type") in ("button", "overflow"):
                    for name, found in _refusals(walk, user, element, where, kept):
                        yield f"DEAD {name} in {what} to {user}: {found} | {words(blocks)}"


def _refusals(
    walk: Walk, user: str, element: dict[str, Any], where: dict[str, Any], kept: Any
) -> Iterator[tuple[str, str]]:
    before = walk.version()
    for name, told in walk.press_each(user, element, **where):
        view = walk.top(user)
        said = words(view["blocks"]) if view and view["title"]["text"] in REFUSED else ""
        said = said or ("" if told["acked"] else "no acknowledgement")
        walk.bot.person(user).close()
        walk.rest()
        if walk.version() != before:
            walk.put_back(kept)
            before = walk.version()
        if said:
            yield name, said


def homes(walk: Walk) -> Iterator[str]:
    """Promises of the past on Home."""
    now = walk.bot.control.now()
    for user in everybody(walk):
        hands = walk.bot.person(user)
        hands.do("home")
        walk.rest()
        yield from (f"PAST Home of {user}: {line}" for line in promises((hands.home() or {}).get("blocks", []), now))


def codes(walk: Walk) -> Iterator[str]:
    """Words with which the app says that something went wrong within it."""
    for user in everybody(walk):
        for message in walk.bot.person(user).messages():
            if "Reference for whoever" in str(message) or "did not work" in str(message):
                yield f"CODE to {user}: {words(message.get('blocks') or [])}"


def at_rest(walk: Walk) -> list[str]:
    """Everything that is untrue once nothing is under way."""
    rest(walk)
    return [*untrue(walk), *stale(walk), *homes(walk), *codes(walk), *dead(walk)]
