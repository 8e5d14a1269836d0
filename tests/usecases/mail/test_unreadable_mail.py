"""A mail over which the app itself fails: it holds up no other, and in the end a person gets it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.mail.incoming import RETRY, TRIES, MailDesk
from governance.mail.reading.dns_keys import StoredTxt
from governance.store.database import Database
from governance.store.models import Mail, Workspace
from governance.usecases.mail import manual_sorting
from tests.conftest import WORKSPACE, Cast
from tests.mail.mailroom import answer, dns, signed
from tests.usecases.case.case_story import (
    ANSWERED,
    SENT,
    Mailbox,
    approved,
    by_mail_program,
    case_in,
    confirmation,
    letter_in,
)


def lookup(name: str) -> bytes | None:
    """A name service over whose answers for one domain our work fails."""
    if name.endswith("evil.example"):
        raise ArithmeticError("a fault of ours")
    return StoredTxt(dns())(name)


@pytest.fixture
def mailbox(database: Database, workspace: Workspace, tmp_path: Path) -> Mailbox:
    box = Mailbox(database, tmp_path / "maildir")
    box.desk = MailDesk(database, f"maildir://{box.folder}", None, lookup=lookup)
    return box


def test_a_mail_over_which_the_app_fails_holds_up_no_other_and_goes_to_a_person(
    database: Database, cast: Cast, mailbox: Mailbox
) -> None:
    case_id = approved(database, cast)
    with database.reading() as session:
        mailbox.arrive(by_mail_program(letter_in(session, case_id)), SENT)
        mailbox.put(signed(answer(From="help@evil.example", Date="Thu, 17 Dec 2026 08:00:00 +0000"), "evil.example"))
        mailbox.put(confirmation(case_in(session, case_id)))
    mailbox.desk.fetch(ANSWERED)
    for number in range(TRIES):
        now = ANSWERED + number * RETRY
        with pytest.raises(ArithmeticError):
            mailbox.desk.judge(now)
        mailbox.desk.judge(now + timedelta(seconds=15))  # not tried again so soon
        with database.reading() as session:
            assert case_in(session, case_id).state == "confirmed"
            assert manual_sorting.count_to_sort(session, WORKSPACE) == 0
    mailbox.desk.judge(ANSWERED + TRIES * RETRY)
    with database.reading() as session:
        mail = session.scalars(select(Mail).where(Mail.sorted_at.is_(None))).one()
        assert mail.kind == "unsure"
        assert mail.reasons is not None
        assert "could not be read here" in mail.reasons[0]["msgid"]
        assert manual_sorting.count_to_sort(session, WORKSPACE) == 1
