"""The verdict on a mail: order of tests, what its words count for, and all that keeps it from closing a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.case.states import ReplyGrade
from governance.rules.mail.closing import Hindrance
from governance.rules.mail.mail_facts import (
    Authenticity,
    Automatic,
    DeliveryFailure,
    Dkim,
    MailFacts,
    SentLetter,
)
from governance.rules.mail.quotation import excerpt, part
from governance.rules.mail.reply_wording import Meaning, meaning_of
from governance.rules.mail.verdict import MailKind, verdict_on, verdict_on_text
from governance.store.register.vendor_mail import vendor_mail
from tests.yardstick import within

SLACK = vendor_mail("slack")
NOW = datetime(2026, 12, 18, 9, tzinfo=UTC)
SUBJECT = "Re: Slack Global model opt-out request"
OLGA = "olga.martin@exemple.example"
LETTER = """Hello,

I am the Primary Owner of the Slack workspace below. Please exclude our Customer Data from helping to train Slack
global models.

Workspace URL: https://exemple.slack.com

When the opt-out has been completed, please reply to all addresses of this mail and name the workspace URL.
The follow-up asks whether the opt-out has been completed. Kind regards, Olga Martin
"""
SENT = SentLetter(
    frozenset(("ours@exemple.example",)), datetime(2026, 12, 16, 9, tzinfo=UTC), frozenset((OLGA,)), LETTER
)
COVERED = frozenset(("from", "to", "subject", "date", "message-id", "in-reply-to"))
SIGNED = Authenticity(Dkim.VALID, "slack.com", True, signed=COVERED)
UNSIGNED = Authenticity()
DONE = "Thank you for reaching out to Slack support. Your opt-out request has been completed.\n\nKind regards,"
ANSWER = MailFacts(
    sender=("feedback@slack.com",),
    to=(OLGA,),
    subject=SUBJECT,
    message_id="theirs@slack.com",
    in_reply_to=("ours@exemple.example",),
    date=datetime(2026, 12, 17, 14, tzinfo=UTC),
    text=DONE,
    own=DONE,
    editions=(DONE,),
    fixed=True,
)


def kind_of(mail: MailFacts, authenticity: Authenticity = SIGNED, sent: SentLetter | None = SENT) -> MailKind:
    return verdict_on(mail, sent, authenticity, SLACK, NOW).kind


def test_the_confirmation_known_to_the_public_closes_a_request() -> None:
    verdict = verdict_on(ANSWER, SENT, SIGNED, SLACK, NOW)
    assert (verdict.kind, verdict.in_thread, verdict.closes_case) == (MailKind.CONFIRMATION, True, True)
    assert verdict.grade is ReplyGrade.SIGNED
    assert verdict.claims is None
    assert not verdict.looks_forged


CONFIRMING = [
    "Your opt-out request has been completed.",
    "As shared above your opt out request has been processed.",
    "Your opt\u2011out request has\n  been completed.",
    "*Your* **opt-out request** has\u00a0been _completed_.",
    "YOUR OPT-OUT REQUEST HAS BEEN COMPLETED!",
    "Your o\u00adpt-out re\u200bquest has been completed.",
    "Your workspace has been opted out.",
    "You have been opted out.",
    "You’ve been opted-out of Slack global models.",
    "We’ve now opted your workspace out of global models.",
    "We have completed your opt-out request.",
    "Your opt-out is now complete.",
    "Your data has been excluded from training Slack global models.",
    "Your request has been processed and your data will not be used to train global models.",
    "Your opt-out has been completed and no further action is needed, please let us know if you have other questions.",
    "Your opt-out request was completed on May 17, 2024.",
    "After reviewing your request, we can confirm that your opt-out has been completed.",
    "Your opt-out request has been completed. Is there anything else I can help you with?",
    "We can confirm that your opt-out has been processed for https://exemple.slack.com, effective 17 December.",
    "I’ve gone ahead and processed your opt-out request.",
    "Your team has been removed from the training of global models.",
    "The opt-out request for exemple.slack.com is complete.",
    "Your opt-out has been completed for our records; if you have any questions, reply to this mail.",
]


@pytest.mark.parametrize("words", CONFIRMING)
def test_confirming_words_are_understood(words: str) -> None:
    assert kind_of(replace(ANSWER, own=words)) is MailKind.CONFIRMATION


NOT_CONFIRMING = [
    "Your opt-out request has not been completed.",
    "Your opt-out request hasn’t been processed yet.",
    "Your opt-out request has not yet been completed.",
    "Your opt-out request will be completed within 10 days.",
    "Your opt-out request is being processed.",
    "Once your opt-out has been completed, we will write to you.",
    "We will respond once the opt out has been completed.",
    "We will process your request and respond once the opt out has been completed.",
    "When the opt-out has been completed, please reply.",
    "As soon as your request has been processed you will hear from us about the opt-out.",
    "If you see this, your opt-out has been completed.",
    "Has your opt-out been completed?",
    "Your opt-out request has been completed?",
    "Could you tell me whether the opt-out has been completed?",
    "No opt-out has been completed.",
    "Nothing of your opt-out request has been processed.",
    "Neither opt-out request has been completed.",
    "It is not true that your opt-out has been completed.",
    "The statement that your opt-out request has been completed is wrong.",
    'Another team wrote "your opt-out request has been completed" to you.',
    "You will get a mail saying that your opt-out request has been completed.",
    "Your opt-out request should have been completed by now.",
    "Your opt-out request may have been completed.",
    "Your opt-out request has been received.",
    "Your opt-out request has been forwarded to our team.",
    "Your opt-out request has been denied.",
    "Your opt-out request has been processed and declined.",
    "Your opt-out request has been processed incorrectly.",
    "Your opt-out request has been partially completed.",
    "Your opt-out request has been completed, but one workspace could not be opted out.",
    "Your opt-out request has been completed. However, we were unable to opt out one workspace.",
    "Your opt-out request has been processed and will be completed within 30 days.",
    "Your opt-out request has been processed. Could you please provide the workspace URL?",
    "Your opt-in request has been completed.",
    "Your request to opt back in has been completed.",
    "Your request to withdraw the opt-out has been processed.",
    "Your request to opt out of marketing emails has been processed.",
    "Your opt-out of Slack AI has been completed.",
    "Your refund request has been processed.",
    "Your request to opt out of the beta has been processed.",
    "Your request for information about opting out has been completed.",
    "Your opt-out request has been processed as a feature request.",
    "Step 1 of your opt-out request has been completed.",
    "Your opt-out request has been processed by the desk and is now under review.",
    "Your opt-out has been processed; it will take effect when our engineers have applied it.",
    "Your access request has been completed.",
    "Customers whose opt-out request has been processed are excluded.",
    "Opt-out requests that have been processed cannot be undone.",
    "Thank you for reaching out to Slack support.",
    "Completed.",
    "",
]


@pytest.mark.parametrize("words", NOT_CONFIRMING)
def test_words_that_deny_postpone_ask_or_mean_something_else_confirm_nothing(words: str) -> None:
    verdict = verdict_on(replace(ANSWER, own=words), SENT, SIGNED, SLACK, NOW)
    assert verdict.kind is not MailKind.CONFIRMATION
    assert not verdict.closes_case
    assert verdict.claims is not MailKind.CONFIRMATION


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("We have received your request. Your ticket number is 123.", MailKind.ACKNOWLEDGEMENT),
        ("Thanks for contacting us. We will process your opt-out within 10 days.", MailKind.ACKNOWLEDGEMENT),
        ("Could you tell us the URL of your workspace?", MailKind.QUESTION),
        ("Please provide your workspace URL so that we can process your request.", MailKind.QUESTION),
        ("We're unable to proceed without the workspace URL. Please send it.", MailKind.QUESTION),
        ("We are unable to process this request: your address is not that of an Owner.", MailKind.REFUSAL),
        ("Only Org Owners or Primary Owners can make this request.", MailKind.REFUSAL),
        ("Your request has been declined.", MailKind.REFUSAL),
        ("Here is what our pages say about machine learning.", MailKind.UNSURE),
        ("", MailKind.UNSURE),
    ],
)
def test_other_answers_are_told_apart(words: str, kind: MailKind) -> None:
    verdict = verdict_on(replace(ANSWER, own=words), SENT, SIGNED, SLACK, NOW)
    assert (verdict.kind, verdict.closes_case, verdict.grade) == (kind, False, ReplyGrade.THREAD)
    assert verdict.claims is None


def test_a_delivery_failure_comes_before_everything_else() -> None:
    failure = DeliveryFailure(True, ("feedback@slack.com",), ("ours@exemple.example",))
    verdict = verdict_on(replace(ANSWER, failure=failure, automatic=Automatic.REPLIED), SENT, SIGNED, SLACK, NOW)
    assert (verdict.kind, verdict.undelivered, verdict.closes_case) == (MailKind.DELIVERY_FAILURE, True, False)


@pytest.mark.parametrize(
    "failure",
    [
        DeliveryFailure(False, ("feedback@slack.com",), ("ours@exemple.example",)),
        DeliveryFailure(True, ("ai-consent@exemple.example",), ("ours@exemple.example",)),
        DeliveryFailure(True, ("feedback@slack.com",), ("other@exemple.example",)),
    ],
    ids=["only delayed", "only the copy", "another letter"],
)
def test_not_every_delivery_failure_means_that_our_letter_did_not_arrive(failure: DeliveryFailure) -> None:
    verdict = verdict_on(MailFacts(failure=failure), SENT, UNSIGNED, SLACK, NOW)
    assert (verdict.kind, verdict.undelivered) == (MailKind.DELIVERY_FAILURE, False)


WAITS = replace(ANSWER, own="We have received your request.")
MARKED = {"automatic": Automatic.REPLIED}


def test_an_automatic_reply_says_nothing_that_a_person_has_to_see() -> None:
    assert kind_of(replace(WAITS, **MARKED), SIGNED) is MailKind.AUTOMATIC_REPLY
    assert kind_of(replace(WAITS, **MARKED), UNSIGNED) is MailKind.AUTOMATIC_REPLY
    asks = replace(ANSWER, own="Could you tell us the URL of your workspace?", **MARKED)
    assert kind_of(asks, SIGNED) is MailKind.QUESTION
    assert verdict_on(replace(ANSWER, **MARKED), SENT, SIGNED, SLACK, NOW).closes_case


@pytest.mark.parametrize("subject", ["Automatic reply: Slack", "Out of Office", "Réponse automatique : Slack"])
def test_automatic_replies_without_a_header_are_known_by_their_subject(subject: str) -> None:
    assert kind_of(replace(ANSWER, subject=subject, own="Back on Monday.")) is MailKind.AUTOMATIC_REPLY


@pytest.mark.parametrize("own", ["I am currently out of the office.", "Je suis absente jusqu'à lundi."])
def test_automatic_replies_are_known_by_their_first_words(own: str) -> None:
    assert kind_of(replace(ANSWER, own=own)) is MailKind.AUTOMATIC_REPLY


def test_a_ticket_system_marks_what_people_write_as_generated() -> None:
    desk = replace(ANSWER, automatic=Automatic.GENERATED, helpdesk=True)
    assert kind_of(desk) is MailKind.CONFIRMATION
    received = replace(desk, own="Your request (123) has been received and is being reviewed.")
    assert kind_of(received) is MailKind.ACKNOWLEDGEMENT
    assert kind_of(replace(received, helpdesk=False), UNSIGNED) is MailKind.AUTOMATIC_REPLY


DOUBTS = {
    "no signature": (ANSWER, UNSIGNED),
    "the signature does not hold": (ANSWER, Authenticity(Dkim.INVALID, "slack.com")),
    "the key could not be asked for": (ANSWER, Authenticity(Dkim.UNKNOWN, "slack.com")),
    "signed by a stranger": (ANSWER, replace(SIGNED, domain="evil.example", aligned=False)),
    "aligned with a stranger": (
        replace(ANSWER, sender=("feedback@slack-mail.com",)),
        replace(SIGNED, domain="slack-mail.com"),
    ),
    "another sender than the signer": (replace(ANSWER, sender=("feedback@slack-mail.com",)), SIGNED),
    "two senders": (replace(ANSWER, sender=("feedback@slack.com", "x@evil.example")), SIGNED),
    "in no thread": (replace(ANSWER, in_reply_to=()), SIGNED),
    "in another thread": (replace(ANSWER, in_reply_to=("other@exemple.example",)), SIGNED),
    "older than our letter": (replace(ANSWER, date=datetime(2026, 12, 16, 8, tzinfo=UTC)), SIGNED),
    "no date": (replace(ANSWER, date=None), SIGNED),
    "names another workspace": (replace(ANSWER, own=DONE + "\n\nWorkspace: https://other.slack.com"), SIGNED),
    "thread not signed, for others": (
        replace(ANSWER, to=("someone@other.example",)),
        replace(SIGNED, signed=frozenset(("from", "to", "subject", "date"))),
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_confirming_words_with_a_doubt_are_unsure_and_say_why(name: str) -> None:
    mail, authenticity = DOUBTS[name]
    verdict = verdict_on(mail, SENT, authenticity, SLACK, NOW)
    assert (verdict.kind, verdict.closes_case, verdict.claims) == (MailKind.UNSURE, False, MailKind.CONFIRMATION)
    assert verdict.grade is not ReplyGrade.SIGNED
    assert len(verdict.reasons) >= 2


def test_the_subject_alone_is_no_thread() -> None:
    verdict = verdict_on(replace(ANSWER, in_reply_to=(), references=()), SENT, SIGNED, SLACK, NOW)
    assert (verdict.in_thread, verdict.kind, verdict.grade) == (False, MailKind.UNSURE, ReplyGrade.PASTED)


def test_a_reference_to_the_copy_counts_like_one_to_the_letter() -> None:
    copied = replace(SENT, message_ids=frozenset(("ours@exemple.example", "copy@exemple.example")))
    mail = replace(ANSWER, in_reply_to=(), references=("first@x.example", "copy@exemple.example"))
    signed = replace(SIGNED, signed=SIGNED.signed | {"references"})
    assert verdict_on(mail, copied, signed, SLACK, NOW).closes_case


def test_a_thread_header_that_is_not_signed_counts_for_nothing_even_where_our_address_is() -> None:
    signed = replace(SIGNED, signed=SIGNED.signed - {"in-reply-to"})
    verdict = verdict_on(ANSWER, SENT, signed, SLACK, NOW)
    assert (verdict.closes_case, verdict.hindrance) == (False, Hindrance.LOOSE_THREAD)


def test_the_same_mail_a_second_time_closes_nothing() -> None:
    assert verdict_on(ANSWER, SENT, SIGNED, SLACK, NOW, again=True).kind is MailKind.UNSURE


def test_clocks_may_differ_by_minutes() -> None:
    assert SENT.at is not None
    assert kind_of(replace(ANSWER, date=SENT.at - timedelta(minutes=4))) is MailKind.CONFIRMATION
    assert kind_of(replace(ANSWER, date=SENT.at - timedelta(minutes=6))) is MailKind.UNSURE


def test_without_our_letter_nothing_is_confirmed() -> None:
    assert kind_of(ANSWER, sent=None) is MailKind.UNSURE


def test_a_mail_that_looks_like_the_vendors_and_is_not_is_called_that() -> None:
    assert verdict_on(ANSWER, SENT, UNSIGNED, SLACK, NOW).looks_forged
    assert verdict_on(replace(ANSWER, sender=("feedback@slack-mail.com",)), SENT, UNSIGNED, SLACK, NOW).looks_forged
    assert not verdict_on(replace(ANSWER, sender=("help@slack.desk.example",)), SENT, UNSIGNED, SLACK, NOW).looks_forged
    assert not verdict_on(ANSWER, SENT, Authenticity(Dkim.UNKNOWN, "slack.com"), SLACK, NOW).looks_forged
    assert not verdict_on(replace(ANSWER, in_reply_to=()), SENT, SIGNED, SLACK, NOW).looks_forged


def test_our_own_words_quoted_without_any_mark_never_count() -> None:
    echoed = (
        "We have your mail:\n\nThe follow-up asks whether the opt-out has been completed. Kind regards, Olga Martin"
    )
    assert meaning_of(echoed, SLACK.wording, SUBJECT, LETTER) is Meaning.NOTHING
    ours = replace(SENT, text="Your opt-out request has been completed.")
    assert kind_of(ANSWER, sent=ours) is not MailKind.CONFIRMATION


def test_a_forwarded_mail_is_at_best_unsure() -> None:
    mail = MailFacts(sender=(OLGA,), subject="Fwd: " + SUBJECT, own="", beneath=DONE, forwarded=True)
    verdict = verdict_on(mail, SENT, SIGNED, SLACK, NOW)
    assert (verdict.kind, verdict.claims, verdict.closes_case) == (MailKind.UNSURE, MailKind.CONFIRMATION, False)


def test_our_own_follow_up_is_not_an_answer() -> None:
    mail = replace(ANSWER, sender=(OLGA,), own="Could you tell me whether the opt-out has been completed?")
    assert kind_of(mail, UNSIGNED) is MailKind.UNRELATED


def test_a_colleague_who_answers_all_is_not_the_vendor() -> None:
    mail = replace(ANSWER, sender=("bob@exemple.example",), own="Could you send me the workspace URL?")
    assert kind_of(mail, UNSIGNED) is MailKind.UNSURE


def test_mail_about_something_else_is_unrelated() -> None:
    weekly = replace(ANSWER, in_reply_to=(), subject="Your weekly summary", own="Could you tell us how you like Slack?")
    assert kind_of(weekly) is MailKind.UNRELATED
    stranger = replace(weekly, sender=("news@stranger.example",), own="How to opt out of Slack's global models")
    assert kind_of(stranger, UNSIGNED) is MailKind.UNRELATED


def test_the_subject_of_the_register_is_known_in_any_language() -> None:
    mail = replace(
        ANSWER, subject="RE: Demande d’exclusion du modèle global de Slack", own="Your request has been processed."
    )
    assert kind_of(mail) is MailKind.CONFIRMATION


def test_pasted_text_counts_for_little_and_closes_nothing() -> None:
    verdict = verdict_on_text(DONE, SLACK, SENT)
    assert (verdict.kind, verdict.claims, verdict.closes_case) == (MailKind.UNSURE, MailKind.CONFIRMATION, False)
    assert verdict.grade is ReplyGrade.PASTED
    assert verdict_on_text("Could you send us your workspace URL?", SLACK).kind is MailKind.QUESTION
    assert verdict_on_text("I am out of the office until Monday.", SLACK).kind is MailKind.AUTOMATIC_REPLY
    quoted = "We have received your request.\n\nOn 16 Dec 2026 Olga <o@x.example> wrote:\n\n> " + DONE
    assert verdict_on_text(quoted, SLACK).kind is MailKind.ACKNOWLEDGEMENT


QUOTED = [
    "On Wed, 16 Dec 2026 at 10:00, Olga Martin <olga@x.example>\nwrote:\n\n{letter}",
    "Le mer. 16 déc. 2026 à 10:00, Olga Martin <olga@x.example> a écrit :\n\n> {letter}",
    "Am 16.12.2026 um 10:00 schrieb Olga Martin:\n> {letter}",
    "El mié, 16 dic 2026 a las 10:00, Olga (<olga@x.example>) escribió:\n\n> {letter}",
    "Il giorno 16 dic 2026 10:00, Olga <olga@x.example> ha scritto:\n{letter}",
    "Op wo 16 dec 2026 om 10:00 schreef Olga <olga@x.example>:\n\n> {letter}",
    "Den ons 16 dec. 2026 kl 10:00 skrev Olga <olga@x.example>:\n{letter}",
    "2026年12月16日(水) 10:00 Olga <olga@x.example> さんは書きました:\n{letter}",
    "-----Original Message-----\nFrom: Olga\nSent: Wednesday\nTo: Slack\nSubject: Opt out\n\n{letter}",
    "________________________________\nFrom: Olga\nSent: December 16, 2026\nTo: Slack\nSubject: x\n\n{letter}",
    "Von: Olga Martin\nGesendet: Mittwoch\nAn: Slack\nBetreff: x\n\n{letter}",
    "De : Olga Martin\nEnvoyé : mercredi\nÀ : Slack\nObjet : x\n\n{letter}",
    "*From:* Olga Martin\n*Date:* Wednesday\n*To:* Slack\n*Subject:* x\n\n{letter}",
    "-------- Ursprüngliche Nachricht --------\n{letter}",
    "> {letter}",
    ">> {letter}",
]  # fmt: skip


@pytest.mark.parametrize("layout", QUOTED)
def test_quoted_text_is_parted_from_what_was_added(layout: str) -> None:
    parted = part("We will look into it.\n\n" + layout.format(letter="Your opt-out request has been completed."))
    assert parted.own.startswith("We will look into it.")
    assert "completed" not in parted.own
    assert "completed" in parted.beneath
    assert not parted.forwarded


@pytest.mark.parametrize("own", ["It is done\nas you asked.", "Is it done?", "It is done,\nwe think", "Done"])
def test_the_lines_above_a_quotation_stay_the_writers_own(own: str) -> None:
    for wrote in ("On 16 Dec 2026 Olga wrote:", "On 16 Dec 2026, Olga <o@x.example>\nwrote:"):
        assert part(f"{own}\n{wrote}\n> Thanks").own == own
        assert part(f"{own}\n{wrote}\nThanks").own.startswith(own)


def test_answers_between_quoted_lines_are_the_writers_own() -> None:
    parted = part("On 16 Dec 2026 Olga wrote:\n> Is it done?\n\nIt has been completed.\n\n> Thanks")
    assert parted.own == "It has been completed."
    assert "Is it done?" in parted.beneath


def test_of_a_ticket_only_the_newest_comment_is_the_answer() -> None:
    ticket = """##- Please type your reply above this line -##

