"""Separates, line by line, what a mail's writer added from what is quoted or forwarded below it."""

from __future__ import annotations

import re
from typing import NamedTuple

from governance.rules.mail.mail_facts import MAX_LINE, MAX_TEXT

_WROTE = re.compile(
    r"wrote|écrit|schrieb|escribió|scritto|schreef|skrev|escreveu|pisze|napisał|napsal|kirjoitti|написал|пише|yazdı"
    r"|írta|έγραψε|a scris|đã viết|כתב|كتب|寫道|写道|書きました|작성"
)
_ORIGINAL = re.compile(
    r"original message|original appointment|ursprüngliche (?:nachricht|mail)|message d'origine|message original"
    r"|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|oryginalna wiadomość"
    r"|originalmeddelande|oprindelig meddelelse|původní zpráva|eredeti üzenet|orijinal (?:ileti|mesaj)"
    r"|원본 메시지|元のメッセージ|原始邮件|исходное сообщение"
)
_FORWARDED = re.compile(
    r"forwarded message|begin forwarded|weitergeleitete nachricht|anfang der weitergeleiteten|message transféré"
    r"|début du message (?:transféré|réexpédié)|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht"
    r"|mensagem encaminhada|vidarebefordrat|videresendt|przekazana wiadomość|přeposlaná zpráva|välitetty viesti"
    r"|пересылаемое сообщение|iletilen mesaj|転送メッセージ|转发的邮件"
)
_REPLY_ABOVE = re.compile(
    r"type your reply above this line|reply above this line|above this line to reply|antwort über dieser zeile"
    r"|réponse au-dessus de cette ligne|respuesta por encima de esta línea"
)
_LABELS = tuple(  # of sender, date, recipient and subject, as mail programs print them above a quoted mail
    frozenset(names.split("|"))
    for names in (
        "from|von|de|da|van|från|fra|od|lähettäjä|feladó|kimden|보낸 사람|от|差出人|发件人|寄件者",
        "sent|gesendet|envoyé|enviado|inviato|verzonden|skickat|sendt|wysłano|date|datum|data|odesláno|lähetetty|gönderildi"
        "|tarih|отправлено|дата|보낸 날짜|날짜|送信日時|日付|发送时间|日期",
        "to|an|à|a|para|aan|till|til|do|komu|kime|vastaanottaja|받는 사람|кому|宛先|收件人",
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|aihe|konu|tárgy|제목|тема|件名|主题|主題",
    )
)
_MONTH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR = 8  # lines within which the labels of a quoted header stand together


class Parted(NamedTuple):
    """`own`: the writer's text; `beneath`: quoted or forwarded; `forwarded`: passed on; `helpdesk`: a ticket layout."""

    own: str
    beneath: str
    forwarded: bool
    helpdesk: bool


def part(text: str) -> Parted:
    """Split a text into the writer's own and what is quoted or forwarded below; quoted lines begin with `>`."""
    lines = [line[:MAX_LINE].rstrip() for line in text[:MAX_TEXT].splitlines()]
    helpdesk = _is_helpdesk(lines)
    end, forwarded = _own_end(lines, helpdesk)
    said_by = _attributions(lines, end)
    kept = [line for number, line in enumerate(lines[:end]) if not _is_marked(line) and number not in said_by]
    kept = [line for line in kept if not (helpdesk and _is_marker(line))]
    quoted = [line.lstrip("> ") for line in lines[:end] if _is_marked(line)]
    beneath = "\n".join(quoted + lines[end:]).strip()
    own = "\n".join(kept).strip()
    return Parted(own, beneath, forwarded or (not own and bool(beneath) and end < len(lines)), helpdesk)


def excerpt(text: str, most: int) -> str:
    """The beginning of a text in at most `most` characters; cut between words, with a sign that it was cut."""
    text = text.strip()
    if len(text) <= most:
        return text
    return text[: most - 2].rsplit(maxsplit=1)[0] + " …"


def _own_end(lines: list[str], helpdesk: bool) -> tuple[int, bool]:
    """The line where the writer's own text ends, and whether what follows was forwarded."""
    said = False  # something of the writer's own stood above
    comments = 0
    for number, line in enumerate(lines):
        low = line.strip().lower()
        if not low or _is_marked(line):
            continue
        if len(low) < 200:
            if _FORWARDED.search(low) and _is_rule_like(low):
                return number, True
            if _is_cut(lines, number, low) or (said and _is_marker(low)):
                return number, False
            if helpdesk and _is_comment_date(low):
                comments += 1
                if comments > 1:
                    return number, False
        said = said or not (_is_marker(low) or not any(map(str.isalnum, low)))
    return len(lines), False


def _is_cut(lines: list[str], number: int, low: str) -> bool:
    original = _ORIGINAL.search(low) is not None and _is_rule_like(low)
    attributed = _is_attribution(lines, number) and not _quote_follows(lines, number)
    return original or attributed or _is_header_block(lines, number, low)


def _is_rule_like(low: str) -> bool:
    """A separator stands alone on its line: dashes around it, or a colon after it, and few words."""
    return low[0] in "-_=*" or low.endswith(":")


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _attributions(lines: list[str], end: int) -> set[int]:
    """All lines of the attribution above a quotation ("On ... Olga wrote:"), which may be folded."""
    begins = [number for number in range(end) if _is_attribution(lines, number)]
    return {number + more for number in begins for more in range(_lines_of_attribution(lines, number))}


def _is_attribution(lines: list[str], number: int) -> bool:
    """“On ... Olga wrote:”, in one line or folded into up to four; not the line above one."""
    folded = _lines_of_attribution(lines, number)
    return folded > 0 and not any(_lines_of_attribution(lines, number + more) for more in range(1, folded))


def _lines_of_attribution(lines: list[str], number: int) -> int:
    """How many lines from this one say who wrote what follows; 0 if they do not."""
    joined = ""
    for count, line in enumerate(lines[number : number + 4], 1):
        joined = f"{joined} {line.strip()}".strip()
        if not line.strip() or len(joined) > 300 or joined.endswith((".", "!", "?")):
            return 0
        if joined.endswith((":", "：")):
            low = joined.lower()
            dated = "@" in low or bool(_CLOCK.search(low)) or bool(_YEAR.search(low))
            return count if dated and _WROTE.search(low) else 0
    return 0


def _quote_follows(lines: list[str], number: int) -> bool:
    return any(_is_marked(line) for line in lines[number + 1 : number + 8])


def _is_header_block(lines: list[str], number: int, low: str) -> bool:
    """A quoted header as mail programs print it: sender first, then at least two of date, recipient, subject."""
    if _label(low) not in _LABELS[0]:
        return False
    near = {_label(line.strip().lower()) for line in lines[number + 1 : number + _NEAR]}
    return sum(bool(near & names) for names in _LABELS[1:]) >= 2


def _label(low: str) -> str:
    name, colon, _rest = low[:40].replace("：", ":").partition(":")
    return name.strip("*> \t\u00a0") if colon else ""


def _is_helpdesk(lines: list[str]) -> bool:
    return any(_is_marker(line) for line in lines[:60])


def _is_marker(line: str) -> bool:
    return len(line) < 200 and bool(_REPLY_ABOVE.search(line.lower()))


def _is_comment_date(low: str) -> bool:
    """The line above each comment of a ticket: “Name, May 17, 2024, 7:24 AM PDT”."""
    return (
        len(low) < 100
        and any(month in low for month in _MONTH)
        and bool(_CLOCK.search(low))
        and bool(_YEAR.search(low))
        and not low.endswith((".", "!", "?"))
    )
