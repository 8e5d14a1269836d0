"""For what our letter speaks: an organisation's owner widens it to the whole organisation, narrows it, or lists it."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.pages.case.coverage import CoveragePage
from governance.rules.case import coverage as rules
from governance.rules.people.permissions import Act, Person
from governance.slack.case.letter import next_view
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.people.authority import actor
from governance.slack.responses import (
    Response,
    beside_fields,
    change,
    done,
    queue_file,
    refresh_home,
    show,
    texts_of,
    updated,
)
from governance.slack.views.case import coverage as views
from governance.usecases.case import case as cases
from governance.usecases.case import coverage
from governance.usecases.people import members
from governance.usecases.seen import coverage as coverage_pages


def org_wide_asked(edge: Edge, gesture: Gesture) -> Response:
    """*For the whole organisation*, *Change the list*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        case = coverage.case_to_widen(session, who, gesture.value)
        page = coverage_pages.coverage_page(session, who, case)
    show(edge, gesture, views.org_wide(page, texts_of(who)))
    return None


def made_org_wide(edge: Edge, gesture: Gesture) -> Response:
    """The addresses were given: the letter is drafted anew and shown for approval."""
    who, now = actor(edge, gesture), edge.clock()
    with edge.database.reading() as session:
        coverage.case_to_widen(session, who, gesture.metadata)
    urls, faults = _read(gesture)
    if faults:
        return beside_fields(faults, texts_of(who))
    try:
        with change(edge) as session:
            organisation = gesture.text(Block.ORGANISATION)
            case = coverage.widen(session, who, gesture.metadata, organisation, urls, now)
            refresh_home(session, edge, who.user_id, now)
            view = next_view(session, edge, who, case, now)
    except Refusal as refusal:
        field = Block.WORKSPACES if refusal.msgid == rules.TOO_MANY else Block.ORGANISATION
        return beside_fields({field: refusal}, texts_of(who))
    return updated(view)


def _read(gesture: Gesture) -> tuple[list[str], dict[str, Refusal]]:
    """The workspaces of all fields together, each once, and what is wrong in each field."""
    urls: list[str] = []
    faults: dict[str, Refusal] = {}
    for field in views.FIELDS:
        try:
            urls += rules.workspace_urls(gesture.text(field))
        except Refusal as refusal:
            faults[field] = refusal
    return list(dict.fromkeys(urls)), faults


def only_here_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Only this workspace*: asks for the second press."""
    who = actor(edge, gesture)
    page = _page(edge, who, gesture.value, Act.APPROVE)
    show(edge, gesture, views.only_here(page, texts_of(who)))
    return None


def made_only_here(edge: Edge, gesture: Gesture) -> Response:
    """The second press: the letter is for this workspace alone, drafted anew and shown."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        case = coverage.narrow(session, who, gesture.metadata, now)
        refresh_home(session, edge, who.user_id, now)
        view = next_view(session, edge, who, case, now)
    return updated(view)


def coverage_asked(edge: Edge, gesture: Gesture) -> Response:
    """*What the letter covers*."""
    who = actor(edge, gesture)
    page = _page(edge, who, gesture.value, Act.READ_FIGURES)
    show(edge, gesture, views.coverage(page, texts_of(who)))
    return None


def coverage_file_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Get the list as a file*: the file comes in a message."""
    who, now = actor(edge, gesture), edge.clock()
    _page(edge, who, gesture.value, Act.READ_FIGURES)
    with change(edge) as session:
        queue_file(session, edge, gesture, "coverage", gesture.value, now, case_id=gesture.value)
    show(edge, gesture, done(texts_of(who), N_("The list comes to you in a message.")))
    return None


def _page(edge: Edge, who: Person, case_id: str, act: Act) -> CoveragePage:
    with edge.database.reading() as session:
        members.allow(session, who, act)
        return coverage_pages.coverage_page(session, who, cases.case_of(session, edge.workspace_id, case_id))
