"""A person's own part of Home: the question, the way to their answer, result, decision; never the answer itself."""

from __future__ import annotations

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
from governance.slack.views.poll.ballot import ballot_blocks
from governance.slack.views.poll.result import figures
from governance.slack.views.words import day, name, names, number
from governance.texts import Texts

PAST_SENDING = {
    *("sent", "question", "refused", "bounced", "unclear", "acknowledged", "no_answer", "unread", "confirmed"),
}
TENS = 10


def member_part(page: HomePage, t: Texts) -> list[View]:
    """What everybody sees at this stage."""
    if page.stage in {"nothing", "prepared"}:
        return _nothing_yet(page, t)
    if page.stage == "open" and page.poll:
        return _open(page, page.poll, t)
    why_not = _why_not_after(page, t)
    return [*_decision(page, t), *_request(page, t), *_result(page, t), *why_not, *_after_buttons(page, t)]


def _nothing_yet(page: HomePage, t: Texts) -> list[View]:
    what = b.button(t("What Slack says"), Action.WHAT_SLACK_SAYS)
    if page.role == "owner":
        return [b.actions(what)]
    if not page.owners:
        alone = t("You cannot opt out alone; an owner can, for everyone. No owner is active here.")
    else:
        alone = t(
            "You cannot opt out alone; an owner can, for everyone. Owners: {names}.", names=names(page.owners[:10], t)
        )
    return [b.section(alone), b.actions(what)]


def _open(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    return [*_own_question(page, poll, t), *live_number(page, poll, t)]


def _own_question(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    mine = page.mine
    if not mine.asked:
        return [b.section(why_not_asked(page, poll, t))]
    if mine.answered:
        see = b.button(t("See or change my answer"), Action.MINE, poll.poll_ref)
        return [b.section(t("You have answered.")), b.actions(see)]
    return ballot_blocks(mine.ballot, t) if mine.ballot else []


def own_line(page: HomePage, t: Texts) -> list[View]:
    """One's own part in a line or two, without buttons."""
    poll, mine = page.poll, page.mine
    if page.stage != "open" or poll is None:
        return [*_decision(page, t), *_request(page, t)]
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
    if poll.answered == 0:
        few = t(
            "Fewer than 10 of {asked} had answered at midnight on {day}.",
            asked=number(poll.asked, t),
            day=day(poll.answered_at, page.zone, t),
        )
        return [b.section(few)]
    words = t(
        "{answered} of {asked} answered, as counted at midnight on {day} and rounded down to tens.",
        answered=number(poll.answered, t),
        asked=number(poll.asked, t),
        day=day(poll.answered_at, page.zone, t),
    )
    return [b.section(words)]


def _decision(page: HomePage, t: Texts) -> list[View]:
    return [b.section(decision_in_words(page.decision, page.zone, t))] if page.decision else []


def _request(page: HomePage, t: Texts) -> list[View]:
    case = page.case
    if case is None or page.stage not in PAST_SENDING:
        return []
    if page.stage == "confirmed":
        wrong = wrong_button(case.case_ref, case.confirmation, t) if page.role == "owner" else None
        return [b.section(how_we_know(case, t), wrong), b.section(confirmed_limits(t))]
    known = request_known(case, t)
    undone = [b.section(wrong_in_words(case.wrong, page.zone, t))] if case.wrong else []
    return [*undone, *([b.section(known)] if known else [])]


def _result(page: HomePage, t: Texts) -> list[View]:
    if page.result is None:
        return []
    return figures(page.result, page.zone, t)


def _after_buttons(page: HomePage, t: Texts) -> list[View]:
    """At most three: object, check the code, the letter."""
    poll, case, mine = page.poll, page.case, page.mine
    can_object = poll is not None and mine.can_object and not mine.objected and page.stage != "confirmed"
    row = [
        b.button(t("I object now"), Action.OBJECT, poll.poll_ref) if poll and can_object else None,
        b.button(t("Check my code"), Action.CHECK, poll.poll_ref) if poll and mine.can_check else None,
        b.button(t("See the letter"), Action.LETTER, case.case_ref) if case and page.stage in PAST_SENDING else None,
    ]
    done = [b.section(t("Your objection after closing is recorded."))] if mine.objected else []
    shown = [element for element in row if element]
    return [*done, b.actions(*shown)] if shown else done
