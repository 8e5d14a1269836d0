"""The workspace's weekend and holidays: an owner looks at them and sets them."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Act
from governance.rules.people.working_days import WEEK
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.people import working_days as views
from governance.usecases.people import members
from governance.usecases.people import working_days as usecase
from governance.usecases.poll import opening


def working_days_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Working days*: shows what is known, for an owner to change."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = usecase.days_off_page(session, who, now)
    show(edge, gesture, views.working_days(page, texts_of(who)))
    return None


def working_days_set(edge: Edge, gesture: Gesture) -> Response:
    """The window was submitted: the weekend as ticked, and the holidays as typed or pasted."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        members.allow(session, who, Act.SET_WORKING_DAYS)
    weekend = [day for day in gesture.several(Block.WEEKEND) if day in map(str, range(WEEK))]
    text = gesture.text(Block.HOLIDAYS)
    try:
        holidays = usecase.read_typed(text, now)
    except Refusal as refusal:
        return beside_fields({Block.HOLIDAYS: refusal}, texts_of(who))
    with change(edge) as session:
        try:
            usecase.set_working_days(session, who, weekend, holidays, now)
            opening.follow_calendar(session, edge.workspace_id, now)
        except usecase.NoWorkingDay as refusal:
            return beside_fields({Block.WEEKEND: refusal}, texts_of(who))
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    told = N_("Saved. Every message goes by these days from now on; nothing is said twice.")
    return updated(done(texts_of(who), told))
