"""The question as a member receives it, its receipt, its reminders and its end, the same whatever was answered."""

from __future__ import annotations

from governance.pages import BallotPage, ClosedBallotPage, Person, ReminderPage, SayPage
from governance.slack.ids import ANSWERS, Action, ballot_value
from governance.slack.views.blocks import View, actions, button, context, header, labelled, message, section
from governance.slack.views.menu import menu
from governance.slack.views.poll.asking import does, hint, question
from governance.slack.views.typed import escape, folded, inert, joined
from governance.slack.views.words import because, choice_label, day, knowing, listed, mention, number, role, said, when
from governance.texts import N_, Texts

FEW = 6


def ballot(page: BallotPage, t: Texts) -> View:
    """The direct message that asks, or once answered the receipt."""
    if page.recorded_at is not None:
        return receipt(page, t)
    blocks = [*trial_mark(page, t), *ballot_blocks(page, t)]
    return message(blocks, people=_people(page), last=answers_in_words(page, t))


def ballot_blocks(page: BallotPage, t: Texts) -> list[View]:
    """The question and its buttons, for a message, for Home and for a preview."""
    return [_title(page, t), *question_blocks(page, t)]


def question_blocks(page: BallotPage, t: Texts) -> list[View]:
    """The question below its title."""
    t = knowing(page.about, t)
    return [
        labelled(t("What {vendor} does"), does(page.about, t)),
        labelled(t("Who decides, and how"), f"{_who_decides(page, t)} {said(page.rule, t)}"),
        labelled(t("Answer by {when}", when=when(page.closes_at, page.zone, t)), _terms(page, t)),
        actions(*answer_buttons(page, t)),
        actions(_notice(page.poll_ref, t)),
    ]


def _title(page: BallotPage | ClosedBallotPage, t: Texts) -> View:
    return header(question(page.about, t))


def _notice(poll_ref: str, t: Texts) -> View:
    return button(t("Read the notice"), Action.NOTICE, poll_ref)


def trial_mark(page: BallotPage, t: Texts) -> list[View]:
    """The line that stands first wherever a trial is shown."""
    return [context(t("This is a trial. Only you see this; it is counted nowhere."))] if page.trial else []


def _people(page: BallotPage) -> list[Person]:
    return [page.asker, page.decider, *page.readers]


def _each_alone(page: BallotPage, t: Texts) -> str:
    """Who decides where everybody opts out for their own account."""
    return t(
        "{name}, {role}, asks for {organisation}. {decider} decides whether all are asked to opt out; each person can, "
        "for their own account.",
        name=mention(page.asker),
        role=role(page.asker, t),
        organisation=inert(folded(page.organisation, 80)),
        decider=mention(page.decider),
    )


def _who_decides(page: BallotPage, t: Texts) -> str:
    if page.about.mechanism == "member_setting":
        return _each_alone(page, t)
    values = {"name": mention(page.asker), "organisation": inert(folded(page.organisation, 80))}
    if page.asker.slack_id == page.decider.slack_id:
        return t(
            "{name}, {role}, asks for {organisation} and decides for everyone; nobody can opt out alone.",
            role=role(page.asker, t),
            **values,
        )
    return t(
        "{name}, {role}, asks for {organisation}; {decider}, {decider_role}, decides for everyone. Nobody can opt out "
        "alone.",
        role=role(page.asker, t),
        decider=mention(page.decider),
        decider_role=role(page.decider, t),
        **values,
    )


def _terms(page: BallotPage, t: Texts) -> str:
    change = t("It is voluntary, changeable and without consequences.")
    if not page.secret:
        open_to = t("It is not secret: {names} will see your name and answer.", names=_mentions(page, t))
        return joined(open_to, because(page.open_reason, t), change)
    if page.asked < FEW:
        few = t.n(
            "Only {figure} person is asked: your answer may be guessed.",
            "Only {figure} people are asked: your answer may be guessed.",
            page.asked,
            figure=number(page.asked, t),
        )
        return f"{few} {change}"
    return t(
        "It is voluntary, changeable, without consequences, and *secret* (except, until closing, from whoever runs the "
        "server)."
    )


def _mentions(page: BallotPage, t: Texts) -> str:
    return listed([mention(person) for person in page.readers or (page.decider,)], t)


def choices_in_order(page: BallotPage) -> tuple[str, str, str]:
    """The choices at positions 1, 2, 3 for this person."""
    return ("consent", "object", "abstain") if page.yes_first else ("object", "consent", "abstain")


def answer_buttons(page: BallotPage, t: Texts) -> list[View]:
    """The three answers, all in the same style; a button carries only its position."""
    return [
        button(
            choice_label(choice, page.consent_wording, t),
            ANSWERS[at],
            ballot_value(page.poll_ref, at + 1),
            hint=hint(page.about, choice, page.consent_wording, t),
        )
        for at, choice in enumerate(choices_in_order(page))
    ]


