"""Every column that can hold a person's Slack id, and what becomes of it when the person is erased.

What stays is part of the proof: what one person did in office for everybody, and what those who were asked have read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from governance.store import models
from governance.store.schema import Base


class Fate(StrEnum):
    """What an erasure does with a column that holds the person's id."""

    ROW_GOES = "the row goes"
    NAMELESS = "the id goes, the row stays"
    REPLACED = "a random id, which leads to nobody, takes its place"
    KEPT = "kept"


@dataclass(frozen=True)
class PersonColumn:
    """`shown`: what an export tells of a row besides its key; () for all of it. `reason`: why an id is kept."""

    table: type[Base]
    name: str
    fate: Fate
    shown: tuple[str, ...] = ()
    reason: str = ""

    @property
    def place(self) -> str:
        """`decisions.decided_by`."""
        return f"{self.table.__tablename__}.{self.name}"


ASKED = "Everyone who was asked has read this name in the question."
DECIDED = "Everyone who was asked has read who decided, and why."
CLOSED = "Everyone who was asked has read who closed the question early, and why."
LETTER = "The letter to the vendor was written in this name; the vendor's answer refers to it."
STEP = "How surely something is known of a request depends on who said it."

PERSON_COLUMNS = (
    PersonColumn(models.Member, "user_id", Fate.ROW_GOES),
    PersonColumn(models.Subject, "user_id", Fate.ROW_GOES),
    PersonColumn(models.Appointment, "user_id", Fate.ROW_GOES),
    PersonColumn(models.Outgoing, "user_id", Fate.ROW_GOES),
    PersonColumn(models.Participation, "user_id", Fate.ROW_GOES),
    PersonColumn(models.NoticeReading, "user_id", Fate.ROW_GOES),
    PersonColumn(models.OwnSetting, "user_id", Fate.ROW_GOES),
    PersonColumn(models.Elector, "user_id", Fate.NAMELESS),
    PersonColumn(models.ConsentRecord, "user_id", Fate.NAMELESS),
    PersonColumn(models.Workspace, "installed_by", Fate.NAMELESS, ("installed_at",)),
    PersonColumn(models.Mail, "given_by", Fate.NAMELESS, ("source", "received_at")),
    PersonColumn(models.Mail, "sorted_by", Fate.NAMELESS, ("sorted_how", "sorted_at")),
    PersonColumn(models.Case, "known_primary", Fate.NAMELESS, ("reference",)),
    PersonColumn(models.Appointment, "appointed_by", Fate.REPLACED, ("role", "appointed_at")),
    PersonColumn(models.Poll, "after_member", Fate.REPLACED, ("created_at",)),
    PersonColumn(models.Poll, "author", Fate.KEPT, ("vendor", "state", "created_at"), ASKED),
    PersonColumn(models.Poll, "decider", Fate.KEPT, ("vendor", "state", "decision_due"), ASKED),
    PersonColumn(models.Poll, "closed_by", Fate.KEPT, ("frozen_at", "close_reason"), CLOSED),
    PersonColumn(models.Decision, "decided_by", Fate.KEPT, ("choice", "reason", "decided_at"), DECIDED),
    PersonColumn(models.Case, "owner", Fate.KEPT, ("reference", "owner_title", "from_address", "opened_at"), LETTER),
    PersonColumn(models.Letter, "approved_by", Fate.KEPT, ("from_address", "subject", "body", "approved_at"), LETTER),
    PersonColumn(models.Letter, "said_by", Fate.KEPT, ("subject", "sent_at"), STEP),
    PersonColumn(models.Checklist, "ticked_by", Fate.KEPT, ("ticked", "ticked_at"), STEP),
    PersonColumn(models.Proof, "kept_by", Fate.KEPT, ("kind", "digest", "kept_at"), STEP),
    PersonColumn(models.CaseEvent, "actor", Fate.KEPT, ("event", "note", "at"), STEP),
)

# Named like a person's, but they hold something else.
NOT_PEOPLE = {
    "workspaces.bot_user_id": "the app itself",
    "covered_urls.confirmed_by": "a mail",
    "fences.owner": "a random id of the process that sends",
    "ledger.actor": "a random id; `subjects` says whose, and that row goes",
}
