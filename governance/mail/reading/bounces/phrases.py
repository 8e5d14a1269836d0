"""The wording of mail servers, as patterns: their names, their subjects, and how they report failed deliveries.

Every repetition is bounded, and so is every text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from governance.rules.mail.quotation import part

_FIRST = 6_000  # characters of a mail in which a server has said what it has to say
_SAID_BY = 700  # characters within which it begins to say so
DAEMON = re.compile(
    r"mailer-?daemon|mail-?daemon|mdaemon|post_?master\\?(?:[-+/=][^@]{0,64})?|microsoftexchange[0-9a-f]{32}"
    r"|mail[-.]?delivery[-.]?(?:sub)?system|system-?administrator|mail-?admin|ndr"
)
NAME = re.compile(
    r"\W{0,5}(?:mailer[-_ ]?daemon|mail deliver[a-z]{0,2} (?:sub)?-?(?:system|service|agent)|post_?master"
    r"|mail (?:system|server|administrator)|system administrator)\W{0,5}",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"undeliver|non-?deliver|not delivered|delivery (?:status|report|notification|failure|has failed|delayed"
    r"|incomplete|warning|problem|error)"
    r"|delivery (?:final )?failure|returned mail|return(?:ing|ed) (?:message )?to sender|failure notice|failed mail"
    r"|(?:mail|message) (?:delivery )?(?:failed|failure|delayed|status|bounced)|bounce notification"
    r"|mail (?:system )?error\b|error (?:sending|delivering) your|could not (?:be delivered|send)|unable to deliver"
    r"|message (?:delayed|rejected)|(?:message you sent|your message) (?:was )?(?:blocked|rejected)"
    r"|mail rejected|delayed mail|warning: (?:message|could not)"
    r"|unzustellbar|nicht (?:zu|aus)(?:gestellt|stellbar)|zustellung (?:fehlgeschlagen|verzögert)|zustellfehler"
    r"|non (?:remis|distribu|délivr)|échec (?:de )?(?:la )?(?:remise|livraison|distribution)|remise retardée"
    r"|no se (?:puede|pudo|ha podido) entregar|no entregado|entrega (?:fallida|retrasada)|mancata consegna"
    r"|non (?:recapitabile|consegnato)|impossibile recapitare|onbestelbaar|niet (?:bezorgd|afgeleverd)"
    r"|não (?:foi )?entregue"
    r"|niedostarcz|nie dostarczono|olevererbar|kan inte levereras|kan ikke leveres|ikke leveret|nedoručiteln"
    r"|не ?доставлен|teslim edilemedi|toimitus epäonnistui"
    r"|kézbesíthetetlen|配信|配達不能|メールエラー|送信(?:エラー|できません)|退信|无法投递|無法傳遞|전송 실패"
    r"|배달 (?:실패|불가)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\s{0,5}(?:\[[^\]]{1,40}\]\s{0,3})?"
    r"(?:(?:re|aw|sv|vs|odp|ynt|antw|r|res|ref|回复|答复|返信|fwd?|wg|tr|rv|i|enc|doorst|pd|weitergeleitet|转发|転送)"
    r"(?:\[\d{1,3}\])?\s{0,3}[:：]\s{0,3}){1,6}",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(
    r"(?:^|\W)(?:fwd?|wg|tr|rv|i|enc|doorst|pd|weitergeleitet|转发|転送)\s{0,3}[:：]", re.IGNORECASE
)
_UNDELIVERED = re.compile(
    r"(?:messages?|e-?mails?|mail|letter)\b.{0,120}?\b(?:(?:could|can|was|has|have|were|did)(?: ?not|n't)|unable to)"
    r" (?:yet )?(?:been |be |able to be )?(?:deliver|sent\b|reach|relay|transmit)"
    r"|\b(?:unable|not able|failed) to (?:deliver|send) "
    r"|\bcould not (?:deliver|send) (?:your |the |this )?(?:mail|message)"
    r"|\b(?:trouble|problems?|errors?) (?:in |while |with )?(?:attempting to )?(?:deliver|send)(?:ing)?"
    r" (?:your|the|a|this)\b"
    r"|\bdeliver[a-z]{1,3} .{0,120}?(?:failed|been (?:postponed|delayed)|not possible|too long)"
    r"|\bfailed (?:recipients?|address(?:es)?)\b|\bpermanent(?: fatal)? errors?\b|\bpermanent failure\b"
    r"|\b(?:recipients?|address(?:es)?) .{0,60}?(?:were rejected|was rejected|could not be reached|had delivery)"
    r"|(?:message|mail) (?:that )?you(?:'ve| have)? sent .{0,80}?(?:rejected|bounced|blocked|returned)"
    r"|\b(?:mailbox|quota) .{0,40}?(?:full|exceeded)\b|\bduplicated message-id\b|\bno valid recipients\b"
    r"|\byou are not (?:a )?(?:member|subscribed)\b"
    r"|\b5\d\d[- ].{0,120}?(?:no such|unknown|not found|unavailable|does not exist|rejected|not taken)"
    r'|"(?:notification|event)type\\?"\s?:\s?\\?"bounce'
    r"|(?:nachricht|e-?mail) .{0,120}?(?:nicht (?:zugestellt|ausgeliefert|übermittelt)|unzustellbar)"
    r"|(?:message|courriel|mail) n'a (?:pas )?(?:pu )?(?:être |etre )?(?:délivr|delivr|remis|distribu|achemin)"
    r"|mensaje no (?:se )?(?:ha podido|pudo|puede|ha sido) (?:ser )?entrega"
    r"|messaggio non (?:è stato|può essere|ha potuto) .{0,20}?(?:consegna|recapita)"
    r"|mensagem não (?:pôde|pode|foi) (?:ser )?entreg|bericht .{0,60}?niet .{0,30}?(?:bezorg|aflever|afgelever)"
    r"|(?:送信|配信|配送|送達)(?:でき|に失敗|されません)|(?:сообщение|письмо) .{0,60}?не .{0,40}?(?:доставл|отправл)"
    r"|无法(?:投递|送达)|無法(?:投遞|傳遞)|投递失败|전송(?:되지|할 수 없|에 실패)",
)
_PERSONAL = re.compile(
    r"^\W{0,10}(?:hi|hello|dear|hey|good (?:morning|day|afternoon)|bonjour|guten tag|hallo|moin|lieber?"
    r"|sehr geehrte[rs]?|salut|hola|ciao|buongiorno|olá)\b(?!\W{1,3}this is)"
    r"|\bmy\b|\b(?:i|we)(?:'ve| have)? (?:just )?(?:got|get|received|sent|tried|wrote|think|saw|forward)|\bfyi\b"
    r"|\b(?:look (?:at|what)|see (?:below|attached)|came back|bounced back|what (?:is|does|should))\b"
    r"|\b(?:bekam|erhielt|habe ich|j'ai reçu|he recibido|ho ricevuto|recebi)\b"
)
_COPY = re.compile(
    r"^[^\w\n]{0,80}(?:(?:below|included|here)\b.{0,20})?(?:the )?"
    r"(?:(?:header|headers|copy|text|first \d{1,4} lines|top \d{1,4} lines)\b.{0,40})?"
    r"(?:original|returned|unsent|undelivered|source|bounced|your|old|the|message)\b.{0,20}"
    r"\b(?:e-?mail|mail|message|text|headers?)\b[^\n]{0,60}\n"
    r"(?:[^\n]{0,200}\n){0,12}?[ \t>]{0,8}(?:received|message-id|return-path|from)[ \t]{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)


class Words(NamedTuple):
    """`undelivered`: it begins by saying so; `returned`: a mail's header stands below; `personal`: a person speaks."""

    undelivered: bool = False
    returned: bool = False
    personal: bool = False


def words_of(text: str) -> Words:
    """What a mail's text says, as far as a mail server would say it; a text that begins personally is no server's."""
    parted = part(text[:_FIRST])
    own = " ".join(re.sub(r"[^\w\s]{4,}", " ", parted.own.replace("’", "'")).casefold().split())
    found = _UNDELIVERED.search(own[: _SAID_BY + 300])
    personal = parted.helpdesk or bool(_PERSONAL.search(own[: found.start() + 20 if found else _SAID_BY]))
    says = found is not None and found.start() < _SAID_BY and not personal
    return Words(says, bool(_COPY.search(text[:_FIRST])), personal)


def names_failure(subject: str) -> bool:
    """Whether a subject is that of a report, not of an answer to one or of one passed on."""
    return bool(SUBJECT.search(subject)) and not is_passed_on(subject)


def is_passed_on(subject: str) -> bool:
    """Whether a mail program marked the subject as passed on, or as the answer to a report."""
    prefix = _ANSWER.match(subject)
    return bool(prefix and (_PASSED_ON.search(prefix.group(0)) or SUBJECT.match(subject, prefix.end())))
