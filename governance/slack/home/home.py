"""The Home tab: opened, its menu, its links."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import More
from governance.slack.people import roles, working_days
from governance.slack.people.authority import insider
from governance.slack.poll import answer, notice, running
from governance.slack.responses import Response, change, refresh_home
from governance.store import queries


def home_opened(edge: Edge, user_id: str) -> None:
    """Somebody opened the Home tab: it is painted for them, if they belong to this workspace."""
    now = edge.clock()
    try:
        insider(edge, user_id)
    except Refusal:
        return
    with change(edge) as session:
        refresh_home(session, edge, user_id, now)


MENU = {
    More.NOTICE: notice.notice_asked,
    More.KEPT: answer.kept_about_me_asked,
    More.CONTACT: notice.contact_asked,
    More.ROLES: roles.roles_asked,
    More.ANNOUNCEMENT: running.announcement_asked,
    More.WORKING_DAYS: working_days.working_days_asked,
}


def menu_chosen(edge: Edge, gesture: Gesture) -> Response:
    """An entry of the menu at the foot of Home, handled as a gesture of its own about the present question."""
    if gesture.value not in MENU:
        raise Refusal(N_("This button is from an earlier version of the app. Open its Home tab to go on."))
    with edge.database.reading() as session:
        current = queries.current_poll(session, edge.workspace_id)
    meant = gesture.about(current.id if current else "")
    return MENU[More(gesture.value)](edge, meant)
