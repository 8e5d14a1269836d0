"""Plain values for what is known of a mail, of its signature, and of the letter that it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from governance.rules.mail.known_sentences import KnownSentence
from governance.rules.mail.wording import AutomaticReplies, Wording
from governance.rules.sentence import Sentence

MAX_TEXT = 200_000  # characters of a mail's text that are read
MAX_LINE = 20_000


class Dkim(StrEnum):
    """The state of a signature: valid, invalid, absent, or its key could not be asked for."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"
    UNKNOWN = "unknown"


class Automatic(StrEnum):
    """Who wrote, by the headers: a person, a program (RFC 3834 auto-generated), or a program that answers."""

    NO = "no"
    GENERATED = "generated"
    REPLIED = "replied"


@dataclass(frozen=True)
class Authenticity:
    """Who signed a mail.

    `aligned`: the signature is valid, is of the sender's own domain, and that domain is an expected one. `signed`:
    names of the signed headers in lower case. `dns`: every TXT answer used (None: no such name), to be kept.
    """

    dkim: Dkim = Dkim.NONE
    domain: str | None = None
    aligned: bool = False
    reasons: tuple[Sentence, ...] = ()
    signed: frozenset[str] = frozenset()
    dns: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class DeliveryFailure:
    """A mail server's report that a mail was not delivered.

    `permanent` False: it still tries. `returned`: Message-IDs of the mail that came back. `status`: the server's code
    (RFC 3463), such as 5.1.1; empty where it gave none.
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
    `editions`: the whole text of each edition. `simple`: it is one text in at most two editions, without other parts,
    and nothing in it can hide, strike out or change a word.
    `framed`: its parts are where its body says, so that no header can give them another reading. `fixed`: nor another
    charset or encoding. `encoded`: its text has a transfer encoding.
    `forwarded`: `beneath` is somebody else's mail passed on inside the text.
    `helpdesk`: laid out by a ticket system. `automatic` and `failure` (a delivery report): headers that somebody else
    than its signer may have added do not count.
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
    editions: tuple[str, ...] = ()
    simple: bool = True
    framed: bool = True
    fixed: bool = False
    encoded: bool = False
    forwarded: bool = False
    helpdesk: bool = False
    automatic: Automatic = Automatic.NO
    failure: DeliveryFailure | None = None


@dataclass(frozen=True)
class SentLetter:
    """Our letter, or all letters of one request together.

    `message_ids`: ours, and those found in signed copies. `seen_ids`: those found in unsigned copies, which anybody who
    has read the letter can write. `at`: when the first letter left. `addresses`: what we sent from, and the copy
    address; `copies`: the copy address alone. `text`: what we wrote.
    """

    message_ids: frozenset[str] = frozenset()
    at: datetime | None = None
    addresses: frozenset[str] = frozenset()
    text: str = ""
    seen_ids: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()


@dataclass(frozen=True)
class VendorMail:
    """How a vendor writes, from its register entry. `domains`: exactly those that may sign, without subdomains.

    `wording`: how its replies are read; `known`: the only sentences that may close a request by themselves.
    """

    name: str
    address: str
    domains: frozenset[str]
    subjects: tuple[str, ...]
    wording: Wording
    known: tuple[KnownSentence, ...]
    automatic: AutomaticReplies
