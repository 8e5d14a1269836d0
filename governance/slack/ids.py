"""Names of every gesture, modal and input, and the small references they carry; never an answer or a text.

A reference is `kind:id` words joined by dots; a ballot's button carries the question and its position only.
"""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """A press: `noun:gesture`."""

    ANSWER_1 = "consent:answer:1"
    ANSWER_2 = "consent:answer:2"
    ANSWER_3 = "consent:answer:3"
    NOTICE = "consent:notice"
    MINE = "consent:mine"
    REMOVE = "consent:remove"
    MUTE = "consent:mute"
    RESULT = "consent:result"
    CHECK = "consent:check"
    CODES = "consent:codes"
    OBJECT = "consent:object"
    KEPT = "consent:kept"
    WHAT_SLACK_SAYS = "consent:what_slack_says"

    PREPARE = "poll:prepare"
    CHANGE_DEFAULTS = "poll:defaults"
    CHANGE = "poll:change"
    TRY = "poll:try"
    SEND_NOW = "poll:send_now"
    STOP = "poll:stop"
    FINE = "poll:fine"
    PAUSE = "poll:pause"
    RESUME = "poll:resume"
    CLOSE = "poll:close"
    REMIND = "poll:remind"
    ROLES = "poll:roles"
    READ_AS_MEMBER = "poll:read_as_member"
    FAILURES = "poll:failures"
    RESEND = "poll:resend"
    ANNOUNCEMENT = "poll:announcement"

    DECIDE_OPT_OUT = "case:decide:opt_out"
    DECIDE_ALLOW = "case:decide:allow"
    DECIDE_ALONE = "case:decide:alone"
    DECIDE_AGAIN = "case:decide:anew"
    WITHDRAW = "case:withdraw"
    UNAPPROVE = "case:unapprove"
    LATER = "case:later"
    HAND_OVER = "case:hand_over"
    LETTER = "case:letter"
    ADDRESS = "case:address"
    TEST_COPIES = "case:test_copies"
    TEST_ARRIVED = "case:test_arrived"
    OTHER_WAYS = "case:other_ways"
    MORE = "case:more"  # the menu beside a row of buttons: its entries name the press that they stand for
    EML = "case:eml"
    SMTP = "case:smtp"
    SENT = "case:sent"
    REPLY = "case:answered"
    NOT_YET = "case:not_yet"
    MAIL = "case:mail"
    MAIL_READ = "case:mail_read"
    MAIL_PUT = "case:mail_put"
    MAIL_ASIDE = "case:mail_aside"
    MAIL_RAW = "case:mail_raw"
    VERDICT = "case:verdict"
    SAYS_DONE = "case:says_done"
    SAYS_NOT = "case:says_not"
    WRONG = "case:wrong"
    FOLLOW_UP = "case:follow_up"  # the letter that is advised now
    FOLLOW_UP_ANSWER = "case:follow_up:answer"
    FOLLOW_UP_REPLY = "case:follow_up:reply"
    FOLLOW_UP_NEXT_STEP = "case:follow_up:next_step"
    FOLLOW_UP_RECHECK = "case:follow_up:recheck"
    COPY_TEXT = "case:copy_text"
    NOT_SENT = "case:not_sent"
    TIMELINE = "case:timeline"
    ORG_WIDE = "case:org_wide"
    ONLY_HERE = "case:only_here"
    COVERAGE = "case:coverage"
    COVERAGE_FILE = "case:coverage_file"

    POLICY = "policy:compare"

    VENDORS = "vendor:all"
    VENDOR = "vendor:one"
    VENDORS_CHOOSE = "vendor:choose"
    VENDOR_STEPS = "vendor:steps"
    VENDOR_DONE = "vendor:done"
    VENDOR_FILES = "vendor:files"

    HOME_MORE = "home:more"
    LINK = "home:link"  # buttons that only open a page: routed by this prefix
    LINK_GMAIL = "home:link:gmail"
    LINK_OUTLOOK = "home:link:outlook"


