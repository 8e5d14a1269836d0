"""Whatever an owner is called, the letter carries it as it is read, and its header carries nothing else."""

from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Refusal
from governance.rules.case import letter_words as words

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(sign)) for sign in "gbsct") + "\U000e007f"
NAMES = {  # as it comes -> as it stands in the letter
    "Zoë Çelik": "Zoë Çelik",
    "Zoe\u0308 C\u0327elik": "Zoë Çelik",
    "علی\u200cرضا نوری": "علی\u200cرضا نوری",
    "क्\u200dषितिज": "क्\u200dषितिज",
    "അനില്\u200d": "അനില്\u200d",
    f"{FAMILY} Olsen": f"{FAMILY} Olsen",
    f"{SCOTLAND} Ailsa": f"{SCOTLAND} Ailsa",
    "👋🏽\u200d Olga ❤️": "👋🏽\u200d Olga ❤️",
    "Jean\u00adLuc": "JeanLuc",
    "\ufeffAda\u200b Lovelace\u2060": "Ada Lovelace",
    "\u200dAda \u200d\u200cLove\u200d\u200dlace": "Ada Love\u200dlace",
    "Z\u0353\u035bal\u0489go": "Z\u0353\u035bal\u0489go",
    'Conan "The\\Barbarian" O\'Brien': 'Conan "The\\Barbarian" O\'Brien',
    "Müller, Hans; <x@evil.example> (x)": "Müller, Hans; <x@evil.example> (x)",
    "Smith, John": "Smith, John",
    "=?utf-8?q?Bcc:=0d=0a_x?=": "=?utf-8?q?Bcc:=0d=0a_x?=",
    "\u202eagLO\u202c \u2067x\u2069": "agLO x",
    "Ol\ud800ga": "Olga",
    "Olga\r\nBcc: x@y.example": "Olga Bcc: x@y.example",
    "A\u2028B\x00C\x85D\tE": "A B C D E",
    "Ж" * 200: "Ж" * 200,
    "Anne-Marie " * 18 + "!": "Anne-Marie " * 18 + "!",
    "{name} %s": "{name} %s",
}


@pytest.mark.parametrize(("name", "read"), NAMES.items(), ids=ascii)
def test_a_name_stands_in_the_letter_as_it_is_read(name: str, read: str) -> None:
    assert words.persons_name(name) == read
    assert words.persons_name(read) == read


@pytest.mark.parametrize("name", ["", "  ", "\u200d\u200b", "\u202e", "\ud800", "\n", "\u0301"])
def test_a_name_of_nothing_is_refused_and_named(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        words.persons_name(name)
    assert refused.value.msgid == words.UNREADABLE


def test_a_refused_value_says_which_it_is() -> None:
    for field, refusal in {**words.NOT_ONE_LINE, "reference": words.HIDDEN}.items():
        with pytest.raises(Refusal) as refused:
            words.value(field, "a\nb")
        assert refused.value.msgid == refusal


def from_line(name: str, sender: str = "zoe@exemple.example") -> list[tuple[str, str]]:
    """Who the header says the mail is from, as a mail program reads it."""
    raw = words.from_header(name, sender)
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert all(line.startswith(b" ") and len(line) < 990 for line in raw[:-2].split(b"\r\n")[1:])
    mail = email.message_from_bytes(raw + b"\r\nx", policy=email.policy.compat32)
    assert mail.keys() == ["From"]
    assert len(email.message_from_bytes(raw + b"\r\nx", policy=email.policy.default)["From"].addresses) == 1
    found = getaddresses([mail["From"].replace("\r\n", "")])
    return [(str(make_header(decode_header(phrase))) if "=?" in phrase else phrase, at) for phrase, at in found]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_header_gives_the_name_back_and_holds_one_address(name: str) -> None:
    assert from_line(name) == [(" ".join(NAMES[name].split()), "zoe@exemple.example")]


@given(st.text(max_size=120))
def test_no_name_gets_out_of_its_header(name: str) -> None:
    try:
        read = words.persons_name(name)
    except Refusal:
        return
    assert from_line(name) == [(read, "zoe@exemple.example")]


@pytest.mark.parametrize(
    ("text", "wire", "anywhere"),
    [
        ("a.b+tag@b.example", "a.b+tag@b.example", True),
        (" o'neil_x@sub.b-c.example ", "o'neil_x@sub.b-c.example", True),
        ("olga@exämple.example", "olga@xn--exmple-cua.example", True),
        ("olga@例え.example", "olga@xn--r8jz45g.example", True),
        ("é@b.example", "é@b.example", False),
        ("иван@пример.example", "иван@xn--e1afmkfd.example", False),
    ],
)
def test_an_address_of_any_script(text: str, wire: str, anywhere: bool) -> None:
    assert words.address(text) == text.strip()
    assert words.on_the_wire(words.address(text)) == wire
    assert words.by_any_server(words.address(text)) is anywhere
    assert f"<{wire}>\r\n".encode() in words.from_header("Zoë", text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a@b", "a@b..example", "a b@c.example", "a@b.example,c@d.example", "A <a@b.example>",
        "a@b.example\nBcc: c", "a\u202e@b.example", "a@b\u200b c.example", f"a@{'b' * 64}.example", '"a b"@c.example',
        "a\ud800@b.example",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(Refusal):
        words.address(text)
