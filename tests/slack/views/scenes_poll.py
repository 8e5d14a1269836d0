"""Screens of those who prepare, run and decide a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from governance.errors import N_
from governance.pages import (
    Changing,
    ConfirmPage,
    DecideModalPage,
    DecisionRequestPage,
    Draft,
    Failure,
    FailuresPage,
    HandOverPage,
    LaterPage,
    OpeningPage,
    OwnerNoticePage,
    PreparedPage,
    PreviewPage,
    RolesPage,
    Sentence,
    Wait,
)
from governance.slack.views.case import decision, owner_prompts
from governance.slack.views.people import roles
from governance.slack.views.poll import defaults, delivery_progress, opening, organiser, owner_notice
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of


def opening_scenes(cast: Cast) -> dict[str, Paint]:
    """Preparing, running, deciding."""
    return {**_preparing(cast), **_prepared(cast), **_running(cast), **_deciding(cast)}


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
        cast.zone,
        "p1",
        draft,
        cast.n,
        37,
        cast.owners,
        date(2026, 11, 24),
        date(2027, 2, 1),
        at(11, 20, 7),
        about=cast.about,
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
    bases = {
        f"opening_{base}": replace(page, draft=replace(full, base=base, secret=True))
        for base in ("electorate", "votes")
    }
    return {
        "opening": _of(opening.opening, page),
        "opening_of_a_prepared_question": _of(opening.opening, replace(page, poll_ref="p1.1", is_prepared=True)),
        "opening_full": _of(opening.opening, replace(page, draft=full, synced_at=None)),
        "opening_everyone": _of(
            opening.opening, replace(page, draft=replace(draft, rule_kind="unanimous", reminders=0))
        ),
        **{name: _of(opening.opening, found) for name, found in bases.items()},
        "defaults": _of(defaults.defaults, page),
        "defaults_full": _of(defaults.defaults, replace(page, draft=full, may_be_named=True)),
        "preview": _of(opening.preview, preview),
        "preview_of_one_that_waits": _of(
            opening.preview, replace(preview, waits=Wait(cast.about, at(12, 24, 15)), guests_not_asked=0)
        ),
    }


def _prepared(cast: Cast) -> dict[str, Paint]:
    prepared = PreparedPage(
        cast.zone, "p1", cast.n, at(11, 23, 8), 15, cast.olga, cast.ada, "Karim Weber", about=cast.about
    )
    told = Sentence(
        N_("The rule will advise allowing it only if more than half of the {electorate} agree."),
        {"electorate": cast.n},
    )
    first, closes, due = at(11, 23, 8), at(12, 10, 16), at(12, 24, 15)
    owner = OwnerNoticePage(cast.zone, "p1", cast.ada, cast.n, first, (told,), due, cast.olga, closes, about=cast.about)
    ends = (
        "changed", "stopped", "open", "closed", "fine", "too_late", "lapsed", "void", "author_may_not",
        "nothing_to_ask", "not_known", "request_under_way", "reads_differently",
    )  # fmt: skip
    waits = Wait(cast.about, at(12, 24, 15))
    over = {f"owner_notice_{state}": replace(owner, state=state, closed_at=at(12, 10, 16)) for state in ends}
    return {
        "preparing": _of(organiser.preparing, prepared),
        "waiting": _of(organiser.preparing, replace(prepared, waits=waits)),
        "prepared_and_waits": _of(organiser.prepared, replace(prepared, waits=replace(waits, until=None))),
        "owner_notice_waits": _of(owner_notice.owner_notice, replace(owner, waits=waits)),
        "owner_notice_waits_longer": _of(
            owner_notice.owner_notice, replace(owner, waits=replace(waits, until=None), is_mine=True)
        ),
        "owner_notice_waits_fine": _of(owner_notice.owner_notice, replace(owner, waits=waits, state="fine")),
        "prepared": _of(organiser.prepared, prepared),
        "announcement": _of(organiser.announcement, prepared),
        "announcement_no_contact": _of(
            organiser.announcement, replace(prepared, announcement_contact="", secret=False)
        ),
        "being_changed": lambda t: organiser.being_changed(Changing("p1", cast.about), t),
        "owner_notice": _of(owner_notice.owner_notice, owner),
        "owner_notice_to_who_decides": _of(owner_notice.owner_notice, replace(owner, is_mine=True)),
        "owner_notice_to_no_owner_any_more": _of(owner_notice.owner_notice, replace(owner, may_read=False)),
        "followed": organiser.followed,
        **{name: _of(owner_notice.owner_notice, found) for name, found in over.items()},
    }


def _running(cast: Cast) -> dict[str, Paint]:
    whats = ("stop", "pause", "resume", "close", "remind", "resend")
    codes = ("user_not_found", "messages_tab_disabled", "http_403", "never_heard_of")
    failed = FailuresPage(cast.zone, "p1", cast.n, tuple(Failure(code, 2) for code in codes * cast.crowd))
    people = RolesPage(cast.zone, cast.owners, (cast.ada,) * min(cast.crowd, 30), (), (cast.ada,), True)
    return {
        **{f"confirm_{what}": _of(organiser.confirm, ConfirmPage(cast.zone, "p1", what, cast.n)) for what in whats},
        **{
            f"confirm_send_now{waits and '_'}{waits}": _of(
                organiser.confirm, ConfirmPage(cast.zone, "p1", "send_now", cast.n, at(11, 23, 8), waits=waits)
            )
            for waits in ("", "owners", "hours")
        },
        "failures": _of(delivery_progress.failures, failed),
        "failures_resend": _of(delivery_progress.failures, replace(failed, may_resend=True)),
        "failures_none": _of(delivery_progress.failures, replace(failed, failures=())),
        "roles": _of(roles.roles, replace(people, may_appoint=False)),
        "roles_appoint": _of(roles.roles, people),
    }


def _deciding(cast: Cast) -> dict[str, Paint]:
    page = DecisionRequestPage(cast.zone, "p1", cast.result(), at(12, 24, 15), may_hand_over=True, about=cast.about)
    decide = DecideModalPage(cast.zone, "p1", "opt_out", "opt_out", False, cast.n, about=cast.about)
    occasions = {f"decision_{o}": replace(page, occasion=o) for o in ("first", "reminder", "due", "monthly")}
    early = cast.result(closed_early_by=cast.olga_name, closed_early_reason=cast.reason)
    return {
        **{name: _of(decision.decision_request, found) for name, found in occasions.items()},
        "decision_objections": _of(decision.decision_request, replace(page, objections=cast.n, result=early)),
        "decision_everyone_lost": _of(
            decision.decision_request, replace(page, unanimity_lost=True, may_hand_over=False)
        ),
        "owners_decide": owner_prompts.owners_decide,
        "everyone_lost": _of(owner_prompts.unanimity_lost, page),
        "everyone_lost_decided": _of(owner_prompts.unanimity_lost, replace(page, decided=cast.decision("stay"))),
        "decision_taken": _of(decision.decision_request, replace(page, decided=cast.decision())),
        "decision_expired": _of(owner_prompts.expired, page),
        "decision_handed_on": lambda t: owner_prompts.handed_on(cast.olga_name, t),
        "still_undecided": _of(decision.still_undecided, page),
        "decide_opt_out": _of(decision.decide, decide),
        "decide_allow_against": _of(decision.decide, replace(decide, choice="stay", departs=True)),
        "decide_alone": _of(decision.decide, replace(decide, poll_ref=None, advice=None)),
        "later": _of(decision.later, LaterPage(cast.zone, "p1", date(2026, 12, 17))),
        "hand_over": _of(decision.hand_over, HandOverPage(cast.zone, "p1", cast.owners)),
    }
