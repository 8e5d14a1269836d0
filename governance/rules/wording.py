"""What a vendor's answer says, by its English words, sentence by sentence. Whoever wrote it is judged elsewhere.

Slack's only known confirmation reads “Your opt-out request has been completed.” and “your opt out request has been
processed”. A sentence that denies, postpones, asks, or speaks of something else never counts as a confirmation.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_LONGEST = 1_500  # characters of a sentence; a longer one is not understood
_MOST = 3_000  # sentences of a mail


class Meaning(StrEnum):
    """What the words say. `MIXED`: done in one sentence, not done or asked in another."""

    DONE = "done"
    MIXED = "mixed"
    ASKS = "asks"
    REFUSES = "refuses"
    RECEIVED = "received"
    NOTHING = "nothing"


_ADVERBS = r"(?: (?:now|already|also|since|successfully|just|all|fully|duly|hereby|indeed|recently|finally)){0,3}"
_DONE = (
    r"(?:completed|processed|opted out|excluded|fulfilled|finali[sz]ed|actioned|implemented|applied|hono[u]?red"
    r"|executed|carried out|put (?:in|into) (?:place|effect))\b"
)
_DID = (
    r"(?:completed|processed|fulfilled|finali[sz]ed|actioned|implemented|applied|hono[u]?red|executed|carried out"
    r"|opted|excluded)\b"
)
_SAYS_DONE = re.compile(
    rf"\b(?:has|have){_ADVERBS} been{_ADVERBS} {_DONE}"
    rf"|\b(?:was|were){_ADVERBS} {_DONE}"
    rf"|\bwe(?: have|'ve)?{_ADVERBS} {_DID}"
    rf"|\byou(?:r [a-z' -]{{1,60}}| are|'re)?(?: (?:is|are))?{_ADVERBS} (?:opted out|excluded from)\b"
    rf"|\bopt out(?: request)? is{_ADVERBS} (?:completed?|in effect|in place|active|effective|done)\b"
)
_TOPIC = re.compile(
    r"\bopt(?:ed|ing|s)? (?:\S+ ){0,6}?out\b|\boptout\b|\bglobal models?\b|\bexclu(?:de|ded|ding|sion)\b"
)
_OBJECT = re.compile(
    r"\brequest|\bopt(?:ed|ing)? |\bexclu|\bglobal model|\btraining\b|\bworkspace\b|\byour (?:org|team|data)"
)
_ANOTHER = re.compile(
    r"\bmarketing|\bnewsletter|\bpromotion|\bcookie|\bmailing list|\bemails\b|\bsms\b|\bunsubscri|\bsubscription"
    r"|\banalytics|\bnotifications?\b|\bslack ai\b|\brefund|\binvoice|\bbilling|\bpayment|\bpassword|\bexport"
    r"|\baccess request|\bdeletion|\berasure|\bdelet(?:e|ed|ing)\b|\bcancel|\btransfer|\bupgrade|\bsurvey"
    r"|\bopt(?:ed|ing)? (?:back )?in\b|\brevers|\brevo[kc]|\bwithdr[ae]w|\bundo|\bundone|\bre-?enabled"
)
_DENIES = re.compile(
    r"\b(?:not|never|no|none|nothing|nor|neither|cannot|unable|without|fail(?:ed|s|ure)?|hardly|partly|partially"
    r"|incorrectly|erroneously|mistakenly|refused|rejected|denied|declined)\b|n't\b|\bin error\b|\bby mistake\b"
)
_IF = re.compile(
    r"\b(?:once|when|whenever|until|till|if|whether|unless|provided|pending|whose|who|how|why|suppose|imagine|example"
    r"|sample|template|as soon as|in case|subject to|the (?:words|phrase|subject|sentence))\b"
)
_LATER = re.compile(
    r"\b(?:will|shall|would|should|could|may|might|must|going to|to be|being|hope|expect|after|before|by the time"
    r"|says?|saying|states?|stating|reads?|reading|claims?|claimed|asked|requests that|that (?=(?:has|have|was|were) ))"
)
_HARMLESS = re.compile(
    r"\bno longer\b|\bno (?:further|additional|other|more) (?:action|steps?)[a-z ]{0,40}"
    r"|\b(?:do not|don't|need not|does not) (?:need|have) to [a-z ]{0,40}"
    r"|\b(?:will|would|is|are|be)(?: not|n't)(?: be)? (?:be )?(?:used|included|contribut\w+|part|train\w*)\b"
)
_BUT = re.compile(
    r"\b(?:but|however|although|though|except|unless|until|only for|subject to|provided that|pending)\b"
    r"|\b(?:incorrectly|erroneously|mistakenly|partly|partially)\b|\bin error\b|\bby mistake\b"
)
_STILL = re.compile(
    rf"\bwill(?: \w+){{0,2}} be{_ADVERBS} {_DONE}|\b(?:is|are)(?: \w+){{0,2}} being {_DONE}|\bin progress\b"
    r"|\b(?:has|have|was|were|is|are)(?:n't| not)(?: yet)?(?: been)?(?: yet)? "
    r"(?:completed?|processed|opted out|excluded|fulfilled|finali[sz]ed|actioned|implemented|applied)\b"
)
_REFUSES = re.compile(
    r"\b(?:unable|not able|not possible) to\b|\b(?:cannot|can not|can't|could not|couldn't|won't|will not|are not going to)"
    r" (?:\w+ )?(?:process|complete|opt|hono|accommodate|fulfil|accept|grant|approve|action|exclude|proceed|apply|help)"
    r"|\b(?:declin|den(?:y|ied)\b|reject|refus)|\bnot eligible\b|\bineligible\b|\bdo(?:es)? not (?:offer|support|provide)\b"
    r"|\bonly (?:an? |the )?(?:\w+ ){0,3}owners? (?:can|may)\b|\bmust (?:come|be (?:sent|made|submitted)) (?:from|by)\b"
    r"|\bnot (?:an? |the )?(?:\w+ ){0,2}owner\b|\bhas not been (?:approved|accepted|granted)\b"
)
_ASKS = re.compile(
    r"\bplease (?:provide|confirm|reply with|respond with|send|share|tell us|specify|verify|include|clarify|supply|advise)"
    r"|\b(?:can|could|would|will) you (?:please |kindly )?(?:provide|confirm|send|share|tell|specify|verify|clarify|let us know)"
    r"|\bplease let us know (?:which|the|your|what|whether|who)\b|\bwe(?:'ll| will)? (?:also )?need (?:you|the|your|more|some)"
    r"|\bneed (?:more|additional|further) (?:information|details)\b|\bmore information (?:is|will be) (?:needed|required)\b"
)
_COURTESY = re.compile(
    r"\banything else\b|\b(?:any|other|further|more|additional) questions?\b|\bhow (?:did|are|was|would)\b|\bhelpful\b"
    r"|\bsatisf|\brate\b|\bfeedback\b|\bsurvey\b"
)
_RECEIVED = re.compile(
    r"\b(?:have|has been|we've|we|was|been|is) (?:\w+ )?received\b|\breceived your\b|\breceipt of your\b|\backnowledg"
    r"|\bthank(?:s| you) (?:\w+ ){0,2}for (?:\w+ )?(?:reaching out|contacting|writing|getting in touch|your|submitting|letting us)"
    r"|\bunder review\b|\bbeing (?:reviewed|looked|processed|handled)\b|\blook(?:ing)? into\b|\bget back to you\b|\bin touch\b"
    r"|\b(?:passed|forwarded|escalated|shared|sent) (?:\w+ ){0,4}(?:team|colleagues?)\b|\bworking on\b|\bopened a (?:ticket|case)\b"
    r"|\bwill (?:\w+ )?(?:process|review|handle|respond|reply|follow up|be (?:completed|processed|reviewed|handled))\b"
    r"|\b(?:ticket|case|request) (?:number|#|id)|\bin progress\b"
)
_AWAY_SUBJECT = re.compile(
    r"^(?:automatic reply|automatische antwort|auto(?:matic)?[- ]?(?:reply|response|responder)|autoreply|réponse automatique"
    r"|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|automatiskt svar|autosvar"
    r"|out of (?:the )?office|abwesenheits|abwesend|absence du bureau|absent|fuera de (?:la )?oficina|fuori (?:sede|ufficio)"
    r"|away (?:from|until)|on (?:vacation|leave|holiday)|自動返信|自动回复|不在)"
)
_AWAY = re.compile(
    r"\bout of (?:the )?office\b|\b(?:i am|i'm|am) (?:currently )?(?:away|on (?:annual |parental |sick )?(?:leave|vacation|holiday))"
    r"|\bon annual leave\b|\bthis is an auto(?:mated|matic) (?:reply|response)\b|\bje suis (?:actuellement )?absente?\b"
    r"|\bbin (?:ich )?(?:derzeit |zurzeit )?(?:nicht im büro|abwesend|im urlaub)\b|\bestoy fuera de la oficina\b"
)


def plain(text: str) -> str:
    """The text without typographic differences: quotes, dashes, spaces and emphasis made alike, lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    table = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    marks = str.maketrans({**table, "*": "", "_": " ", "~": "", "`": "", "–": "-", "—": " - ", "‐": "-", "‑": "-"})
    folded = "".join(letter for letter in folded.translate(marks) if unicodedata.category(letter) != "Cf")
    return re.sub(r"\bopt-", "opt ", folded)


