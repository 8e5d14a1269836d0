"""A real Maildir: every mail comes until it is kept, whatever other programs and crashes do meanwhile."""

from __future__ import annotations

import mailbox
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.errors import Fault
from governance.mail.mailbox.inbox import LARGEST
from governance.mail.mailbox.maildir import Maildir
from tests.mail.mailbox.notes import Notes
from tests.mail.mailroom import answer


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "box", create=True)


def maildir(box: mailbox.Maildir) -> Maildir:
    return Maildir(Path(box._path))  # type: ignore[attr-defined]  # the folder; typeshed hides it


def names(inbox: Maildir, folder: str) -> list[str]:
    return sorted(file.name for file in (inbox.path / folder).iterdir())


def test_mails_come_until_they_are_kept(box: mailbox.Maildir) -> None:
    box.add(answer("one"))
    box.add(answer("two"))
    inbox, notes = maildir(box), Notes()
    first = [step.mail.raw for step in inbox.steps(Notes()) if step.mail]
    assert sorted(first) == sorted([answer("one"), answer("two")])
    assert sorted(notes.look(maildir(box))) == sorted(first)  # a crash before anything was written
    assert notes.look(maildir(box)) == []
    box.add(answer("three"))
    assert notes.look(inbox) == [answer("three")]
    assert notes.look(maildir(box)) == []


def test_a_mail_is_marked_only_once_it_is_kept(box: mailbox.Maildir) -> None:
    box.add(answer())
    inbox = maildir(box)
    steps = inbox.steps(Notes())
    mail = next(steps).mail
    assert mail is not None
    assert names(inbox, "new") == [mail.key]
    steps.close()  # type: ignore[attr-defined]  # it is a generator: killed between reading and writing
    assert names(inbox, "new") == [mail.key]
    Notes().look(inbox)
    assert (names(inbox, "new"), names(inbox, "cur")) == ([], [f"{mail.key}:2,S"])


def test_a_mail_kept_before_a_crash_is_marked_and_not_kept_again(box: mailbox.Maildir) -> None:
    box.add(answer())
    notes, inbox = Notes(), maildir(box)
    notes.write(next(inbox.steps(notes)))
    assert notes.look(maildir(box)) == []
    assert names(inbox, "new") == []


def test_what_another_program_read_first_is_not_missed(box: mailbox.Maildir) -> None:
    message = mailbox.MaildirMessage(answer())
    message.set_subdir("cur")
    message.set_flags("RS")
    box.add(message)
    assert Notes().look(maildir(box)) == [answer().replace(b"\r\n", b"\n")]


class Meddling(Notes):
    """While the mailbox is looked at, another program does something in it."""

    def __init__(self, inbox: Maildir, removes: bool) -> None:
        super().__init__()
        self.inbox, self.removes = inbox, removes

    def kept(self, keys: object) -> set[str]:
        for file in list((self.inbox.path / "new").iterdir()):
            file.unlink() if self.removes else file.rename(self.inbox.path / "cur" / f"{file.name}:2,S")
        return set()


def test_a_mail_that_moves_while_it_is_listed_is_still_read(box: mailbox.Maildir) -> None:
    box.add(answer("one"))
    box.add(answer("two"))
    inbox = maildir(box)
    assert len(Meddling(inbox, removes=False).look(inbox)) == 2


def test_a_mail_that_vanishes_is_passed_over(box: mailbox.Maildir) -> None:
    box.add(answer())
    inbox = maildir(box)
    assert Meddling(inbox, removes=True).look(inbox) == []


def test_of_what_is_too_large_the_header_is_kept(box: mailbox.Maildir) -> None:
    box.add(answer("x" * (LARGEST + 5_000)))
    box.add(answer("small"))
    notes = Notes()
    notes.look(maildir(box))
    large, small = sorted(notes.mails.values(), key=lambda mail: -mail.size)
    assert (large.lacks, large.sender) == ("large", "feedback@slack.com")
    assert large.size > LARGEST
    assert large.raw.startswith(b"From: Slack")
    assert b"xxx" not in large.raw
    assert (small.lacks, small.raw) == ("", answer("small"))


