"""The words of `/ai-consent` that only show something: help, status, results, request."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.rules.people.command_words import meant
from governance.slack.case import letter
from governance.slack.gesture import Edge, Gesture
from governance.slack.people.authority import reader
from governance.slack.poll import running
from governance.slack.responses import Response, show, texts_of
from governance.slack.views.home import command, home
from governance.store import queries
from governance.usecases.case import withdrawal
from governance.usecases.seen import home as home_pages
from governance.usecases.seen import people, result


def help_asked(edge: Edge, gesture: Gesture) -> Response:
    """`/ai-consent`, `help`, and every word that the app does not know."""
    who = reader(edge, gesture)
    typed = gesture.value.strip()
    first = typed.split()[0].lower() if typed else "help"
    with edge.database.reading() as session:
        page = people.help_page(session, who, *(("", "") if first == "help" else (typed, meant(typed))))
    return command.help_text(page, texts_of(who))


def status_asked(edge: Edge, gesture: Gesture) -> Response:
    """`status`: how things stand, for this person only."""
    who, now = reader(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        page = home_pages.home_page(session, who, edge.keys, edge.house, edge.mail, now)
    return home.status(page, texts_of(who))


def results_asked(edge: Edge, gesture: Gesture) -> Response:
    """`results`: the result of the last question, for this person only."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        page = result.private_result(session, who, running.poll_meant(session, edge, gesture))
    return command.results(page, texts_of(who))


def result_asked(edge: Edge, gesture: Gesture) -> Response:
    """*More*: the decision with its whole reason, the figures and the rule."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        poll = queries.poll_of(session, edge.workspace_id, gesture.value)
        page = result.private_result(session, who, poll)
    show(edge, gesture, command.result_window(page, texts_of(who)))
    return None


def request_asked(edge: Edge, gesture: Gesture) -> Response:
    """`/ai-consent request`: our request, as this person may see it."""
    who = reader(edge, gesture)
    with edge.database.reading() as session:
        case = queries.current_case(session, edge.workspace_id)
        if case is None:
            raise Refusal(N_("No request has been made: no owner has decided to opt out so far."))
        withdrawal.demand_readable(session, who, case)
        view = letter.next_view(session, edge, who, case, edge.clock())
    show(edge, gesture, view)
    return None
