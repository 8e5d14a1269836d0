"""The plain, frozen values that screens are painted from: filled by use cases, read by views.

Times are aware UTC datetimes; the reader's own zone (an IANA name) is `zone` of each page. Choices, states and roles
are the plain values of the enums in `rules`, listed beside each field. References are opaque short strings.
"""

from governance.pages.about import About, Ask
from governance.pages.case.case import AddressPage, CasePage, CaseReminderPage
from governance.pages.case.copy_test import CopyProof, CopyTestPage
from governance.pages.case.correspondence import Confirmation, Entry, Letter, Mail, TakenBack, TimelinePage
from governance.pages.case.coverage import CoveragePage, Covered
from governance.pages.case.decision import (
    DecideModalPage,
    Decision,
    DecisionRequestPage,
    HandOverPage,
    LaterPage,
    ResultPage,
    StepsToDo,
    Withdrawn,
)
from governance.pages.case.withdrawal import DecideAgainPage, WithdrawalPage
from governance.pages.home import HomePage, HomePoll, InstallationCheck, Moved, MyPart, OwnerSilent, Strip
from governance.pages.mail import MailToSortPage, VerdictPage
from governance.pages.people import ContactPage, DaysOffPage, HelpPage, Person, PlacePage, RolesPage
from governance.pages.poll.member import (
    BallotPage,
    CheckCodePage,
    ClosedBallotPage,
    MyAnswerPage,
    MyRecordPage,
    NoticePage,
    ObjectNowPage,
    ReminderPage,
    VendorSaysPage,
)
from governance.pages.poll.organiser import (
    Changing,
    ConfirmPage,
    Draft,
    Failure,
    FailuresPage,
    OpeningPage,
    OwnerNoticePage,
    PreparedPage,
    PreviewPage,
    Progress,
    Wait,
    WaitingQuestion,
)
from governance.pages.poll.result import Result
from governance.pages.press_outcome import SayPage
from governance.pages.vendors import (
    ChooseVendorsPage,
    KeptFile,
    StepsPage,
    StepsReminderPage,
    VendorLine,
    VendorPage,
    VendorsPage,
    VendorStanding,
)
from governance.pages.watch import PolicyChange, PolicyHistory, ReadPage
from governance.rules.sentence import Sentence

__all__ = [
    "About",
    "AddressPage",
    "Ask",
    "BallotPage",
    "CasePage",
    "CaseReminderPage",
    "Changing",
    "CheckCodePage",
    "ChooseVendorsPage",
    "ClosedBallotPage",
    "ConfirmPage",
    "Confirmation",
    "ContactPage",
    "CopyProof",
    "CopyTestPage",
    "CoveragePage",
    "Covered",
    "DaysOffPage",
    "DecideAgainPage",
    "DecideModalPage",
    "Decision",
    "DecisionRequestPage",
    "Draft",
    "Entry",
    "Failure",
    "FailuresPage",
    "HandOverPage",
    "HelpPage",
    "HomePage",
    "HomePoll",
    "InstallationCheck",
    "KeptFile",
    "LaterPage",
    "Letter",
    "Mail",
    "MailToSortPage",
    "Moved",
    "MyAnswerPage",
    "MyPart",
    "MyRecordPage",
    "NoticePage",
    "ObjectNowPage",
    "OpeningPage",
    "OwnerNoticePage",
    "OwnerSilent",
    "Person",
    "PlacePage",
    "PolicyChange",
    "PolicyHistory",
    "PreparedPage",
    "PreviewPage",
    "Progress",
    "ReadPage",
    "ReminderPage",
    "Result",
    "ResultPage",
    "RolesPage",
    "SayPage",
    "Sentence",
    "StepsPage",
    "StepsReminderPage",
    "StepsToDo",
    "Strip",
    "TakenBack",
    "TimelinePage",
    "VendorLine",
    "VendorPage",
    "VendorSaysPage",
    "VendorStanding",
    "VendorsPage",
    "VerdictPage",
    "Wait",
    "WaitingQuestion",
    "WithdrawalPage",
    "Withdrawn",
]
