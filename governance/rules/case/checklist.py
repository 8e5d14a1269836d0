"""The steps of a setting or a support case: what has to be there before it counts as done, and how it is known."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from governance.errors import N_, Refusal
from governance.rules.case.states import CaseState, Event

MOST_PROOFS = 20
REFUSED = N_("The refusal is on record. Choose that the vendor was asked once you have asked again.")
NOT_ALL = N_("Some steps are not ticked yet. Tick them all, or choose that it is not done yet.")


class Standing(StrEnum):
    """How a person says that it stands."""

    TO_DO = "to_do"
    ASKED = "asked"  # of a support case or a contract: the vendor has the word
    DONE = "done"
    REFUSED = "refused"  # likewise: the vendor said no


class ProofKind(StrEnum):
    """What shows it, from weak to strong, as it was given."""

    NOTE = "note"
    PICTURE = "picture"
    MAIL = "mail"


class DoneGrade(StrEnum):
    """How well it is known that the steps were done, from weak to strong."""

    SAID = "said"
    NOTE = "note"
    PICTURE = "picture"
    MAIL = "mail"
    SIGNED = "signed"  # a mail that the vendor signed


_RANK = {grade.value: rank for rank, grade in enumerate(DoneGrade)}


def grade_of(proofs: Collection[tuple[ProofKind, bool]]) -> DoneGrade:
    """The strongest of what is kept, each with whether the vendor signed it; a word alone where nothing is."""
    known = (DoneGrade.SIGNED if signed and kind is ProofKind.MAIL else DoneGrade(kind) for kind, signed in proofs)
    return max([DoneGrade.SAID, *known], key=lambda grade: _RANK[grade.value])


def picture_type(content: bytes) -> str:
    """png, jpg or webp, by how the bytes begin; empty where they are no picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def choices(is_asked: bool) -> tuple[Standing, ...]:
    """What can be said of a setting, or of what is asked of the vendor first and answered later."""
    return tuple(Standing) if is_asked else (Standing.TO_DO, Standing.DONE)


def steps_towards(said: Standing, state: CaseState, *, is_asked: bool, all_ticked: bool) -> tuple[Event, ...]:
    """What happens to the request when somebody says how it stands. Raises Refusal while steps are missing.

    What is asked is asked before it is answered, so an answer to what nobody noted as asked notes that as well.
    What was called done and is not any more is reopened.
    """
    if said is standing_in(state, is_asked=is_asked):
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
    return (*(to_open if is_asked else ()), Event.CONFIRMED if said is Standing.DONE else Event.REFUSED)


def standing_in(state: CaseState, *, is_asked: bool) -> Standing:
    """How a request stands, as its window shows it."""
    if state is CaseState.CONFIRMED:
        return Standing.DONE
    if state is CaseState.REFUSED:
        return Standing.REFUSED
    opened = is_asked and state not in (CaseState.DRAFTED, CaseState.APPROVED)
    return Standing.ASKED if opened else Standing.TO_DO
