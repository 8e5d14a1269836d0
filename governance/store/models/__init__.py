"""Every table: the inventory of what is kept, with whose data it is and when it is removed.

Everything is keyed by workspace, directly or through its question or request; a query without it is a defect.
"""

from governance.store.models.case import (
    Case,
    CaseEvent,
    Checklist,
    CoveredUrl,
    Decision,
    Letter,
    OwnSetting,
    Proof,
    UsedVendor,
)
from governance.store.models.mail import Mail, MailboxPosition
from governance.store.models.people import Appointment, DaysOff, Member, Subject, Workspace
from governance.store.models.poll import (
    AnswersOnDay,
    AudiencePart,
    ClosedBallot,
    ConsentRecord,
    Delivered,
    Elector,
    LaterObjection,
    Mailing,
    NoticeReading,
    OpenBallot,
    Participation,
    Poll,
)
from governance.store.models.record import (
    Fence,
    KeyPlace,
    LaneRow,
    LedgerEvent,
    LedgerHead,
    Marking,
    NextLook,
    Outgoing,
    RefusedChart,
    SeenEvent,
)
from governance.store.models.watch import PageVersion, WatchedPage

__all__ = [
    "AnswersOnDay",
    "Appointment",
    "AudiencePart",
    "Case",
    "CaseEvent",
    "Checklist",
    "ClosedBallot",
    "ConsentRecord",
    "CoveredUrl",
    "DaysOff",
    "Decision",
    "Delivered",
    "Elector",
    "Fence",
    "KeyPlace",
    "LaneRow",
    "LaterObjection",
    "LedgerEvent",
    "LedgerHead",
    "Letter",
    "Mail",
    "MailboxPosition",
    "Mailing",
    "Marking",
    "Member",
    "NextLook",
    "NoticeReading",
    "OpenBallot",
    "Outgoing",
    "OwnSetting",
    "PageVersion",
    "Participation",
    "Poll",
    "Proof",
    "RefusedChart",
    "SeenEvent",
    "Subject",
    "UsedVendor",
    "WatchedPage",
    "Workspace",
]
