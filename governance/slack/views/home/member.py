"""A person's own part of Home: the question, the way to their answer, result, decision; never the answer itself."""

from __future__ import annotations

from dataclasses import replace

from governance.pages import HomePage, HomePoll
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.evidence_text import (
    confirmed_limits,
    how_we_know,
    request_known,
    wrong_button,
    wrong_in_words,
)
from governance.slack.views.case.result import decision_in_words
from governance.slack.views.poll.asking import question
from governance.slack.views.poll.ballot import question_blocks
from governance.slack.views.poll.result import figures, of_all
from governance.slack.views.words import day, name, names, number
from governance.texts import N_, Texts

PAST_SENDING = {
    *("sent", "question", "refused", "bounced", "unclear", "acknowledged", "no_answer", "unread", "confirmed"),
}
TENS = 10
FOLDED = 300  # characters of a reason


def own_question(page: HomePage, t: Texts) -> list[View]:
    """The question, to whoever was asked and has not answered."""
    asked_now = page.stage == "open" and page.mine.asked and not page.mine.answered
    if not asked_now or page.mine.ballot is None:
        return []
    return [b.section(f"*{question(page.mine.ballot.about, t)}*"), *question_blocks(page.mine.ballot, t)]


def own_blocks(page: HomePage, t: Texts) -> list[View]:
    """Whether they answered or were asked, and what they can still do with it; never the answer itself."""
    if page.stage in {"nothing", "prepared"}:
        return _nothing_yet(page, t)
    if page.stage != "open" or page.poll is None:
        return [*_why_not_after(page, t), *_after_buttons(page, t)]
    if not page.mine.asked:
        return [b.section(why_not_asked(page, page.poll, t))]
    if not page.mine.answered:
        return []
    see = b.button(t("See my answer"), Action.MINE, page.poll.poll_ref)
    return [b.section(t("You have answered. You can change it until the question closes.")), b.actions(see)]


def figures_blocks(page: HomePage, t: Texts) -> list[View]:
    """How many have answered so far; once closed, the count, with the rule's long words behind *More*."""
    if page.stage == "open" and page.poll:
        return live_number(page, page.poll, t)
    if page.result is None or page.stage in {"nothing", "prepared"}:
        return []
    counted, *early, advised, _ = figures(page.result, page.zone, t)
    return [counted, *early, {**advised, **_more(page, t)}]


def _more(page: HomePage, t: Texts) -> View:
    """*More*: the decision with its whole reason, the figures and the rule, in a window."""
    if page.poll is None or page.result is None:
        return {}
    hint = t("More about result and decision")
    return {"accessory": b.button(t("More"), Action.RESULT, page.poll.poll_ref, hint=hint)}


def _nothing_yet(page: HomePage, t: Texts) -> list[View]:
    if page.role == "owner":  # it is in the menu beside what an owner can do
        return []
    what = b.button(t("What {vendor} says"), Action.WHAT_SLACK_SAYS, page.about.slug)
    if not page.owners:
        alone = t("You cannot opt out alone; an owner can, for everyone. No owner is active here.")
    else:
        alone = t(
            "You cannot opt out alone; an owner can, for everyone. Owners: {names}.", names=names(page.owners[:10], t)
        )
    return [b.section(alone), b.actions(what)]


def own_line(page: HomePage, t: Texts) -> list[View]:
    """One's own part in a line or two, without buttons."""
    poll, mine = page.poll, page.mine
    if page.stage != "open" or poll is None:
        return [*decision_blocks(page, t), *request_blocks(page, t)]
    if not mine.asked:
        return [b.section(why_not_asked(page, poll, t)), *live_number(page, poll, t)]
    waiting = t("You have not answered. The question is in your messages, and on the Home tab of this app.")
    return [b.section(t("You have answered.") if mine.answered else waiting), *live_number(page, poll, t)]


def why_not_asked(page: HomePage, poll: HomePoll, t: Texts) -> str:
    """Why this person was not asked, and what they can do."""
    who = name(poll.decider)
    if page.mine.why_not == "guest":
        return t(
            "You were not asked, because guests were not included. {name} decides; you can write to them.", name=who
        )
    if page.mine.why_not == "joined":
        return t("You joined after the question opened; once it is closed you can object.")
    return t(
        "You were not asked: you are not among the people chosen. {name} decides; you can write to them.", name=who
    )


def _why_not_after(page: HomePage, t: Texts) -> list[View]:
    mine = page.mine
    if mine.asked or mine.why_not is None or page.poll is None or page.stage not in {"closed", "late"}:
        return []
    if mine.why_not == "joined":
        return [b.section(t("You joined after the question opened; you can object."))]
    return [b.section(why_not_asked(page, page.poll, t))]


def live_number(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    """How many had answered at midnight, in tens, of how many; nothing on the first day or where tens say little."""
    if poll.answered is None or poll.answered_at is None or (poll.answered == 0 and poll.asked <= TENS):
        return []
    answered = of_all(poll.answered, poll.asked, t) if poll.answered else t("fewer than 10 so far")
    asked = [] if poll.answered else [(t("People asked"), number(poll.asked, t))]
    counted = t("Counted at midnight on {day}, rounded down to tens.", day=day(poll.answered_at, page.zone, t))
    return [b.fields([(t("Answered"), answered), *asked]), b.context(counted)]


def decision_blocks(page: HomePage, t: Texts) -> list[View]:
    """What was decided; a long reason is folded where a window shows all of it."""
    decision = page.decision
    if decision is None:
        return []
    more = _more(page, t) if decision.asked else {}
    if more and len(decision.reason) > FOLDED:
        decision = replace(decision, reason=decision.reason[: FOLDED - 1].rstrip() + "…")
    return [b.section(decision_in_words(decision, page.zone, t))]


def request_blocks(page: HomePage, t: Texts) -> list[View]:
    """What is known of our request, by whose word, and its letter."""
    case = page.case
    if case is None or page.stage not in PAST_SENDING:
        return []
    letter = b.actions(b.button(t("See the letter"), Action.LETTER, case.case_ref))
    if page.stage == "confirmed":
        wrong = wrong_button(case.case_ref, case.confirmation, t) if page.role == "owner" else None
        return [b.section(how_we_know(case, t), wrong), b.context(confirmed_limits(t)), letter]
    known = request_known(case, t)
    undone = [b.section(wrong_in_words(case.wrong, page.zone, t))] if case.wrong else []
    return [*undone, *([b.section(known)] if known else []), letter]


def _after_buttons(page: HomePage, t: Texts) -> list[View]:
    """At most two: object, check the code."""
    poll, mine = page.poll, page.mine
    can_object = poll is not None and mine.can_object and not mine.objected and page.stage != "confirmed"
    row = [
        b.button(t("I object now"), Action.OBJECT, poll.poll_ref) if poll and can_object else None,
        b.button(t("Check my code"), Action.CHECK, poll.poll_ref) if poll and mine.can_check else None,
    ]
    words = N_("If your view changes, press *I object now*.") if can_object else ""
    told = N_("Your objection after closing is recorded.") if mine.objected else words
    done = [b.section(t(told))] if told else []
    shown = [element for element in row if element]
    return [*done, b.actions(*shown)] if shown else done
