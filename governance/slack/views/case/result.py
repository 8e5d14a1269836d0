"""The result with the decision: one message to everyone who was asked."""

from __future__ import annotations

from governance.pages import Decision, ResultPage
from governance.slack.ids import Action
from governance.slack.views.blocks import View, actions, button, header, message, section
from governance.slack.views.case.withdrawal_in_words import replaced_in_words, withdrawn_in_words
from governance.slack.views.poll.result import figures
from governance.slack.views.typed import joined
from governance.slack.views.words import because, day, mention
from governance.texts import Texts


def result(page: ResultPage, t: Texts) -> View:
    """Numbers with their base, the rule, the decision with its reason, and what can still be done."""
    blocks = [
        header(t("Result: Slack's global models and our data")),
        *figures(page, t),
        section(decided(page, t)),
        *_closing_words(page, t),
        *_buttons(page, t),
    ]
    return message(blocks, people=[page.decision.by] if page.decision else [])


def decided(page: ResultPage, t: Texts) -> str:
    """The decision, or that none was taken."""
    if page.decision:
        return decision_in_words(page.decision, page.zone, t)
    due = day(page.decision_due, page.zone, t)
    if page.private:
        return t("No owner has decided yet. The decision is due by {day}.", day=due)
    return t(
        "No owner has decided by {day}, as announced. They are reminded; nothing is sent to Slack meanwhile.", day=due
    )


def decision_in_words(decision: Decision, zone: str, t: Texts) -> str:
    """Who decided what and when, whether it departs from the advice, and the reason word for word."""
    values = {"name": mention(decision.by), "day": day(decision.at, zone, t)}
    if decision.choice == "opt_out":
        said = t("*Decision of {name}, {day}: opt out.*", **values)
    else:
        said = t("*Decision of {name}, {day}: allow it.*", **values)
    departs = t("This differs from what the rule advises.") if decision.departs else ""
    alone = "" if decision.asked else t("The members were not asked.")
    reason = because(decision.reason, t) if decision.reason else ""
    before = replaced_in_words(decision, zone, t)
    ended = withdrawn_in_words(decision.withdrawn, zone, t) if decision.withdrawn else ""
    return joined(said, departs, alone, reason, before, ended)


def _closing_words(page: ResultPage, t: Texts) -> list[View]:
    if page.private:
        return []
    if page.can_object:
        return [
            section(
                t("What comes next stands on the Home tab of this app. If your view changes, press *I object now*.")
            )
        ]
    return [section(t("What comes next stands on the Home tab of this app."))]


def _buttons(page: ResultPage, t: Texts) -> list[View]:
    check = button(t("Check my code"), Action.CHECK, page.poll_ref) if page.secret and page.can_check else None
    object_now = button(t("I object now"), Action.OBJECT, page.poll_ref) if page.can_object else None
    letter = button(t("See the letter"), Action.LETTER, page.case_ref) if page.case_ref else None
    found = [element for element in (check, object_now, letter) if element]
    return [actions(*found)] if found else []
