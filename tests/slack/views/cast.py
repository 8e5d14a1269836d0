"""The people, numbers and words of the screens under test: ordinary ones, and extreme ones that try to break out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from governance.errors import N_
from governance.pages import (
    About,
    BallotPage,
    CasePage,
    Decision,
    Entry,
    HomePoll,
    Letter,
    Mail,
    Person,
    Progress,
    Result,
    Sentence,
)
from governance.usecases.seen.about import about_vendor

SLACK = about_vendor("slack")
BY_DAY = tuple(enumerate((4, 6, 8, 10, 10, 10)))  # tenths of all answers, at each midnight; the last two of a weekend
REMINDED = {"drafted": 18, "approved": 18, "sent": 21}  # December, the third working day; Christmas is a holiday
HOSTILE = "<!channel> *Slack* & <@U0> `x`\n> Olga </a> " + "é" * 100


REASONS = {
    "confirmation": Sentence(N_("It says that the opt-out is done.")),
    "acknowledgement": Sentence(N_("It says that the request arrived, not that it is done.")),
    "question": Sentence(N_("It asks for something.")),
    "refusal": Sentence(N_("It says that the request cannot be carried out.")),
    "automatic_reply": Sentence(N_("It is an automatic reply.")),
    "delivery_failure": Sentence(N_("A mail server reports that a mail could not be delivered.")),
}


def at(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    """A moment of the story, in UTC (Paris is an hour ahead in winter)."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Everything that varies between an ordinary screen and an extreme one."""

    n: int = 900
    answered: int = 612
    reason: str = "Too few of us want it."
    organisation: str = "Exemple SA"
    olga_name: str = "Olga Martin"
    ada_name: str = "Ada Berg"
    zone: str = "Europe/Paris"
    about: About = SLACK
    crowd: int = 1

    @property
    def olga(self) -> Person:
        return Person("U0OLGA", self.olga_name, "primary_owner")

    @property
    def ada(self) -> Person:
        return Person("U0ADA", self.ada_name, "admin")

    @property
    def owners(self) -> tuple[Person, ...]:
        return (self.olga, *(Person(f"U0OWN{i}", self.olga_name, "owner") for i in range(self.crowd - 1)))

    @property
    def rule(self) -> Sentence:
        words = N_(
            "Unless a reason is published, it is allowed only with {needed} yes out of {electorate}. "
            "Silence is never a yes."
        )
        return Sentence(words, {"needed": self.n // 2 + 1, "electorate": self.n})

    def ballot(self, **changes: object) -> BallotPage:
        values: dict[str, object] = {
            "about": self.about,
            "zone": self.zone,
            "poll_ref": "p1",
            "organisation": self.organisation,
            "asker": self.olga,
            "decider": self.olga,
            "rule": self.rule,
            "asked": self.n,
            "closes_at": at(12, 10, 16),
        }
        return BallotPage(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above

    def result(self, **changes: object) -> Result:
        yes, no = self.answered * 2 // 5, self.answered // 2
        rule = N_(
            "The rule: allow it only if more than half of the {base} people asked agree, that is {needed} or more."
        )
        values: dict[str, object] = {
            "asked": self.n,
            "shown": True,
            "outcome": "opt_out",
            "recommendation": "opt_out",
            "sentences": (Sentence(rule, {"base": self.n, "needed": self.n // 2 + 1}),),
            "answered": self.answered,
            "consent": yes,
            "object": no,
            "abstain": self.answered - yes - no,
            "unreachable": min(4, self.n - self.answered),
            "left": min(12, self.n),
            "guests_not_asked": 37,
            "rule_fixed_at": at(11, 20, 8),
            "closed_at": at(12, 10, 16),
        }
        return Result(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above

    def hidden_result(self) -> Result:
        few = N_("Fewer than {floor} people answered; numbers would give answers away and are not shown.")
        told = Sentence(few, {"floor": 6})
        return self.result(shown=False, sentences=(told,), answered=0, consent=0, object=0, abstain=0)

    def decision(self, choice: str = "opt_out", **changes: object) -> Decision:
        values: dict[str, object] = {"choice": choice, "by": self.olga, "at": at(12, 15, 10), "reason": self.reason}
        values["ref"] = "d1"
        return Decision(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above

    def poll(self, state: str = "open", **changes: object) -> HomePoll:
        values: dict[str, object] = {
            "poll_ref": "p1",
            "state": state,
            "asker": self.olga,
            "decider": self.olga,
            "asked": self.n,
            "guests_not_asked": 37,
            "closes_at": at(12, 10, 16),
            "decision_due": at(12, 24, 15),
            "first_at": at(11, 23, 8),
            "answered": self.answered // 10 * 10,
            "answered_at": at(11, 29, 23),
            "by_day": tuple((date(2026, 11, 25 + k), self.answered * tenths // 100 * 10) for k, tenths in BY_DAY),
            "progress": Progress(self.n - min(4, self.n), self.n, failed=min(4, self.n), seconds_left=0),
            "unreachable": min(4, self.n),
            "reminder_at": at(11, 30, 8),
            "owner_reminder_at": at(12, 15, 8),
        }
        return HomePoll(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above

    @property
    def letter(self) -> Letter:
        body = (
            "Hello,\n\nI am the Primary Owner of the Slack workspace below. Please exclude our Customer Data from "
            f"helping to train Slack global models.\n\nWorkspace URL: https://exemple.slack.com\n{self.olga_name}\n"
        )
        return Letter(
            to="feedback@slack.com",
            cc="ai-consent+7f3k@exemple.example",
            subject="Slack Global model opt-out request",
            body=body * self.crowd,
            reading="Bonjour,\n\nMerci d'exclure nos données client (Customer Data).\n",
        )

    def mail(self, kind: str = "confirmation", **changes: object) -> Mail:
        values: dict[str, object] = {
            "ref": "m1",
            "sender": "Slack <feedback@slack.com>",
            "subject": "Re: Slack Global model opt-out request",
            "received_at": at(12, 22, 9),
            "kind": kind,
            "signature": "valid",
            "domain": "slack.com",
            "aligned": True,
            "in_thread": True,
            "source": "inbox",
            "excerpt": "Thank you. Your workspace is now excluded.\n\n" + self.reason,
            "reasons": (REASONS.get(kind, Sentence(N_("Its words say none of the things that we know."))),),
        }
        return Mail(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above

    def case(self, state: str = "sent", **changes: object) -> CasePage:
        values: dict[str, object] = {
            "zone": self.zone,
            "case_ref": "c1",
            "reference": "AC-7F3K",
            "about": self.about,
            "state": state,
            "owner": self.olga,
            "letter": self.letter,
            "organisation": self.organisation,
            "decision": self.decision(),
            "address": "olga.martin@exemple.example",
            "copy_address": "ai-consent+7f3k@exemple.example",
            "mailto_url": "mailto:feedback@slack.com?subject=Slack%20Global%20model%20opt-out%20request",
            "gmail_url": "https://mail.google.com/mail/?view=cm&to=feedback%40slack.com",
            "outlook_url": "https://outlook.office.com/mail/deeplink/compose?to=feedback%40slack.com",
            "sent_at": at(12, 16, 10),
            "state_at": at(12, 22, 9),
            "request_known": "said",
            "next_reminder_at": at(12, REMINDED.get(state, 28), 8),
            "is_reminded": True,
            "recent": (
                Entry(at(12, 22, 9), "mail", mail=self.mail("acknowledgement")),
                Entry(at(12, 16, 10), "left", self.olga, letter="request", known="said"),
            ),
            "may_send": True,
            "may_hand_over": True,
        }
        return CasePage(**{**values, **changes})  # type: ignore[arg-type]  # the fields are named above


ORDINARY = Cast()
NOBODY = Cast(n=0, answered=0, reason="")
ONE = Cast(n=1, answered=1)
MANY = Cast(
    n=1_000_000,
    answered=999_999,
    reason="A long reason, & <b>words</b>. " * 150,
    organisation=HOSTILE,
    olga_name=HOSTILE,
    ada_name=HOSTILE,
    zone="Not/AZone",
    crowd=120,
)
