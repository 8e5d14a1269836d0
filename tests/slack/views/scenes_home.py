"""Home for every role at every stage, painted from a cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from governance.pages import (
    CasePage,
    Changing,
    Confirmation,
    Entry,
    HomePage,
    InstallationCheck,
    Moved,
    MyPart,
    OwnerSilent,
    Person,
    Progress,
    Strip,
    TakenBack,
    Wait,
    WaitingQuestion,
    Withdrawn,
)
from governance.slack.views.home import home
from governance.usecases.seen.about import about_vendor
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scenes_vendors import lines_of
from tests.slack.views.scenes_watch import policy_of

MOVED = Moved(at(12, 1), "Exemple", "https://old.slack.com/", "https://exemple.slack.com/")
ROLES = ("member", "guest", "admin", "organiser", "observer", "owner")
STAGES = (
    "nothing",
    "prepared",
    "open",
    "closing",
    "void",
    "closed",
    "late",
    "expired",
    "allowed",
    "drafted",
    "sent",
    "question",
    "refused",
    "bounced",
    "unclear",
    "acknowledged",
    "no_answer",
    "unread",
    "confirmed",
    "withdrawn",
)
NEXT = {
    "bounced": ("next_step",),
    "question": ("answer",),
    "refused": ("after_refusal", "next_step"),
    "confirmed": ("recheck",),
}
BEFORE_CLOSING = ("nothing", "prepared", "open", "closing", "void")
AFTER_DECISION = STAGES[STAGES.index("allowed") :]
AFTER_SENDING = STAGES[STAGES.index("sent") :]


def home_page(cast: Cast, role: str, stage: str) -> HomePage:
    """The page of one person at one stage of the story."""
    viewer = {"owner": cast.olga, "admin": cast.ada}.get(role, Person("U0BOB", cast.olga_name, role))
    page = HomePage(
        cast.zone,
        cast.organisation,
        viewer,
        role,
        stage,
        cast.owners,
        at(12, 16, 10),
        installed_at=at(11, 20, 8),
        checks=(InstallationCheck("token", True), InstallationCheck("inbox", True)),
        organisers=(cast.ada,),
        notice_digest="ab" * 32,
        record_head="cd" * 32,
        contact="Karim Weber",
        about=cast.about,
    )
    if stage not in BEFORE_CLOSING:
        page = replace(page, result=cast.result(), mine=MyPart(asked=True, can_object=True, can_check=True))
    if stage != "nothing":
        page = replace(page, poll=cast.poll(_poll_state(stage), rule_fingerprint="ef" * 32))
    if stage in AFTER_DECISION:
        page = replace(page, decision=cast.decision("stay" if stage == "allowed" else "opt_out"))
    if stage == "withdrawn" and page.decision:
        ended = Withdrawn(cast.olga, at(12, 16, 9), cast.reason)
        page = replace(page, decision=replace(page.decision, withdrawn=ended))
    if stage in AFTER_DECISION and stage != "allowed":
        page = replace(page, case=replace(_case(cast, stage), is_reminded=role == "owner"))
    return replace(page, mine=_open_part(cast, role)) if stage == "open" else page


def _poll_state(stage: str) -> str:
    return {"prepared": "scheduled", "open": "open"}.get(stage, "closed")


def _left(cast: Cast) -> tuple[Entry, ...]:
    return (Entry(at(12, 16, 10), "left", cast.olga, letter="request", known="said"),)


def _case(cast: Cast, stage: str) -> CasePage:
    if stage == "drafted":
        return cast.case("approved", request_known="drafted", recent=(Entry(at(12, 15, 14), "approved", cast.olga),))
    if stage == "no_answer":
        return cast.case("sent", no_reply_days=14, next_letters=("follow_up", "next_step"), recent=_left(cast))
    if stage == "unread":
        unread = cast.mail(waits=True, proved=True)
        return cast.case("sent", unread=unread, to_sort=1, recent=_left(cast), next_reminder_at=at(12, 23, 8))
    mails = {"confirmed": "confirmation", "question": "question", "refused": "refusal", "bounced": "delivery_failure"}
    latest = cast.mail(mails.get(stage, "acknowledgement"))
    came = () if stage in {"sent", "unclear"} else (Entry(latest.received_at, "mail", mail=latest),)
    found = cast.case(
        stage,
        recent=(*came, *_left(cast)),
        next_letters=NEXT.get(stage, ()),
        latest=None if stage in {"sent", "unclear"} else latest,
        to_sort=2 if stage == "acknowledged" else 0,
    )
    if stage != "confirmed":
        return found
    said = Confirmation(at(12, 22, 9), None, at(12, 22, 9), "inbox", "7")
    told = Entry(at(12, 22, 9), "mail", mail=cast.mail(closes_case=True))
    found = replace(found, recent=(told, *_left(cast)))
    return replace(found, reply_known="signed", next_check_at=at(12, 22, year=2027), confirmation=said)


def _open_part(cast: Cast, role: str) -> MyPart:
    if role == "guest":
        return MyPart(why_not="guest")
    return MyPart(asked=True, answered=role in {"admin", "observer"}, ballot=cast.ballot())


def homes(cast: Cast) -> dict[str, dict[str, Paint]]:
    """Stage -> role -> Home."""
    return {stage: {role: _paint(home_page(cast, role, stage)) for role in ROLES} for stage in STAGES}


def _paint(page: HomePage) -> Paint:
    return lambda t: home.home(page, t)


def _asked_again(cast: Cast, role: str) -> HomePage:
    page = home_page(cast, role, "confirmed")
    case = _case(cast, "confirmed")
    return replace(page, case=replace(case, asked_again_at=at(1, 10, year=2029), checked_at=at(1, 9, year=2028)))


def _by_steps(cast: Cast, role: str) -> HomePage:
    """After a decision about a vendor that takes no letter."""
    page = home_page(cast, role, "withdrawn")
    return replace(page, stage="steps", case=None, decision=cast.decision("opt_out"), about=about_vendor("squarespace"))


def odd_homes(cast: Cast) -> dict[str, Paint]:
    """Homes beside the main story, and the private answer to `status`."""
    nobody = OwnerSilent("https://slack.com/help/articles/204401633", "https://exemple.slack.com")
    opened = home_page(cast, "owner", "open")
    plan = home_page(cast, "organiser", "prepared")
    poll = cast.poll()
    going_out = Progress(sent=cast.n * 7 // 10, total=cast.n, failed=0, seconds_left=120)
    sending = replace(poll, progress=going_out, answered=None, by_day=(), unreachable=0)  # on its first day
    paused = replace(sending, progress=replace(going_out, paused=True))
    waits = replace(sending, progress=replace(going_out, waiting_for_hours=True))
    closed = home_page(cast, "owner", "closed")
    member = home_page(cast, "member", "open")
    closed_member = home_page(cast, "member", "closed")
    after = home_page(cast, "member", "sent")
    changed = replace(policy_of(cast), settled="asked", is_shown=True, may_settle=False)
    pages = {
        "policy_waits": replace(home_page(cast, "admin", "sent"), policy=policy_of(cast)),
        "policy_changed": replace(member, policy=changed),
        "policy_changed_confirmed": replace(
            home_page(cast, "owner", "confirmed"), policy=replace(changed, confirmed_at=at(12, 22))
        ),
        **{f"steps_{role}": _by_steps(cast, role) for role in ("owner", "admin", "member")},
        "vendors": replace(home_page(cast, "member", "confirmed"), vendors=lines_of(cast)),
        "vendors_of_an_admin_who_waits": replace(home_page(cast, "admin", "sent"), vendors=lines_of(cast)),
        "vendors_of_an_owner": replace(home_page(cast, "owner", "nothing"), vendors=lines_of(cast)[:1]),
        "vendors_of_a_member_with_slack_alone": replace(member, vendors=lines_of(cast)[:1]),
        "strip": replace(opened, strip=Strip("invalid_auth", at(11, 24, 13, 5))),
        "strip_of_people": replace(opened, strip=Strip("user_not_found", at(11, 24, 13, 5))),
        "strip_of_the_mailbox": replace(
            home_page(cast, "admin", "sent"), strip=Strip("inbox:login_refused", at(12, 18, 13, 5))
        ),
        "paused": replace(opened, poll=paused),
        "going_out": replace(opened, poll=sending),
        "waiting_for_hours": replace(opened, poll=waits),
        "preparing": replace(plan, poll=cast.poll("preparing", first_at=None)),
        "preparing_mine": replace(home_page(cast, "owner", "prepared"), poll=cast.poll("preparing", first_at=None)),
        "prepared_by_somebody_else": plan,
        **{
            f"let_go_{waits or 'now'}": replace(
                home_page(cast, role, "prepared"), poll=cast.poll("scheduled", first_at=at(11, 23, 8), let_go=waits)
            )
            for role, waits in (("owner", "owners"), ("admin", "hours"), ("owner", ""))
        },
        "objections": replace(closed, poll=cast.poll("closed", objections=cast.n)),
        "everyone_lost": replace(closed, poll=cast.poll("closed", unanimity_lost=True)),
        "objections_after_the_letter": replace(
            home_page(cast, "owner", "sent"), poll=cast.poll("closed", objections=cast.n)
        ),
        "everyone_lost_allowed": replace(
            home_page(cast, "owner", "allowed"), poll=cast.poll("closed", unanimity_lost=True)
        ),
        "joined_later": replace(member, mine=MyPart(why_not="joined")),
        "joined_later_closed": replace(closed_member, mine=MyPart(why_not="joined", can_object=True)),
        "guest_closed": replace(home_page(cast, "guest", "late"), mine=MyPart(why_not="guest", can_object=True)),
        "outside": replace(member, mine=MyPart(why_not="outside")),
        "objected": replace(after, mine=MyPart(asked=True, can_object=True, objected=True)),
        "no_owner": replace(home_page(cast, "member", "nothing"), owners=()),
        "to_fill_in": replace(home_page(cast, "owner", "nothing"), unset=("operator", "contact")),
        "to_fill_in_later": replace(home_page(cast, "organiser", "expired"), unset=("contact",)),
        "to_fill_in_member": replace(home_page(cast, "member", "nothing"), unset=("operator", "contact")),
        "stopped_before": replace(home_page(cast, "admin", "nothing"), has_written=True),
        "long_question": replace(opened, poll=replace(poll, by_day=_days(40), answered=90)),
        "few_answers_by_day": replace(opened, poll=replace(poll, by_day=((date(2026, 11, 25), 0),))),
        "fault": replace(
            home_page(cast, "owner", "nothing"),
            checks=(InstallationCheck("smtp", False, "timeout"), InstallationCheck("x", False)),
        ),
        **{f"moved_{role}": replace(home_page(cast, role, "drafted"), moved=MOVED) for role in ("owner", "admin")},
        "not_reached": replace(opened, poll=replace(poll, may_resend=True), unreadable_people=min(cast.n, 3)),
        "contact_gone": replace(opened, contact_gone=cast.ada.name),
        "others_wait": replace(opened, waiting=_waiting(cast)),
        "being_changed": replace(home_page(cast, "organiser", "nothing"), changing=Changing("p1", cast.about)),
        "being_changed_beside": replace(opened, changing=Changing("p9", cast.about), waiting=_waiting(cast)[:1]),
        "few_answered": replace(member, poll=replace(poll, answered=0)),
        "too_early_to_remind": replace(opened, poll=replace(poll, may_remind=False)),
        "sorting_after_all": replace(
            home_page(cast, "owner", "confirmed"), case=replace(cast.case("confirmed"), to_sort=3)
        ),
        **{
            f"confirmed_by_hand_{role}": replace(
                home_page(cast, role, "confirmed"),
                case=replace(
                    _case(cast, "confirmed"),
                    reply_known="thread",
                    confirmation=Confirmation(at(12, 22, 9), cast.olga, at(12, 17), "inbox", "7"),
                ),
            )
            for role in ("member", "owner")
        },
        "wrong": replace(after, case=replace(_case(cast, "sent"), wrong=TakenBack(at(12, 23), cast.olga, cast.reason))),
        "unread_two": replace(home_page(cast, "owner", "unread"), case=replace(_case(cast, "unread"), to_sort=2)),
        "letter_not_approved": replace(home_page(cast, "owner", "drafted"), case=cast.case("drafted")),
    }
    statuses = {f"status_{role}": _status(home_page(cast, role, "open")) for role in ("member", "admin")}
    return {
        **{f"asked_again_{role}": _paint(_asked_again(cast, role)) for role in ("owner", "admin", "member")},
        **{
            f"no_owner_{role}": _paint(replace(home_page(cast, role, "drafted"), owners=(), owner_silent=nobody))
            for role in ("admin", "observer", "member")
        },
        **{name: _paint(page) for name, page in pages.items()},
        **statuses,
    }


def _waiting(cast: Cast) -> tuple[WaitingQuestion, ...]:
    first = WaitingQuestion(cast.about, "p2", cast.ada, cast.n, Wait(cast.about, at(12, 24, 15)), True)
    return (first, *(replace(first, poll_ref=f"p{number}", may_change=False) for number in range(3, 9)))


def _days(n: int) -> tuple[tuple[date, int], ...]:
    return tuple((date(2026, 11, 1) + timedelta(days=k), k // 4 * 10) for k in range(n))


def _status(page: HomePage) -> Paint:
    return lambda t: home.status(page, t)
