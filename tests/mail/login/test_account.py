"""The URL of a mail server: read rightly, or refused with what to write; never another host or folder."""

from __future__ import annotations

import pytest

from governance.mail.login.account import read_account

SIGNS = "in names, passwords and folders #, ?, / and % are written %23, %3F, %2F and %25, @ in a folder %40"


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "path"),
    [
        ("smtps://key:12345%232@host", "host", 465, "key", "12345#2", ""),
        ("smtps://key:a%2Fb%3Fc%25d@host:2465", "host", 2465, "key", "a/b?c%d", ""),
        ("smtp+starttls://me@x.example:p@w:d@host", "host", 587, "me@x.example", "p@w:d", ""),
        ("imaps://me%40x.example@host/INBOX,Junk", "host", 993, "me@x.example", "", "INBOX,Junk"),
        ("imaps://me:[x@host/a%2Cb,a%40b", "host", 993, "me", "[x", "a%2Cb,a%40b"),
        ("imaps://me:%C3%A9%20e=&;+@host/", "host", 993, "me", "é e=&;+", ""),
        ("IMAPS://me:x@HOST", "host", 993, "me", "x", ""),
        ("imap://me:x@[::1]:1143/", "::1", 1143, "me", "x", ""),
        ("smtp://host", "host", 25, "", "", ""),
    ],
)
def test_read_rightly(url: str, host: str, port: int, user: str, password: str, path: str) -> None:
    found = read_account(url)
    assert (found.host, found.port, found.user, found.password, found.path) == (host, port, user, password, path)
    assert not password or password not in repr(found)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtps://key:secret#2@host", f"{SIGNS}. Or write the password, as it is, into SMTP_PASSWORD instead"),
        ("smtps://key:secret?2@host", SIGNS),
        ("smtps://key:secret/2@host", SIGNS),
        ("smtps://key:secret@2/x@host", SIGNS),
        ("smtps://key:secret%@host", SIGNS),
        ("smtps://key:secret%2@host", SIGNS),
        ("imaps://key:secret/2@host/INBOX", f"{SIGNS}. Or write the password, as it is, into INBOX_PASSWORD instead"),
        ("imaps://key:secret@host/a#b", SIGNS),
        ("imaps://key:secret@host/a@b", SIGNS),
        ("imaps://key:secret%FF@host/", "must have % in a password written %25"),
        ("imaps://key:secret%0D%0A@host/", "must hold no line breaks or other control signs"),
        ("imaps://key:sec\tret@host/", "must hold no line breaks or other control signs"),
        ("imaps://key:secret@host:x/", "must have a number as its port"),
        ("imaps://key:secret@host:0/", "must have a number as its port"),
        ("imaps://key:secret@[host/", "must have a number as its port"),
        ("imaps://key:secret@/", "must name the host"),
        ("smtp://key:secret@host", "must start with smtps: or smtp+starttls: unless the mail server is this machine"),
        ("imap://key@host", "must start with imaps: or imap+starttls: unless the mail server is this machine"),
    ],
)
def test_refused_with_what_to_write(url: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"must|cannot") as refused:
        read_account(url)
    assert told in str(refused.value)
    assert "secret" not in str(refused.value)
