"""A real Maildir: every mail comes until it is seen, whatever other programs and crashes do meanwhile."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from mailroom import answer

from governance.errors import Fault, Refusal
from governance.mail.inbox import Maildir
from governance.mail.message import MAX_BYTES, read_mail


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "box", create=True)


def maildir(box: mailbox.Maildir) -> Maildir:
    return Maildir(Path(box._path))  # type: ignore[attr-defined]  # the folder; typeshed hides it


def never(_key: str) -> bool:
    return False


def test_mails_come_until_they_are_seen(box: mailbox.Maildir) -> None:
    box.add(answer("one"))
    box.add(answer("two"))
    inbox = maildir(box)
    seen: set[str] = set()
    first = [raw for _, raw in inbox.messages(seen.__contains__)]
    assert sorted(first) == sorted([answer("one"), answer("two")])
    assert [raw for _, raw in inbox.messages(seen.__contains__)] == first  # a crash before they were stored
    seen.update(key for key, _ in inbox.messages(seen.__contains__))
    assert list(inbox.messages(seen.__contains__)) == []
    box.add(answer("three"))
    assert [raw for _, raw in inbox.messages(seen.__contains__)] == [answer("three")]


def test_a_marked_mail_keeps_its_key_and_is_not_lost(box: mailbox.Maildir) -> None:
    box.add(answer())
    inbox = maildir(box)
    ((key, _),) = inbox.messages(never)
    inbox.mark(key)
    inbox.mark(key)
    inbox.mark("no such mail")
    assert [known for known, _ in inbox.messages(never)] == [key]
    assert list((inbox.path / "new").iterdir()) == []
    assert next((inbox.path / "cur").iterdir()).name == f"{key}:2,S"


def test_what_another_program_read_first_is_not_missed(box: mailbox.Maildir) -> None:
    message = mailbox.MaildirMessage(answer())
    message.set_subdir("cur")
    message.set_flags("RS")
    box.add(message)
    assert [raw for _, raw in maildir(box).messages(never)] == [answer().replace(b"\r\n", b"\n")]


def test_a_mail_that_moves_while_it_is_listed_is_still_read(box: mailbox.Maildir) -> None:
    box.add(answer("one"))
    box.add(answer("two"))
    inbox = maildir(box)

    def somebody_reads(key: str) -> bool:
        for file in list((inbox.path / "new").iterdir()):
            file.rename(inbox.path / "cur" / f"{file.name}:2,S")
        return False

    assert len(list(inbox.messages(somebody_reads))) == 2


def test_a_mail_that_vanishes_is_passed_over(box: mailbox.Maildir) -> None:
    box.add(answer())
    inbox = maildir(box)

    def somebody_deletes(key: str) -> bool:
        (inbox.path / "new" / key).unlink()
        return False

    assert list(inbox.messages(somebody_deletes)) == []


def test_what_is_too_large_is_handed_over_and_refused_by_its_reader(box: mailbox.Maildir) -> None:
    box.add(answer("x" * (MAX_BYTES + 5_000)))
    ((_, raw),) = maildir(box).messages(never)
    assert len(raw) == MAX_BYTES + 1
    with pytest.raises(Refusal):
        read_mail(raw)


def test_odd_names_and_things_that_are_no_mail(box: mailbox.Maildir, tmp_path: Path) -> None:
    inbox = maildir(box)
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    (inbox.path / "new" / "link").symlink_to(outside)
    (inbox.path / "new" / "folder").mkdir()
    (inbox.path / "new" / ".hidden").write_bytes(answer())
    odd = bytes(inbox.path / "new") + b"/1.\xff\xfe.host"
    with open(odd, "wb") as file:
        file.write(answer())
    found = list(inbox.messages(never))
    assert [raw for _, raw in found] == [answer()]
    found[0][0].encode("utf-8")
    inbox.mark(found[0][0])
    assert [known for known, _ in inbox.messages(never)] == [found[0][0]]


def test_a_mailbox_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    inbox = Maildir.at(f"maildir://{tmp_path}/no%20where")
    assert inbox.path == tmp_path / "no where"
    with pytest.raises(Fault) as fault:
        list(inbox.messages(never))
    assert fault.value.permanent
    with pytest.raises(Fault):
        inbox.check()


def test_a_mailbox_that_is_there_is_well(box: mailbox.Maildir) -> None:
    maildir(box).check()
