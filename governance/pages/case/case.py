"""Our request to the vendor as owners and admins see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from governance.pages.about import About, Ask
from governance.pages.case.copy_test import CopyProof
from governance.pages.case.correspondence import Confirmation, Entry, Letter, Mail, TakenBack
from governance.pages.case.decision import Decision
from governance.pages.people import Person


@dataclass(frozen=True)
class CasePage:
    """Our request to the vendor, as everybody may see it; owners get the buttons.

    `state`: drafted, approved, sent, unclear, question, refused, bounced, acknowledged, confirmed, withdrawn.
    `letter`, with its links: the first letter, or the later one that the screen is about (`letter_kind`, `letter_id`).
    `request_known`: drafted, said, copy_seen, copy_signed, accepted. `reply_known`: none, word, pasted, thread, signed.
    `address_given`: the owner typed the sending address (it was not read from Slack).
    `is_reminded`: the reader is among those whom `next_reminder_at` reminds.
    `no_reply_days`: working days without a reply once that is 14 or more, else None.
    `next_letters`: what may be written now.
    `asked_again_at`, `checked_at`: after a confirmation, when the vendor was asked again, and confirmed again.
    `check_due`: the owner is asked to have the confirmation checked.
    `asked_once_more_at`: when we wrote again because no reply came.
    `said_confirmed_at`: when the vendor had confirmed what it refuses now.
    `said_by`: who said that the letter left. `confirmation`: whose word it is that the vendor confirmed, also where an
    owner said that this was `wrong`, and nothing has confirmed it since. `unread`: the oldest mail of which no owner
    has said what it says, while that decides how our request goes on.
    `approved_by`: who approved the letter; `is_mine`: that is the reader. `decided_by_reader`: so is who decided.
    `lapsed`: why the draft was approved and is a draft again (`owner`, `address`), of `lapsed_by`, else empty.
    `taken_back_by`: who took an approval back last. `copies`: before the letter has left, where the app has a mailbox.
    """

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    reference: str
    state: str
    owner: Person
    letter: Letter
    organisation: str
    decision: Decision | None = None
    address: str | None = None
    address_given: bool = False
    copy_address: str | None = None
    letter_kind: str = "request"
    letter_id: str | None = None
    mailto_url: str | None = None
    gmail_url: str | None = None
    outlook_url: str | None = None
    smtp: bool = False
    smtp_queued: bool = False
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    state_at: datetime | None = None
    request_known: str = "drafted"
    reply_known: str = "none"
    next_reminder_at: datetime | None = None
    is_reminded: bool = False
    next_check_at: datetime | None = None
    next_letters: tuple[str, ...] = ()
    asked_again_at: datetime | None = None
    checked_at: datetime | None = None
    no_reply_days: int | None = None
    to_sort: int = 0
    latest: Mail | None = None
    recent: tuple[Entry, ...] = ()
    asks: tuple[Ask, ...] = ()
    may_send: bool = False  # the reader is an owner
    may_hand_over: bool = False  # to another active owner
    check_due: bool = False
    asked_once_more_at: datetime | None = None
    said_confirmed_at: datetime | None = None
    said_by: Person | None = None
    confirmation: Confirmation | None = None
    wrong: TakenBack | None = None
    unread: Mail | None = None
    approved_by: Person | None = None
    is_mine: bool = True
    decided_by_reader: bool = False
    lapsed: str = ""
    lapsed_by: Person | None = None
    taken_back_by: Person | None = None
    copies: CopyProof | None = None


@dataclass(frozen=True)
class CaseReminderPage:
    """An owner's prompt about the letter. `occasion`: unsent, waiting, follow_up, no_answer, monthly, your_turn,
    check, check_owner, check_address, check_policy."""

    case: CasePage
    occasion: str


@dataclass(frozen=True)
class AddressPage:
    """Asks for the address where the app may not read it from Slack."""

    about: About = field(kw_only=True)
    zone: str
    case_ref: str
    suggestion: str = ""
