"""The steps of a setting or a support case: what has to be there before it counts as done, and how it is known."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState, Event

MOST_PROOFS = 20
REFUSED = N_("The refusal is on record. Choose that the support was asked once you have asked again.")
NOT_ALL = N_("Some steps are not ticked yet. Tick them all, or choose that it is not done yet.")


class Standing(StrEnum):
    """How a person says that it stands."""

    TO_DO = "to_do"
    ASKED = "asked"  # of a support case: it was opened
    DONE = "done"
    REFUSED = "refused"  # of a support case: the vendor said no


class ProofKind(StrEnum):
    """What shows it, from weak to strong. A mail is kept as it came; its signature is not checked here."""

    NOTE = "note"
    PICTURE = "picture"
    MAIL = "mail"


class DoneGrade(StrEnum):
    """How well it is known that the steps were done, from weak to strong."""

    SAID = "said"
    NOTE = "note"
    PICTURE = "picture"
    MAIL = "mail"


_RANK = {grade.value: rank for rank, grade in enumerate(DoneGrade)}


def is_picture(content: bytes) -> bool:
    """Whether these are the bytes of a PNG, JPEG or WebP, by how they begin."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or webp


def grade_of(proofs: Collection[ProofKind]) -> DoneGrade:
    """The strongest of what is kept; somebody's word alone where nothing is."""
    return DoneGrade(max([DoneGrade.SAID.value, *(proof.value for proof in proofs)], key=_RANK.__getitem__))


def choices(has_case: bool) -> tuple[Standing, ...]:
    """What can be said of a setting, or of a support case, which is opened first and answered later."""
    return tuple(Standing) if has_case else (Standing.TO_DO, Standing.DONE)


def steps_towards(said: Standing, state: CaseState, *, has_case: bool, all_ticked: bool) -> tuple[Event, ...]:
    """What happens to the request when somebody says how it stands. Raises Refusal while steps are missing.

    A support case is opened before it is answered, so an answer to one that nobody noted as opened notes that as well.
    What was called done and is not any more is reopened.
    """
    if said is standing_in(state, has_case=has_case):
        return ()
    if said in (Standing.TO_DO, Standing.ASKED) and state is CaseState.CONFIRMED:
        return (Event.REOPENED,)
    if said is Standing.TO_DO:
        if state is CaseState.REFUSED:
            raise Refusal(REFUSED)
        return (Event.NOT_SENT,)
    to_open = {CaseState.DRAFTED: (Event.APPROVED, Event.SENT), CaseState.APPROVED: (Event.SENT,)}.get(state, ())
    if said is Standing.ASKED:
        return to_open or (Event.FOLLOWED_UP,)
    if said is Standing.DONE and not all_ticked:
        raise Refusal(NOT_ALL)
    return (*(to_open if has_case else ()), Event.CONFIRMED if said is Standing.DONE else Event.REFUSED)


def standing_in(state: CaseState, *, has_case: bool) -> Standing:
    """How a request stands, as its window shows it."""
    if state is CaseState.CONFIRMED:
        return Standing.DONE
    if state is CaseState.REFUSED:
        return Standing.REFUSED
    opened = has_case and state not in (CaseState.DRAFTED, CaseState.APPROVED)
    return Standing.ASKED if opened else Standing.TO_DO
