"""What an owner may still take back: the menu beside the letter, the window that withdraws, deciding again."""

from __future__ import annotations

from governance.pages import DecideAgainPage, Decision, WithdrawalPage
from governance.rules.case.states import HAS_LEFT
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.result import decision_in_words
from governance.slack.views.case.withdrawal_in_words import withdrawn_in_words
from governance.slack.views.menu import IN_SIGHT, menu
from governance.slack.views.words import knowing, name, plain
from governance.texts import Texts

REASON_LENGTH = 500


def beside_letter(view: View, page: WithdrawalPage, t: Texts, test_mail: View | None = None) -> View:
    """The letter's window with what can still be taken back below it, and *Send a test mail* where that is offered.

    That button is in sight unless the window has as many as it may have: then it is the menu's first entry.
    """
    t = knowing(page.about, t)
    found = _beside(page, t, test_mail, room=_pressed_in(view) < IN_SIGHT)
    return {**view, "blocks": [*view["blocks"], b.divider(), *found]} if found else view


def _pressed_in(view: View) -> int:
    """How many buttons the window has in sight."""
    rows = [block for block in view["blocks"] if block["type"] == "actions"]
    return sum(element["type"] == "button" for row in rows for element in row["elements"])


def _beside(page: WithdrawalPage, t: Texts, test_mail: View | None, *, room: bool) -> list[View]:
    if page.withdrawn:
        return [b.section(withdrawn_in_words(page.withdrawn, page.zone, t))]
    if page.left:
        return [b.context(t(HAS_LEFT))]
    not_left = b.button(t("The letter has not left after all"), Action.NOT_SENT, page.case_ref)
    in_menu = [*([] if room else [test_mail]), *taking_back(page, t)]
    in_sight = [not_left if page.unclear else None, _anothers(page, t), test_mail if room else None]
    row = [*in_sight, menu(in_menu)]
    return [b.actions(*row)] if any(row) else []


def taking_back(page: WithdrawalPage, t: Texts) -> list[View]:
    """What can be taken back, as buttons for a menu. The address comes last: the draft's window offers it as well."""
    own = page.approval and page.approved_by is None
    row = [
        b.button(t("Take the approval back"), Action.UNAPPROVE, page.case_ref) if own else None,
        withdraw_button(page.case_ref, t) if page.request else None,
        b.button(t("Correct my address"), Action.ADDRESS, page.case_ref) if page.address else None,
    ]
    return [button for button in row if button]


def _anothers(page: WithdrawalPage, t: Texts) -> View | None:
    """*Take the approval back*, to an owner who did not give it: in sight, and asked once more."""
    if page.approved_by is None:
        return None
    words = t(
        "The letter is a draft again, in your name, and {name} is told. If {name} has sent it already, press *It has "
        "been sent* instead.",
        name=page.approved_by.name,
    )
    asked = b.asked_once_more(t("Take the approval back?"), plain(words), t("Take it back"), t("Leave it"))
    return b.button(t("Take the approval back"), Action.UNAPPROVE, page.case_ref, confirm=asked)


def withdraw_button(case_ref: str, t: Texts) -> View:
    """*Withdraw our request*."""
    return b.button(t("Withdraw our request"), Action.WITHDRAW, case_ref)


def withdraw(page: WithdrawalPage, t: Texts) -> View:
    """*Withdraw our request*: what it means, and a field for the reason."""
    t = knowing(page.about, t)
    words = t(
        "Our request ends here: nothing more of it goes to {vendor}. Everyone reads on Home who withdrew it, and why. "
        "Then an owner can decide anew."
    )
    sent = _if_sent(page, t)
    reason = b.words_input(multiline=True, most=REASON_LENGTH)
    return b.modal(
        t("Withdraw our request"),
        [
            b.section(words),
            *([b.section(sent)] if page.approval or page.address else []),
            b.field(Block.REASON, t("Reason"), reason, hint=t("Everyone reads it on Home, word for word.")),
        ],
        close=t("Back"),
        submit=t("Withdraw our request"),
        callback=Callback.WITHDRAW,
        metadata=page.case_ref,
    )


def _if_sent(page: WithdrawalPage, t: Texts) -> str:
    if page.approved_by is None:
        return t("If you have sent the letter already, do not withdraw it: press *I have sent it* instead.")
    return t(
        "If {name} has sent the letter already, do not withdraw it: press *It has been sent* instead.",
        name=name(page.approved_by),
    )


def decide_again_button(decision: Decision, t: Texts) -> View:
    """The button to decide once more."""
    return b.button(t("Decide anew"), Action.DECIDE_AGAIN, decision.ref)


def decide_again(page: DecideAgainPage, t: Texts) -> View:
    """Asks which way this time. The buttons name the decision that they would replace."""
    t = knowing(page.about, t)
    kept = t("The new decision takes its place; both stay on record.")
    told = (
        t("Everyone who was asked reads the new one, in one more message.")
        if page.told
        else t("Everyone reads the new one on Home.")
    )
    value = reference(page.poll_ref, page.decision.ref)
    row = b.actions(
        b.button(t("Opt out"), Action.DECIDE_OPT_OUT, value, hint=t("Decide to opt out of AI training at {vendor}")),
        b.button(t("Allow"), Action.DECIDE_ALLOW, value, hint=t("Decide to allow AI training at {vendor}")),
    )
    stands = b.section(decision_in_words(page.decision, page.zone, t))
    return b.modal(t("Decide anew"), [stands, b.section(f"{kept} {told}"), row], close=t("Close"))
