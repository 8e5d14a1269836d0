"""What the vendor's help desk answers, in the sandbox's own words, and what forgers make of it."""

from __future__ import annotations

from dataclasses import dataclass

HELP_DESK = "Slack Support"

ACKNOWLEDGE = """\
##- Please type your reply above this line -##

Your request ({ticket}) has been received and is being reviewed by our support team.

To add additional comments, reply to this email."""

# The decisive sentence is that of a confirmation that was published.
CONFIRM = """\
Hi {name},

Thank you for reaching out to Slack support. Your opt-out request has been completed.

Kind regards,
Robin
Slack Customer Experience"""

ASK = """\
Hi {name},

Thanks for writing in. Before we can process this request, could you please send us the URL of your workspace or \
organization, and confirm that you are one of its Owners?

Best,
Robin
Customer Experience, Slack"""

REFUSE = """\
Hi {name},

Thanks for your patience. We are unable to process this opt-out request: the address you wrote from does not belong \
to an Owner or the Primary Owner of the workspace. Please ask a Workspace Owner to write to us from the email address \
of their account.

Best,
Robin
Customer Experience, Slack"""

OUT_OF_OFFICE = """\
Thank you for your message. Our team is away until Monday and will answer once we are back.

This is an automatic reply; nobody has read your message yet."""

_HELP_DESK_HEADERS = {
    "X-Mailer": "Zendesk Mailer",
    "X-Auto-Response-Suppress": "All",
    "Auto-Submitted": "auto-generated",
}
_AWAY_HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Precedence": "bulk"}


@dataclass(frozen=True)
class Answer:
    """How one kind of answer is written. `to_all`: whether people besides the letter's sender get it unasked."""

    body: str
    subject: str = ""
    threaded: bool = True
    quotes: bool = True
    to_all: bool = True
    headers: tuple[tuple[str, str], ...] = ()
    return_path: str = "feedback@slack.com"


ANSWERS = {
    "acknowledge": Answer(
        ACKNOWLEDGE, subject="[Request received] {subject}", headers=tuple(_HELP_DESK_HEADERS.items())
    ),
    "confirm": Answer(CONFIRM),
    "helpdesk_confirm": Answer(CONFIRM, subject="Slack support request {ticket}", threaded=False, quotes=False),
    "ask": Answer(ASK),
    "refuse": Answer(REFUSE),
    # RFC 3834 s. 4: an automatic response goes to the return path of the letter, and to nobody else.
    "out_of_office": Answer(
        OUT_OF_OFFICE,
        subject="Automatic reply: {subject}",
        quotes=False,
        to_all=False,
        headers=tuple(_AWAY_HEADERS.items()),
        return_path="",
    ),
    "own_words": Answer(""),  # whatever somebody types
    "forged": Answer(CONFIRM),
}

# How a forgery is made: the address it shows, and the domain that signs it ("" leaves it unsigned).
FORGERIES = {
    "unsigned": ("feedback@slack.com", ""),
    "stranger": ("feedback@slack.com", "evil.example"),
    "lookalike": ("feedback@slack-mail.com", "slack-mail.com"),
    "altered": ("feedback@slack.com", "slack.com"),
}
FORGED_CLAIM = (
    "mx.slack.com; dkim=pass header.d=slack.com header.s=s1; spf=pass smtp.mailfrom=feedback@slack.com; "
    "dmarc=pass header.from=slack.com"
)
# A forger who holds a genuine answer changes these words under its signature.
ALTERED = ((b"received.", b"completed."), (b"queued.", b"processed."))
