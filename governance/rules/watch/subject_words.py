"""What the words of a policy are about, and which changed words change what it means. Data; all in lower case.

Each list is lines of alternatives of a regular expression over a sentence in plain form (`extracted_text.plain`).
Made from what policies of many vendors speak of, not from any one of them.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Subject(StrEnum):
    """What a passage is about, as far as it concerns the people of a workspace."""

    TRAINING = "training"
    OPT_OUT = "opt_out"
    WHO_MAY = "who_may"
    ADDRESS = "address"
    MAIL_SUBJECT = "mail_subject"
    DEFAULTS = "defaults"
    DATA = "data"
    THIRD_PARTIES = "third_parties"
    RETENTION = "retention"


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


def _any(lines: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lines.strip().splitlines())})\b")


# Artificial intelligence, and learning from data by machines.
INTELLIGENCE = _any(r"""
ai
a i
artificial intelligence
machine learning
deep learning
generative
(?:large )?language models?
llms?
(?:ai|ml|global|predictive|foundation|statistical|generative) (?:ml )?models?
(?:train(?:s|ed|ing)?|retrain\w*|fine tun\w+|tuning) .{0,60}?(?:models?|algorithms?|systems?|classifiers?|networks?)
(?:train(?:s|ed|ing)?|retrain\w*|fine tun\w+|tuning) .{0,60}?(?:intelligence|ai|ml)
(?:models?|algorithms?|systems?|classifiers?) .{0,40}?(?:train(?:s|ed|ing)?|learns?)
(?:ai|model|data|our|such|this|for) training
(?<!employee )(?<!staff )training (?:is|on|of|with|our|purposes)
intelligence artificielle
apprentissage (?:automatique|machine|profond)
entra[iî]n\w+ .{0,60}?(?:mod[eè]les?|ia|algorithmes?)
mod[eè]les? (?:globaux|global|pr[eé]dictifs?|de langage|g[eé]n[eé]ratifs?)
k[uü]nstliche\w* intelligenz
maschinelle\w* lernen
trainier\w+
inteligencia artificial
aprendizaje autom[aá]tico
""")
OPTING = _any(r"""
opt(?:s|ed|ing)? (?:out|in|outs)
opt outs?
widersprech\w+
opt out m[oö]glichkeit
""")
# These speak of our subject only beside data or models.
CONSENT = _any(r"""
exclu(?:de|des|ded|ding|sion)
consents?
permission
unless (?:you|they|customers?|an? \w+) .{0,40}?(?:agrees?|enables?|allows?|opts?)
exclu(?:re|ez|sion)
consentement
einwilligung
consentimiento
""")
# Other matters of such texts, which also speak of consent, data and others.
OTHER_MATTER = _any(r"""
arbitrat\w+
class action
jury
indemnif\w+
warrant(?:s|y|ies|ed)?
liab(?:le|ility|ilities)
represent(?:s|ations?)?
violat\w+
infring\w+
copyrights?
newsletters?
marketing (?:emails?|messages?|communications?)
promotions?
promotional
credit cards?
fees?
taxes
billing
text messages?
crawl\w*
scrap(?:e|es|ing)
""")
STANDARD = _any(r"""
by default
default settings?
defaults?
(?:is|are) (?:automatically )?(?:enabled|disabled|turned on|turned off|switched on|switched off)
(?:turn|turned|turning|switch|switched) (?:on|off)
automatically (?:enabled|disabled|opted|enrolled|included)
toggles?
par d[eé]faut
standardm[aä]ssig
por defecto
""")
PEOPLE = _any(r"""
(?:workspace|org|organi[sz]ation|account|team|primary) (?:primary )?owners?
(?:org|organi[sz]ation|workspace|account|it|enterprise) admin(?:istrator)?s?
administrators?
admins?
owners?
propri[eé]taires?
administrateurs?
""")
DATA = _any(r"""
(?:customer|user|personal|usage|account|service|content|input|training|meeting|message) (?:data|information|content)
(?:communications?|generated|diagnostic|telemetry|aggregate\w*|de identified|anonymi[sz]ed) (?:data|information|content)
(?:biometric|health|location|device|payment) (?:data|information|content)
your (?:data|information|content|personal information|inputs?|prompts?|messages?|files?|posts?)
(?:data|information|content) (?:we|you|that)
(?:us|shar|process|collect|disclos|sell|retain)(?:e|es|ed|ing|s)? (?:\w+ ){0,2}data
metadata
telemetry
transcripts?
recordings?
voiceprints?
prompts?
cookies?
pixels?
identifiers?
ip address\w*
donn[eé]es
informations? personnelles?
personenbezogene\w* daten
datos
""")
USE = _any(r"""
access(?:es|ed|ing)?
analy[sz](?:e|es|ed|ing)
collect(?:s|ed|ing|ion)?
cop(?:y|ies|ied|ying)
develop(?:s|ed|ing|ment)?
disclos(?:e|es|ed|ing|ure)
distribut(?:e|es|ed|ing|ion)
consist(?:s|ing)?
includes?
means
improv(?:e|es|ed|ing|ement)
licen[sc](?:e|es|ed|ing)
process(?:es|ed|ing)?
provid(?:e|es|ed|ing)
receiv(?:e|es|ed|ing)
sell(?:s|ing)?
sold
shar(?:e|es|ed|ing)
transfer(?:s|red|ring)?
us(?:e|es|ed|ing)
train(?:s|ed|ing)?
utilis\w+
trait\w+
partag\w+
verarbeit\w+
""")
OTHERS = _any(r"""
third part(?:y|ies)
sub ?processors?
affiliates?
service providers?
(?:business|advertising|ad|data|marketing|analytics|content|ai|model|technology) partners?
advertis\w+
ad networks?
data brokers?
marketing measurement
analytics
government(?:al)? (?:authorit(?:y|ies)|agenc(?:y|ies)|requests?)
law enforcement
sous traitants?
tiers
dritte\w*
terceros
""")
KEEPING = _any(r"""
retain(?:s|ed|ing)?
retention
delet(?:e|es|ed|ing|ion)
eras(?:e|es|ed|ing|ure)
stor(?:e|es|ed|ing|age)
keep(?:s|ing)?
kept
anonymi[sz]\w+
conserv\w+
supprim\w+
gel[oö]scht
\d+ (?:hours?|days?|weeks?|months?|years?)
""")
SPAN = _any(r"""
(?:\d+|one|two|three|six|twelve|thirty|sixty|ninety) (?:business |calendar |working )?(?:hours?|days?|weeks?)
(?:\d+|one|two|three|six|twelve|thirty|sixty|ninety) (?:calendar )?(?:months?|years?)
session
""")
TITLE = _any(r"""
subject lines?
(?<!data )subject(?! to\b| matter)
objet
betreff
""")
WRITING = _any(r"""
e ?mail(?:s|ing)?
contact(?:s|ing)?
write
request(?:s|ed|ing)?
send(?:ing)?
notify
courriel
[eé]crire
""")
# Words that turn a sentence round, widen it or narrow it, wherever they are put in or taken out.
TURNS = _words("""
not no never none nor neither cannot without unless except excluding excluded only solely exclusively
may must should require required requires need needs
allow allows allowed permit permits permitted prohibit prohibits prohibited
all every entire whole
consent consents permission agree agrees authorize authorizes explicit express affirmative prior opt
off optional voluntary automatically default enabled disabled always indefinitely perpetual irrevocable
sell sold share shared disclose disclosed transfer transferred train trained training
improve develop analyze market marketing advertising advertise
ne pas jamais aucun aucune sans sauf seulement uniquement peut peuvent doit doivent nicht kein keine nie ohne nur
""")
DENIALS = _words("not no never none nor neither cannot without unless except only ne pas sans nicht kein ohne")
# One form for words that say the same.
ALIKE = {
    "shall": "must", "will": "must", "might": "may", "can": "may", "could": "may", "would": "should",
    "analyse": "analyze", "authorise": "authorize", "authorises": "authorizes",
}  # fmt: skip
# Words that change nothing by themselves.
LIGHT = _words("""
a an the and or of to in on at by for from with as is are was were be been being it its this that these those there
here our ours us we you your yours they their them he she his her which who whom whose such so also then thus
please such other more about into through under above below per via if when where while how what e g i e etc
section sections paragraph clause article page pages see herein hereof hereunder thereof
le la les un une des du de et ou en au aux ce cette ces nos notre vos votre der die das und oder ein eine zu
""")
