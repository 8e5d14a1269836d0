"""The workspace's weekend and holidays: an owner looks at them and sets them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import PlacePage
from governance.rules.people.permissions import Act, Person
from governance.rules.people.working_days import WEEK
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import Response, beside_fields, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.people import working_days as views
from governance.store.people import public_holidays
from governance.usecases.people import members
from governance.usecases.people import working_days as usecase
from governance.usecases.poll import opening

SAVED = N_("Saved. Every message goes by these days from now on; nothing is said twice.")


def working_days_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Working days*: shows what is known, for an owner to change."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = usecase.days_off_page(session, who, now)
    show(edge, gesture, views.working_days(page, texts_of(who)))
    public_holidays.get_ready()
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
            place = _choose(session, who, gesture.text(Block.COUNTRY), None, now)
            opening.follow_calendar(session, edge.workspace_id, now)
        except usecase.NoWorkingDay as refusal:
            return beside_fields({Block.WEEKEND: refusal}, texts_of(who))
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    if place is not None and place.regions:
        return updated(views.region(place, texts_of(who)))
    return updated(done(texts_of(who), SAVED))


def _choose(session: Session, who: Person, country: str, region: str | None, now: datetime) -> PlacePage | None:
    """Set the country; where it is a new one, the page that asks for its region. `region` None: keep it."""
    if region is None and not country:  # the window had no such field
        return None
    country = "" if country == views.NOWHERE else country
    before = usecase.place_of(session, who.workspace_id)
    if region is None and country == before[0]:
        return None
    usecase.choose_place(session, who, country, region or "", now, texts_of(who).language)
    return usecase.place_page(session, who, country) if country else None


def region_chosen(edge: Edge, gesture: Gesture) -> Response:
    """The window after it was submitted: a region of the country."""
    who, now = actor(edge, gesture), edge.clock()
    region = gesture.text(Block.REGION)
    with change(edge) as session:
        _choose(session, who, gesture.metadata, "" if region == views.NOWHERE else region, now)
        opening.follow_calendar(session, edge.workspace_id, now)
        refresh_home(session, edge, who.user_id, now)
    edge.wake()
    return updated(done(texts_of(who), SAVED))
