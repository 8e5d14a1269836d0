"""How our request stands, in one dated sentence, which a message becomes whose own matter is over; by when to act."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from governance.pages import CasePage, Mail
from governance.slack.ids import Action, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.evidence_text import BY_THAT, whose_word, wrong_in_words
from governance.slack.views.case.withdrawal_in_words import withdrawn_in_short
from governance.slack.views.words import day, knowing, name
from governance.texts import N_, Texts

STANDS = {
    "drafted": N_("The letter to {vendor} is a draft: no owner has approved it yet."),
    "approved": N_("The letter to {vendor} has not been sent yet."),
    "sent": N_("Our request went to {vendor} on {day}. {vendor} has not confirmed it and promises no date."),
    "acknowledged": N_("{vendor} received our request on {day}. It has not said that it is done."),
    "question": N_("{vendor} asked a question on {day}."),
    "refused": N_("On {day} {vendor} refused our request."),
    "bounced": N_("Our letter came back undelivered."),
    "unclear": N_("We do not know whether our letter left."),
    "confirmed": N_("On {day} {vendor} said: our data is excluded from training {models}."),
    "withdrawn": N_("This request was withdrawn."),
}


def request_in_words(page: CasePage, t: Texts) -> str:
    """How our request stands."""
    if page.state == "withdrawn" and page.decision and page.decision.withdrawn:
        return withdrawn_in_short(page.decision.withdrawn, page.zone, t)
    if page.state == "confirmed" and page.confirmation and page.confirmation.by:
        return f"{whose_word(page.confirmation, page.zone, t)} {t(BY_THAT)}"
    if page.unread:
        return unread_in_words(page.unread, page.zone, t)
    if page.state == "sent" and page.sent_at is None:
        return t(NOT_DATED)
    moment = page.sent_at if page.state == "sent" else page.state_at
    return t(STANDS[page.state], day=day(moment, page.zone, t) if moment else "–")


class Awaited(Protocol):
    """A page on which a step of our request is somebody's, and the reader may be reminded of it."""

    @property
    def zone(self) -> str: ...
    @property
    def next_reminder_at(self) -> datetime | None: ...
    @property
    def is_reminded(self) -> bool: ...


TO_BE_SENT = N_("Until {vendor} has our letter, nothing changes there.")
MEANWHILE = {
    **dict.fromkeys(("drafted", "approved", "bounced", "unclear"), TO_BE_SENT),
    "question": N_("Our request waits until you answer. If {vendor}'s mail names a day, keep to it."),
    "refused": N_("Until {vendor} agrees, it goes on as before."),
    "steps": N_("Until they are done, {vendor} goes on as before."),
    "confirmed": N_("What {vendor} said stands until it says otherwise."),
    "unread": N_("Our request waits until an owner has said what the mail says."),
}


def by_when(page: Awaited, state: str, t: Texts) -> str:
    """That nobody has set a day for the owner's step, when the reader is reminded, and what holds meanwhile.

    `state`: of our request, or unread, or steps where no letter is written; empty where the step is not an owner's.
    """
    if state not in MEANWHILE:
        return ""
    if page.next_reminder_at and page.is_reminded:
        on = day(page.next_reminder_at, page.zone, t, weekday=True)
        asked = t("*By when:* there is no deadline; you are reminded on {day}.", day=on)
    else:
        asked = t("*By when:* there is no deadline.")
    return f"{asked} {t(MEANWHILE[state])}"


def by_when_blocks(page: Awaited, state: str, t: Texts) -> list[View]:
    """The same as a part of a screen; nothing where it is empty."""
    return [b.section(words)] if (words := by_when(page, state, t)) else []


NOT_DATED = N_("When our request went to {vendor} is not known here. {vendor} has not confirmed it.")


def unread_in_words(mail: Mail, zone: str, t: Texts) -> str:
    """That something waits for an owner to say what it says; it is called Slack's only where that is proved."""
    if mail.source == "pasted":
        words = N_("A text was pasted on {day} as {vendor}'s answer; no owner has said yet what it says.")
    elif mail.proved:
        words = N_("{vendor} answered on {day}; no owner has said yet what it says.")
    else:
        words = N_("What may be {vendor}'s answer came on {day}; no owner has said yet what it says.")
    return t(words, day=day(mail.received_at, zone, t))


def no_longer_confirmed(page: CasePage, mail_ref: str, t: Texts) -> View:
    """In place of the news of a confirmation that an owner took back: who did, why, and how our request stands."""
    t = knowing(page.about, t)
    if page.wrong is None:
        return over(page, t)
    read = b.button(t("Read this mail"), Action.VERDICT, reference(page.case_ref, mail_ref)) if mail_ref else None
    words = [b.section(wrong_in_words(page.wrong, page.zone, t)), b.section(request_in_words(page, t))]
    return b.message([*words, *([b.actions(read)] if read else [])])


def over(page: CasePage, t: Texts) -> View:
    """A message that has done its work: how our request stands instead, without buttons."""
    t = knowing(page.about, t)
    return b.message([b.section(request_in_words(page, t))])


def handed_on(page: CasePage, t: Texts) -> View:
    """To the owner who had the request before: who has it now."""
    t = knowing(page.about, t)
    words = t("{name} has our request to {vendor} now.", name=name(page.owner))
    return b.message([b.section(f"{words} {request_in_words(page, t)}")])


def not_to_be_sent(t: Texts) -> View:
    """In place of the words of a letter that was changed or withdrawn before it left."""
    return b.message(
        [b.section(t("This letter is not to be sent any more: it was changed, or our request withdrawn."))]
    )
