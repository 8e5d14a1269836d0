"""The Home tab and its menu, and the words of the command that only tell something."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.slack import consent, member, notice, poll, workingdays
from governance.slack.gesture import Edge, Gesture
from governance.slack.guards import insider, reader
from governance.slack.ids import More
from governance.slack.showing import Answer, change, refresh_home, texts_of
from governance.slack.views import command, home
from governance.store import queries
from governance.usecases import home as usecase
from governance.usecases import resultpage, shown


def home_opened(edge: Edge, user_id: str) -> None:
    """Somebody opened the Home tab: it is painted for them, if they are of this workspace."""
    now = edge.clock()
    try:
        insider(edge, user_id)
    except Refusal:
        return
    with change(edge) as session:
        refresh_home(session, edge, user_id, now)


MENU = {
    More.NOTICE: notice.notice_asked,
    More.KEPT: consent.kept_about_me_asked,
    More.CONTACT: notice.contact_asked,
    More.ROLES: member.roles_asked,
    More.ANNOUNCEMENT: poll.announcement_asked,
    More.WORKING_DAYS: workingdays.working_days_asked,
}


def menu_chosen(edge: Edge, gesture: Gesture) -> Answer:
    """An entry of the menu at the foot of Home: a gesture of its own, about the present question."""
    if gesture.value not in MENU:
        raise Refusal(N_("This button is from an earlier version of the app. Open its Home tab to go on."))
    with edge.database.reading() as session:
        current = queries.current_poll(session, edge.workspace_id)
    meant = gesture.about(current.id if current else "")
    return MENU[More(gesture.value)](edge, meant)


def link_opened(edge: Edge, gesture: Gesture) -> Answer:
    """A button that only opens an address: nothing to do but to acknowledge it."""
    return None


def help_asked(edge: Edge, gesture: Gesture) -> Answer:
    """`/ai-consent`, `help`, and every word that this app does not know."""
    who = reader(edge, gesture)
    word = gesture.value.strip()
    with edge.database.reading() as session:
        page = shown.help_page(session, who, "" if word in ("", "help") else word)
    return command.help_text(page, texts_of(who))


def status_asked(edge: Edge, gesture: Gesture) -> Answer:
    """`status`: how things stand, privately."""
    who, now = reader(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = usecase.home_page(session, who, edge.keys.answers, edge.house, edge.mail, now)
    return home.status(page, texts_of(who))


def results_asked(edge: Edge, gesture: Gesture) -> Answer:
    """`results`: the result of the last question, privately."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = resultpage.private_result(session, who, poll.poll_meant(session, edge, gesture))
    return command.results(page, texts_of(who))
