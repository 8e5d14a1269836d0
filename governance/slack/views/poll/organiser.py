"""What the author, the owners and the watchers of a question see: prepared, announced, confirmed, changed."""

from __future__ import annotations

from governance.pages import Changing, ConfirmPage, PreparedPage
from governance.slack.ids import Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.menu import row
from governance.slack.views.poll.asking import question
from governance.slack.views.poll.delivery_progress import LET_GO
from governance.slack.views.poll.wait_in_words import wait_in_words
from governance.slack.views.typed import folded, inert
from governance.slack.views.words import number, plain_day, when
from governance.texts import N_, Texts

REASON_LENGTH = 500


def prepared(page: PreparedPage, t: Texts) -> View:
    """To the author: what will happen, what can still be changed, a text for a channel."""
    if page.waits is not None:
        either = b.actions(b.button(t("Change it"), Action.CHANGE, page.poll_ref), stop_button(page.poll_ref, t))
        return b.message([b.header(t("The question waits for its turn")), b.section(_waits(page, t)), either])
    values = {"figure": number(page.asked, t), "when": when(page.first_at, page.zone, t, weekday=True)}
    told = t.n(
        "Your question to {figure} person is prepared. It leaves on {when}; until then it can be changed or "
        "stopped. Every owner has been told.",
        "Your question to {figure} people is prepared. It leaves on {when}; until then it can be changed or "
        "stopped. Every owner has been told.",
        page.asked,
        **values,
    )
    takes = t.n("Sending takes about {n} minute.", "Sending takes about {n} minutes.", max(1, page.minutes))
    steps = [
        b.button(t("Send now"), Action.SEND_NOW, page.poll_ref),
        b.button(t("Change it"), Action.CHANGE, page.poll_ref),
        stop_button(page.poll_ref, t),
    ]
    channel = b.button(t("Text for a channel"), Action.ANNOUNCEMENT, page.poll_ref)
    on = plain_day(page.first_at, page.zone, t, weekday=True)
    title = b.header(t("The question goes out by itself on {day}", day=on))
    return b.message([title, b.section(f"{told} {takes}"), row(steps, channel)])


def _waits(page: PreparedPage, t: Texts) -> str:
    if page.waits is None:
        return ""
    told = t.n(
        "Your question to {figure} person is prepared.",
        "Your question to {figure} people is prepared.",
        page.asked,
        figure=number(page.asked, t),
    )
    owners = t("Every owner has been told.")
    return f"{told} {wait_in_words(page.waits, page.zone, t)} {owners}"


def stop_button(poll_ref: str, t: Texts) -> View:
    """*Stop it*; its window asks once more."""
    return b.button(t("Stop it"), Action.STOP, poll_ref, style="danger")


def preparing(page: PreparedPage, t: Texts) -> View:
    """The modal after submitting: it is being prepared, and nothing is left to do."""
    if page.waits is not None:
        return b.modal(t("Waits for its turn"), [b.section(_waits(page, t))], close=t("Close"))
    words = t.n(
        "The question to {figure} person is being prepared. You will get a message when it is ready.",
        "The question to {figure} people is being prepared. You will get a message when it is ready.",
        page.asked,
        figure=number(page.asked, t),
    )
    first = t("First messages: {when}.", when=when(page.first_at, page.zone, t, weekday=True))
    return b.modal(t("Being prepared"), [b.section(f"{words} {first}")], close=t("Close"))


def announcement(page: PreparedPage, t: Texts) -> View:
    """A text that a person may post in a channel; the app posts nothing there."""
    explained = t("Post this yourself where your members read it, before the first messages leave. Copy it:")
    return b.modal(t("Text for a channel"), [b.section(explained), b.section(_announcement(page, t))], close=t("Close"))


def _announcement(page: PreparedPage, t: Texts) -> str:
    on = plain_day(page.first_at, page.zone, t, weekday=True)
    values = {"day": on, "question": question(page.about, t)}
    if page.secret:
        words = t(
            "On {day} the app *AI Consent* will send you one question from me in a direct message: {question} It is "
            "genuine. It takes 20 seconds, your answer is secret, and not answering has no consequence.",
            **values,
        )
    else:
        words = t(
            "On {day} the app *AI Consent* will send you one question from me in a direct message: {question} It is "
            "genuine. It takes 20 seconds, and not answering has no consequence.",
            **values,
        )
    if not page.announcement_contact.strip():
        return words
    return f"{words} {t('Questions: {name}.', name=inert(folded(page.announcement_contact, 120)))}"