def answers_in_words(page: BallotPage, t: Texts) -> str:
    """The answers in this person's order, for those who hear the message."""
    first, second, third = (choice_label(choice, page.consent_wording, t) for choice in choices_in_order(page))
    return t("Answers: {first}; {second}; {third}.", first=first, second=second, third=third)


def receipt(page: BallotPage, t: Texts) -> View:
    """The message after a press, the same whatever was pressed."""
    blocks = [*trial_mark(page, t), *receipt_blocks(page, t)]
    return message(blocks, people=_people(page), last=answers_in_words(page, t))


def receipt_blocks(page: BallotPage, t: Texts) -> list[View]:
    """The receipt's words and buttons."""
    hidden = t(
        "Your answer is not written in this message, so that nobody who sees or exports this conversation can read it."
    )
    shown_to = t("{names} can see your name and answer.", names=_mentions(page, t))
    change = t(
        "To change it before {when}, press another button. The result and the decision will come to you here in one "
        "message.",
        when=when(page.closes_at, page.zone, t),
    )
    at = when(page.recorded_at, page.zone, t, seconds=True) if page.recorded_at else ""
    recorded = t("Recorded: {when}. Whenever you change it, the new time stands here.", when=at) if at else ""
    mine = button(t("See my answer"), Action.MINE, page.poll_ref)
    return [
        _title(page, t),
        labelled(t("Your answer is recorded."), joined(recorded, hidden if page.secret else shown_to)),
        section(change),
        actions(*answer_buttons(page, t)),
        actions(_notice(page.poll_ref, t), menu([mine])),
    ]


def reminder(page: ReminderPage, t: Texts) -> View:
    """A reminder with the buttons of the question."""
    asked = page.ballot
    title = t(
        "Reminder {number} of {of}: {question}", number=page.number, of=page.of, question=question(asked.about, t)
    )
    words = _reminder_words(asked, t)
    mute = button(t("No more reminders"), Action.MUTE, asked.poll_ref)
    answers = actions(*answer_buttons(asked, t))
    blocks = [header(title), section(words), answers, actions(_notice(asked.poll_ref, t), menu([mute]))]
    return message([*trial_mark(asked, t), *blocks], people=_people(asked), last=answers_in_words(asked, t))


def _reminder_words(asked: BallotPage, t: Texts) -> str:
    values = {"name": mention(asked.asker), "when": when(asked.closes_at, asked.zone, t)}
    if asked.secret:
        return t(
            "{name} asks; the question closes on {when}. You are free not to answer; this app shows nobody who has "
            "answered, and silence is never a yes.",
            **values,
        )
    return t(
        "{name} asks; the question closes on {when}. You are free not to answer; the question is not secret, and "
        "silence is never a yes.",
        **values,
    )


def muted(page: ReminderPage, t: Texts) -> View:
    """A reminder after *No more reminders*; the question can still be answered."""
    asked = page.ballot
    words = t(
        "You get no more reminders of this question. You can still answer until {when}.",
        when=when(asked.closes_at, asked.zone, t),
    )
    blocks = [_title(asked, t), section(words), actions(*answer_buttons(asked, t)), actions(_notice(asked.poll_ref, t))]
    return message(blocks, people=_people(asked), last=answers_in_words(asked, t))


CLOSED = {
    "closed": N_("This question closed on {day}."),
    "stopped": N_("This question was stopped on {day}. Nothing is decided by it."),
    "void": N_(
        "This question is void: the key of its answers was lost, and nobody can read them any more. Nothing is decided "
        "by it; you may be asked again."
    ),
    "not_asked": N_("You are not among the people asked. Nothing was recorded."),
    "trial": N_("This trial is over. Nothing was recorded."),
}


def closed_ballot(page: ClosedBallotPage, t: Texts) -> View:
    """The message of a question that is over, with the one thing that can still be done.

    Its words stay true when the result has come: thousands of messages are painted anew only once.
    """
    words = t(CLOSED[page.why], day=day(page.closed_at, page.zone, t))
    if page.why != "closed":
        return message([section(words)])
    follows = t("The result and the decision get a message of their own here.")
    if not page.can_object:
        return message([_title(page, t), section(f"*{words}* {follows}"), actions(_notice(page.poll_ref, t))])
    still = t("You can still press *I object now*.")
    row = actions(button(t("I object now"), Action.OBJECT, page.poll_ref), _notice(page.poll_ref, t))
    return message([_title(page, t), section(f"*{words}* {follows} {still}"), row])


def sentence(page: SayPage, t: Texts) -> View:
    """One sentence as a message or the private answer to a command."""
    return message([section(said(page.sentence, t)), *_reference(page, t)])


def _reference(page: SayPage, t: Texts) -> list[View]:
    return [context(t("Reference for whoever runs this app: {code}", code=escape(page.code)))] if page.code else []
