"""Paints an outbox row at the moment it leaves, and calls Slack. Writes nothing but how far a row has come."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web import SlackResponse
from sqlalchemy.orm import Session

from governance.errors import Fault, Whose
from governance.rules.people.permissions import Person
from governance.slack import painters, plain_form, repainting
from governance.slack.gesture import Edge
from governance.slack.link import upload
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling, limited, told
from governance.slack.link.hosts import WITHOUT_REDIRECTS, Host, is_slacks
from governance.slack.poll.painters import receipt_at_once
from governance.slack.responses import View, texts_of
from governance.store import outbox, queries, repaints
from governance.store.outbox import Kind
from governance.store.outbox_row import SET_ASIDE, Posted, Row
from governance.usecases.people import members

RESPONSE_URL_LIVES = timedelta(minutes=29)
SECONDS = 8  # short enough that a clean stop can wait for the calls in flight


class Sender:
    """Sends to Slack for one workspace. Every method raises Fault."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._charts = plain_form.Charts(edge.database, edge.workspace_id)
        self._client = client_for(edge.client.token, edge.client.base_url, SECONDS)

    def message(self, row: Row, now: datetime) -> Posted | None:
        """A direct message, posted to the person's id."""
        view = self._paint(row, now)
        if view is None:
            return None
        answer = self._sent(
            row,
            view,
            lambda content: self._post(row, content),
        )
        channel, ts = told(answer, "channel", "ts")
        return Posted(channel, ts, _digest(row.kind, view))

    def repaint(self, row: Row, now: datetime) -> Posted | None:
        """A message that was sent, as things stand now; None where it shows that already."""
        with self._edge.database.reading() as session:
            view, final = repainting.paint(session, self._edge, self._person(session, row), row, now)
        channel, ts, digest = str(row.about["channel"]), str(row.about["ts"]), _digest(row.kind, view or {})
        shows_it = view is None or (digest and digest == row.about["painted"])
        if view is not None and not shows_it:
            self._sent(row, view, lambda content: self._edit(channel, ts, content))
        return Posted(channel, ts, digest, final) if final or not shows_it else None

    def update(self, row: Row, now: datetime) -> Posted | None:
        """The pressed message, painted again: through its response URL while that works, else by `chat.update`."""
        view = self._paint(row, now)
        if view is None:
            return None
        if row.response_url and now - row.created_at < RESPONSE_URL_LIVES and self._responded(row, view):
            return Posted()
        posted = self._posted(row)
        if posted is None:
            return None
        self._sent(row, view, lambda content: self._edit(*posted, content))
        return Posted(*posted)

    def _post(self, row: Row, content: View) -> SlackResponse:
        return self._client.chat_postMessage(
            channel=row.user_id or "", unfurl_links=False, unfurl_media=False, mrkdwn=False, **content
        )

    def _edit(self, channel: str, ts: str, content: View) -> SlackResponse:
        """Unlike posting, editing looks for names and addresses in the text, unless told not to (its `parse`).

        Its marks cannot be turned off. They do no harm: with blocks the text is painted nowhere, it is only read out.
        """
        return self._client.chat_update(channel=channel, ts=ts, parse="none", **content)

    def _sent(self, row: Row, view: View, call: Callable[[View], SlackResponse]) -> SlackResponse:
        """Make this call with what was painted, in its plainest form where Slack refuses that."""
        return self._charts.sending(lambda content: calling(lambda: call(content)), view, **_which(row, view))

    def _responded(self, row: Row, view: View) -> bool:
        """Send through the message's response URL; False when Slack no longer takes that."""
        aside = {"response_type": "ephemeral", "replace_original": False}
        how = aside if row.about.get("what") == "say" else {"replace_original": True}
        how = {**how, "mrkdwn": False, "parse": "none"}
        try:
            plain_form.sending(
                lambda content: self._respond(row.response_url or "", {**content, **how}),
                view,
                **_which(row, view),
            )
        except Fault as fault:
            if fault.permanent:
                return False
            raise
        return True

    def home(self, row: Row, now: datetime) -> Posted | None:
        """The Home tab of one person."""
        view = self._paint(row, now)
        if view is None:
            return None
        self._sent(row, view, lambda content: self._client.views_publish(user_id=row.user_id or "", view=content))
        return Posted()

    def modal(self, row: Row, now: datetime) -> Posted | None:
        """An open modal; None where it was closed meanwhile."""
        view = self._paint(row, now)
        if view is None:
            return None
        try:
            self._sent(row, view, lambda content: self._client.views_update(view_id=row.about["view_id"], view=content))
        except Fault as fault:
            if fault.code == "not_found":
                return None
            raise
        return Posted()

    def file(self, row: Row, now: datetime) -> Posted | None:
        """A file in the person's own conversation with the app; refused for good, a message with another way instead.

        What is done is kept in the row: 1. the bytes are with Slack (`file`), 2. the message with them. A second try of
        the second step that finds the file shared has nothing left to do. Or: Slack refuses it (`refused`).
        """
        if "refused" not in row.about:
            try:
                return self._shared(row)
            except Fault as fault:
                if not _is_final(row, fault):
                    raise
                self._note(row, refused=fault.code)
        return self._without_file(row)

    def _shared(self, row: Row) -> Posted:
        with self._edge.database.reading() as session:
            reader = self._person(session, row)
            name, content, words = painters.file(session, self._edge, reader, row, texts_of(reader))
        begun = "file" in row.about
        if not begun:
            self._note(row, file=upload.upload(self._client, name, content))
        try:
            upload.share(self._client, row.about["file"], name, row.user_id or "", words)
        except Fault as fault:
            if not (begun and fault.code == "file_not_found"):
                raise
        return Posted()

    def _without_file(self, row: Row) -> Posted:
        """At most once: of a lost answer nobody knows."""
        with self._edge.database.reading() as session:
            view = painters.without_file(row, texts_of(self._person(session, row)))
        try:
            self._sent(row, view, lambda content: self._post(row, content))
        except Fault as fault:
            if fault.reached is False:
                raise
        return Posted()

    def _note(self, row: Row, **step: str) -> None:
        """Keep how far the row has come; whoever tries it next goes on from there."""
        row.about.update(step)
        with self._edge.database.writing() as session:
            outbox.note(session, row.id, row.about)

    def _person(self, session: Session, row: Row) -> Person:
        return members.person(session, row.workspace_id, row.user_id or "")

    def _paint(self, row: Row, now: datetime) -> View | None:
        with self._edge.database.reading() as session:
            if row.kind is Kind.RECEIPT and (receipt := receipt_at_once(session, row)):
                return receipt
            reader = self._person(session, row)
            return painters.PAINTERS[row.kind](session, self._edge, reader, row, texts_of(reader), now)

    def _posted(self, row: Row) -> tuple[str, str] | None:
        channel, ts = row.about.get("channel"), row.about.get("ts")
        if channel and ts:
            return str(channel), str(ts)
        with self._edge.database.reading() as session:
            return queries.place_of_ballot(session, row.poll_id or "", row.user_id or "")

    def _respond(self, url: str, body: dict[str, Any]) -> None:
        if not is_slacks(url, Host.HOOKS, self._client.base_url):
            raise Fault("response_url_refused", permanent=True)
        request = urllib.request.Request(  # scheme and host are checked above
            url, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"}
        )
        try:
            with WITHOUT_REDIRECTS.open(request, timeout=SECONDS) as answer:
                answer.read(1000)
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(1000).decode("utf-8", "replace")
            if error.code == 429:
                raise limited(error.headers) from error
            if content := next((code for code in sorted(plain_form.REFUSED_CONTENT) if code in said), None):
                raise Fault(content, permanent=True) from error
            raise Fault(f"response_url_{error.code}", permanent=error.code < 500) from error
        except OSError as error:
            raise Fault("response_url_connection", permanent=False, reached=None) from error