def test_odd_names_and_things_that_are_no_mail(box: mailbox.Maildir, tmp_path: Path) -> None:
    inbox, notes = maildir(box), Notes()
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    (inbox.path / "new" / "link").symlink_to(outside)
    (inbox.path / "new" / "folder").mkdir()
    (inbox.path / "new" / ".hidden").write_bytes(answer())
    odd = bytes(inbox.path / "new") + b"/1.\xff\xfe.host"
    with open(odd, "wb") as file:
        file.write(answer())
    assert notes.look(inbox) == [answer()]
    next(iter(notes.mails)).encode("utf-8")
    assert notes.look(maildir(box)) == []
    assert len(names(inbox, "cur")) == 1


def test_a_mailbox_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    inbox = Maildir.at(f"maildir://{tmp_path}/no%20where")
    assert inbox.path == tmp_path / "no where"
    with pytest.raises(Fault) as fault:
        Notes().look(inbox)
    assert fault.value.permanent
    with pytest.raises(Fault):
        inbox.check()


def test_a_mailbox_that_is_there_is_well(box: mailbox.Maildir) -> None:
    maildir(box).check()


BEFORE = datetime(2025, 5, 1, tzinfo=UTC)


def old(box: mailbox.Maildir, raw: bytes, day: datetime = BEFORE) -> None:
    """A mail that was delivered on this day."""
    key = box.add(raw)
    file = next(file for file in (Path(box._path) / "new").iterdir() if file.name == key)  # type: ignore[attr-defined]  # as above
    os.utime(file, (day.timestamp(), day.timestamp()))


def test_what_is_older_than_our_first_request_is_left_where_it_is(box: mailbox.Maildir) -> None:
    dated = {"Date": "Thu, 01 May 2025 08:00:00 +0000"}
    old(box, answer("old", Cc=None, **dated))
    old(box, answer("old, and its copy address is ours", Cc="ai-consent+7F3K@exemple.example", **dated))
    old(box, answer("older in the mailbox than it says itself"))
    old(box, answer("old, without a date", Date=None))
    notes = Notes(datetime(2026, 12, 1, tzinfo=UTC), "ai-consent+7f3k@exemple.example")
    inbox = maildir(box)
    assert len(notes.look(inbox)) == 3
    assert len(names(inbox, "new")) == 1
    assert notes.look(maildir(box)) == []


def test_before_the_first_request_nothing_can_concern_us(box: mailbox.Maildir) -> None:
    box.add(answer())
    notes = Notes(None)
    assert notes.look(maildir(box)) == []


def test_a_look_opens_only_what_changed_since_the_last_one(box: mailbox.Maildir) -> None:
    inbox = maildir(box)
    notes = Notes(datetime.now(UTC) + timedelta(days=9))
    for number in range(40):
        old(box, answer(str(number), Cc=None, Date="Thu, 01 May 2025 08:00:00 +0000"))
    assert notes.look(inbox) == []
    ((place, position),) = notes.positions.items()
    notes.positions[place] = type(position)(0, int(time.time()) + 7_200)  # as if two hours had passed
    for file in (inbox.path / "new").iterdir():
        file.chmod(0)
    again = Maildir(inbox.path)
    again.check()
    steps = notes.steps
    assert notes.look(again) == []
    assert notes.steps - steps <= 1


def test_a_clock_that_is_set_back_hides_no_mail(box: mailbox.Maildir) -> None:
    inbox, notes = maildir(box), Notes()
    box.add(answer("one"))
    notes.look(inbox)
    ((place, position),) = notes.positions.items()
    notes.positions[place] = type(position)(0, int(time.time()) + 86_400)  # written while the clock was ahead
    box.add(answer("two"))
    assert notes.look(maildir(box)) == [answer("two")]


def test_a_folder_in_which_nothing_changed_is_not_even_listed(box: mailbox.Maildir) -> None:
    inbox, notes = maildir(box), Notes()
    box.add(answer())
    notes.look(inbox)
    for folder in ("new", "cur"):
        os.utime(inbox.path / folder, (1_700_000_000, 1_700_000_000))
    notes.look(inbox)
    notes.mails.clear()
    assert notes.look(inbox) == []  # nothing changed, so nobody asked what was kept
    box.add(answer("two"))
    assert answer("two") in notes.look(inbox)