class Callback(StrEnum):
    """A modal that can be submitted; all modals that only show something share SHOW."""

    SHOW = "show"
    CHECK = "consent:check"
    OBJECT = "consent:object"
    OPENING = "poll:opening"
    DEFAULTS = "poll:defaults"
    PREVIEW = "poll:preview"
    STOP = "poll:stop"
    SEND_NOW = "poll:send_now"
    PAUSE = "poll:pause"
    RESUME = "poll:resume"
    CLOSE = "poll:close"
    RESEND = "poll:resend"
    REMIND = "poll:remind"
    ROLES = "poll:roles"
    DECIDE = "case:decide"
    WITHDRAW = "case:withdraw"
    HAND_OVER = "case:hand_over"
    APPROVE = "case:approve"
    ADDRESS = "case:address"
    SENT = "case:sent"
    SMTP = "case:smtp"
    WORKING_DAYS = "case:working_days"
    REGION = "case:region"
    REPLY = "case:answered"
    CONFIRM = "case:confirm"
    WRONG = "case:wrong"
    ORG_WIDE = "case:org_wide"
    ONLY_HERE = "case:only_here"
    LATER = "case:later"
    POLICY = "policy:settle"
    VENDORS = "vendor:choose"
    VENDOR_STEPS = "vendor:steps"


class Block(StrEnum):
    """The block id of an input; its element's action id is always `input`."""

    CODE = "code"
    GUESTS = "guests"
    VENDOR = "vendor"
    CLOSES = "closes"
    OWNER = "owner"
    EMPLOYER = "employer"
    RULE = "rule"
    SHARE = "share"
    BASE = "base"
    MINIMUM = "minimum"
    REMINDERS = "reminders"
    OPERATOR = "operator"
    CONTACT = "contact"
    PARAGRAPH = "paragraph"
    SECRET = "secret"
    OPEN_REASON = "open_reason"
    REASON = "reason"
    ORGANISERS = "organisers"
    OBSERVERS = "observers"
    CHOICE = "choice"
    ADDRESS = "address"
    ATTEST = "attest"
    SENT_ON = "sent_on"
    REPLY_TEXT = "answer_text"
    REPLY_FILES = "answer_files"
    NOTE = "note"
    ORGANISATION = "organisation"
    WORKSPACES = "workspaces"
    WORKSPACES_MORE = "workspaces_more"
    WORKSPACES_REST = "workspaces_rest"
    DATE = "date"
    WEEKEND = "weekend"
    HOLIDAYS = "holidays"
    COUNTRY = "country"
    REGION = "region"
    SHOWN = "shown"
    VENDORS = "vendors"
    VENDORS_2 = "vendors_2"
    VENDORS_3 = "vendors_3"
    VENDORS_4 = "vendors_4"
    VENDORS_5 = "vendors_5"
    STEPS = "steps"
    STANDS = "stands"
    FILES = "files"


class More(StrEnum):
    """Entries of the menu at the foot of Home; each is a gesture of its own, routed by its word."""

    NOTICE = "notice"
    KEPT = "kept"
    CONTACT = "contact"
    ROLES = "roles"
    ANNOUNCEMENT = "announcement"
    WORKING_DAYS = "working_days"


INPUT = "input"
ANSWERS = (Action.ANSWER_1, Action.ANSWER_2, Action.ANSWER_3)


def reference(*parts: str) -> str:
    """Join short references for a button's value or a modal's metadata."""
    if any("." in part for part in parts):
        raise ValueError("a part of a reference holds no dot")
    return ".".join(parts)


def parts_of(value: str) -> list[str]:
    """What `reference` joined; empty for an empty value."""
    return value.split(".") if value else []


def ballot_value(poll_ref: str, position: int) -> str:
    """The value of an answer's button: question and neutral position (1 to 3), nothing else."""
    return reference(poll_ref, str(position))


def ballot_press(value: str) -> tuple[str, int] | None:
    """Question and position of an answer's button, or None when the value is not one of ours."""
    found = parts_of(value)
    if len(found) != 2 or found[1] not in {"1", "2", "3"}:
        return None
    return found[0], int(found[1])


TRIAL = "t"  # stands before the question's id on everything that a trial shows


def is_trial(poll_ref: str) -> bool:
    """Whether this reference is that of a trial, whose presses count nowhere."""
    return poll_ref.startswith(TRIAL)
