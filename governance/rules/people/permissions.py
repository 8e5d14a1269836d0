"""Who may do what: one table, asked at the moment of every gesture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from governance.errors import N_, Refusal


class Role(StrEnum):
    """Slack's own flags, the strongest one."""

    PRIMARY_OWNER = "primary_owner"
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"
    SINGLE_CHANNEL_GUEST = "single_channel_guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"


class Standing(StrEnum):
    """What a person counts as when a gesture is judged; organisers and observers are appointed by an owner."""

    OWNER = "owner"
    ADMIN = "admin"
    ORGANISER = "organiser"
    OBSERVER = "observer"
    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"


OWNERS = (Role.PRIMARY_OWNER, Role.OWNER)
GUESTS = (Role.GUEST, Role.SINGLE_CHANNEL_GUEST)
ACTIVE = (*OWNERS, Role.ADMIN, Role.MEMBER, *GUESTS)
_BASE = {
    Role.PRIMARY_OWNER: Standing.OWNER,
    Role.OWNER: Standing.OWNER,
    Role.ADMIN: Standing.ADMIN,
    Role.MEMBER: Standing.MEMBER,
    Role.GUEST: Standing.GUEST,
    Role.SINGLE_CHANNEL_GUEST: Standing.GUEST,
}


@dataclass(frozen=True)
class Person:
    """Somebody who does something: Slack's role and what an owner appointed them to."""

    workspace_id: str
    user_id: str
    name: str
    role: Role
    organiser: bool = False
    observer: bool = False
    locale: str | None = None
    zone: str | None = None
    email: str | None = None
    org_owner: bool = False  # of the organisation that the workspace belongs to; known only when just asked of Slack

    @property
    def standings(self) -> frozenset[Standing]:
        base = _BASE.get(self.role, Standing.OUTSIDER)
        appointed = {Standing.ORGANISER} if self.organiser else set()
        appointed |= {Standing.OBSERVER} if self.observer else set()
        return frozenset({base}) if base is Standing.OUTSIDER else frozenset({base, *appointed})

    @property
    def is_owner(self) -> bool:
        return self.role in OWNERS

    @property
    def is_guest(self) -> bool:
        return self.role in GUESTS


class Act(StrEnum):
    """Everything that needs a standing. Whether a member may answer depends instead on whether they were asked."""

    READ = "read what is public: standing sentence, notice, result, who may do what"
    READ_FIGURES = "read delivery figures, failures, the exact texts and the state of the record"
    PREPARE = "prepare a question and try it on oneself"
    CHANGE = "change or stop a question before the first message leaves"
    SEND_NOW = "let the first messages leave today"
    PAUSE = "pause and resume deliveries"
    REMIND = "send a reminder early"
    RESEND = "send the question again to those whose message failed"
    CLOSE_EARLY = "close a question early, with a reason"
    DECIDE = "decide, with or without a question"
    HAND_OVER = "hand the decision or the letter over to another owner"
    DRAFT_LETTER = "prepare the letter and read it"
    TEST_COPIES = "send a test mail to the app's address for copies"
    APPROVE = "approve the letter"
    SEND_LETTER = "send the letter and say that it was sent"
    SUBMIT_REPLY = "bring in the vendor's answer and sort mail"
    CONFIRM = "confirm by hand what the vendor answered"
    READ_RAW = "have a mail about our request as it arrived"
    APPOINT = "appoint organisers and observers"
    SETTLE_POLICY = "record what follows from a change of the vendor's page, and show it to members"
    CHOOSE_VENDORS = "choose which vendors of the register the workspace uses"
    KEEP_CHECKLIST = "tick the steps of a setting or support case, and keep what shows that they were done"
    SET_WORKING_DAYS = "set the weekend and the holidays of the workspace"


_EVERYBODY = frozenset(Standing) - {Standing.OUTSIDER}
_RUNS_IT = frozenset({Standing.OWNER, Standing.ADMIN, Standing.ORGANISER})
_OWNER = frozenset({Standing.OWNER})
MAY: dict[Act, frozenset[Standing]] = {
    Act.READ: _EVERYBODY,
    Act.READ_FIGURES: _RUNS_IT | {Standing.OBSERVER},
    Act.PREPARE: _RUNS_IT,
    Act.CHANGE: _RUNS_IT,  # besides: an owner any question, everybody else only their own
    Act.SEND_NOW: _RUNS_IT,  # likewise
    Act.PAUSE: _RUNS_IT,
    Act.REMIND: _RUNS_IT,
    Act.RESEND: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.CLOSE_EARLY: _OWNER,
    Act.DECIDE: _OWNER,
    Act.HAND_OVER: _OWNER,
    Act.DRAFT_LETTER: _RUNS_IT | {Standing.OBSERVER},
    Act.TEST_COPIES: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.APPROVE: _OWNER,
    Act.SEND_LETTER: _OWNER,
    Act.SUBMIT_REPLY: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.CONFIRM: _OWNER,
    Act.READ_RAW: _OWNER,
    Act.APPOINT: _OWNER,
    Act.SETTLE_POLICY: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.CHOOSE_VENDORS: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.KEEP_CHECKLIST: frozenset({Standing.OWNER, Standing.ADMIN}),
    Act.SET_WORKING_DAYS: _OWNER,
}
_WHY_NOT = {
    _OWNER: N_("Only an owner of this workspace can do this. Owners: {owners}."),
    _RUNS_IT: N_("Only owners, admins and organisers can do this. Owners: {owners}."),
}
_LETTER_IS_THE_OWNERS = N_("Only an owner may send this letter. You can prepare it; {owners} can approve and send it.")
_NOT_APPROVED_YET = N_("The letter can be read here once an owner has approved it. Owners: {owners}.")


_GONE = N_("This account has been deactivated.")
_ELSEWHERE = N_("This app is for the people of this workspace. Your own company decides for you.")


def may(person: Person, act: Act) -> bool:
    """Whether the table allows it."""
    return bool(person.standings & MAY[act])


def demand(person: Person, act: Act, owners: str) -> None:
    """Raise Refusal with the reason unless the table allows it. `owners`: the owners' names, for the sentence."""
    if may(person, act):
        return
    if Standing.OUTSIDER in person.standings:
        raise Refusal(_GONE if person.role is Role.DEACTIVATED else _ELSEWHERE)
    if act in (Act.APPROVE, Act.SEND_LETTER):
        raise Refusal(_LETTER_IS_THE_OWNERS, owners=owners)
    if act is Act.DRAFT_LETTER:
        raise Refusal(_NOT_APPROVED_YET, owners=owners)
    default = N_("This is not yours to do in this workspace. Owners: {owners}.")
    raise Refusal(_WHY_NOT.get(MAY[act], default), owners=owners)


def may_own(person: Person, act: Act, author: str) -> bool:
    """As `may`; and anybody but an owner only with their own question."""
    return may(person, act) and (person.is_owner or person.user_id == author)


def demand_own(person: Person, act: Act, author: str, owners: str) -> None:
    """As `demand`; and anybody but an owner may do it only to their own question."""
    demand(person, act, owners)
    if not may_own(person, act, author):
        raise Refusal(
            N_("Only an owner or the person who prepared this question can do this. Owners: {owners}."),
            owners=owners,
        )
