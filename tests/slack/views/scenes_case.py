"""Screens of our request to the vendor: letters, answers, prompts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from governance.pages import (
    AddressPage,
    Ask,
    CasePage,
    CaseReminderPage,
    Confirmation,
    CopyProof,
    CopyTestPage,
    DaysOffPage,
    Entry,
    MailToSortPage,
    PlacePage,
    Sentence,
    TakenBack,
    TimelinePage,
    VerdictPage,
    WithdrawalPage,
)
from governance.pages.case.coverage import CoveragePage, Covered
from governance.rules.mail.closing import Hindrance
from governance.slack.views.blocks import View
from governance.slack.views.case import (
    coverage,
    letter,
    next_letter,
    owner_prompts,
    request_in_words,
    request_prompts,
    sending_options,
    timeline,
    withdrawal,
)
from governance.slack.views.case.copies import proof, test_mail
from governance.slack.views.mail import unread_answer, upload, vendor_reply
from governance.slack.views.people import working_days
from governance.texts import Texts
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of

NOTHING = Sentence("Its words say none of the things that we know.")
LATER = ("follow_up", "answer", "after_refusal", "next_step", "recheck")
TURNS = {"bounced": ("next_step",), "question": ("answer",), "refused": ("after_refusal", "next_step")}
ASKS = (
    Ask("The address is feedback@slack.com.", "https://example.com/page", date(2026, 8, 31), "second-hand"),
    Ask("An owner has to write.", "https://example.com/other", date(2024, 5, 17), "read"),
)


def request_scenes(cast: Cast) -> dict[str, Paint]:
    """Letters, answers, prompts."""
    return {**_letters(cast), **_mails(cast), **_requests(cast), **_coverage(cast)}


def _coverage(cast: Cast) -> dict[str, Paint]:
    """A letter for this workspace in an organisation; for all of it, drafted, sent and confirmed."""
    own, many = "https://exemple.slack.com", min(2 + cast.crowd * 2, 200)
    asked = at(12, 16)
    urls = [Covered("https://exemple.enterprise.slack.com", "organisation", asked, True)]
    urls += [
        Covered(f"https://exemple-{number}.slack.com", "workspace", asked if number else None, number % 2 == 0)
        for number in range(many)
    ]
    alone = CoveragePage(cast.zone, "c1", own, organisation=True, open=True, may_change=True, about=cast.about)
    wide = replace(alone, urls=tuple(replace(one, asked_at=None, named=None) for one in urls))
    confirmed = replace(alone, urls=tuple(urls), confirmed_at=at(12, 22), open=False)
    drafted = cast.case("drafted", request_known="drafted", sent_at=None)
    return {
        "letter_alone": lambda t: coverage.beside_letter(letter.letter(drafted, t), alone, t),
        "letter_org_wide": lambda t: coverage.beside_letter(letter.letter(drafted, t), wide, t),
        "org_wide": _of(coverage.org_wide, wide),
        "only_here": _of(coverage.only_here, wide),
        "coverage_alone": _of(coverage.coverage, alone),
        "coverage_drafted": _of(coverage.coverage, wide),
        "coverage_confirmed": _of(coverage.coverage, confirmed),
    }


def _letters(cast: Cast) -> dict[str, Paint]:
    drafted = cast.case("drafted", request_known="drafted", sent_at=None)
    approved = cast.case("approved", request_known="drafted", sent_at=None)
    follow = replace(cast.case(), next_letters=LATER, letter_kind="follow_up", letter_id="l2")
    later = {kind: replace(follow, letter_kind=kind) for kind in LATER[1:]}
    unsent = replace(approved, next_reminder_at=at(12, 24, 8))
    occasions = {"waiting": at(12, 28, 8), "follow_up": at(1, 7, 8, year=2027), "no_answer": at(2, 16, 8, year=2027)}
    occasions["monthly"] = at(3, 16, 8, year=2027)
    overdue = replace(follow, no_reply_days=14)
    confirmed = cast.case("confirmed", reply_known="signed", next_check_at=at(12, 22, year=2027))
    confirmed = replace(confirmed, confirmation=Confirmation(at(12, 22, 9), None, at(12, 22, 9), "inbox", "7"))
    again = replace(confirmed, asked_again_at=at(1, 9, year=2028))
    return {
        "letter": _of(letter.letter, replace(drafted, asks=ASKS)),
        **_copies(drafted, approved),
        "letter_reader": _of(letter.letter, replace(drafted, may_send=False)),
        "letter_sent": _of(letter.letter, cast.case()),
        "letter_drafted_message": _of(sending_options.ready, drafted),
        "letter_drafted_no_address": _of(sending_options.ready, replace(drafted, address=None)),
        "letter_ready": _of(sending_options.ready, approved),
        "letter_ready_given": _of(sending_options.ready, replace(approved, address_given=True)),
        "letter_ready_long_link": _of(
            sending_options.ready, replace(approved, mailto_url="mailto:a@b?body=" + "x" * 4000)
        ),
        "letter_ready_no_address": _of(sending_options.ready, replace(approved, address=None)),
        "gone": _of(owner_prompts.letter_sent, cast.case()),
        "sending": _of(sending_options.sending, approved),
        "sending_few": _of(
            sending_options.sending, replace(approved, gmail_url=None, outlook_url=None, mailto_url=None)
        ),
        "smtp": _of(sending_options.smtp, approved),
        "sent": lambda t: sending_options.sent(approved, date(2026, 12, 16), t),
        "address": _of(letter.address, AddressPage(cast.zone, "c1", about=cast.about)),
        "follow_up": _of(next_letter.next_letter, follow),
        "follow_up_too_long": _of(next_letter.next_letter, replace(follow, mailto_url=None)),
        **{f"next_{kind}": _of(next_letter.next_letter, page) for kind, page in later.items()},
        "next_gone": lambda t: next_letter.next_letter_sent(follow, t),
        "next_not_taken": lambda t: next_letter.next_letter_not_sent(follow, False, t),
        "next_lost": lambda t: next_letter.next_letter_not_sent(follow, True, t),
        "text_follows": _of(sending_options.text_follows, approved),
        "text_alone": _of(sending_options.text_alone, approved),
        "asked_again": _of(request_prompts.reminder, CaseReminderPage(again, "waiting")),
        "unsent": _of(request_prompts.reminder, CaseReminderPage(unsent, "unsent")),
        **{
            f"case_{what}": _of(
                request_prompts.reminder, CaseReminderPage(replace(overdue, next_reminder_at=again), what)
            )
            for what, again in occasions.items()
        },
        "case_waiting_plain": _of(
            request_prompts.reminder, CaseReminderPage(replace(cast.case(), sent_at=None, copy_address=None), "waiting")
        ),
        **_confirmed(cast, confirmed),
    }


def _confirmed(cast: Cast, page: CasePage) -> dict[str, Paint]:
    """Whose word it is: a mail's by itself, an owner's of a mail, of a text, or bare; and that it was wrong."""
    by_hand = replace(page, reply_known="pasted", next_check_at=None)
    said = Confirmation(at(12, 22, 9), cast.olga, at(12, 17), "inbox", "7")
    wrong = replace(cast.case(), wrong=TakenBack(at(12, 23), cast.olga, cast.reason), confirmation=said)
    by_words = replace(by_hand, confirmation=replace(said, mail_at=None, source=""), reply_known="word")
    return {
        "confirmed": _of(request_prompts.confirmed, page),
        "confirmed_admin": _of(request_prompts.confirmed, replace(page, may_send=False)),
        "confirmed_before": _of(request_prompts.confirmed, replace(page, confirmation=Confirmation(at(12, 22)))),
        "confirmed_by_mail": _of(request_prompts.confirmed, replace(by_hand, confirmation=said, reply_known="thread")),
        "confirmed_by_hand": _of(
            request_prompts.confirmed, replace(by_hand, confirmation=replace(said, source="pasted"))
        ),
        "confirmed_by_word": _of(request_prompts.confirmed, by_words),
        "that_was_wrong": _of(unread_answer.that_was_wrong, by_words),
        "no_longer_confirmed": lambda t: request_in_words.no_longer_confirmed(wrong, "m1", t),
        "over_confirmed_by_hand": _of(request_in_words.over, by_words),
        "over_unread": _of(request_in_words.over, cast.case(unread=cast.mail(waits=True, proved=True))),
        "over_not_dated": _of(request_in_words.over, cast.case(sent_at=None)),
    }


def _unread(cast: Cast, page: VerdictPage) -> dict[str, Paint]:
    """Mails that wait for an owner to say what they say, and what became of them."""
    why = Sentence(Hindrance.SENTENCE.said, {"sentence": cast.reason[:200]})
    waits = cast.mail("confirmation", waits=True, hindrance=why, proved=True)
    pasted = replace(waits, kind="unsure", claims="confirmation", source="pasted", aligned=False, hindrance=NOTHING)
    mails = {
        "": waits,
        "_unsure": replace(waits, kind="unsure", hindrance=NOTHING),
        "_unsigned": replace(
            waits, kind="unsure", claims="confirmation", aligned=False, signature="none", proved=False
        ),
        "_pasted": pasted,
        "_pasted_unsure": replace(pasted, claims=None),
        "_unknown": replace(waits, kind="question", proved=False, hindrance=None, excerpt="long " * 3000),
    }
    pages = {f"unread{name}": replace(page, mail=mail, may_download=True) for name, mail in mails.items()}
    meanings = ("confirmation", "acknowledgement", "question", "refusal", "delivery_failure", "unrelated")
    said = {
        meaning: replace(page, mail=replace(waits, waits=False, said=meaning, said_by=cast.olga, said_at=at(12, 23)))
        for meaning in meanings
    }
    said["pasted"] = replace(page, mail=replace(said["confirmation"].mail, source="pasted"))
    back = replace(page, mail=waits, wrong=TakenBack(at(12, 23), cast.olga, cast.reason))
    rests = Confirmation(at(12, 22, 9), None, at(12, 22, 9), "inbox", "7")
    closed = replace(page, mail=cast.mail(closes_case=True), may_confirm=False, confirmation=rests, may_take_back=True)
    return {
        **{name: _of(unread_answer.asked, found) for name, found in pages.items()},
        "unread_reader": _of(unread_answer.asked, replace(pages["unread"], may_confirm=False)),
        **{
            f"unread_reminder{name}": partial(
                _reminded, replace(pages[f"unread{name}"], next_reminder_at=at(12, 28, 8))
            )
            for name in ("", "_unsigned", "_pasted")
        },
        "unread_again": _of(unread_answer.asked, back),
        **{f"said_{name}": _of(unread_answer.answered, found) for name, found in said.items()},
        "what_instead": _of(unread_answer.what_instead, replace(page, mail=cast.mail("question", waits=True))),
        "what_instead_forged": _of(unread_answer.what_instead, replace(page, mail=replace(waits, forged=True))),
        "verdict_unread": _of(vendor_reply.verdict, replace(pages["unread"], may_download=True)),
        "verdict_said": _of(vendor_reply.verdict, said["question"]),
        "verdict_again": _of(vendor_reply.verdict, back),
        "verdict_signed": _of(vendor_reply.verdict, closed),
    }


def _reminded(page: VerdictPage, t: Texts) -> View:
    return unread_answer.asked(page, t, reminder=True)


def _copies(drafted: CasePage, approved: CasePage) -> dict[str, Paint]:
    """Whether copies are proved to arrive: nothing was tried, a test mail is awaited, it has arrived."""
    none = CopyProof("ai-consent+ac-7f3k@exemple.example", may_test=True)
    asked = replace(none, asked_at=at(12, 16))
    known = {"none": none, "awaited": asked, "arrived": replace(asked, arrived_at=at(12, 17))}
    urls = ("mailto:a@b.example", "https://mail.google.com/mail/", "https://outlook.office.com/mail/")
    pages = {
        how: CopyTestPage(drafted.zone, "c1", one, "AI Consent test mail K7QF2M9XK7QF", *urls, about=drafted.about)
        for how, one in known.items()
    }
    covered = (Covered("https://exemple.enterprise.slack.com", "organisation", None, None),)
    wide = CoveragePage(
        drafted.zone, "c1", "https://exemple.slack.com", True, covered, open=True, may_change=True, about=drafted.about
    )
    return {
        **{f"letter_copies_{how}": _of(letter.letter, replace(drafted, copies=one)) for how, one in known.items()},
        **{f"copies_{how}": _of(sending_options.ready, replace(drafted, copies=one)) for how, one in known.items()},
        "sending_copies_none": _of(sending_options.sending, replace(approved, copies=none)),
        "test_mail": _of(test_mail.window, pages["awaited"]),
        "test_mail_arrived": _of(test_mail.window, pages["arrived"]),
        "letter_with_test_mail_in_the_menu": lambda t: withdrawal.beside_letter(
            coverage.beside_letter(letter.letter(drafted, t), wide, t),
            WithdrawalPage(drafted.zone, "c1", request=True, about=drafted.about),
            t,
            proof.button(replace(drafted, copies=none), t),
        ),
        "letter_with_test_mail": lambda t: withdrawal.beside_letter(
            letter.letter(replace(drafted, copies=none), t),
            WithdrawalPage(drafted.zone, "c1", request=True, about=drafted.about),
            t,
            proof.button(replace(drafted, copies=none), t),
        ),
    }


def _mails(cast: Cast) -> dict[str, Paint]:
    kinds = ("delivery_failure", "automatic_reply", "acknowledgement", "question", "refusal", "unrelated", "unsure")
    page = VerdictPage(
        cast.zone, "c1", cast.mail(), True, about=cast.about, next_reminder_at=at(12, 23, 8), is_reminded=True
    )
    states = ("bounced", None, "acknowledged", "question", "refused")
    forged = cast.mail("unsure", signature="none", aligned=False, forged=True, claims="confirmation")
    pasted = cast.mail("unsure", signature="none", aligned=False, source="pasted", in_thread=False, subject="")
    others = {
        "stranger": cast.mail("unsure", domain="evil.example", aligned=False),
        "broken": cast.mail("unsure", signature="invalid", aligned=False),
        "cut": cast.mail("unsure", excerpt="Thank you for reaching out about …"),
        "unknown": cast.mail("unsure", signature="unknown", aligned=False, excerpt="", reasons=()),
    }
    crowd = tuple(cast.mail("unsure", ref=f"m{i}") for i in range(cast.crowd * 2))
    return {
        "paste": _of(vendor_reply.paste, cast.case()),
        "paste_or_file": lambda t: vendor_reply.paste(cast.case(), t, upload.file_field(t)),
        "verdicts": _of(upload.verdicts, [replace(page, mail=cast.mail(kind)) for kind in kinds[:4]]),
        "paste_no_inbox": _of(vendor_reply.paste, cast.case(copy_address=None)),
        **_unread(cast, page),
        "verdict_forged": _of(vendor_reply.verdict, replace(page, mail=forged)),
        "verdict_pasted": _of(vendor_reply.verdict, replace(page, mail=pasted)),
        "arrived_pasted": _of(vendor_reply.arrived, replace(page, mail=pasted)),
        "verdict_owner": _of(vendor_reply.verdict, replace(page, may_download=True)),
        "verdict_reader": _of(vendor_reply.verdict, replace(page, may_confirm=False)),
        **{f"verdict_{kind}": _of(vendor_reply.verdict, replace(page, mail=cast.mail(kind))) for kind in kinds},
        **{f"verdict_{name}": _of(vendor_reply.verdict, replace(page, mail=found)) for name, found in others.items()},
        "mail_arrived": _of(vendor_reply.arrived, page),
        **{
            f"mail_arrived_{state}": _of(
                vendor_reply.arrived, replace(page, mail=cast.mail(kind), state=state, next_reminder_at=at(12, 28, 8))
            )
            for kind, state in zip(kinds, states, strict=False)
            if state
        },
        "mail_arrived_forged": _of(vendor_reply.arrived, replace(page, mail=forged)),
        "mail_to_sort": _of(
            vendor_reply.to_sort, MailToSortPage(cast.zone, "c1", crowd, len(crowd) + 1, about=cast.about)
        ),
        "mail_to_sort_found_none": _of(
            vendor_reply.to_sort,
            MailToSortPage(cast.zone, "c1", tuple(replace(one, in_case=False) for one in crowd), 0, about=cast.about),
        ),
        "mail_to_sort_none": _of(vendor_reply.to_sort, MailToSortPage(cast.zone, None, (), about=cast.about)),
    }


def _requests(cast: Cast) -> dict[str, Paint]:
    answered, later = (
        {"question": "question", "refused": "refusal", "bounced": "delivery_failure"},
        at(1, 4, 8, year=2027),
    )
    turns = {
        state: cast.case(state, latest=cast.mail(kind), next_letters=TURNS.get(state, ()), next_reminder_at=later)
        for state, kind in answered.items()
    }
    turns["unclear"] = cast.case("unclear")
    approved = cast.case("approved", sent_at=None)
    return {
        "decide_alone_first": lambda t: owner_prompts.decide_alone(cast.about, t),
        **{f"your_turn_{state}": _of(owner_prompts.your_turn, page) for state, page in turns.items()},
        "not_taken": _of(owner_prompts.letter_not_sent, approved),
        "other_address": lambda t: owner_prompts.other_address(approved, cast.olga_name, t),
        "handed_over_letter": _of(owner_prompts.handed_over, approved),
        "passed_on_letter": _of(owner_prompts.passed_on, cast.case("drafted", sent_at=None)),
        "passed_on_request": _of(owner_prompts.passed_on, cast.case()),
        **{f"lapsed_{why}": _of(letter.letter, lapsed) for why, lapsed in _lapsed(cast).items()},
        "letter_of_another_owner": _of(letter.letter, replace(approved, approved_by=cast.olga, is_mine=False)),
        "handed_over_request": _of(owner_prompts.handed_over, cast.case()),
        "still_open_letter": _of(owner_prompts.still_open, CaseReminderPage(approved, "unsent")),
        "still_open_request": _of(owner_prompts.still_open, CaseReminderPage(cast.case(), "monthly")),
        **{
            f"yearly_{occasion}": _of(
                owner_prompts.check, CaseReminderPage(cast.case("confirmed", next_letters=("recheck",)), occasion)
            )
            for occasion in ("check", "check_owner", "check_address", "check_policy")
        },
        **{f"over_{state}": _of(request_in_words.over, cast.case(state)) for state in request_in_words.STANDS},
        "letter_handed_on": _of(request_in_words.handed_on, cast.case()),
        "letter_not_to_be_sent": request_in_words.not_to_be_sent,
        **_timelines(cast),
        **_days_off(cast),
    }


def _lapsed(cast: Cast) -> dict[str, CasePage]:
    """Drafts that had been approved."""
    return {why: cast.case("drafted", sent_at=None, lapsed=why, lapsed_by=cast.olga) for why in ("owner", "address")}


def _days_off(cast: Cast) -> dict[str, Paint]:
    lines = [f"{date(2026, 12, 1) + timedelta(days=day)} {cast.organisation}" for day in range(cast.crowd)]
    page = DaysOffPage(cast.zone, (5, 6), "\n".join(lines), cast.n, date(2028, 12, 26))
    pages = {
        "": page,
        "_one": replace(page, ahead=1, weekend=(4, 5)),
        "_operators": replace(page, operators=True, text=""),
        "_run_out": replace(page, last=date(2026, 11, 1), run_out=True, ahead=0),
        "_none": replace(page, text="", weekend=(), last=None, ahead=0),
    }
    pages["_country"] = replace(page, countries=("DE", "EE", "FR", "XK"), country="FR", region="57")
    regions = tuple((f"{number:02}", cast.reason[:60] or "Moselle") for number in range(2 + 20 * cast.crowd))
    return {
        **{f"working_days{name}": _of(working_days.working_days, found) for name, found in pages.items()},
        "working_days_region": _of(working_days.region, PlacePage("FR", (("57", "Moselle"), *regions[:200]), "57")),
    }


def _timelines(cast: Cast) -> dict[str, Paint]:
    kinds = ("request", "follow_up", "answer", "after_refusal", "next_step", "recheck")
    knowns = ("said", "copy_seen", "copy_signed", "accepted")
    said = ("acknowledged", "asked", "refused", "bounced", "confirmed")
    put = replace(cast.mail("unsure", source="pasted"), put_by=cast.ada)
    found = [
        Entry(at(11, 20), "asked", cast.olga),
        Entry(at(12, 10), "closed", note=cast.reason),
        *(Entry(at(12, 15), what, cast.olga, note=cast.reason) for what in ("stay", "opt_out")),
        *(Entry(at(12, 15), "approved", cast.olga, letter=kind) for kind in kinds),
        *(Entry(at(12, 16), "left", cast.olga, letter=kind, known=known) for kind in kinds for known in knowns),
        *(Entry(at(12, 17), "by_hand", cast.olga, known=known, note=cast.reason) for known in said),
        *(Entry(at(12, 17), "by_hand", cast.olga, known="confirmed", source=one) for one in ("mail", "pasted")),
        Entry(at(12, 18), "wrong", cast.olga, note=cast.reason),
        *(
            Entry(at(12, 18), what, cast.olga)
            for what in (
                "unclear",
                "not_sent",
                "own_words",
                "handed_over",
                "unapproved",
                "lapsed_owner",
                "lapsed_address",
            )
        ),
        Entry(at(12, 18), "withdrawn", cast.olga, note=cast.reason),
        Entry(at(12, 19), "copy", mail=cast.mail("copy")),
        Entry(at(12, 20), "mail", cast.ada, mail=put),
        Entry(at(12, 22), "mail", mail=cast.mail(closes_case=True)),
    ]
    page = TimelinePage(cast.zone, "c1", tuple(found[::-1]), len(found) + 2, True, True, about=cast.about)
    return {
        "timeline": _of(timeline.timeline, page),
        "timeline_reader": _of(timeline.timeline, replace(page, may_read=False, may_take_back=False)),
        "timeline_none": _of(timeline.timeline, TimelinePage(cast.zone, "c1", (), 0, about=cast.about)),
    }
