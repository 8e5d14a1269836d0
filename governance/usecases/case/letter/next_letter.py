"""The next letter to the vendor in the same thread: which one, and its words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules.case import letter as rules
from governance.rules.case.next_letter import LetterKind, next_letters
from governance.rules.case.states import CaseState
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import zone_of
from governance.store.models import Case, Letter
from governance.usecases.case import case as cases
from governance.usecases.case import coverage, unread_answers
from governance.usecases.case.letter import letter as letters
from governance.usecases.people import members
from governance.usecases.people.working_days import working_days_of

NO_ADDRESS = N_("First give the address of your Slack account: the letter has to come from there.")


def possible(session: Session, case: Case, now: datetime) -> tuple[LetterKind, ...]:
    """The letters that may be written now, the advised one first; nobody asks again while an answer is unread."""
    state, last = CaseState(case.state), cases.last_sent_at(session, case)
    if state in cases.WAITING and unread_answers.waiting(session, case):
        return ()
    zone = zone_of(members.workspace(session, case.workspace_id).zone)
    days = working_days_of(session, case.workspace_id)
    stood = unread_answers.days_stood(session, case, last, zone, days) if last else 0
    return next_letters(state, last, now, zone, days, stood)


def prepare(session: Session, who: Person, case_id: str, kind: LetterKind | None, now: datetime) -> Letter:
    """Write and freeze the next letter of this kind, or the advised one, in the name of the owner who opens it.

    1. The letter is due, and the request has left. 2. Whoever opens it writes it, from their own address; the request
    stays with its owner. 3. The words are frozen, so that a copy is recognised; if nothing has changed, opening it
    again gives the same letter.
    """
    members.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    first, chosen = cases.newest_letter(session, case.id), _chosen(possible(session, case, now), kind)
    if first is None or (case.sent_at is None and chosen is not LetterKind.RECHECK) or chosen is None:
        raise Refusal(N_("No further letter is due yet."))
    coverage.demand_right_to_speak(case, who)
    writer = letters.writer_of(session, case) if who.user_id == case.owner else letters.as_oneself(case, who)
    if not writer.address:
        raise Refusal(NO_ADDRESS)
    words = _words(session, case, first, chosen, writer)
    for prepared in cases.letters_of(session, case.id):
        if prepared.kind == chosen and _same(prepared, words, who, writer.address):
            return prepared
    letter = letters.freeze(session, case, chosen, words, who, writer.address, now)
    letters.record(session, f"{chosen}_prepared", case, letter, now, who)
    return letter


def _chosen(possible_now: tuple[LetterKind, ...], kind: LetterKind | None) -> LetterKind | None:
    """The kind that was asked for, else the advised one; None when it is not due."""
    wanted = kind or next(iter(possible_now), None)
    return wanted if wanted in possible_now else None


def _same(prepared: Letter, words: rules.Letter, who: Person, address: str) -> bool:
    """Whether this unsent letter is what the same person would write now from the same address."""
    by_them = (prepared.approved_by, prepared.from_address) == (who.user_id, address)
    return by_them and prepared.sent_at is None and letters.words_of(prepared) == words


def _words(session: Session, case: Case, first: Letter, kind: LetterKind, writer: letters.Writer) -> rules.Letter:
    route = letters.mail_route(case.vendor)
    values = letters.values_of(session, case, writer)
    return rules.follow_up(
        letters.words_of(first),
        letters.template_of(case, writer, route.letters[kind]),
        values,
        reference=case.reference,
        sender=members.person(session, case.workspace_id, first.approved_by).name,
        sent_on=values.get("sent_on") or values["confirmed_on"],
        to=route.next_step if kind is LetterKind.NEXT_STEP else None,
    )
