"""An owner opts out under whatever name and address they have; what no letter can carry is said before the decision."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from governance.errors import Refusal
from governance.rules.case import letter_words
from governance.rules.people.permissions import Person
from governance.store.database import Database
from governance.store.models import Decision, Member, Workspace
from governance.store.text_cleaning import storable
from governance.usecases.case import decision, withdrawal
from governance.usecases.case.letter import letter as letters
from governance.usecases.case.letter import sending
from governance.usecases.people import members
from tests.conftest import WORKSPACE, Cast
from tests.rules.case.test_letter_words import NAMES
from tests.usecases.case.case_story import DECIDED, INBOX, SENT, Mailbox, by_mail_program, case_in, letter_in, opted_out


def known_as(database: Database, who: Person, name: str, mail: str) -> Person:
    """The same owner, as Slack's directory tells of them now."""
    renamed = replace(who, name=name, email=mail)
    with database.writing() as session:
        members.record_people(session, WORKSPACE, [renamed], DECIDED)
    return renamed


def test_whatever_an_owner_is_called_they_approve_and_send(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    case_id = opted_out(database, cast)
    for number, name in enumerate(map(storable, NAMES)):
        olga = known_as(database, cast.olga, name, "o.l-ga+slack@exemple.example")
        with database.writing() as session:
            letters.refuse_unwritable(session, olga)
            letter = letters.approve(session, olga, case_id, DECIDED + timedelta(minutes=number))
            case = case_in(session, case_id)
            assert letter_words.persons_name(name) in " ".join(letter.body.split())
            sent = email.message_from_bytes(sending.message(session, case, letter, SENT), policy=email.policy.compat32)
            assert set(sent.keys()) == {"From", "To", "Cc", "Subject", "Date", "Message-ID", *CONTENT}
            withdrawal.take_approval_back(session, olga, case_id, DECIDED + timedelta(minutes=number, seconds=9))


@pytest.mark.parametrize("mail", ["olga@exämple.example", "ольга@пример.example"])
def test_wherever_an_owner_writes_from_they_send(
    database: Database, workspace: Workspace, cast: Cast, mail: str
) -> None:
    cast.olga = known_as(database, cast.olga, "Olga", mail)
    case_id = opted_out(database, cast)
    with database.writing() as session:
        letter = letters.approve(session, cast.olga, case_id, DECIDED)
        case = case_in(session, case_id)
        assert f"<{letter_words.on_the_wire(mail)}>".encode() in sending.message(session, case, letter, SENT)
        assert letter.message_id.isascii()
        assert mail in letter.body
        local = mail.split("@")[0]
        assert sending.may_go_by_server(session, case, letter, SENT) == local.isascii()


CONTENT = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version")


def test_a_copy_from_an_address_of_another_script_is_known(
    database: Database, workspace: Workspace, cast: Cast, mailbox: Mailbox
) -> None:
    cast.olga = known_as(database, cast.olga, "Olga", "olga@exämple.example")
    case_id = opted_out(database, cast)
    with database.writing() as session:
        letters.approve(session, cast.olga, case_id, DECIDED)
        letter = letter_in(session, case_id)
    mailbox.arrive(by_mail_program(letter, "olga@xn--exmple-cua.example", domain=None))
    with database.reading() as session:
        assert case_in(session, case_id).state == "sent"


@pytest.mark.parametrize(
    ("name", "mail", "why"),
    [
        ("\u200b\u202e", "olga@exemple.example", letter_words.UNREADABLE),
        ("Olga", "olga", "This is not a mail address: {text}"),
        ("Olga", "olga@exemple.example\nBcc: x", "This is not a mail address: {text}"),
    ],
)
def test_what_no_letter_can_carry_is_said_before_the_decision(
    database: Database, workspace: Workspace, cast: Cast, name: str, mail: str, why: str
) -> None:
    olga = known_as(database, cast.olga, name, mail)
    with database.reading() as session, pytest.raises(Refusal) as refused:
        letters.refuse_unwritable(session, olga)
    assert refused.value.msgid == why
    with database.writing() as session, pytest.raises(Refusal) as refused:
        decision.record_decision(session, olga, None, "opt_out", "", DECIDED, inbox=INBOX)
    assert refused.value.msgid == why
    with database.writing() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
        decision.record_decision(session, olga, None, "allow", "", DECIDED)


def test_an_address_of_the_workspace_that_no_letter_can_carry_is_said_too(
    database: Database, workspace: Workspace, cast: Cast
) -> None:
    with database.writing() as session:
        session.execute(update(Workspace).values(url=""))
    with database.reading() as session, pytest.raises(Refusal) as refused:
        letters.refuse_unwritable(session, cast.olga)
    assert refused.value.msgid == letter_words.NOT_ONE_LINE["url"]


def test_a_reason_of_any_script_is_kept(database: Database, workspace: Workspace, cast: Cast) -> None:
    reason = 'علی\u200cرضا 👨\u200d👩\u200d👧 \u202eolleH =?utf-8?q?x?= "quoted" \\ ,'
    with database.writing() as session:
        taken = decision.record_decision(session, cast.olga, None, "opt_out", reason, DECIDED)
        assert taken.reason == reason
        assert session.scalars(select(Member.name).where(Member.user_id == "U0OLGA")).one() == "Olga Martin"
