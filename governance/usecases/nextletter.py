"""The next letter to the vendor in the same thread: which one, and its words. Prepared here, sent by an owner only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.rules import letter as rules
from governance.rules.calendar import zone_of
from governance.rules.case import CaseState
from governance.rules.member import Act, Person
from governance.rules.nextletter import LetterKind, next_letters
from governance.store.models import Case, Letter
from governance.usecases import case as cases
from governance.usecases import coverage, member
from governance.usecases import letter as letters
from governance.usecases.workingdays import working_days_of

NO_ADDRESS = N_("First give the address of your Slack account: the letter has to come from there.")


def possible(session: Session, case: Case, now: datetime) -> tuple[LetterKind, ...]:
    """The letters that may be written now, the one that is advised first."""
    zone = zone_of(member.workspace(session, case.workspace_id).zone)
    days = working_days_of(session, case.workspace_id)
    return next_letters(CaseState(case.state), cases.last_sent_at(session, case), now, zone, days)


def newest(session: Session, case: Case, kind: LetterKind) -> Letter | None:
    """The letter of this kind that was prepared last."""
    return cases.newest_letter(session, case.id, kind)


def prepare(session: Session, who: Person, case_id: str, kind: LetterKind | None, now: datetime) -> Letter:
    """Write and freeze the next letter of this kind, or the one that is advised, in the name of who opens it.

    1. The letter is due, and the request has left. 2. Whoever opens it writes it: their title, their address. 3. The
    words are frozen, so that a copy is recognised; opened again unchanged, it is the same letter.
    """
    member.allow(session, who, Act.SEND_LETTER)
    case = cases.case_of(session, who.workspace_id, case_id)
    first, chosen = cases.newest_letter(session, case.id), _chosen(possible(session, case, now), kind)
    if first is None or (case.sent_at is None and chosen is not LetterKind.RECHECK) or chosen is None:
        raise Refusal(N_("No further letter is due yet."))
    coverage.demand_right_to_speak(case, who)
    _write_as(case, who)
    words = _words(session, case, first, chosen)
    prepared = newest(session, case, chosen)
    if prepared is not None and prepared.sent_at is None and letters.words_of(prepared) == words:
        return prepared
    letter = letters.freeze(session, case, chosen, words, who, now)
    letters.record(session, f"{chosen}_prepared", case, letter, now, who)
    return letter


def _chosen(possible_now: tuple[LetterKind, ...], kind: LetterKind | None) -> LetterKind | None:
    """The kind that was asked for, or what is advised where none was; None when it is not due."""
    wanted = kind or next(iter(possible_now), None)
    return wanted if wanted in possible_now else None


def _write_as(case: Case, who: Person) -> None:
    """An owner who did not write before writes in their own name, from their own address."""
    if who.user_id != case.owner:
        cases.take_over(case, who)
    if not case.from_address:
        raise Refusal(NO_ADDRESS)


def _words(session: Session, case: Case, first: Letter, kind: LetterKind) -> rules.Letter:
    route, sender = letters.mail_route(case.vendor), letters.sender_of(session, case)
    values = letters.values_of(session, case, sender)
    return rules.follow_up(
        letters.words_of(first),
        letters.template_of(case, sender, route.letters[kind]),
        values,
        reference=case.reference,
        sender=member.person(session, case.workspace_id, first.approved_by).name,
        sent_on=values.get("sent_on") or values["confirmed_on"],
        to=route.next_step if kind is LetterKind.NEXT_STEP else None,
    )