def sentences(text: str) -> list[str]:
    """The sentences of a text, in plain form and on one line each; a blank line or a list mark ends one too."""
    blocks: list[list[str]] = [[]]
    for line in plain(text).splitlines():
        words = " ".join(line.split())
        if not words or words[:2] in ("- ", "• ", "· "):
            blocks.append([])
        if words:
            blocks[-1].append(words)
    found: list[str] = []
    for block in blocks:
        found += (part.strip() for part in re.split(r"(?<=[.!?;。！？]) ", " ".join(block)) if part.strip())
    return found[:_MOST]


def is_about_opting_out(text: str) -> bool:
    """Whether the text speaks of opting out, global models or exclusion at all."""
    return any(_TOPIC.search(sentence) for sentence in sentences(text))


def reads_like_absence(subject: str, own: str) -> bool:
    """Whether subject or first words are those of an absence note or another automatic reply."""
    return bool(_AWAY_SUBJECT.match(plain(subject).strip())) or any(_AWAY.search(s) for s in sentences(own)[:6])


def subject_says_automatic(subject: str) -> bool:
    """Whether the subject alone is that of an automatic reply, as mail programs write it."""
    return bool(_AWAY_SUBJECT.match(plain(subject).strip()))


def meaning_of(text: str, about: str = "", known: str = "") -> Meaning:
    """What the words say. `about` is the subject; sentences that stand in `known`, our own words, never count."""
    ours = _words(known)
    said = [s for s in sentences(text) if not (ours and len(s.split()) > 2 and _words(s) in ours)]
    said = [s for s in said if len(s) <= _LONGEST]
    topical = is_about_opting_out(about) or any(_TOPIC.search(s) for s in said)
    done = any(_says_done(s, topical) for s in said)
    denied = any(_STILL.search(s) and not _IF.search(s) for s in said)
    asks = any(_asks(s) for s in said)
    refuses = any(_REFUSES.search(s) and not s.startswith("if ") for s in said)
    if done:
        return Meaning.MIXED if denied or asks or refuses else Meaning.DONE
    if asks:
        return Meaning.ASKS
    if refuses:
        return Meaning.REFUSES
    return Meaning.RECEIVED if any(_RECEIVED.search(s) for s in said) else Meaning.NOTHING


