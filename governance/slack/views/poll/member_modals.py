"""Modals that members open for themselves: their answer, what is kept, their code, their later objection.

A secret choice and its code appear nowhere else.
"""

from __future__ import annotations

from governance.pages import CheckCodePage, MyAnswerPage, MyRecordPage, ObjectNowPage, SayPage
from governance.slack.ids import Action, Block, Callback
from governance.slack.views.blocks import View, actions, button, context, field, modal, section, words_input
from governance.slack.views.poll.ballot import answer_buttons
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import choice_label, day, name, said, when
from governance.texts import N_, Texts

CODE_LENGTH = 40


def say(page: SayPage, t: Texts) -> View:
    """One sentence in a modal: "Not possible" and why, or that something is done."""
    blocks = [section(said(page.sentence, t))]
    if page.code:
        blocks.append(context(t("Reference for whoever runs this app: {code}", code=escape(page.code))))
    return modal(t("Not possible") if page.refused else t("Done"), blocks, close=t("Close"))


def my_answer(page: MyAnswerPage, t: Texts) -> View:
    """One's own answer, its removal, its check code."""
    if page.removed:
        return removed(page, t)
    if page.trial:
        words = t("This is a trial: nothing is recorded, so there is no answer to see.")
        then = t("With the real question, your answer, its removal and your check code stand here.")
        return modal(t("My answer"), [section(words), section(then)], close=t("Close"))
    if page.choice is None:
        words = t("You have not answered. You can, until {when}.", when=when(page.closes_at, page.zone, t))
        return modal(t("My answer"), [section(words), *_answers(page, t)], close=t("Close"))
    answer = t("You answered: *{answer}*.", answer=choice_label(page.choice, page.consent_wording, t))
    change = t("To change it before {when}, press another button.", when=when(page.closes_at, page.zone, t))
    remove = actions(button(t("Remove my answer"), Action.REMOVE, page.poll_ref))
    blocks = [section(answer), section(change), *_answers(page, t), remove]
    return modal(t("My answer"), [*blocks, *_code(page, t)], close=t("Close"))


def _answers(page: MyAnswerPage, t: Texts) -> list[View]:
    """The three answers in the order of the person's own message, none of them marked."""
    return [actions(*answer_buttons(page.ballot, t))] if page.ballot else []


def _code(page: MyAnswerPage, t: Texts) -> list[View]:
    if page.named or not page.check_code:
        return []
    words = t(
        "*Optional:* write down your check code, `{code}`. With it you can see after closing that your answer was "
        "counted; it is shown here until closing, not later. Each answer has a new one. Nobody may ask you for it.",
        code=page.check_code,
    )
    return [section(words)]


def removed(page: MyAnswerPage, t: Texts) -> View:
    """After *Remove my answer*."""
    words = t("Removed. You count as not having answered. You will get no more reminders.")
    still = t("You can answer again until {when}.", when=when(page.closes_at, page.zone, t))
    return modal(t("My answer"), [section(words), section(still), *_answers(page, t)], close=t("Close"))


COUNTED = {
    "counted": N_("This code is in the count. Which answers stand beside codes is not shown for this question."),
    "missing": N_(
        "This code is not in the list. Codes change with each change of an answer: only the last one counts."
    ),
}


def check_code(page: CheckCodePage, t: Texts) -> View:
    """A field for a code; then whether and how it was counted."""
    if page.found is None:
        return _ask_code(page, t)
    if page.found in COUNTED:
        words = t(COUNTED[page.found])
    else:
        words = t("Counted as: *{answer}*.", answer=choice_label(page.found, page.consent_wording, t))
    return modal(t("Check my code"), [section(words)], close=t("Close"))


def _ask_code(page: CheckCodePage, t: Texts) -> View:
    explained = t(
        "The code that *See my answer* showed you before closing. What you type is neither stored nor logged."
    )
    code = field(Block.CODE, t("Check code"), words_input(most=CODE_LENGTH))
    whole = [actions(button(t("Send me the whole list"), Action.CODES, page.poll_ref))] if page.list_available else []
    return modal(
        t("Check my code"),
        [section(explained), code, *whole],
        close=t("Close"),
        submit=t("Check"),
        callback=Callback.CHECK,
        metadata=page.poll_ref,
    )


def object_now(page: ObjectNowPage, t: Texts) -> View:
    """*I object now*, after closing: what it does, then that it is recorded."""
    if page.state != "ask":
        return modal(t("I object now"), [section(_objected(page, t))], close=t("Close"))
    words = t(
        "The result stays as it was. {name} sees how many people object since closing, from 6 on, never who. "
        "This can be done once.",
        name=name(page.decider),
    )
    return modal(
        t("I object now"),
        [section(_everyone(t) if page.unanimous else words)],
        close=t("Cancel"),
        submit=t("I object now"),
        callback=Callback.OBJECT,
        metadata=page.poll_ref,
    )


def _everyone(t: Texts) -> str:
    return t("The owner is told that not everyone agrees any more, never who. This can be done once.")


def _objected(page: ObjectNowPage, t: Texts) -> str:
    if page.state == "already":
        return t("Your objection is already recorded. It counts once.")
    if page.unanimous:
        return t("Recorded. The owner is told that not everyone agrees any more, never who.")
    return t(
        "Recorded. {name} sees how many object since closing, from 6 on, never who. The result stays as it was.",
        name=name(page.decider),
    )


def my_record(page: MyRecordPage, t: Texts) -> View:
    """What is kept about this person: facts, never a choice."""
    kept = [t("Your Slack id, name, language, time zone and kind of account, as Slack's directory gives them.")]
    kept += _question_facts(page, t)
    if page.objected_later:
        kept.append(t("That you objected after closing, as a mark that only the app's key ties to you."))
    if page.forgotten_at:
        kept.append(t("What shows who answered goes by {day}.", day=day(page.forgotten_at, page.zone, t)))
    never = t("Never: your messages. This app has no permission to read any.")
    blocks = [section(t("What this app keeps about you, {name}:", name=inert(page.name)))]
    blocks += [section(f"• {fact}") for fact in kept]
    row = (
        [actions(button(t("See my answer"), Action.MINE, page.poll_ref))] if _has_answer(page) and page.poll_ref else []
    )
    return modal(t("What is kept about me"), [*blocks, section(never), *row], close=t("Close"))


def _has_answer(page: MyRecordPage) -> bool:
    return page.open and page.answered


def _question_facts(page: MyRecordPage, t: Texts) -> list[str]:
    if page.asked is None:
        return [t("No question has been asked yet.")]
    facts = [t("You were asked.") if page.asked else t("You were not asked.")]
    if page.answered:
        facts.append(t("You answered. What you answered is kept apart from your name."))
    if page.muted:
        facts.append(t("You want no more reminders."))
    return facts
