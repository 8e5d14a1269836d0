"""An open question in a fresh database, and the presses that answer it; its messages count as sent."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import update

from benchmarks.load import fill, user_of
from governance.rules.people.permissions import Person, Role
from governance.slack.gesture import Gesture, read_press
from governance.slack.views.poll.ballot import ballot
from governance.store.database import Database
from governance.store.migrate import to_head
from governance.store.models import Elector, Outgoing, Poll
from governance.texts import texts_for
from governance.usecases.people import members as member
from governance.usecases.poll import draft, opening
from governance.usecases.seen import ballot as ballot_pages

WORKSPACE = "T0EXEMPLE"
OWNER = "U0OWNER"
MESSAGE_TS = "1780000000.000100"


@dataclass(frozen=True)
class Question:
    """A template of a database with an open question. `press`: a press as JSON with @N@, @USER@, @POSITION@, @TS@."""

    url: str
    poll_id: str
    people: int
    press: str


def prepare(url: str, people: int) -> Question:
    """Make the schema, a workspace with this many members, and a question that is open to them."""
    database, now = Database(url), datetime.now(UTC)
    to_head(database)
    with database.writing() as session:
        member.record_installation(
            session,
            workspace_id=WORKSPACE,
            name="Exemple SA",
            url="https://exemple.slack.com/",
            enterprise_id=None,
            bot_user_id="U0BOT",
            scopes="chat:write,commands,users:read,files:write",
            now=now,
        )
        owner = Person(WORKSPACE, OWNER, "Olga Martin", Role.PRIMARY_OWNER, locale="en-GB", zone="Europe/Paris")
        members = [
            Person(WORKSPACE, user_of(n), f"Member {n}", Role.MEMBER, locale="en-GB", zone="Europe/Paris")
            for n in range(people)
        ]
        member.record_people(session, WORKSPACE, [owner, *members], now)
        member.finish_sync(session, WORKSPACE, now)
        poll = _open(session, owner, now)
        view = ballot(ballot_pages.ballot_page(session, members[0], poll), texts_for("en-GB"))
        question = Question(url, poll.id, people, json.dumps(_press(poll.id, view)))
    database.close()
    return question


def _open(session: Any, owner: Person, now: datetime) -> Poll:
    poll = draft.new_draft(session, owner, draft.House("Tom Keller, IT", "Karim Weber"), now)
    poll.include_guests = False
    opening.submit(session, owner, poll.id, now)
    while opening.fill(session, poll, now):
        pass
    opening.open_poll(session, poll, now, "")
    session.flush()
    everybody = update(Elector).where(Elector.poll_id == poll.id)
    session.execute(everybody.values(state="asked", channel="D0", message_ts=MESSAGE_TS, asked_at=now))
    session.execute(update(Outgoing).values(status="sent", settled_at=now))
    return poll


def _press(poll_id: str, view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends for a press on an answer: the whole message comes along."""
    message = {"type": "message", "ts": MESSAGE_TS, "user": "U0BOT", "bot_id": "B0BOT", "app_id": "A0", **view}
    return {
        "type": "block_actions",
        "user": {"id": "@USER@", "username": "@USER@", "name": "@USER@", "team_id": WORKSPACE},
        "api_app_id": "A0",
        "token": "unused",
        "container": {"type": "message", "message_ts": MESSAGE_TS, "channel_id": "D@USER@", "is_ephemeral": False},
        "trigger_id": "1.2.@N@",
        "team": {"id": WORKSPACE, "domain": "exemple"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "D@USER@", "name": "directmessage"},
        "message": message,
        "state": {"values": {}},
        "response_url": "@BASE@/receipt/@N@",
        "actions": [
            {
                "type": "button",
                "action_id": "consent:answer:@POSITION@",
                "block_id": "answers",
                "text": {"type": "plain_text", "text": "Yes, I agree", "emoji": True},
                "value": f"{poll_id}.@POSITION@",
                "action_ts": "@TS@",
            }
        ],
    }


def gesture(press: str, number: int) -> Gesture:
    """Press `number` as the edge reads it."""
    return read_press(json.loads(fill(press, number)))


@contextmanager
def copied(question: Question, folder: Path) -> Iterator[str]:
    """The URL of a copy of the question's database, for one run."""
    name = f"run_{uuid4().hex}"
    if question.url.startswith("sqlite"):
        path = folder / f"{name}.sqlite3"
        shutil.copyfile(question.url.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    server, template = question.url.rsplit("/", 1)
    ask(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    ask(server, f"DROP DATABASE {name} WITH (FORCE)")


def ask(server: str, statement: str) -> None:
    """One statement to the server itself."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)