Your request (123) has been updated.

----------------------------------------------

Robin, Dec 17, 2026, 7:24 AM PST

We are looking into it.

----------------------------------------------

Olga Martin, Dec 16, 2026, 1:00 AM PST

Your opt-out request has been completed.
"""
    parted = part(ticket)
    assert parted.helpdesk
    assert "looking into it" in parted.own
    assert "completed" not in parted.own
    assert "completed" in parted.beneath


def test_a_reply_above_the_ticket_mark_is_all_that_its_writer_said() -> None:
    parted = part("Thanks!\n\n##- Please type your reply above this line -##\n\nYour opt-out has been completed.")
    assert parted.own == "Thanks!"


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "Début du message réexpédié :",
    ],
)
def test_what_was_passed_on_inside_a_text_is_known_as_such(mark: str) -> None:
    parted = part(f"FYI\n\n{mark}\nFrom: Slack <feedback@slack.com>\n\n{DONE}")
    assert (parted.own, parted.forwarded) == ("FYI", True)
    assert "completed" in parted.beneath


def test_a_mail_that_is_only_another_one_below_its_header_was_passed_on() -> None:
    parted = part(f"From: Slack <feedback@slack.com>\nSent: Thursday\nTo: Olga\nSubject: x\n\n{DONE}")
    assert (parted.own, parted.forwarded) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 20_000,
        "x" * 1_000_000,
        " " * 1_000_000,
        "> " * 500_000,
        "On " + "a " * 500_000 + "wrote:",
        "From:\n" * 100_000,
        "opt " * 250_000,
        "has been " * 100_000,
        "your " + "a" * 900_000,
        "your request has been completed. " * 20_000,
        "a.slack.com " * 80_000,
        "-" * 500_000 + ".slack.com",
        "(" * 500_000,
        "\u200b" * 500_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    with within(2):
        parted = part(text)
        verdict_on(replace(ANSWER, own=parted.own, text=text[:200_000]), SENT, SIGNED, SLACK, NOW)
        verdict_on_text(text, SLACK, SENT)


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from([UNSIGNED, SIGNED]))
def test_no_text_raises_and_nothing_unsigned_ever_closes(own: str, subject: str, authenticity: Authenticity) -> None:
    verdict = verdict_on(replace(ANSWER, own=own, subject=subject), SENT, authenticity, SLACK, NOW)
    assert not verdict.closes_case or authenticity.aligned
    assert verdict.closes_case == (verdict.kind is MailKind.CONFIRMATION)
    assert verdict_on_text(own, SLACK).closes_case is False


@given(st.text(max_size=2_000))
def test_parting_a_text_loses_none_of_its_letters(text: str) -> None:
    parted = part(text)
    kept = set((parted.own + parted.beneath).split())
    assert {word for word in text.split() if word.isalnum() and len(word) > 3} <= kept | {"wrote"} or parted.helpdesk


def test_an_excerpt_is_cut_between_words_and_shows_it() -> None:
    assert excerpt("  as it is \n", 20) == "as it is"
    assert excerpt("one two three four", 12) == "one two …"
    assert len(excerpt("x" * 700, 600)) <= 600
