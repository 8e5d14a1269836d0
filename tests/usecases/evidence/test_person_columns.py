"""Every column that can hold a person's id is on the list, shown by an export, and treated by an erasure as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from governance.rules.case.checklist import Standing
from governance.rules.mail.verdict import MailKind
from governance.rules.people.permissions import Person
from governance.rules.poll.answer import Choice
from governance.store import ledger
from governance.store.database import Database
from governance.store.models import Case, ConsentRecord, Mail, NoticeReading, Participation, Poll, Workspace
from governance.store.schema import Base
from governance.usecases.case import checklist, decision
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from governance.usecases.evidence import export_and_erasure
from governance.usecases.evidence.person_columns import NOT_PEOPLE, PERSON_COLUMNS, Fate
from governance.usecases.mail import manual_sorting, reply_submission
from governance.usecases.people import appointments, members
from governance.usecases.poll import answer, draft, later_objection
from tests.conftest import FRIDAY, WORKSPACE, Cast
from tests.mail.mailroom import answer as slack_mail
from tests.question_keys import KEYS, close_question, open_question
from tests.usecases.case.case_story import ANSWERED, CLOSED, DECIDED, SENT, Mailbox
from tests.usecases.poll.test_question import HOUSE, MONDAY, give, prepare, press_of, reach

WHO = "U0EVERYTHING"
NAMED_LIKE_A_PERSON = re.compile(r"(.*_)?(by|user_id|user|owner|author|decider|actor|member|primary|person|subject_id)")
KEPT = {column.place for column in PERSON_COLUMNS if column.fate is Fate.KEPT}


def columns() -> Iterator[tuple[str, TypeEngine[object]]]:
    """Every column of every table: `decisions.decided_by`, and its type."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            yield f"{table.name}.{column.name}", column.type


def places_of(session: Session, user_id: str) -> set[str]:
    """Every column of every table in which the id stands, whatever it is called."""
    session.flush()
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for name, value in row.items():
                words = value.decode("latin-1") if isinstance(value, bytes) else json.dumps(value, default=str)
                if user_id in words:
                    found.add(f"{table.name}.{name}")
    return found


@pytest.fixture
def everything(database: Database, workspace: Workspace, cast: Cast, mailbox: Mailbox) -> Person:
    """One primary owner who asks, answers, closes, decides, writes, sorts, appoints, objects: whatever can be done."""
    who = replace(cast.olga, user_id=WHO, name="Everything", email="everything@exemple.example")
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [who], FRIDAY)
        session.execute(update(Workspace).values(installed_by=WHO))
        session.execute(text("UPDATE members SET role = 'owner' WHERE user_id = 'U0OLGA'"))
        appointments.appoint(session, who, {"organiser": [cast.bob, who], "observer": [who]}, FRIDAY)
    ask(database, who, cast)
    write(database, who, mailbox)
    note_steps(database, who)
    return who


def ask(database: Database, who: Person, cast: Cast) -> None:
    """A question from its first line to the decision, and what named questions keep besides."""
    with database.writing() as session:
        poll = prepare(session, who, who)
        assert poll.opens_at is not None
        open_question(session, poll, poll.opens_at)
        reach(session, poll, poll.opens_at)
        for person in (who, cast.bob):
            give(session, poll, person, Choice.OBJECT, MONDAY)
        answer.mute(session, press_of(who), poll.id, MONDAY)
        session.add(NoticeReading(poll_id=poll.id, user_id=WHO, at=MONDAY))
        session.add(
            ConsentRecord(poll_id=poll.id, user_id=WHO, choice="object", notice_digest="d", action_ts="1", at=MONDAY)
        )
        close_question(session, poll, CLOSED, who, "All have answered.")
        poll_id = poll.id
        later_objection.object_later(session, who, poll_id, KEYS)
    with database.writing() as session:
        decision.record_decision(session, who, poll_id, "opt_out", "As advised.", DECIDED, inbox=None)
        session.add(Participation(poll_id=poll_id, user_id=WHO, action_ts="1", answered=True))  # as before the decision


