"""What is known of our request and of Slack's reply, in sentences: by whose word, and what it does not cover."""

from __future__ import annotations

from governance.pages import CasePage, CaseReminderPage
from governance.rules.case.next_letter import FOLLOW_UP_WORKING_DAYS
from governance.slack.views.words import day, mention
from governance.texts import N_, Texts


def confirmed_in_words(page: CasePage, t: Texts) -> str:
    """The confirmation with its limits."""
    said_on = day(page.state_at, page.zone, t, year=True) if page.state_at else ""
    done = t("*Slack says it is done ({day}).* Our data is excluded from training Slack's global models.", day=said_on)
    words = f"{done} {confirmed_limits(t)}"
    if not page.next_check_at or page.check_due:
        return words
    return f"{words} {t('Next check: {day}.', day=day(page.next_check_at, page.zone, t, year=True))}"


def confirmed_limits(t: Texts) -> str:
    """What a confirmation does not cover, and whose word it is."""
    return t(
        "Slack may still use our data to improve our own workspace, and does not say whether earlier training is "
        "undone. Slack AI is another matter: Slack says that it trains no language models on customer data. This is "
        "Slack's word; nobody outside can check it."
    )


def how_we_know(page: CasePage, t: Texts) -> str:
    """What a state rests on, in one sentence."""
    sentences = {
        "word": N_("How we know: {name} confirmed it."),
        "pasted": N_("How we know: {name} confirmed it with a text whose origin nobody could check."),
        "thread": N_("How we know: Slack's mail answers our letter; {name} confirmed it."),
        "signed": N_("How we know: Slack's mail answers our letter, and its signature was checked."),
    }
    return t(sentences.get(page.reply_known, sentences["word"]), name=mention(page.confirmed_by or page.owner))


def request_known(page: CasePage, t: Texts) -> str:
    """What is known of the sending, in one sentence; empty before it was sent."""
    sentences = {
        "said": N_("{name} says that the letter was sent."),
        "copy_seen": N_("A copy of the letter arrived here."),
        "copy_signed": N_("A copy of the letter arrived here, and its signature was checked."),
        "accepted": N_("The mail server took the letter for Slack."),
    }
    words = sentences.get(page.request_known)
    return t(words, name=mention(page.said_by or page.owner)) if words else ""


def waiting_in_words(page: CaseReminderPage, t: Texts) -> str:
    """For an owner's reminder: that Slack has not confirmed, since when and for how long."""
    case = page.case
    if case.asked_again_at is not None:
        return t(
            "On {day} you asked Slack whether its confirmation still holds. Has it answered you by mail?",
            day=day(case.asked_again_at, case.zone, t),
        )
    if page.occasion == "no_answer" and case.no_reply_days and not case.asked_once_more_at:
        return t(
            "No answer from Slack for {n} working days. Until it confirms, our data may still be used. "
            "14 working days is our yardstick; Slack promises no date.",
            n=case.no_reply_days,
        )
    words = (
        t(
            "Slack has not confirmed our request of {day}; it promises no date. Has it answered you by mail?",
            day=day(case.sent_at, case.zone, t),
        )
        if case.sent_at
        else t("Slack has not confirmed our request; it promises no date. Has it answered you by mail?")
    )
    if page.occasion != "follow_up" or case.state != "sent" or "follow_up" not in case.next_letters:
        return words
    ready = t("{n} working days without an answer: the follow-up letter is ready.", n=FOLLOW_UP_WORKING_DAYS)
    return f"{ready} {words}"