def followed(t: Texts) -> View:
    """A message whose place a newer one has taken."""
    return b.message([b.section(t("A newer message about this stands below."))])


def being_changed(page: Changing, t: Texts) -> View:
    """To whoever is changing a question: the button back to it."""
    return b.message(changing_blocks(page, t))


def changing_blocks(page: Changing, t: Texts) -> list[View]:
    """A prepared question that is being changed: nothing goes out until it is prepared again."""
    words = t(
        "The question about {other} is being changed. Nothing goes out until it is prepared again.",
        other=inert(page.about.vendor),
    )
    buttons = b.actions(b.button(t("Change it"), Action.CHANGE, page.poll_ref), stop_button(page.poll_ref, t))
    return [b.section(words), buttons]


CONFIRM = {
    "stop": (N_("Stop the question"), N_("Stop it"), Callback.STOP),
    "send_now": (N_("Send now"), N_("Send now"), Callback.SEND_NOW),
    "pause": (N_("Pause sending"), N_("Pause"), Callback.PAUSE),
    "resume": (N_("Resume sending"), N_("Resume"), Callback.RESUME),
    "close": (N_("Close early"), N_("Close it now"), Callback.CLOSE),
    "remind": (N_("Remind now"), N_("Remind"), Callback.REMIND),
    "resend": (N_("Send once more"), N_("Send"), Callback.RESEND),
}


def confirm(page: ConfirmPage, t: Texts) -> View:
    """A second press that names the number of people; closing early asks for a reason."""
    title, submit, callback = CONFIRM[page.what]
    blocks = [b.section(_consequence(page, t))]
    if page.what == "close":
        hint = t("Everyone who was asked reads it with the result.")
        reason = b.words_input(multiline=True, most=REASON_LENGTH)
        blocks.append(b.field(Block.REASON, t("Reason"), reason, hint=hint))
    return b.modal(t(title), blocks, close=t("Back"), submit=t(submit), callback=callback, metadata=page.poll_ref)


def _consequence(page: ConfirmPage, t: Texts) -> str:
    figure = number(page.people, t)
    if page.what == "send_now":
        told = t.n(
            "{figure} person gets the question on a working day, between 9:00 and 17:00 of their own time.",
            "{figure} people get the question, each on a working day, between 9:00 and 17:00 of their own time.",
            page.people,
            figure=figure,
        )
        first = t(LET_GO[page.waits], when=when(page.at, page.zone, t, weekday=True)) if page.at else ""
        return f"{first} {told}".strip()
    if page.what == "remind":
        return t.n(
            "{figure} person was asked. Only those who have not answered get the next reminder, in their working "
            "hours. It is one of the planned reminders, not an extra one.",
            "{figure} people were asked. Only those who have not answered get the next reminder, in their working "
            "hours. It is one of the planned reminders, not an extra one.",
            page.people,
            figure=figure,
        )
    return _other_consequence(page, figure, t)


def _other_consequence(page: ConfirmPage, figure: str, t: Texts) -> str:
    if page.what == "close":
        return t(
            "The question to {figure} people closes at once. Nobody can answer any more; the rule advises on the "
            "answers given so far.",
            figure=figure,
        )
    if page.what == "stop":
        return t.n(
            "The {figure} person is not asked. Every owner is told.",
            "None of the {figure} people is asked. Every owner is told.",
            page.people,
            figure=figure,
        )
    if page.what == "resend":
        return t.n(
            "The question goes out once more to {figure} person whose message failed, in their working hours.",
            "The question goes out once more to {figure} people whose message failed, each in their working hours.",
            page.people,
            figure=figure,
        )
    if page.what == "pause":
        return t("No message leaves until somebody resumes. {figure} are still to be sent.", figure=figure)
    return t("Sending goes on. {figure} are still to be sent.", figure=figure)
