"""What is known of a mail, of its signature, and of the letter it may answer: plain values. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from governance.rules.sentence import Sentence

MAX_TEXT = 200_000  # characters of a mail's text that are read
MAX_LINE = 20_000


class Dkim(StrEnum):
    """What became of the signature: it holds, it does not, there is none, or the key could not be asked for."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"
    UNKNOWN = "unknown"


class Automatic(StrEnum):
    """What the headers say of who wrote: a person, a program (RFC 3834 auto-generated), or a program that answers."""

    NO = "no"
    GENERATED = "generated"
    REPLIED = "replied"


@dataclass(frozen=True)
class Authenticity:
    """Who signed a mail. `aligned`: the signature holds, is the sender's own, and the sender is of an expected domain.

    `signed`: names of the signed headers in lower case. `dns`: every TXT answer used (None: no such name), to be kept.
    """

    dkim: Dkim = Dkim.NONE
    domain: str | None = None
    aligned: bool = False
    reasons: tuple[Sentence, ...] = ()
    signed: frozenset[str] = frozenset()
    dns: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class DeliveryFailure:
    """A mail server's report. `permanent` False: still trying. `returned`: Message-IDs of the mail that came back.

    `status`: the server's code (RFC 3463), such as 5.1.1; empty where it gave none.
    """

    permanent: bool
    recipients: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True)
class MailFacts:
    """One mail, read. Addresses in lower case; Message-IDs without angle brackets; `date` aware UTC.

    `text`: everything it says; `own`: what its writer added; `beneath`: what was quoted or forwarded below.
    `edition`: the writer's own words in the other edition, HTML beside plain text; `unseen`: text that HTML hides.
    `framed`: its parts are where its body says, so that no header can give them another reading.
    `forwarded`: `beneath` is somebody else's mail passed on inside the text. `repeated`: headers that may stand once
    and stand more often. `helpdesk`: laid out by a ticket system. `failure`: it is a delivery report.
    """

    sender: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    own: str = ""
    beneath: str = ""
    edition: str = ""
    unseen: str = ""
    framed: bool = True
    forwarded: bool = False
    helpdesk: bool = False
    automatic: Automatic = Automatic.NO
    repeated: frozenset[str] = frozenset()
    failure: DeliveryFailure | None = None


@dataclass(frozen=True)
class SentLetter:
    """Our letter, or all letters of one request. `message_ids`: ours and those that signed copies of it told.

    `seen_ids`: those that unsigned copies told, which whoever has read the letter can write. `at`: when the first left;
    `addresses`: what we sent from and the copy address; `text`: what we wrote.
    """

    message_ids: frozenset[str] = frozenset()
    at: datetime | None = None
    addresses: frozenset[str] = frozenset()
    text: str = ""
    seen_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class VendorMail:
    """How a vendor writes, from its register entry. `domains`: exactly those that may sign, no subdomains."""

    name: str
    address: str
    domains: frozenset[str]
    subjects: tuple[str, ...] = ()