def _words(text: str) -> str:
    return f" {' '.join(re.findall(r'[^\W_]+', plain(text[:50_000])))} " if text else ""


def _says_done(sentence: str, topical: bool) -> bool:
    if sentence.endswith("?") or _ANOTHER.search(sentence):
        return False
    if not (_TOPIC.search(sentence) or (topical and _OBJECT.search(sentence))):
        return False
    return any(_is_plain_claim(sentence, found) for found in _SAYS_DONE.finditer(sentence))


def _is_plain_claim(sentence: str, found: re.Match[str]) -> bool:
    """Nothing before the claim denies or postpones it, and nothing after it takes it back."""
    before, after = sentence[: found.start()], sentence[found.end() :]
    clause = re.split(r"[,;:(]| - ", before)[-1]
    if _DENIES.search(_HARMLESS.sub("", before)) or _IF.search(before) or _LATER.search(clause + found.group(0)):
        return False
    near = re.split(r"[,;:(]| - | and | please ", after)[0]
    return not (_BUT.search(after) or _IF.search(near) or _DENIES.search(_HARMLESS.sub("", after)))


def _asks(sentence: str) -> bool:
    if _COURTESY.search(sentence) or sentence.startswith(("if ", "should you ")):
        return False
    return sentence.endswith("?") or bool(_ASKS.search(sentence))
