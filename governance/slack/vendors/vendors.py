"""`/ai-consent vendors`: which vendors are in use, how each stands, one entry in full, and one's own tick."""

from __future__ import annotations

from governance.errors import N_
from governance.slack.gesture import Edge, Gesture
from governance.slack.people.authority import actor, reader
from governance.slack.responses import Response, change, done, refresh_home, show, texts_of, updated
from governance.slack.views.vendors import entry
from governance.slack.views.vendors import vendors as views
from governance.usecases.case import checklist, used_vendors
from governance.usecases.seen.vendors import windows

TICKED = N_("Noted. Nobody here sees who ticked, only how many did, and that only from six people on.")
TICKED_BEFORE = N_("You had ticked this before. Nothing was changed.")


def vendors_asked(edge: Edge, gesture: Gesture) -> Response:
    """`vendors`, *Vendors*: all that are in use."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = windows.vendors_page(session, who, edge.clock())
    show(edge, gesture, views.vendors(page, texts_of(who)))
    return None


def vendor_asked(edge: Edge, gesture: Gesture) -> Response:
    """One was chosen in the menu: its entry in full."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = windows.vendor_page(session, who, gesture.value, edge.clock())
    show(edge, gesture, entry.vendor(page, texts_of(who)))
    return None


def choice_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Choose vendors*: a box for each entry."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        page = windows.choose_page(session, who)
    show(edge, gesture, views.choose(page, texts_of(who)))
    return None


def vendors_chosen(edge: Edge, gesture: Gesture) -> Response:
    """The boxes were submitted."""
    who, now = actor(edge, gesture), edge.clock()
    chosen = [slug for block in views.GROUPS for slug in gesture.several(block)]
    with change(edge) as session:
        used_vendors.choose(session, who, chosen, now)
        refresh_home(session, edge, who.user_id, now)
    return updated(done(texts_of(who), N_("Saved. Home and /ai-consent vendors show these from now on.")))


def own_setting_ticked(edge: Edge, gesture: Gesture) -> Response:
    """*I have done it*: a setting of one's own account was changed. Their result message is painted anew."""
    who, now = reader(edge, gesture), edge.clock()
    with change(edge) as session:
        is_new = checklist.tick_own(session, who, gesture.value, now)
        refresh_home(session, edge, who.user_id, now)
    show(edge, gesture, done(texts_of(who), TICKED if is_new else TICKED_BEFORE))
    return None