def write(database: Database, who: Person, mailbox: Mailbox) -> None:
    """The letter, an answer that was pasted, one that was sorted by hand, and the confirmation."""
    with database.writing() as session:
        case = session.scalars(select(Case)).one()
        letters.approve(session, who, case.id, DECIDED)
        sending.say_sent(session, who, case.id, SENT.date(), SENT)
        case_id = case.id
    mail = mailbox.arrive(slack_mail("Is this for us?", Message_ID="<stray@slack.com>"))
    with database.writing() as session:
        reply_submission.paste_reply(session, who, case_id, "Done.", ANSWERED)
        manual_sorting.put_mail(session, who, mail.id, case_id, ANSWERED)
        manual_sorting.say_meaning(session, who, case_id, None, MailKind.CONFIRMATION, "By telephone.", ANSWERED)


def note_steps(database: Database, who: Person) -> None:
    """The steps of a setting for everyone, with a note, and a setting of one's own account."""
    with database.writing() as session:
        for vendor in ("squarespace", "linkedin"):
            checklist.decide(session, who, vendor, "opt_out", "As advised.", ANSWERED)
        given = checklist.Given(frozenset({1}), Standing.TO_DO, "Half of it.")
        checklist.keep(session, who, "squarespace", given, ANSWERED)
        checklist.tick_own(session, who, "linkedin", ANSWERED)


def test_one_person_in_every_place_is_exported_and_erased_as_the_list_says(
    database: Database, everything: Person
) -> None:
    listed = {column.place for column in PERSON_COLUMNS}
    with database.writing() as session:
        session.execute(update(Poll).values(after_member=WHO))  # as while the list of people was made
        before = places_of(session, WHO)
        beside = {"outbox.occasion", "outbox.about", "electors.channel"}  # in rows that go, or emptied with the id
        assert before - beside == listed
        exported = json.dumps(export_and_erasure.export(session, WORKSPACE, WHO), default=str)
        told = export_and_erasure.export(session, WORKSPACE, WHO)
        shown = {row["place"] for name in ("acts", "kept") for row in told[name]}
        shown |= {f"{name}.user_id" for name, rows in told.items() if rows and name not in ("acts", "kept")}
        assert shown == listed
        assert all(row["kept_because"] for row in told["kept"])
        assert "As advised." in exported
        export_and_erasure.erase(session, WORKSPACE, WHO, KEYS, ANSWERED)
        session.flush()
        session.expire_all()
        assert places_of(session, WHO) == KEPT == set(export_and_erasure.offices(session, WORKSPACE, WHO))
        assert ledger.verify(session, WORKSPACE).fault is None


def test_a_secret_total_is_in_no_export(database: Database, everything: Person) -> None:
    with database.reading() as session:
        told = export_and_erasure.export(session, WORKSPACE, WHO)
    polls = [row for row in told["kept"] if row["place"].startswith("polls.")]
    assert polls
    assert not {"consent", "object", "abstain", "later_objections"} & {name for row in polls for name in row}


def test_a_list_of_people_goes_on_after_one_of_them_was_erased(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        poll = draft.new_draft(session, cast.ada, HOUSE, FRIDAY)
        poll.after_member = "U0CAROL"
        session.flush()
        export_and_erasure.erase(session, WORKSPACE, "U0CAROL", KEYS, FRIDAY)
        session.refresh(poll)
        assert poll.after_member == "U0BOB"


def test_a_sorted_mail_stays_sorted_when_nobody_knows_by_whom(database: Database, everything: Person) -> None:
    with database.writing() as session:
        export_and_erasure.erase(session, WORKSPACE, WHO, KEYS, ANSWERED)
        session.expire_all()
        put = session.scalars(select(Mail).where(Mail.sorted_how.is_not(None))).one()
        assert (put.sorted_by, put.sorted_how) == (None, "put")


def test_every_column_named_like_a_person_is_on_the_list() -> None:
    listed = {column.place for column in PERSON_COLUMNS}
    named = {place for place, _ in columns() if NAMED_LIKE_A_PERSON.fullmatch(place.split(".")[1])}
    assert named == listed | set(NOT_PEOPLE)


def test_whatever_is_kept_has_its_reason_and_every_shown_column_is_there() -> None:
    there = dict(columns())
    for column in PERSON_COLUMNS:
        assert bool(column.reason) is (column.fate is Fate.KEPT)
        assert column.place in there
        for name in column.shown:
            assert not isinstance(there[f"{column.table.__tablename__}.{name}"], LargeBinary)
