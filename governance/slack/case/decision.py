"""An owner decides, puts it off, or hands it over to another owner."""

from __future__ import annotations

from collections.abc import Callable

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act
from governance.rules.people.working_days import START, local_moment, zone_of
from governance.slack.case import letter
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block, parts_of
from governance.slack.people.authority import actor, look_at_workspace
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.case import decision as views
from governance.slack.views.case import owner_prompts
from governance.slack.views.words import day, plain
from governance.store import queries
from governance.store.register.entry import Mechanism
from governance.usecases.case import decision, handover
from governance.usecases.case.decision import OwnerChoice
from governance.usecases.case.letter import letter as letters
from governance.usecases.people import members
from governance.usecases.seen import decision as decision_pages
from governance.usecases.seen import people, result
from governance.usecases.seen.about import about


def _decision_asked(choice: OwnerChoice) -> Callable[[Edge, Gesture], Response]:
    """*Opt out* or *Allow*: shows what it means and asks for the reason. Without a value: without a question.

    A value may also name the decision that the new one replaces.
    """

    def asked(edge: Edge, gesture: Gesture) -> Response:
        who = actor(edge, gesture)
        with edge.database.reading() as session:
            members.allow(session, who, Act.DECIDE)
            poll_id, earlier = (*parts_of(gesture.value), "", "")[:2]
            poll = queries.poll_of(session, edge.workspace_id, poll_id) if poll_id else None
            decision.refuse_undecidable(session, who, poll, edge.clock(), earlier)
            page = decision_pages.decide_page(session, who, poll, choice, earlier)
            if choice is OwnerChoice.OPT_OUT and page.about.mechanism == Mechanism.EMAIL:
                letters.refuse_unwritable(session, who)
        show(edge, gesture, views.decide(page, texts_of(who)))
        return None

    asked.__name__ = f"{choice.value}_asked"
    asked.__doc__ = f"The first press of a decision: {choice.value}."
    return asked


opt_out_asked = _decision_asked(OwnerChoice.OPT_OUT)
allow_asked = _decision_asked(OwnerChoice.ALLOW)


def decision_alone_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Decide without asking*: asks which way."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        members.allow(session, who, Act.DECIDE)
        decision.refuse_undecidable(session, who, None, edge.clock())
    show(edge, gesture, owner_prompts.decide_alone(about(None), texts_of(who)))
    return None


def decided(edge: Edge, gesture: Gesture) -> Response:
    """*Record my decision*, once or again: after a decision to opt out, the letter is shown next."""
    who, now = actor(edge, gesture), edge.clock()
    poll_id, shows, earlier = (*parts_of(gesture.metadata), "", "", "")[:3]
    choice = next((choice for choice in OwnerChoice if result.CHOICES[choice.value] == shows), None)
    if choice is None:
        raise Refusal(N_("This window is from an earlier version of the app. Please close it and open it again."))
    reason, inbox = gesture.text(Block.REASON), edge.mail.copy_address
    if choice is OwnerChoice.OPT_OUT:
        look_at_workspace(edge)
    try:
        with change(edge) as session:
            submitted = (session, who, poll_id or None, choice, reason)
            taken = decision.already_recorded(*submitted, earlier or None) or decision.record_decision(
                *submitted, now, inbox=inbox, earlier=earlier or None
            )
            refresh_home(session, edge, who.user_id, now)
            case = queries.case_of_decision(session, taken.id)
            writes = choice is OwnerChoice.OPT_OUT and about(taken).mechanism == Mechanism.EMAIL
            view = letter.next_view(session, edge, who, case, now) if case and writes else None
    except Refusal as refusal:
        if refusal.msgid not in (decision.NO_REASON, decision.A_WORD):
            raise
        return beside_fields({Block.REASON: refusal}, texts_of(who))
    opted_out = N_("Your decision is recorded: we opt out at {vendor}. The steps stand in the notice.")
    allowed = N_("Your decision is recorded: {vendor} may go on using our data. Nothing is sent to {vendor}.")
    words = opted_out if choice is OwnerChoice.OPT_OUT else allowed
    return updated(view or done(texts_of(who), words, vendor=about(taken).vendor))


def later_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Remind me later*: asks on which day."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        handover.refuse_settled(session, who, gesture.value, edge.clock())
        page = decision_pages.later_page(session, who, gesture.value, edge.clock())
    show(edge, gesture, views.later(page, texts_of(who)))
    return None


def put_off(edge: Edge, gesture: Gesture) -> Response:
    """The day to be reminded on was chosen."""
    who, now = actor(edge, gesture), edge.clock()
    chosen = gesture.day(Block.DATE)
    if not chosen:
        return beside_fields({Block.DATE: Refusal(N_("Please choose a day."))}, texts_of(who))
    try:
        with change(edge) as session:
            zone = zone_of(people.zone_for(session, who))
            until = local_moment(chosen, START, zone)
            until = handover.remind_later(session, who, gesture.metadata, until, now)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.DATE: refusal}, texts_of(who))
    t = texts_of(who)
    on = plain(day(until, str(zone), t, weekday=True))
    return updated(done(t, N_("Noted. You will be reminded on {day}."), day=on))


def hand_over_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Hand over to another owner*: asks to whom."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        handover.refuse_settled(session, who, gesture.value, edge.clock())
        page = decision_pages.hand_over_page(session, who, gesture.value)
    if not page.owners:
        raise Refusal(N_("This workspace has no other active owner."))
    show(edge, gesture, views.hand_over(page, texts_of(who)))
    return None


def handed_over(edge: Edge, gesture: Gesture) -> Response:
    """The other owner was chosen."""
    who, now = actor(edge, gesture), edge.clock()
    try:
        with change(edge) as session:
            handover.hand_over(session, who, gesture.metadata, gesture.text(Block.OWNER), now)
            refresh_home(session, edge, who.user_id, now)
    except Refusal as refusal:
        return beside_fields({Block.OWNER: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Handed over. The other owner is told.")))
