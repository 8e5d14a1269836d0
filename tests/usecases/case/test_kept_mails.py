"""A mail that is kept to show that a vendor did what was asked: who signed it, and how well it is known by that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from governance.errors import Fault, Refusal
from governance.mail.kept_mails import KeptMails
from governance.mail.reading.dns_keys import StoredTxt
from governance.rules.case.checklist import ProofKind, Standing
from governance.store.database import Database
from governance.store.models import Case, LedgerEvent, Proof, Workspace
from governance.store.register import vendors
from governance.usecases.case import checklist
from governance.usecases.case.checklist import Given
from governance.usecases.case.steps import proofs
from governance.usecases.seen.vendors import windows
from tests.conftest import FRIDAY, Cast
from tests.mail.mailroom import answer, dns, signed
from tests.store.register.test_entries import SMALLEST

LATER = FRIDAY + timedelta(minutes=3)
DONE = answer("It is done.", To="olga@exemple.example")
ATTACHED = (
    b"From: Olga <olga@exemple.example>\r\nTo: x@y.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee.\r\n'
    b"--b\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--b--\r\n"
)
FOUND = {
    "signed": (signed(DONE), "signed", "slack.com signed it"),
    "attached": (ATTACHED % signed(DONE), "signed", "slack.com signed it"),
    "a stranger's": (signed(DONE, "evil.example"), "mail", "which is not where it says it comes from"),
    "changed": (signed(DONE).replace(b"It is done", b"It was done"), "mail", "changed after it was signed"),
    "unsigned": (DONE, "mail", "carries no signature"),
    "no mail": (b"From: x@slack.com\n" + b"\x00" * 40, "mail", ""),
}


@pytest.fixture
def asked(database: Database, workspace: Workspace, cast: Cast, tmp_path: Path) -> Iterator[None]:
    """An operator's own entry, a term of a contract, on which an owner has decided."""
    own = SMALLEST.replace("admin_setting", "contract").replace(
        "[[defaults]]", 'answer_domains = ["slack.com"]\n[[defaults]]'
    )
    (tmp_path / "example.toml").write_text(own, "utf-8")
    vendors.take_own(tmp_path)
    with database.writing() as session:
        checklist.decide(session, cast.olga, "example", "opt_out", "We prefer it.", FRIDAY)
    yield
    vendors.take_own(None)


def keep(database: Database, cast: Cast, mail: bytes) -> str:
    with database.writing() as session:
        given = Given(frozenset({1}), Standing.DONE, files=[(ProofKind.MAIL, mail)])
        case = checklist.keep(session, cast.olga, "example", given, FRIDAY)
        assert (case.state, case.answer_grade) == ("confirmed", "mail")
        return session.scalars(select(Proof.id)).one()


@pytest.mark.parametrize("what", FOUND)
def test_it_is_examined_like_any_other_mail(database: Database, cast: Cast, asked: None, what: str) -> None:
    mail, grade, why = FOUND[what]
    proof_id = keep(database, cast, mail)
    for _ in range(2):
        KeptMails(database, StoredTxt(dns())).examine(LATER)
    with database.writing() as session:
        proof, case = session.get_one(Proof, proof_id), session.scalars(select(Case)).one()
        assert (proof.examined_at, case.answer_grade) == (LATER, grade)
        assert proof.aligned is (grade == "signed")
        page = windows.vendor_page(session, cast.olga, "example", LATER)
        assert (page.line.standing.known, page.may_download) == (grade, True)
        assert any(why in sentence.msgid.format(**sentence.values) for sentence in page.files[0].found)
        assert proofs.original(session, cast.olga, proof_id) == (f"2026-11-20-{proof_id}.eml", mail)
        for nobody in (cast.ada, cast.alice):
            with pytest.raises(Refusal):
                proofs.original(session, nobody, proof_id)
        assert list(session.scalars(select(LedgerEvent.tag).order_by(LedgerEvent.seq)))[-1] == "case:proof:examined"
        assert windows.vendor_page(session, cast.alice, "example", LATER).files == ()


def test_it_waits_while_the_name_service_is_silent(database: Database, cast: Cast, asked: None) -> None:
    proof_id, silent = keep(database, cast, signed(DONE)), True

    def lookup(name: str) -> bytes | None:
        if silent:
            raise Fault("dns:timeout", permanent=False)
        return StoredTxt(dns())(name)

    desk = KeptMails(database, lookup)
    desk.examine(LATER)
    silent = False
    desk.examine(LATER + timedelta(seconds=1))  # not again at once
    with database.reading() as session:
        assert session.get_one(Proof, proof_id).examined_at is None
    desk.examine(LATER + timedelta(minutes=2))
    with database.reading() as session:
        assert session.get_one(Proof, proof_id).aligned is True
