"""Every screen, painted from a cast: name of the scene -> a function of the translator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from view_cast import Cast, at

from governance.errors import N_
from governance.pages import (
    AddressPage,
    CaseReminderPage,
    CheckCodePage,
    ClosedBallotPage,
    ConfirmPage,
    ContactPage,
    DecideModalPage,
    DecisionRequestPage,
    Draft,
    Failure,
    FailuresPage,
    HandOverPage,
    HelpPage,
    LaterPage,
    MailToSortPage,
    MyAnswerPage,
    MyRecordPage,
    NoticePage,
    ObjectNowPage,
    OpeningPage,
    OwnerNoticePage,
    PreparedPage,
    PreviewPage,
    ReminderPage,
    ResultPage,
    RolesPage,
    SayPage,
    Sentence,
    SlackSaysPage,
    VerdictPage,
    WelcomePage,
)
from governance.slack.views import (
    case,
    command,
    consent,
    defaults,
    delivery,
    letter,
    mail,
    mine,
    notice,
    opening,
    poll,
    request,
    result,
    roles,
)
from governance.texts import Texts

Paint = Callable[[Texts], dict[str, Any]]
NOTICE = """# How secret is it?

**How secret is it?** This app shows nobody your answer,
nor whether you answered. See [the page](https://slack.com/trust?a=1&b=2).

- one *thing*
- another <tag>

## Sources

<https://slack.com/help>
"""


def scenes(cast: Cast) -> dict[str, Paint]:
    """All scenes but Home."""
    return {
        **_member(cast),
        **_modals(cast),
        **_results(cast),
        **_preparing(cast),
        **_running(cast),
        **_deciding(cast),
        **_letters(cast),
        **_mails(cast),
        **_requests(cast),
        **_commands(cast),
    }


def _of(view: Callable[[Any, Texts], dict[str, Any]], page: object) -> Paint:
    return lambda t: view(page, t)


def _member(cast: Cast) -> dict[str, Paint]:
    ada_asks = cast.ballot(asker=cast.ada)
    named = cast.ballot(secret=False, readers=(cast.olga, cast.ada), open_reason=cast.reason)
    small = cast.ballot(asked=4)
    closed = ClosedBallotPage(cast.zone, "p1", "closed", at(12, 10, 16), cast.olga, at(12, 24, 15))
    return {
        "ballot": _of(consent.ballot, cast.ballot()),
        "ballot_no_first": _of(consent.ballot, cast.ballot(yes_first=False)),
        "ballot_admin_asks": _of(consent.ballot, ada_asks),
        "ballot_not_secret": _of(consent.ballot, named),
        "ballot_few": _of(consent.ballot, small),
        "ballot_one": _of(consent.ballot, replace(small, asked=1)),
        "ballot_trial": _of(consent.ballot, cast.ballot(trial=True)),
        "ballot_consent": _of(consent.ballot, cast.ballot(consent_wording=True)),
        "receipt": _of(consent.ballot, cast.ballot(answered=True)),
        "receipt_not_secret": _of(consent.ballot, replace(named, answered=True)),
        "receipt_trial": _of(consent.ballot, cast.ballot(answered=True, trial=True)),
        "reminder": _of(consent.reminder, ReminderPage(cast.ballot(), 1, 2)),
        "reminder_not_secret": _of(consent.reminder, ReminderPage(named, 2, 2)),
        "reminder_muted": _of(consent.muted, ReminderPage(cast.ballot(), 1, 2)),
        "closed": _of(consent.closed_ballot, closed),
        "closed_settled": _of(consent.closed_ballot, replace(closed, can_object=False, decision_due=None)),
        "closed_stopped": _of(consent.closed_ballot, replace(closed, why="stopped")),
        "closed_not_asked": _of(consent.closed_ballot, replace(closed, why="not_asked")),
        "closed_trial": _of(consent.closed_ballot, replace(closed, why="trial")),
        "sentence": _of(consent.sentence, SayPage(Sentence(N_("Sending goes on.")), refused=False, code="E1")),
    }


def _modals(cast: Cast) -> dict[str, Paint]:
    mine_page = MyAnswerPage(cast.zone, "p1", "object", at(12, 10, 16), "K7QF-2M9X")
    record = MyRecordPage(cast.zone, cast.olga_name, True, True, True, True, True, "p1", at(1, 9, year=2027))
    refused = Sentence(
        N_("This question closed on {day}. You can still press *I object now*."), {"day": cast.olga_name[:60]}
    )
    ask = ObjectNowPage(cast.zone, "p1", cast.olga)
    found = {f"check_{kind}": CheckCodePage(cast.zone, "p1", kind) for kind in ("object", "counted", "missing")}
    return {
        "refusal": _of(mine.say, SayPage(refused, code="R-7F3K")),
        "done": _of(mine.say, SayPage(Sentence(N_("Sending goes on.")), refused=False)),
        "my_answer": _of(mine.my_answer, mine_page),
        "my_answer_named": _of(mine.my_answer, replace(mine_page, named=True)),
        "my_answer_trial": _of(mine.my_answer, replace(mine_page, trial=True)),
        "my_answer_none": _of(mine.my_answer, replace(mine_page, choice=None)),
        "my_answer_removed": _of(mine.my_answer, replace(mine_page, choice=None, removed=True)),
        "check": _of(mine.check_code, CheckCodePage(cast.zone, "p1")),
        **{name: _of(mine.check_code, page) for name, page in found.items()},
        "object_now": _of(mine.object_now, ask),
        "object_now_everyone": _of(mine.object_now, replace(ask, unanimous=True)),
        "object_recorded": _of(mine.object_now, replace(ask, state="recorded")),
        "object_recorded_everyone": _of(mine.object_now, replace(ask, state="recorded", unanimous=True)),
        "object_already": _of(mine.object_now, replace(ask, state="already")),
        "my_record": _of(mine.my_record, record),
        "my_record_empty": _of(mine.my_record, MyRecordPage(cast.zone, "Gus", False, False, False, False, False)),
        "notice": _of(
            notice.notice,
            NoticePage(cast.zone, "Notice", NOTICE + cast.reason, "1", "ab" * 32, 2, at(11, 20)),
        ),
        "slack_says": _of(notice.slack_says, SlackSaysPage(cast.zone, date(2026, 11, 1))),
        "contact": _of(notice.contact, ContactPage(cast.zone, "Karim Weber", cast.owners, "Tom Keller, IT")),
        "contact_none": _of(notice.contact, ContactPage(cast.zone, "", ())),
    }


def _results(cast: Cast) -> dict[str, Paint]:
    page = ResultPage(cast.zone, "p1", cast.organisation, cast.result(), cast.decision(), at(12, 24, 15), case_ref="c1")
    allowed = cast.decision("stay", departs=True)
    early = cast.result(closed_early_by=cast.olga_name, closed_early_reason=cast.reason)
    missed = (
        Sentence(
            N_("{minimum} answers were needed, {answered} came: the question decides nothing."),
            {"minimum": 600, "answered": 412},
        ),
        Sentence(N_("The app advises opting out.")),
    )
    undecided = cast.result(outcome="no_decision", sentences=missed)
    not_all = (Sentence(N_("Not everyone agreed.")), Sentence(N_("The rule advises opting out.")))
    return {
        "result": _of(result.result, page),
        "result_allowed_against": _of(result.result, replace(page, decision=allowed, case_ref=None)),
        "result_no_decision": _of(result.result, replace(page, decision=None, case_ref=None)),
        "result_minimum_missed": _of(result.result, replace(page, result=undecided)),
        "result_hidden": _of(result.result, replace(page, result=cast.hidden_result(), can_check=False)),
        "result_not_everyone": _of(result.result, replace(page, result=cast.result(shown=False, sentences=not_all))),
        "result_closed_early": _of(result.result, replace(page, result=early)),
        "result_settled": _of(result.result, replace(page, can_object=False, secret=False, case_ref=None)),
        "result_private": _of(command.results, replace(page, private=True, decision=None)),
    }


def _preparing(cast: Cast) -> dict[str, Paint]:
    draft = Draft()
    full = Draft(
        True,
        date(2026, 12, 10),
        "U0OLGA",
        False,
        "share",
        60,
        "answers",
        450,
        1,
        "Tom",
        "Karim",
        cast.reason[:1500],
        False,
        cast.reason[:300],
    )
    page = OpeningPage(
        cast.zone, "p1", draft, cast.n, 37, cast.owners, date(2026, 11, 24), date(2027, 2, 1), at(11, 20, 7)
    )
    preview = PreviewPage(
        cast.zone,
        "p1",
        cast.ballot(asker=cast.ada),
        cast.n,
        37,
        at(11, 23, 8),
        15,
        2,
        at(12, 24, 15),
        (Sentence(N_("In a small group, guess-work is easy: think of talking instead.")),),
        (("de", 212), ("xx", 1)),
    )
    prepared = PreparedPage(cast.zone, "p1", cast.n, at(11, 23, 8), 15, cast.olga, cast.ada, "Karim Weber")
    told = Sentence(
        N_("The rule that will advise you: allow it only if more than half of the {electorate} agree."),
        {"electorate": cast.n},
    )
    owner = OwnerNoticePage(cast.zone, "p1", cast.ada, cast.n, at(11, 23, 8), (told,), at(12, 24, 15), cast.olga)
    over = {f"owner_notice_{state}": replace(owner, state=state) for state in ("changed", "stopped", "open", "fine")}
    bases = {
        f"opening_{base}": replace(page, draft=replace(full, base=base, secret=True))
        for base in ("electorate", "votes")
    }
    return {
        "opening": _of(opening.opening, page),
        "opening_full": _of(opening.opening, replace(page, draft=full, synced_at=None)),
        "opening_everyone": _of(
            opening.opening, replace(page, draft=replace(draft, rule_kind="unanimous", reminders=0))
        ),
        **{name: _of(opening.opening, found) for name, found in bases.items()},
        "defaults": _of(defaults.defaults, page),
        "defaults_full": _of(defaults.defaults, replace(page, draft=full)),
        "defaults_secret_only": _of(defaults.defaults, replace(page, may_be_named=False)),
        "preview": _of(opening.preview, preview),
        "preparing": _of(poll.preparing, prepared),
        "prepared": _of(poll.prepared, prepared),
        "announcement": _of(poll.announcement, prepared),
        "announcement_no_contact": _of(poll.announcement, replace(prepared, announcement_contact="", secret=False)),
        "owner_notice": _of(poll.owner_notice, owner),
        **{name: _of(poll.owner_notice, found) for name, found in over.items()},
        "welcome": _of(poll.welcome, WelcomePage(cast.organisation)),
    }


def _running(cast: Cast) -> dict[str, Paint]:
    whats = ("stop", "send_now", "pause", "resume", "close", "remind")
    codes = ("user_not_found", "messages_tab_disabled", "never_heard_of")
    failed = FailuresPage(cast.zone, "p1", cast.n, tuple(Failure(code, 2) for code in codes * cast.crowd))
    people = RolesPage(cast.zone, cast.owners, (cast.ada,) * min(cast.crowd, 30), (), (cast.ada,), True)
    return {
        **{f"confirm_{what}": _of(poll.confirm, ConfirmPage(cast.zone, "p1", what, cast.n)) for what in whats},
        "failures": _of(delivery.failures, failed),
        "failures_none": _of(delivery.failures, replace(failed, failures=())),
        "roles": _of(roles.roles, replace(people, may_appoint=False)),
        "roles_appoint": _of(roles.roles, people),
    }


def _deciding(cast: Cast) -> dict[str, Paint]:
    page = DecisionRequestPage(cast.zone, "p1", cast.result(), at(12, 24, 15), other_owners=1)
    decide = DecideModalPage(cast.zone, "p1", "opt_out", "opt_out", False, cast.n)
    occasions = {f"decision_{o}": replace(page, occasion=o) for o in ("first", "reminder", "due", "monthly")}
    early = cast.result(closed_early_by=cast.olga_name, closed_early_reason=cast.reason)
    return {
        **{name: _of(case.decision_request, found) for name, found in occasions.items()},
        "decision_objections": _of(
            case.decision_request, replace(page, objections=cast.n, benefit=False, result=early)
        ),
        "decision_everyone_lost": _of(case.decision_request, replace(page, unanimity_lost=True, other_owners=0)),
        "decision_taken": _of(case.decision_request, replace(page, decided=cast.decision())),
        "still_undecided": _of(case.still_undecided, page),
        "decide_opt_out": _of(case.decide, decide),
        "decide_allow_against": _of(case.decide, replace(decide, choice="stay", departs=True)),
        "decide_alone": _of(case.decide, replace(decide, poll_ref=None, advice=None)),
        "later": _of(case.later, LaterPage(cast.zone, "p1", date(2026, 12, 17))),
        "hand_over": _of(case.hand_over, HandOverPage(cast.zone, "p1", cast.owners)),
    }


def _letters(cast: Cast) -> dict[str, Paint]:
    drafted = cast.case("drafted", request_known="drafted", sent_at=None)
    approved = cast.case("approved", request_known="drafted", sent_at=None)
    follow = replace(
        cast.case(), follow_up_due=True, follow_up=cast.letter, follow_up_mailto="mailto:feedback@slack.com"
    )
    occasions = ("waiting", "follow_up", "no_answer", "monthly")
    overdue = replace(follow, no_answer_days=14)
    confirmed = cast.case("confirmed", answer_known="signed", next_check_at=at(12, 22, year=2027))
    return {
        "letter": _of(letter.letter, drafted),
        "letter_reader": _of(letter.letter, replace(drafted, may_send=False)),
        "letter_sent": _of(letter.letter, cast.case()),
        "letter_drafted_message": _of(letter.ready, drafted),
        "letter_drafted_no_address": _of(letter.ready, replace(drafted, address=None)),
        "letter_ready": _of(letter.ready, approved),
        "letter_ready_given": _of(letter.ready, replace(approved, address_given=True)),
        "letter_ready_long_link": _of(letter.ready, replace(approved, mailto_url="mailto:a@b?body=" + "x" * 4000)),
        "letter_ready_no_address": _of(letter.ready, replace(approved, address=None)),
        "other_ways": _of(letter.other_ways, replace(approved, smtp=True)),
        "other_ways_few": _of(letter.other_ways, replace(approved, gmail_url=None, outlook_url=None, mailto_url=None)),
        "smtp": _of(letter.smtp, approved),
        "sent": lambda t: letter.sent(approved, date(2026, 12, 16), t),
        "address": _of(letter.address, AddressPage(cast.zone, "c1")),
        "follow_up": _of(letter.follow_up, follow),
        "unsent": _of(case.reminder, CaseReminderPage(approved, "unsent")),
        **{f"case_{o}": _of(case.reminder, CaseReminderPage(overdue, o)) for o in occasions},
        "case_waiting_plain": _of(
            case.reminder, CaseReminderPage(replace(cast.case(), sent_at=None, copy_address=None), "waiting")
        ),
        "confirmed": _of(case.confirmed, confirmed),
        "confirmed_by_hand": _of(case.confirmed, replace(confirmed, answer_known="pasted", next_check_at=None)),
    }


def _mails(cast: Cast) -> dict[str, Paint]:
    kinds = ("delivery_failure", "automatic_reply", "acknowledgement", "question", "refusal", "unrelated", "unsure")
    page = VerdictPage(cast.zone, "c1", cast.mail(), True)
    forged = cast.mail("unsure", signature="none", aligned=False, forged=True, claims="confirmation")
    pasted = cast.mail("unsure", signature="none", aligned=False, source="pasted", in_thread=False, subject="")
    others = {
        "stranger": cast.mail("unsure", domain="evil.example", aligned=False),
        "broken": cast.mail("unsure", signature="invalid", aligned=False),
        "unknown": cast.mail("unsure", signature="unknown", aligned=False, excerpt="", reasons=()),
    }
    crowd = tuple(cast.mail("unsure", ref=f"m{i}") for i in range(cast.crowd * 2))
    return {
        "paste": _of(mail.paste, cast.case()),
        "paste_no_inbox": _of(mail.paste, cast.case(copy_address=None)),
        "verdict_signed": _of(mail.verdict, replace(page, mail=cast.mail(closes_case=True))),
        "verdict_forged": _of(mail.verdict, replace(page, mail=forged)),
        "verdict_pasted": _of(mail.verdict, replace(page, mail=pasted)),
        "verdict_reader": _of(mail.verdict, replace(page, may_confirm=False)),
        **{f"verdict_{kind}": _of(mail.verdict, replace(page, mail=cast.mail(kind))) for kind in kinds},
        **{f"verdict_{name}": _of(mail.verdict, replace(page, mail=found)) for name, found in others.items()},
        "mail_arrived": _of(mail.arrived, page),
        "mail_arrived_forged": _of(mail.arrived, replace(page, mail=forged)),
        "mail_to_sort": _of(mail.to_sort, MailToSortPage(cast.zone, "c1", crowd, len(crowd) + 1)),
        "mail_to_sort_none": _of(mail.to_sort, MailToSortPage(cast.zone, None, ())),
    }


def _requests(cast: Cast) -> dict[str, Paint]:
    answered = {"question": "question", "refused": "refusal", "bounced": "delivery_failure"}
    turns = {state: cast.case(state, latest=cast.mail(kind)) for state, kind in answered.items()}
    turns["unclear"] = cast.case("unclear")
    approved = cast.case("approved", sent_at=None)
    return {
        "decide_alone_first": request.decide_alone,
        **{f"your_turn_{state}": _of(request.your_turn, page) for state, page in turns.items()},
        "not_taken": _of(request.not_taken, approved),
        "other_address": lambda t: request.other_address(approved, cast.olga_name, t),
        "handed_over_letter": _of(request.handed_over, approved),
        "handed_over_request": _of(request.handed_over, cast.case()),
        "still_open_letter": _of(request.still_open, CaseReminderPage(approved, "unsent")),
        "still_open_request": _of(request.still_open, CaseReminderPage(cast.case(), "monthly")),
        "yearly_check": _of(request.check, cast.case("confirmed")),
    }


def _commands(cast: Cast) -> dict[str, Paint]:
    readers = ("member", "guest", "admin", "organiser", "observer", "owner")
    return {
        **{f"help_{role}": _of(command.help_text, HelpPage(role, owners=cast.owners)) for role in readers},
        "help_unknown": _of(command.help_text, HelpPage("member", unknown=cast.olga_name)),
    }
