"""An owner decides about a vendor; owners and admins note the steps there, and keep what shows that they were done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from governance.errors import N_, Refusal
from governance.pages import StepsReminderPage
from governance.rules.case import checklist as rules
from governance.rules.case.checklist import ProofKind, Standing
from governance.rules.mail.mail_file import is_mail
from governance.rules.people.permissions import Act, Person, may
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Block
from governance.slack.link import files, scopes
from governance.slack.people.authority import actor, known
from governance.slack.responses import (
    Response,
    View,
    beside_fields,
    change,
    done,
    queue_file,
    refresh_home,
    show,
    texts_of,
    updated,
)
from governance.slack.views import words
from governance.slack.views.vendors import reminder as reminders
from governance.slack.views.vendors import steps as views
from governance.store.models import Case
from governance.store.outbox_row import Row
from governance.store.register.entry import Mechanism
from governance.texts import Texts
from governance.usecases.case import checklist
from governance.usecases.case.checklist import Given
from governance.usecases.case.steps import proofs
from governance.usecases.people import members
from governance.usecases.seen.vendors import windows

LARGEST = 2 * 1024 * 1024
TOO_LARGE = N_("This file is larger than 2 MB. Choose a smaller picture, or write a note.")
NO_PROOF = N_("This file is no picture (PNG, JPEG, WebP) and no mail (.eml). Choose another one, or write a note.")


def steps_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Note decision and steps*."""
    who = actor(edge, gesture)
    with edge.database.reading() as session:
        may_upload = scopes.may_upload(members.workspace(session, edge.workspace_id).scopes)
        page = windows.steps_page(session, who, gesture.value, edge.clock(), may_upload=may_upload)
    show(edge, gesture, views.steps_window(page, texts_of(who)))
    return None


def steps_noted(edge: Edge, gesture: Gesture) -> Response:
    """The window was submitted. Files are fetched with no session open, and only for those who may keep them.

    It is the third on top of others, and Slack takes no fourth: every refusal stands beside a field.
    """
    who = known(edge, gesture.user_id)
    try:
        who = actor(edge, gesture)
        _note(edge, gesture, who)
    except Refusal as refusal:
        fields = (Block.FILES if gesture.files(Block.FILES) else Block.STANDS, Block.STANDS, Block.CHOICE)
        beside = next((block for block in fields if block in gesture.state), Block.CHOICE)
        return beside_fields({beside: refusal}, texts_of(who))
    return updated(done(texts_of(who), N_("Recorded. Home and /ai-consent vendors say so.")))


def _note(edge: Edge, gesture: Gesture, who: Person) -> None:
    """Record the decision, where this is an owner, and the steps."""
    now, slug = edge.clock(), gesture.metadata
    with edge.database.reading() as session:
        members.allow(session, who, Act.KEEP_CHECKLIST)
    choice = gesture.among(Block.CHOICE, list(views.CHOICES)) if may(who, Act.DECIDE) else ""
    given = Given(
        frozenset(int(one) for one in gesture.several(Block.STEPS) if one.isdecimal()),
        Standing(gesture.among(Block.STANDS, list(Standing), Standing.TO_DO)),
        gesture.text(Block.NOTE),
        [(_kind_of(content), content) for content in files.contents(edge.client, gesture.files(Block.FILES))],
    )
    with change(edge) as session:
        if choice:
            checklist.decide(session, who, slug, choice, gesture.text(Block.REASON), now)
        if choice != "allow" and Block.STANDS in gesture.state:
            checklist.keep(session, who, slug, given, now)
        refresh_home(session, edge, who.user_id, now)
    if given.files:  # a mail is examined at once
        edge.wake()


def files_asked(edge: Edge, gesture: Gesture) -> Response:
    """*Get these files*: every picture and mail that is kept comes as a file, each in a message."""
    who, now = actor(edge, gesture), edge.clock()
    with change(edge) as session:
        for proof in proofs.files_of(session, who, gesture.value):
            queue_file(session, edge, gesture, "proof", proof.id, now, case_id=proof.case_id, proof=proof.id)
    show(edge, gesture, done(texts_of(who), N_("The files come to you, each in a message.")))
    return None


def file(session: Session, edge: Edge, who: Person, row: Row, t: Texts) -> tuple[str, bytes, str]:
    """A picture or mail as it was given: file name, bytes, accompanying words."""
    name, content = proofs.original(session, who, row.about["proof"])
    return name, content, words.plain(t(N_("The file as it was given, byte for byte.")))


def reminder(session: Session, edge: Edge, who: Person, row: Row, t: Texts, now: datetime) -> View | None:
    """A reminder of steps or of the vendor's answer; None once that is over."""
    page = _reminder_page(session, who, row, now)
    return reminders.reminder(page, t) if page.lasts and may(who, Act.READ_FIGURES) else None


def reminder_now(session: Session, who: Person, row: Row, t: Texts, now: datetime) -> View:
    """The same after it was sent, as things stand now."""
    page = _reminder_page(session, who, row, now)
    return reminders.reminder(replace(page, lasts=page.lasts and may(who, Act.READ_FIGURES)), t)


def is_by_steps(session: Session, row: Row) -> bool:
    """Whether this row is about a request without a letter."""
    case = session.get(Case, row.case_id) if row.case_id else None
    return case is not None and case.mechanism != Mechanism.EMAIL


def _reminder_page(session: Session, who: Person, row: Row, now: datetime) -> StepsReminderPage:
    return windows.steps_reminder_page(session, who, session.get_one(Case, row.case_id), now)


def _kind_of(content: bytes) -> ProofKind:
    """Whether it is a picture or a mail. Raises Refusal for anything else, and for what is too large."""
    if len(content) > LARGEST:
        raise Refusal(TOO_LARGE)
    if rules.picture_type(content):
        return ProofKind.PICTURE
    if not is_mail(content):
        raise Refusal(NO_PROOF)
    return ProofKind.MAIL
