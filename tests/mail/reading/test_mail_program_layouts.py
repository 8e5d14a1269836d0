# ruff: noqa: E501 - one mail, one line, where it can be
"""The same answer in every dress that mail programs give it: layouts of quotation, charsets, encodings, wrappings."""

from __future__ import annotations

import base64
import quopri

import pytest

from governance.mail.reading.message import read_mail
from governance.rules.mail.mail_facts import Authenticity
from governance.rules.mail.verdict import MailKind, verdict_on
from tests.mail.mailroom import DONE, NOW, SENT, SLACK, answer
from tests.mail.reading.test_varied_replies import CONFIRMED, html, verdict_of

WAITS = "Thanks, we will look into it."
CLAIM = "Your opt-out request has been completed."
QUOTING = {
    "gmail": "{own}\n\nOn Wed, Dec 16, 2026 at 10:00 AM Olga Martin <\nolga@x.example> wrote:\n\n> {quoted}\n",
    "gmail without marks": "{own}\n\nOn Wed, Dec 16, 2026 at 10:00 AM Olga Martin <olga@x.example> wrote:\n\n{quoted}\n",
    "apple": "{own}\n\n> On 16 Dec 2026, at 10:00, Olga Martin <olga@x.example> wrote:\n> \n> {quoted}\n",
    "outlook": "{own}\n\nFrom: Olga Martin <olga@x.example>\nSent: Wednesday, December 16, 2026 10:00 AM\nTo: Slack\n"
    "Subject: x\n\n{quoted}\n",
    "outlook in Czech": "{own}\n\nOd: Olga <olga@x.example>\nOdesláno: středa\nKomu: Slack\nPředmět: x\n\n{quoted}\n",
    "outlook in Turkish": "{own}\n\nKimden: Olga <olga@x.example>\nGönderildi: 16 Aralık 2026\nKime: Slack\nKonu: x\n\n{quoted}\n",
    "outlook in Korean": "{own}\n\n보낸 사람: Olga\n보낸 날짜: 2026년 12월 16일\n받는 사람: Slack\n제목: x\n\n{quoted}\n",
    "outlook in Polish": "{own}\n\nOd: Olga <olga@x.example>\nWysłano: środa\nTemat: x\n\n{quoted}\n",
    "outlook in Russian": "{own}\n\nОт: Olga\nДата: среда\nКому: Slack\nТема: x\n\n{quoted}\n",
    "outlook in Chinese": "{own}\n\n发件人: Olga\n发送时间: 2026年12月16日\n收件人: Slack\n主题: x\n\n{quoted}\n",
    "thunderbird in German": "{own}\n\nAm 16.12.2026 um 10:00 schrieb Olga Martin:\n> {quoted}\n",
    "thunderbird in Finnish": "{own}\n\nOlga <olga@x.example> kirjoitti 16.12.2026 klo 10:00:\n> {quoted}\n",
    "in Russian": "{own}\n\nср, 16 дек. 2026 г. в 10:00, Olga <olga@x.example> написал:\n\n{quoted}\n",
    "in Hungarian": "{own}\n\nOlga <olga@x.example> ezt írta (időpont: 2026. dec. 16., 10:00):\n\n> {quoted}\n",
    "in Greek": "{own}\n\nΣτις 16 Δεκ 2026, 10:00, ο χρήστης Olga <olga@x.example> έγραψε:\n\n{quoted}\n",
    "yahoo": "{own}\n\n    On Wednesday, December 16, 2026 at 10:00:00 AM GMT, Olga <olga@x.example> wrote:  \n \n {quoted}\n",
    "lotus": "{own}\n\n-----Olga Martin wrote: -----\nTo: Slack\nFrom: Olga\nDate: 16.12.2026\nSubject: x\n\n{quoted}\n",
    "original message": "{own}\n\n-------- Original Message --------\nOn Dec 16, 2026, 10:00, Olga < olga@x.example> wrote:\n\n{quoted}\n",
    "answer below": "On 16 Dec 2026, Olga <o@x.example> wrote:\n> {quoted}\n\n{own}\n",
    "answer between": "On 16 Dec 2026, Olga <o@x.example> wrote:\n> Hello,\n> {quoted}\n\n{own}\n\n> Kind regards\n",
    "deeper quotes": "{own}\n\n>> {quoted}\n>>> {quoted}\n| {own}\n",
    "zendesk": "##- Please type your reply above this line -##\n\nRobin, Dec 17, 2026, 7:24 AM PST\n\n{own}\n\n"
    "Olga Martin, Dec 16, 2026, 1:00 AM PST\n\n{quoted}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTING)
def test_only_the_writers_own_words_count_in_every_layout(name: str) -> None:
    said = QUOTING[name].format(own=CLAIM, quoted=WAITS)
    assert verdict_of(answer(said)).kind is CONFIRMED
    quoted = verdict_of(answer(QUOTING[name].format(own=WAITS, quoted=CLAIM)))
    assert quoted.kind is MailKind.ACKNOWLEDGEMENT
    assert quoted.claims is None


PAGES = {
    "gmail": '<div dir="ltr">{own}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Wed, Dec 16, '
    '2026 at 10:00 AM Olga &lt;<a href="mailto:o@x.example">o@x.example</a>&gt; wrote:<br></div><blockquote '
    'class="gmail_quote" style="margin:0 0 0 .8ex">{quoted}</blockquote></div>',
    "outlook": '<p class=MsoNormal>{own}<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p '
    "class=MsoNormal><b>From:</b> Olga &lt;o@x.example&gt; <br><b>Sent:</b> Wednesday<br><b>To:</b> Slack<br>"
    "<b>Subject:</b> x</p></div><p>{quoted}</p>",
    "outlook on the web": '<div>{own}</div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>Von:</b> '
    "Olga<br><b>Gesendet:</b> Mittwoch<br><b>An:</b> Slack<br><b>Betreff:</b> x</div><div>{quoted}</div>",
    "apple": '<div>{own}</div><div><br><blockquote type="cite"><div>On 16 Dec 2026, at 10:00, Olga wrote:</div>{quoted}'
    "</blockquote></div>",
    "thunderbird": '{own}<br><div class="moz-cite-prefix">Am 16.12.2026 um 10:00 schrieb Olga:<br></div><blockquote '
    'type="cite">{quoted}</blockquote>',
    "help desk": '<table width="100%"><tr><td style="color:#ffffff;background:#4a154b">Slack</td></tr><tr><td><p>{own}</p>'
    '</td></tr></table><div style="display:none;max-height:0">preview</div><blockquote>{quoted}</blockquote>',
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_only_the_writers_own_words_count_in_every_html_layout(name: str) -> None:
    assert verdict_of(html(PAGES[name].format(own=CLAIM, quoted=WAITS))).kind is CONFIRMED
    assert verdict_of(html(PAGES[name].format(own=WAITS, quoted=CLAIM))).kind is MailKind.ACKNOWLEDGEMENT


FORWARDED = [
    "---------- Forwarded message ---------\nFrom: Slack <feedback@slack.com>\nDate: Thu\nSubject: x\nTo: Olga\n\n{claim}",
    "Begin forwarded message:\n\nFrom: Slack <feedback@slack.com>\nSubject: x\n\n{claim}",
    "-------- Message transféré --------\nSujet : x\nDe : Slack\n\n{claim}",
    "-------- Weitergeleitete Nachricht --------\nBetreff: x\nVon: Slack\n\n{claim}",
    "---------- Przekazana wiadomość ----------\nOd: Slack\n\n{claim}",
    "-----Original Message-----\nFrom: Slack\nSent: Thursday\nTo: Olga\nSubject: x\n\n{claim}",
]  # fmt: skip


@pytest.mark.parametrize("layout", FORWARDED)
def test_what_was_passed_on_inside_a_text_is_at_best_unsure(layout: str) -> None:
    raw = answer(layout.format(claim=CLAIM), From="olga.martin@exemple.example", Subject="Fwd: x")
    verdict = verdict_on(read_mail(raw), SENT, Authenticity(), SLACK, NOW)
    assert (verdict.kind, verdict.claims) == (MailKind.UNSURE, CONFIRMED)


CHARSETS = [
    ("iso-8859-1", "Votre demande d’exclusion a été traitée.".encode("cp1252")),
    ("windows-1252", "Votre demande d’exclusion a été traitée.".encode("cp1252")),
    ("utf-8", "Votre demande d’exclusion a été traitée.".encode()),
    ("UTF-8", "\ufeffYour opt‑out request has been completed.".encode()),
    ("us-ascii", "Votre demande d’exclusion a été traitée.".encode()),
    ("x-unknown", "Votre demande d’exclusion a été traitée.".encode()),
    ("iso-2022-jp", "オプトアウトのリクエストが完了しました。".encode("iso-2022-jp")),
    ("shift_jis", "オプトアウトのリクエストが完了しました。".encode("cp932")),
    ("euc-jp", "オプトアウトのリクエストが完了しました。".encode("euc-jp")),
    ("x-sjis", "オプトアウトのリクエストが完了しました。".encode("cp932")),
    ("gb18030", "Your opt-out request has been completed. 谢谢".encode("gb18030")),
    ("gb2312", "Your opt-out request has been completed. 谢谢".encode("gb18030")),
    ("koi8-r", "Your opt-out request has been completed. Спасибо".encode("koi8-r")),
    ("utf-7", b"Your opt+AC0-out request has been completed."),
    ("utf-16", "Your opt-out request has been completed.".encode("utf-16")),
    ("cp037", "Your opt-out request has been completed.".encode("cp037")),
    ("", b"Your opt-out request has been completed."),
]  # fmt: skip


@pytest.mark.parametrize(("charset", "body"), CHARSETS, ids=[name or "none" for name, _ in CHARSETS])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_words_are_understood_in_every_charset_and_encoding(charset: str, body: bytes, encoding: str) -> None:
    packed = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    raw = answer(packed.decode("ascii"), **{"Content-Type": kind, "Content-Transfer-Encoding": encoding})
    assert verdict_of(raw).kind is CONFIRMED


def parts(kind: str, *more: str) -> bytes:
    body = "".join(f"--p\n{part}\n" for part in more) + "--p--\n"
    return answer(body, **{"Content-Type": f'multipart/{kind}; boundary="p"'})


PLAIN = f"Content-Type: text/plain; charset=utf-8\n\n{CLAIM}\n"
WRAPPED = {
    "flowed": answer("Your opt-out request has \nbeen completed. \n\n", **{"Content-Type": "text/plain; format=flowed"}),
    "signed by S/MIME": parts("signed", PLAIN, "Content-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB"),
    "signed by PGP": parts("signed", PLAIN, "Content-Type: application/pgp-signature; name=s.asc\n\n-----BEGIN"),
    "signed by PGP in the text": answer(
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{CLAIM}\n\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END"
    ),
    "with a calendar": parts("mixed", PLAIN, "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR"),
    "with a list's footer": parts("mixed", PLAIN, "Content-Type: text/plain\n\n___\nPrivacy mailing list\n"),
    "with a picture": parts("related", f"Content-Type: text/html\n\n<p>{CLAIM}</p>", "Content-Type: image/png\n\nx"),
    "two editions": parts("alternative", PLAIN, f"Content-Type: text/html\n\n<p>{CLAIM}</p>"),
    "an empty plain edition": parts(
        "alternative", "Content-Type: text/plain\n\n \n", f"Content-Type: text/html\n\n<p>{CLAIM}</p>"
    ),
    "with a card": parts("mixed", PLAIN, 'Content-Type: text/x-vcard; name="r.vcf"\n\nBEGIN:VCARD'),
    "HTML called plain": answer(f"<!doctype html><html><body><p>{CLAIM}</p></body></html>"),
    "a warning of the gateway on top": answer(f"CAUTION: This email originated from outside of this company.\n\n{CLAIM}"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRAPPED)
def test_words_are_understood_however_they_are_wrapped(name: str) -> None:
    assert verdict_of(WRAPPED[name]).kind is CONFIRMED


SEALED = {
    "encrypted by S/MIME": answer("MIIB", **{"Content-Type": "application/pkcs7-mime; smime-type=enveloped-data"}),
    "encrypted by PGP": parts(
        "encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1", "Content-Type: application/octet-stream\n\n--x"
    ),
    "only a calendar": answer("BEGIN:VCALENDAR", **{"Content-Type": "text/calendar; method=REPLY"}),
    "only a picture": parts("mixed", 'Content-Type: image/png; name="done.png"\n\nx'),
    "nothing": answer(""),
    "a digest": parts("digest", f"Content-Type: message/rfc822\n\nSubject: x\n\n{DONE}"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEALED)
def test_what_cannot_be_read_is_unsure_and_says_so(name: str) -> None:
    verdict = verdict_of(SEALED[name])
    assert verdict.kind is MailKind.UNSURE
    assert verdict.reasons[0].msgid == "It has no words of its own that could be read."