def _which(row: Row, view: View) -> dict[str, str]:
    """Which message or window this is, for the log: kinds and names, nobody's words."""
    screen = str(row.about.get("what") or row.about.get("screen") or "")
    return {"kind": row.kind.value, "screen": screen, "callback": str(view.get("callback_id", ""))}


def _digest(kind: Kind, view: View) -> str:
    """What a message shows, in short; never of a question or reminder, since it would tell who has answered."""
    if kind in repaints.TO_MEMBERS:
        return ""
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()


def _is_final(row: Row, fault: Fault) -> bool:
    """Whether trying the file again is of no use, or this was the last try."""
    last = SET_ASIDE if fault.whose is Whose.UNCLEAR else row.tries
    return fault.code in upload.REFUSALS or fault.permanent or row.attempts >= last


def transports(sender: Sender) -> dict[Kind, Callable[[Row, datetime], Posted | None]]:
    """Which method sends which kind of row."""
    messages = (
        Kind.BALLOT, Kind.REMINDER, Kind.RESULT, Kind.LATE_DECISION, Kind.PREPARED, Kind.PROMPT, Kind.NEWS, Kind.TRIAL,
    )  # fmt: skip
    return {
        **dict.fromkeys(messages, sender.message),
        Kind.RECEIPT: sender.update,
        Kind.ANSWERED: sender.update,
        Kind.HOME: sender.home,
        Kind.MODAL: sender.modal,
        Kind.FILE: sender.file,
    }
