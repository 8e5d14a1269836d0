"""A tick that looks only where the moment has come does what one that looks everywhere does, at the same moments."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from governance.errors import Fault, Refusal
from governance.jobs import Outside, Timetable
from governance.rules.people.permissions import Person, Role
from governance.store.database import Database
from governance.store.models import Case, Mail, NextLook, Poll, Workspace
from governance.store.schema import Base
from governance.store.timetable import next_looks
from governance.usecases.case import decision, handover, withdrawal
from governance.usecases.case.letter import letter, sending
from governance.usecases.mail import manual_sorting, reply_effects
from governance.usecases.people import appointments, members, working_days
from governance.usecases.poll import closing, draft, opening, reminders, running
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.question_keys import KEYS
from tests.usecases.poll.test_question import HOUSE

SEED = 1
MINUTES = (1, 180, 600, 1_440, 1_440, 2_880, 5_760)  # until the next tick
STEPS = 90
TABLES = ("outbox", "mailings", "polls", "decisions", "cases", "case_events", "letters", "mails", "ledger")
_mails = count(1)


class Story:
    """People of one workspace who do something now and then, as chance has it; what is not possible is refused."""

    def __init__(self, database: Database, cast: Cast, chance: Random) -> None:
        self.database, self.cast, self.chance, self.now = database, cast, chance, FRIDAY
        self.timetable = Timetable(
            database, lambda: self.now, type("Delivery", (), {"run_due": lambda _: None})(),
            Outside(lambda _: None, lambda _: None, lambda _: None), KEYS,
        )  # fmt: skip

    def acts(self) -> None:
        act = self.chance.choice([
            self.ask, self.ask, self.decide, self.decide, self.letter, self.letter, self.letter, self.answered,
            self.said, self.said, self.put_off, self.put_off, self.hand_over, self.role, self.role, self.role,
            self.role, self.appoint, self.days, self.zone, self.pause, self.remind, self.close, self.install,
            self.withdraw,
        ])  # fmt: skip
        with suppress(Refusal, Fault):
            with self.database.writing() as session:
                act(session)
            return
        self.acts()  # something else

    def ask(self, session: Any) -> None:
        poll = draft.new_draft(session, self.owner(), HOUSE, self.now)
        poll.include_guests, poll.decider = False, "U0OLGA"
        opening.submit(session, self.owner(), poll.id, self.now)

    def decide(self, session: Any) -> None:
        poll = session.scalars(select(Poll.id).where(Poll.state == "closed").order_by(Poll.created_at.desc())).first()
        if poll is None:
            raise Refusal("Nothing waits for a decision.")
        choice = self.chance.choice(["opt_out", "opt_out", "allow"])
        decision.record_decision(session, self.owner(), poll, choice, "We talked of it.", self.now)

    def letter(self, session: Any) -> None:
        case_id = self.case_id(session)
        steps: list[Callable[[], object]] = [
            lambda: letter.approve(session, self.owner(), case_id, self.now),
            lambda: sending.say_sent(session, self.owner(), case_id, self.now.date(), self.now),
            lambda: sending.say_sent(session, self.owner(), case_id, self.now.date(), self.now),
            lambda: withdrawal.take_approval_back(session, self.owner(), case_id, self.now),
        ]
        self.chance.choice(steps)()

    def answered(self, session: Any) -> None:
        """A mail comes of which an owner has to say what it says."""
        case = session.get_one(Case, self.case_id(session))
        mail = Mail(
            workspace_id=WORKSPACE, case_id=case.id, source="inbox", source_key=f"{next(_mails)}", raw=b"",
            received_at=self.now, judged_at=self.now, kind="unsure",
        )  # fmt: skip
        session.add(mail)
        session.flush()
        reply_effects.wait(session, case, mail, self.now)

    def said(self, session: Any) -> None:
        mail = session.scalars(select(Mail.id).order_by(Mail.received_at.desc())).first()
        meaning = self.chance.choice(["confirmation", "confirmation", "question", "refusal", "acknowledgement"])
        mail = self.chance.choice([mail, None])
        manual_sorting.say_meaning(session, self.owner(), self.case_id(session), mail, meaning, "By phone.", self.now)

    def put_off(self, session: Any) -> None:
        until = self.now + timedelta(days=self.chance.randint(1, 60))
        handover.remind_later(session, self.owner(), self.matter(session), until, self.now)

    def hand_over(self, session: Any) -> None:
        handover.hand_over(session, self.owner(), self.matter(session), self.owner().user_id, self.now)

    def role(self, session: Any) -> None:
        who = self.chance.choice([self.cast.olga, self.cast.oscar, self.cast.ada])
        role = self.chance.choice([who.role, who.role, Role.DEACTIVATED, Role.OWNER, Role.MEMBER])
        members.record_people(session, WORKSPACE, [replace(who, role=role)], self.now)

    def appoint(self, session: Any) -> None:
        some = [one for one in (self.cast.bob, self.cast.ada) if self.chance.random() < 0.5]
        appointments.appoint(session, self.cast.olga, {"organiser": [], "observer": some}, self.now)

    def days(self, session: Any) -> None:
        weekend = [str(self.chance.randrange(7)) for _ in range(2)]
        holidays = {(self.now + timedelta(days=self.chance.randint(0, 40))).date(): "" for _ in range(9)}
        working_days.set_working_days(session, self.cast.olga, weekend, holidays, self.now)

    def zone(self, session: Any) -> None:
        zone = self.chance.choice(["Europe/Paris", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Apia"])
        people = [replace(one, zone=zone) for one in vars(self.cast).values() if isinstance(one, Person)]
        members.record_people(session, WORKSPACE, people, self.now)
        members.finish_sync(session, WORKSPACE, self.now)

    def pause(self, session: Any) -> None:
        for what in (running.resume, running.pause):
            with suppress(Refusal):
                what(session, self.owner(), self.matter(session), self.now)

    def remind(self, session: Any) -> None:
        reminders.remind_now(session, self.owner(), self.matter(session), self.now)

    def close(self, session: Any) -> None:
        if self.chance.random() < 0.3:
            closing.close_early(session, self.owner(), self.matter(session), "Everybody has answered.", self.now)

    def install(self, session: Any) -> None:
        if self.chance.random() < 0.5:
            members.record_removal(session, WORKSPACE, self.now)
        else:
            url = self.chance.choice(["https://exemple.slack.com/", "https://other.slack.com/"])
            members.record_installation(
                session, workspace_id=WORKSPACE, name="Exemple SA", url=url, enterprise_id=None, bot_user_id="U0BOT",
                scopes="", now=self.now,
            )  # fmt: skip

    def withdraw(self, session: Any) -> None:
        if self.chance.random() < 0.3:
            withdrawal.withdraw(session, self.owner(), self.case_id(session), "We changed our mind.", self.now)

    def owner(self) -> Person:
        return self.chance.choice([self.cast.olga, self.cast.oscar])

    def case_id(self, session: Any) -> str:
        found = session.scalars(select(Case.id).order_by(Case.opened_at.desc(), Case.id)).first()
        if found is None:
            raise Refusal("There is no request.")
        return str(found)

    def matter(self, session: Any) -> str:
        newest = session.scalars(select(Poll.id).order_by(Poll.created_at.desc())).first()
        return self.case_id(session) if newest is None or self.chance.random() < 0.5 else str(newest)

    def kept(self) -> dict[str, list[Any]]:
        with self.database.reading() as session:
            tables = [Base.metadata.tables[name] for name in TABLES]
            return {one.name: sorted(map(tuple, session.execute(select(one))), key=repr) for one in tables}


def test_a_look_at_everything_finds_nothing_more(
    database: Database, workspace: Workspace, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(next_looks, "LONGEST", timedelta(days=9_999))  # moments alone, without what is found in a day
    story, spared = Story(database, cast, Random(SEED)), 0
    with database.writing() as session:
        story.ask(session)
    for _ in range(STEPS):
        if story.chance.random() < 0.35:
            story.acts()
        while story.timetable.tick():
            pass
        for _ in range(2):  # what followed from what the tick did
            story.timetable._prompt()
        with database.writing() as session:
            moment = session.get_one(NextLook, WORKSPACE).at
            next_looks.look_everywhere(session, story.now)
        before, spared = story.kept(), spared + (moment > story.now)
        story.timetable._prompt()
        assert story.kept() == before, story.now
        with database.writing() as session:  # what this look found out about the next one is forgotten
            session.get_one(NextLook, WORKSPACE).at = moment
        story.now += timedelta(minutes=story.chance.choice(MINUTES))
    assert spared > STEPS / 2, "it was looked at all the time"
