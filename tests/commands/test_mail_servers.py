"""What deals with mail is there when it is needed, and without a mailbox nothing of it is left to complain of."""

from __future__ import annotations

from typing import Any

from governance.commands.mail_servers import fetching_and_judging, mail_servers
from governance.settings import Settings
from governance.store.database import Database
from governance.store.models import Mail, Workspace
from governance.usecases.mail import incoming_mail, mailbox
from governance.usecases.people import members
from tests.conftest import FRIDAY, WORKSPACE, Cast

SETTINGS = Settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1")
MAIL = b"From: feedback@slack.com\r\nTo: olga@exemple.example\r\nSubject: Hello\r\n\r\nThank you for your mail.\r\n"


def steps(database: Database) -> tuple[Any, Any]:
    found = mail_servers(SETTINGS)
    assert (found.inbox, found.smtp) == (None, None)
    return fetching_and_judging(SETTINGS, database, None)


def test_without_a_mailbox_the_fault_of_an_earlier_one_goes(database: Database, workspace: Workspace) -> None:
    with database.writing() as session:
        mailbox.record_fault(session, "inbox:login", FRIDAY, FRIDAY)
    fetch, _ = steps(database)
    for _ in range(2):
        fetch(FRIDAY)
    with database.reading() as session:
        assert members.workspace(session, WORKSPACE).inbox_fault_code is None


def test_a_mail_that_was_brought_by_hand_is_judged(database: Database, workspace: Workspace, cast: Cast) -> None:
    _, judge = steps(database)
    judge(FRIDAY)
    with database.writing() as session:
        mail_id = incoming_mail.record_mail(session, "upload", "one", MAIL, FRIDAY, workspace_id=WORKSPACE)
    judge(FRIDAY)
    with database.reading() as session:
        assert session.get_one(Mail, mail_id).judged_at == FRIDAY
