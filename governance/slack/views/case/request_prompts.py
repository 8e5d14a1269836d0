"""Prompts to owners about our request: it was not sent, no answer yet; and the news that Slack says it is done."""

from __future__ import annotations

from governance.pages import CasePage, CaseReminderPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.decision import hand_over_button, later_button
from governance.slack.views.case.evidence_text import (
    asked_again_on,
    confirmed_in_words,
    how_we_know,
    waiting_in_words,
    wrong_button,
)
from governance.slack.views.case.next_letter import next_button
from governance.slack.views.case.sending_options import ready_blocks
from governance.slack.views.menu import row
from governance.slack.views.typed import escape
from governance.slack.views.words import day, knowing, name
from governance.texts import Texts


def reminder(page: CaseReminderPage, t: Texts) -> View:
    """An owner's prompt about the request: what is known, the next step, its buttons."""
    t = knowing(page.case.about, t)
    case = page.case
    if page.occasion == "unsent":
        title = b.header(t("The letter waits for you"))
        return b.message([title, b.section(_unsent(case, t)), *ready_blocks(case, t, *put_off_buttons(case, t))])
    steps = row(waiting_buttons(case, t), *put_off_buttons(case, t))
    title = b.header(t("Has {vendor} answered?"))
    words = f"{waiting_in_words(page, t)} {asked_again_on(case, t)}".strip()
    return b.message([title, b.section(words), steps, *_forward_to(case, t)])


def put_off_buttons(case: CasePage, t: Texts) -> list[View | None]:
    """The buttons to be reminded later or to hand over, for the menu."""
    return [
        later_button(case.case_ref, t),
        hand_over_button(case, case.case_ref, t),
    ]


def _unsent(case: CasePage, t: Texts) -> str:
    if case.decision is None:
        return t("The letter to {vendor} has not been sent yet.")
    decided = day(case.decision.at, case.zone, t)
    if not case.decided_by_reader:
        return t(
            "{name} decided on {day} to opt out. The letter to {vendor} has not been sent yet.",
            name=name(case.decision.by),
            day=decided,
        )
    return t("You decided on {day} to opt out. The letter to {vendor} has not been sent yet.", day=decided)


def waiting_buttons(case: CasePage, t: Texts) -> list[View | None]:
    """The letters that are due, Slack has answered, no answer yet."""
    return [
        next_button(case, "follow_up", t),
        next_button(case, "next_step", t),
        b.button(t("{vendor} has answered"), Action.REPLY, case.case_ref),
        b.button(t("No answer yet"), Action.NOT_YET, case.case_ref),
    ]


def _forward_to(case: CasePage, t: Texts) -> list[View]:
    if not case.copy_address:
        return []
    address = f"<mailto:{escape(case.copy_address)}|{escape(case.copy_address)}>"
    return [b.context(t("Or forward its mail, as an attachment, to {address}", address=address))]


def confirmed(page: CasePage, t: Texts) -> View:
    """To owners and admins: what Slack says, how we know, and what it does not cover."""
    t = knowing(page.about, t)
    wrong = wrong_button(page.case_ref, page.confirmation, t) if page.may_send else None
    title = b.header(t("Our request to {vendor} is answered"))
    blocks = [title, b.section(confirmed_in_words(page, t)), b.context(how_we_know(page, t))]
    people = [page.owner, *([page.confirmation.by] if page.confirmation and page.confirmation.by else [])]
    return b.message([*blocks, *([b.actions(wrong)] if wrong else [])], people=people)
