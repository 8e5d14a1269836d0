"""What is known of our request and of Slack's reply, in sentences: by whose word, and what it does not cover."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from governance.pages import CasePage, CaseReminderPage, Confirmation, TakenBack
from governance.rules.case.next_letter import FOLLOW_UP_WORKING_DAYS
from governance.slack.ids import Action, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import joined
from governance.slack.views.words import because, day, mention, name
from governance.texts import N_, Texts


class Confirmed(Protocol):
    """A page that knows whose word it is that the request is done, since when, and when that is looked at again."""

    @property
    def zone(self) -> str: ...
    @property
    def state_at(self) -> datetime | None: ...
    @property
    def confirmation(self) -> Confirmation | None: ...
    @property
    def next_check_at(self) -> datetime | None: ...
    @property
    def check_due(self) -> bool: ...


def confirmed_in_words(page: Confirmed, t: Texts) -> str:
    """The confirmation, whose word it is first, with its limits."""
    said_on = day(page.state_at, page.zone, t, year=True) if page.state_at else ""
    if page.confirmation and page.confirmation.by:
        done = f"*{whose_word(page.confirmation, page.zone, t)}* {t(BY_THAT)}"
    else:
        done = t("*{vendor} says it is done ({day}).* Our data is excluded from training {models}.", day=said_on)
    words = f"{done} {confirmed_limits(t)}"
    if not page.next_check_at or page.check_due:
        return words
    return f"{words} {t('Next check: {day}.', day=day(page.next_check_at, page.zone, t, year=True))}"


def confirmed_limits(t: Texts) -> str:
    """What a confirmation does not cover, and whose word it is."""
    return t("{limits} This is {vendor}'s word; nobody outside can check it.").strip()


def how_we_know(page: CasePage, t: Texts) -> str:
    """What a state rests on, in one sentence."""
    said = page.confirmation
    if said and said.by is None:
        if said.mail_at:
            return t(
                "How we know: {vendor}'s mail of {day} says so; signature checked, every sentence known.",
                day=day(said.mail_at, page.zone, t),
            )
        return t("How we know: {vendor}'s mail answers our letter, and its signature was checked.")
    sentences = {
        "word": N_("How we know: {name} confirmed it."),
        "pasted": N_("How we know: {name} confirmed it with a text whose origin nobody could check."),
        "thread": N_("How we know: {vendor}'s mail answers our letter; {name} confirmed it."),
    }
    known = "thread" if page.reply_known == "signed" else page.reply_known
    by = said.by if said and said.by else page.owner
    return t(sentences.get(known, sentences["word"]), name=mention(by))


BY_THAT = N_("According to it, {vendor} excludes our data from training {models}.")


def whose_word(said: Confirmation, zone: str, t: Texts) -> str:
    """Whose word it is that our request is done: an owner's, or by itself that of a mail that is known whole."""
    if said.by:
        sentences = {
            "": N_("The owner, {name}, on {day}: {vendor} says that it is done."),
            "pasted": N_("The owner, {name}, on {day}: the pasted text says that it is done."),
        }
        by_mail = N_("The owner, {name}, on {day}: {vendor}'s mail says that it is done.")
        return t(sentences.get(said.source, by_mail), name=name(said.by), day=day(said.at, zone, t))
    moment = day(said.mail_at or said.at, zone, t)
    return t("{vendor}'s mail of {day} says that it is done; signature checked, every sentence known.", day=moment)


def wrong_in_words(wrong: TakenBack, zone: str, t: Texts) -> str:
    """That an owner took the confirmation back, and why, word for word."""
    words = t(
        "The owner, {name}, on {day}: it was wrong to say that {vendor} had confirmed our request.",
        name=name(wrong.by),
        day=day(wrong.at, zone, t),
    )
    return joined(words, because(wrong.reason, t))


def wrong_button(case_ref: str, said: Confirmation | None, t: Texts) -> View | None:
    """*This is not true: take it back*, of this confirmation and no other."""
    if said is None:
        return None
    return b.button(t("This is not true: take it back"), Action.WRONG, reference(case_ref, said.stamp))


def request_known(page: CasePage, t: Texts) -> str:
    """What is known of the sending, in one sentence; empty before it was sent."""
    sentences = {
        "said": N_("{name} says that the letter was sent."),
        "copy_seen": N_("A copy of the letter arrived here."),
        "copy_signed": N_("A copy of the letter arrived here, and its signature was checked."),
        "accepted": N_("The mail server took the letter for {vendor}."),
    }
    words = sentences.get(page.request_known)
    return t(words, name=mention(page.said_by or page.owner)) if words else ""


def asked_again_on(case: CasePage, t: Texts) -> str:
    """When the reader is asked once more whether the vendor has answered; empty where they are not."""
    if case.next_reminder_at is None or not case.is_reminded:
        return ""
    return t("We ask you again on {day}.", day=day(case.next_reminder_at, case.zone, t, weekday=True))


def waiting_in_words(page: CaseReminderPage, t: Texts) -> str:
    """For an owner's reminder: that Slack has not confirmed, since when and for how long."""
    case = page.case
    if case.asked_again_at is not None:
        return t(
            "On {day} you asked {vendor} whether its confirmation still holds. Has it answered you by mail?",
            day=day(case.asked_again_at, case.zone, t),
        )
    if page.occasion == "no_answer" and case.no_reply_days and case.sent_at and not case.asked_once_more_at:
        return t(
            "No answer from {vendor} since {day}. Until it confirms, our data may still be used. "
            "14 working days is our yardstick; {vendor} promises no date.",
            day=day(case.sent_at, case.zone, t),
        )
    words = (
        t(
            "{vendor} has not confirmed our request of {day}; it promises no date. Has it answered you by mail?",
            day=day(case.sent_at, case.zone, t),
        )
        if case.sent_at
        else t("{vendor} has not confirmed our request; it promises no date. Has it answered you by mail?")
    )
    if page.occasion != "follow_up" or case.state != "sent" or "follow_up" not in case.next_letters:
        return words
    ready = t("{n} working days without an answer: the follow-up letter is ready.", n=FOLLOW_UP_WORKING_DAYS)
    return f"{ready} {words}"
