"""Screens on which something is undone: the letter's window, the withdrawal, a decision that is taken anew."""

from __future__ import annotations

from dataclasses import replace

from governance.pages import DecideAgainPage, DecisionRequestPage, ResultPage, WithdrawalPage, Withdrawn
from governance.slack.views.case import decision, letter, owner_prompts, result, sending_options, withdrawal
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of


def undoing_scenes(cast: Cast) -> dict[str, Paint]:
    """What an owner can still take back, and what it looks like afterwards."""
    drafted = cast.case("drafted", request_known="drafted", sent_at=None)
    approved = cast.case("approved", request_known="drafted", sent_at=None)
    open_still = WithdrawalPage(cast.zone, "c1", address=True, approval=True, request=True, about=cast.about)
    anothers = replace(open_still, address=False, approved_by=cast.olga)
    ended = {how: Withdrawn(cast.ada, at(12, 16, 9), cast.reason, how) for how in ("unsent", "came_back", "")}
    decided = cast.decision("stay", replaces_choice="opt_out", replaces_at=at(12, 1), asked=True)
    anew = DecideAgainPage(cast.zone, cast.decision("stay"), "p1", told=True, about=cast.about)
    lost = DecisionRequestPage(
        cast.zone, "p1", cast.result(), at(12, 24), unanimity_lost=True, decided=decided, about=cast.about
    )
    replaced = ResultPage(cast.zone, "p1", cast.organisation, cast.result(), decided, at(12, 24, 15), about=cast.about)
    return {
        "undo_drafted": lambda t: withdrawal.beside_letter(
            letter.letter(drafted, t), replace(open_still, approval=False), t
        ),
        "undo_approved": lambda t: sending_options.sending(approved, t, *withdrawal.taking_back(open_still, t)),
        "undo_approved_by_server": lambda t: sending_options.sending(
            replace(approved, smtp=True), t, *withdrawal.taking_back(open_still, t)
        ),
        "undo_anothers_approval": lambda t: withdrawal.beside_letter(
            letter.letter(replace(approved, approved_by=cast.olga, is_mine=False), t), anothers, t
        ),
        "withdraw_anothers": _of(withdrawal.withdraw, anothers),
        "taken_back": _of(owner_prompts.taken_back, replace(drafted, taken_back_by=cast.ada)),
        "undo_unclear": lambda t: withdrawal.beside_letter(
            letter.letter(cast.case("unclear"), t), WithdrawalPage(cast.zone, "c1", unclear=True, about=cast.about), t
        ),
        "undo_left": lambda t: withdrawal.beside_letter(
            letter.letter(cast.case(), t), WithdrawalPage(cast.zone, "c1", left=True, about=cast.about), t
        ),
        "undo_nothing": lambda t: withdrawal.beside_letter(
            letter.letter(cast.case(), t), WithdrawalPage(cast.zone, "c1", about=cast.about), t
        ),
        **{f"undo_ended_{how or 'otherwise'}": _ended(cast, found) for how, found in ended.items()},
        "withdraw": _of(withdrawal.withdraw, open_still),
        "withdraw_bounced": _of(withdrawal.withdraw, WithdrawalPage(cast.zone, "c1", request=True, about=cast.about)),
        "decide_anew": _of(withdrawal.decide_again, anew),
        "decide_anew_alone": _of(
            withdrawal.decide_again,
            replace(anew, poll_ref="", told=False, decision=cast.decision(asked=False, withdrawn=ended["unsent"])),
        ),
        "unanimity_lost_anew": _of(owner_prompts.unanimity_lost, lost),
        "result_replaced": _of(result.result, replaced),
        "decision_request_replaced": _of(decision.decision_request, lost),
    }


def _ended(cast: Cast, found: Withdrawn) -> Paint:
    page = WithdrawalPage(cast.zone, "c1", withdrawn=found, about=cast.about)
    shown = cast.case("withdrawn", request_known="drafted", sent_at=None)
    return lambda t: withdrawal.beside_letter(letter.letter(shown, t), page, t)
