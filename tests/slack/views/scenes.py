"""Every screen, painted from a cast: name of the scene -> a function of the translator. Here: what members see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.errors import N_
from governance.pages import (
    CheckCodePage,
    ClosedBallotPage,
    Confirmation,
    ContactPage,
    HelpPage,
    MyAnswerPage,
    MyRecordPage,
    NoticePage,
    ObjectNowPage,
    Person,
    ReminderPage,
    ResultPage,
    SayPage,
    Sentence,
    VendorSaysPage,
)
from governance.slack.views.case import result
from governance.slack.views.home import command
from governance.slack.views.poll import ballot, member_modals, notice
from governance.slack.views.typed import sealed_quotation
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of
from tests.slack.views.scenes_case import ASKS, request_scenes
from tests.slack.views.scenes_other_vendors import other_vendor_scenes
from tests.slack.views.scenes_poll import opening_scenes
from tests.slack.views.scenes_vendors import vendor_scenes
from tests.slack.views.scenes_watch import watch_scenes
from tests.slack.views.scenes_withdrawal import undoing_scenes

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
        **opening_scenes(cast),
        **request_scenes(cast),
        **undoing_scenes(cast),
        **watch_scenes(cast),
        **other_vendor_scenes(cast),
        **vendor_scenes(cast),
        **_commands(cast),
    }


def _member(cast: Cast) -> dict[str, Paint]:
    ada_asks = cast.ballot(asker=cast.ada)
    named = cast.ballot(secret=False, readers=(cast.olga, cast.ada), open_reason=cast.reason)
    small = cast.ballot(asked=4)
    closed = ClosedBallotPage(cast.zone, "p1", "closed", at(12, 10, 16), about=cast.about)
    return {
        "ballot": _of(ballot.ballot, cast.ballot()),
        "ballot_no_first": _of(ballot.ballot, cast.ballot(yes_first=False)),
        "ballot_admin_asks": _of(ballot.ballot, ada_asks),
        "ballot_not_secret": _of(ballot.ballot, named),
        "ballot_few": _of(ballot.ballot, small),
        "ballot_one": _of(ballot.ballot, replace(small, asked=1)),
        "ballot_trial": _of(ballot.ballot, cast.ballot(trial=True)),
        "ballot_consent": _of(ballot.ballot, cast.ballot(consent_wording=True)),
        "receipt": _of(ballot.ballot, cast.ballot(recorded_at=at(11, 27, 9))),
        "receipt_not_secret": _of(ballot.ballot, replace(named, recorded_at=at(11, 27, 9))),
        "receipt_trial": _of(ballot.ballot, cast.ballot(recorded_at=at(11, 27, 9), trial=True)),
        "reminder": _of(ballot.reminder, ReminderPage(cast.ballot(), 1, 2)),
        "reminder_not_secret": _of(ballot.reminder, ReminderPage(named, 2, 2)),
        "reminder_muted": _of(ballot.muted, ReminderPage(cast.ballot(), 1, 2)),
        "closed": _of(ballot.closed_ballot, closed),
        "closed_settled": _of(ballot.closed_ballot, replace(closed, can_object=False)),
        "closed_stopped": _of(ballot.closed_ballot, replace(closed, why="stopped")),
        "closed_void": _of(ballot.closed_ballot, replace(closed, why="void")),
        "closed_not_asked": _of(ballot.closed_ballot, replace(closed, why="not_asked")),
        "closed_trial": _of(ballot.closed_ballot, replace(closed, why="trial")),
        "sentence": _of(ballot.sentence, SayPage(Sentence(N_("Sending goes on.")), refused=False, code="E1")),
    }


def _modals(cast: Cast) -> dict[str, Paint]:
    mine_page = MyAnswerPage(cast.zone, "p1", "object", at(12, 10, 16), "K7QF-2M9X", ballot=cast.ballot())
    record = MyRecordPage(cast.zone, cast.olga_name, True, True, True, True, True, "p1", at(1, 9, year=2027))
    refused = Sentence(
        N_("This question closed on {day}. You can still press *I object now*."), {"day": cast.olga_name[:60]}
    )
    ask = ObjectNowPage(cast.zone, "p1", cast.olga)
    found = {f"check_{kind}": CheckCodePage(cast.zone, "p1", kind) for kind in ("object", "counted", "missing")}
    return {
        "refusal": _of(member_modals.say, SayPage(refused, code="R-7F3K")),
        "done": _of(member_modals.say, SayPage(Sentence(N_("Sending goes on.")), refused=False)),
        "my_answer": _of(member_modals.my_answer, mine_page),
        "my_answer_named": _of(member_modals.my_answer, replace(mine_page, named=True)),
        "my_answer_trial": _of(member_modals.my_answer, replace(mine_page, trial=True)),
        "my_answer_none": _of(member_modals.my_answer, replace(mine_page, choice=None)),
        "my_answer_removed": _of(member_modals.my_answer, replace(mine_page, choice=None, removed=True)),
        "check": _of(member_modals.check_code, CheckCodePage(cast.zone, "p1")),
        **{name: _of(member_modals.check_code, page) for name, page in found.items()},
        "object_now": _of(member_modals.object_now, ask),
        "object_now_everyone": _of(member_modals.object_now, replace(ask, unanimous=True)),
        "object_recorded": _of(member_modals.object_now, replace(ask, state="recorded")),
        "object_recorded_everyone": _of(member_modals.object_now, replace(ask, state="recorded", unanimous=True)),
        "object_already": _of(member_modals.object_now, replace(ask, state="already")),
        "my_record": _of(member_modals.my_record, record),
        "my_record_empty": _of(
            member_modals.my_record, MyRecordPage(cast.zone, "Gus", False, False, False, False, False)
        ),
        "notice": _of(
            notice.notice,
            NoticePage(cast.zone, "Notice", NOTICE + sealed_quotation(cast.reason), "1", "ab" * 32, 2, at(11, 20)),
        ),
        "vendor_says": _of(notice.vendor_says, VendorSaysPage(cast.zone, ASKS, date(2026, 11, 1), about=cast.about)),
        "contact": _of(notice.contact, ContactPage(cast.zone, "Karim Weber", cast.owners, "Tom Keller, IT")),
        "contact_none": _of(notice.contact, ContactPage(cast.zone, "", ())),
    }


def _results(cast: Cast) -> dict[str, Paint]:
    page = ResultPage(
        cast.zone,
        "p1",
        cast.organisation,
        cast.result(),
        cast.decision(),
        at(12, 24, 15),
        case_ref="c1",
        about=cast.about,
        sender=cast.olga,
        reminder_at=at(12, 18, 8),
    )
    allowed = cast.decision("stay", departs=True)
    early = cast.result(closed_early_by=cast.olga_name, closed_early_reason=cast.reason)
    missed = (
        Sentence(
            N_("{minimum} answers were needed, {answered} came: the question decides nothing."),
            {"minimum": 600, "answered": 412},
        ),
    )
    said, due = Confirmation(at(12, 22, 9), None, at(12, 22, 9), "inbox", "7"), at(12, 22, year=2027)
    undecided = cast.result(outcome="no_decision", sentences=missed)
    not_all = (Sentence(N_("Not everyone agreed.")),)
    return {
        "result": _of(result.result, page),
        "result_allowed_against": _of(result.result, replace(page, decision=allowed, case_ref=None)),
        "result_no_decision": _of(result.result, replace(page, decision=None, case_ref=None)),
        "result_minimum_missed": _of(result.result, replace(page, result=undecided)),
        "result_hidden": _of(result.result, replace(page, result=cast.hidden_result(), can_check=False)),
        "result_not_everyone": _of(result.result, replace(page, result=cast.result(shown=False, sentences=not_all))),
        "result_closed_early": _of(result.result, replace(page, result=early)),
        "result_settled": _of(result.result, replace(page, can_object=False, secret=False, case_ref=None)),
        "result_confirmed": _of(result.result, replace(page, confirmation=said, state_at=said.at, next_check_at=due)),
        "result_sent": _of(result.result, replace(page, sent_at=at(12, 16, 10))),
        "result_came_back": _of(result.result, replace(page, lost="bounced")),
        "result_by_another_owner": _of(result.result, replace(page, sender=Person("", "an owner"), reminder_at=None)),
        "result_refused": _of(result.result, replace(page, refused_at=at(12, 20))),
        "result_private": _of(command.results, replace(page, private=True, decision=None)),
    }


def _commands(cast: Cast) -> dict[str, Paint]:
    readers = ("member", "guest", "admin", "organiser", "observer", "owner")
    return {
        **{
            f"help_{role}": _of(command.help_text, HelpPage(role, owners=cast.owners, about=cast.about))
            for role in readers
        },
        "help_unknown": _of(command.help_text, HelpPage("member", unknown=cast.olga_name, about=cast.about)),
        "help_meant": _of(command.help_text, HelpPage("member", unknown="sondage", meant="poll", about=cast.about)),
    }
