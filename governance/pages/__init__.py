"""What screens are painted from: frozen plain values, filled by use cases, read by views; nothing here computes.

Times are aware UTC datetimes; the reader's own zone (an IANA name) is `zone` of each page. Choices, states and
roles are the plain values of the enums in `rules`, listed beside each field. References are opaque short strings.
"""

from governance.pages.case import (
    AddressPage,
    CasePage,
    CaseReminderPage,
    DecideModalPage,
    DecisionRequestPage,
    HandOverPage,
    Letter,
    Mail,
    MailToSortPage,
    SayPage,
    VerdictPage,
)
from governance.pages.consent import (
    BallotPage,
    CheckCodePage,
    ClosedBallotPage,
    MyAnswerPage,
    MyRecordPage,
    NoticePage,
    ObjectNowPage,
    ReminderPage,
    ResultPage,
)
from governance.pages.home import Check, HomePage, HomePoll, MyPart, Strip
from governance.pages.plain import Decision, Person, Result
from governance.pages.poll import (
    ConfirmPage,
    Draft,
    Failure,
    FailuresPage,
    HelpPage,
    OpeningPage,
    OwnerNoticePage,
    PreparedPage,
    PreviewPage,
    Progress,
    RolesPage,
    WelcomePage,
)
from governance.rules.sentence import Sentence

__all__ = [
    "AddressPage",
    "BallotPage",
    "CasePage",
    "CaseReminderPage",
    "Check",
    "CheckCodePage",
    "ClosedBallotPage",
    "ConfirmPage",
    "DecideModalPage",
    "Decision",
    "DecisionRequestPage",
    "Draft",
    "Failure",
    "FailuresPage",
    "HandOverPage",
    "HelpPage",
    "HomePage",
    "HomePoll",
    "Letter",
    "Mail",
    "MailToSortPage",
    "MyAnswerPage",
    "MyPart",
    "MyRecordPage",
    "NoticePage",
    "ObjectNowPage",
    "OpeningPage",
    "OwnerNoticePage",
    "Person",
    "PreparedPage",
    "PreviewPage",
    "Progress",
    "ReminderPage",
    "Result",
    "ResultPage",
    "RolesPage",
    "SayPage",
    "Sentence",
    "Strip",
    "VerdictPage",
    "WelcomePage",
]
