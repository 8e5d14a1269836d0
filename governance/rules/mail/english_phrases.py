"""English wording of vendors' replies, as patterns over one plain sentence. Every repetition is bounded.

Each list holds the ways to say one thing; reply_wording.py decides what follows from it.
"""

from __future__ import annotations

import re

_ADVERBS = r"(?: (?:now|already|also|since|successfully|just|all|fully|duly|hereby|indeed|recently|finally)){0,3}"
_DONE = (
    r"(?:completed|processed|opted out|excluded|removed from|fulfilled|finali[sz]ed|actioned|implemented|applied"
    r"|hono[u]?red|executed|carried out|put (?:in|into) (?:place|effect))\b"
)
_DID = (
    r"(?:completed|processed|fulfilled|finali[sz]ed|actioned|implemented|applied|hono[u]?red|executed|carried out"
    r"|opted|excluded)\b"
)
_KIND_OF = (
    r"(?:(?:slack|slack's|global|models?|model's|platform|level|ml|ai|machine|learning|training|train|customer|data"
    r"|workspace|workspace's|org|organi[sz]ation|organi[sz]ation's|team|team's|recent|above|original|requested) ){0,6}"
)
_FOR = (
    r"(?: (?:for|of|from|regarding|concerning|to|as|on) [^,;:()]{1,120}?| you (?:requested|asked for|submitted)){0,2}"
)
_TOPICAL = r"(?=[^.;]{0,100}\b(?:opt|global|exclu|training|workspace|https?:|[\w-]{1,60}\.slack\.|\d))"
_REQUEST = (
    rf"(?:your|the|this) {_KIND_OF}(?:opt(?:ing)? out|exclusion)(?: request)?{_FOR}"
    rf"|your {_KIND_OF}request(?: (?:to (?:opt|exclude|be (?:excluded|opted)|stop)"
    rf"|(?:for|from|regarding|concerning|of|on) {_TOPICAL})[^,;:()]{{0,120}}?)?"
)
_WHO = (
    rf"you|(?:your|the) {_KIND_OF}(?:workspace|org|organi[sz]ation|team|data|account|domain|url)s?"
    r"(?: (?:for|of|at|on) [^,;:()]{1,80}?|, [^\s,;()]{1,90},)?|(?:https?://)?[a-z0-9.-]{1,90}\.[a-z]{2,10}/?"
)
_NOT_OF = r"(?<!\bof )(?<!\bfor )(?<!\bto )(?<!\bin )(?<!\bon )(?<!\bwith )(?<!\babout )(?<!\bregarding )(?<!\bby )"
_ASIDE = r"(?: \([^()]{1,40}\)|, [^,;:()]{1,60},)?"
_HAS = rf"{_ASIDE}(?:(?: (?:has|have)|'ve|'s){_ADVERBS} been| (?:was|were)){_ADVERBS}"
_MODELS = r"[^.;]{0,100}\b(?:global|models?|train\w*|machine|predictive|learning)\b"
_OUT = rf"(?:(?:opted out|excluded)\b(?! (?:of|from) (?!{_MODELS}))|removed(?= from{_MODELS}))"
SAYS_DONE = re.compile(
    rf"{_NOT_OF}\b(?:{_REQUEST}){_HAS} {_DONE}"
    rf"|^{_KIND_OF}(?:opt out|exclusion) request{_HAS} {_DONE}"
    rf"|{_NOT_OF}(?<![\w@.-])(?:{_WHO})(?:{_HAS}|(?: (?:is|are)|'re){_ADVERBS}) {_OUT}"
    rf"|\b(?:we|i)(?: have|'ve)?{_ADVERBS}(?: gone ahead and)? {_DID}{_ADVERBS} (?:{_REQUEST}|{_WHO})(?=[ ,;:!(\"]"
    rf"|\.(?!\w)|$)"
    rf"|\b(?:we|i)(?: have|'ve)?{_ADVERBS} removed (?:{_WHO})(?= from{_MODELS})"
    rf"|{_NOT_OF}\b(?:{_REQUEST}) is{_ADVERBS} (?:completed?|done|active|effective|in effect)\b"
)
_WHEN = (
    r"(?:\w{1,12} ){0,3}(?:\d[\w:.-]{0,12}|today|now|immediately|\w{3,6}day|january|february|march|april|may|june|july"
    r"|august"
    r"|september|october|november|december)(?: (?:\d[\w:.-]{0,12}|[ap]m|\w{2,4}t|utc|at|of|on)){0,5}"
)
_FOR_US = (
    r"for (?:your\b|the (?:workspace|org|team|whole|entire)|this\b|our records|all (?!but)|both\b|workspace\b"
    r"|org\w{0,12}\b"
    r"|https?\b|[\w.-]{1,90}\.[a-z]{2})[^,;()]{0,100}"
)
FOLLOWS = re.compile(  # what may stand between the claim and the next comma: when, for whom, by whom, of what
    rf"(?: (?:now|today|yesterday|already|successfully|fully|earlier|this (?:morning|afternoon|week)|last \w{{4,9}})\b"
    rf"| (?:(?:on|as of|since|from|at|effective|with effect)(?: from| as of)?) {_WHEN}|(?: on| at)? (?:our"
    rf"|slack's) (?:side|end)\b"
    rf"| {_FOR_US}| by (?:our|the|us|me) ?[a-z ]{{0,40}}| in (?:our|all) [a-z ]{{0,30}}|(?: as| per| at) (?:requested"
    rf"|your request|you \w+)"
    rf"| (?:of|from|to|out)\b{_MODELS}[^,;()]{{0,100}}| out\b| request\b| effective(?: immediately| now)?"
    r"| and is(?: now)? (?:active|in effect|effective|complete|closed)\b|[.!\"' ]){0,6}"
)
NARROWED = re.compile(
    r"^ for (?!your\b|the (?:workspace|org|team|whole|entire)|this\b|our records|all (?!but)|both\b|workspace|org"
    r"|https?:|[\w.-]{1,90}\.[a-z]{2})"
    r"|^[^.]{0,60}\b(?:for|to) (?:(?:only|just|part|some|most|several|many|\d+|one|two|three|half|all but) |(?:public"
    r"|private)\b)"
    r"|^[^,;]{0,80}\b(?:only|in part|for now|temporarily|as a test|with the exception|excluding|apart from"
    r"|other than)\b"
    r"|^[^.]{0,60}\b(?:reverted|reversed|rolled back|undone|and declined|and rejected)\b"
)
TAKEN_BACK = re.compile(
    r"\bin error\b|\bby mistake\b|\b(?:this|that|it) was (?:an? )?(?:error|mistake)\b|\b(?:disregard|ignore) (?:our|my"
    r"|the|this)\b"
    r"|\bstill (?:be |being )?(?:us(?:e|es|ed|ing)|includ\w+|train\w*|opted in)\b|^(?:however|but|unfortunately"
    r"|regrettably|except)\b"
    r"|(?<!you can )(?<!you may )(?<!you will )\b(?:keeps?|continues?) (?:to |on )?(?:us|train|includ"
    r"|learn)\w*\b(?![^.]{0,80}\bown\b)"
    r"|\b(?:does|do|will)(?: not|n't) (?:cover|include|apply|extend)\b(?![^.]{0,40}\bslack ai\b)|\b(?:reverted"
    r"|reversed|rolled back|reinstated)\b"
    r"|\bnot (?:yet )?(?:been )?opted out\b|\bremains? (?:opted in|included|open)\b"
)
TOPIC = re.compile(
    r"\bopt(?:ed|ing|s)? (?:\S+ ){0,6}?out\b|\boptout\b|\bglobal models?\b|\bexclu(?:de|ded|ding|sion)\b"
)
OBJECT = re.compile(
    r"\brequest|\bopt(?:ed|ing)? |\bexclu|\bglobal model|\btraining\b|\bworkspace\b|\byour (?:org|team|data)"
)
ANOTHER = re.compile(
    r"\bmarketing|\bnewsletter|\bpromotion|\bcookie|\bmailing list|\bemails\b|\bsms\b|\bunsubscri|\bsubscription"
    r"|\banalytics|\bnotifications?\b|\bslack ai\b|\brefund|\binvoice|\bbilling|\bpayment|\bpassword|\bexport"
    r"|\baccess request|\bdeletion|\berasure|\bdelet(?:e|ed|ing)\b|\bcancel|\btransfer|\bupgrade|\bsurvey"
    r"|\bfeature request|\bas feedback\b|\bfor information\b|\binformation request|\babout (?:the |your )?opt"
    r"|\bopt(?:ed|ing)? (?:\S+ ){0,4}?out (?:of|from) (?![^.]{0,100}\b(?:global|models?|train|machine|data|predictive))"
    r"|\bsupport (?:request|ticket|case)\b|\breview\b|\bverification\b|\bmigration\b|\bopt(?:ed|ing)? (?:back )?in\b"
    r"|\brevers|\brevo[kc]|\bwithdr[ae]w|\bundo|\bundone|\bre-?enabled"
)
DENIES = re.compile(
    r"\b(?:not|never|no|none|nothing|nor|neither|cannot|unable|without|fail(?:ed|s|ure)?|hardly|partly|partially"
    r"|incorrectly|erroneously|mistakenly|refused|rejected|denied|declined)\b|n't\b|\bin error\b|\bby mistake\b"
)
IF = re.compile(
    r"\b(?:once|when|whenever|until|till|if|whether|unless|provided|pending|whose|who|how|why|suppose|imagine|example"
    r"|thought|think|believe|guess|hoped?|presum\w+|apparently|seems?|maybe|perhaps|probably|possibly|supposedly"
    r"|allegedly|sure"
    r"|sample|template|step|stage|phase|form|as soon as|in case|subject to|the (?:words|phrase|subject|sentence))\b"
)
LATER = re.compile(
    r"\b(?:will|shall|would|should|could|may|might|must|going to|to be|being|hope|expect|after|before|by the time"
    r"|says?|saying|states?|stating|reads?|reading|claims?|claimed|asked|requests that|that (?=(?:has|have|was|were) )"
    r"|disregard|ignore|scheduled|about to|assume|pretend|almost|nearly)\b"
)
HARMLESS = re.compile(
    r"\bno longer\b|\bno (?:further|additional|other|more) (?:action|steps?)[a-z ]{0,40}"
    r"|\b(?:do not|don't|need not|does not) (?:need|have) to [a-z ]{0,40}"
    r"|\b(?:will|would|is|are|be)(?: not|n't)(?: be)? (?:be )?(?:used|included|contribut\w+|part|train\w*)\b"
)
BUT = re.compile(
    r"\b(?:but|however|although|though|except|unless|until|only for|subject to|provided that|pending)\b"
    r"|\b(?:restored|reverted|reversed|rolled back|undone|reinstated|reactivated|re-?enabled)\b"
    r"|\b(?:incorrectly|erroneously|mistakenly|partly|partially)\b|\bin error\b|\bby mistake\b"
    r"|\bis (?:false|wrong|incorrect|untrue)\b"
)
STILL = re.compile(
    rf"\bwill(?: \w+){{0,2}} be{_ADVERBS} {_DONE}|\b(?:is|are)(?: \w+){{0,2}} being {_DONE}|\bin progress\b"
    r"|\b(?:has|have|was|were|is|are)(?:n't| not)(?: yet)?(?: been)?(?: yet)? "
    r"(?:completed?|processed|opted out|excluded|fulfilled|finali[sz]ed|actioned|implemented|applied)\b"
)
PENDING = re.compile(
    r"\b(?:under review|in review|being reviewed|will take effect|takes? effect (?:once|when|after))\b"
)
REFUSES = re.compile(
    r"\bnot (?:granted|approved|accepted)\b|\b(?:unable|not able|not possible) to\b|\b(?:is|are|am|be|was"
    r"|were)n't (?:able|possible) to\b|\b(?:won't"
    r"|will not) be able to\b"
    r"|\b(?:is|are)(?:n't| not) (?:\w+ )?(?:available|possible|supported|offered|something (?:that )?we can)\b"
    r"|\b(?:aren't|are not|isn't|is not) (?:an? |the )?(?:\w+ ){0,2}owner\b|\bcan only be (?:made|requested|submitted"
    r"|done) by\b"
    r"|\bcould(?: not|n't) be (?:completed|processed|carried out|fulfilled|applied)\b"
    r"|\b(?:has |was |is )not (?:been )?(?:approved|accepted|granted)\b|\b(?:cannot|can not|can't|could not|couldn't"
    r"|won't|will not)"
    r" (?:\w+ )?(?:process|complete|opt|hono|accommodate|fulfil|accept|grant|approve|action|exclude|proceed|apply|help)"
    r"|\b(?:declin|den(?:y|ied)\b|reject|refus)|\bnot eligible\b|\bineligible\b"
    r"|\bdo(?:es)? not (?:offer|support|provide|hono\w{1,3}|accept|process|handle)\b"
    r"|\bonly [a-z ,/]{0,60}\bowners? (?:can|may|are able|are allowed)\b|\bmust (?:come|be (?:sent|made"
    r"|submitted)) (?:from|by)\b"
    r"|\bnot (?:an? |the )?(?:\w+ ){0,2}owner\b|\bhas not been (?:approved|accepted|granted)\b"
)
ASKS = re.compile(
    r"\bplease (?:provide|confirm|reply with|respond with|send|share|tell us|specify|verify|include|clarify)"
    r"|\bplease (?:supply|advise)\b"
    r"|\b(?:please|kindly) (?:have (?:an? |the |your )|reply with|answer|forward us|give us|fill (?:in|out)|name)"
    r"|\bkindly (?:provide|confirm|respond with|send|share|tell|specify|verify|include|clarify)"
    r"|\b(?:we|i)(?:'d| would)? (?:just |still |only |also )?(?:need|require) (?:to know|one more|some|the|your"
    r"|from you)\b"
    r"|\bplease (?:respond|reply|write|contact us|email us)(?: \w+){0,6} (?:from|with)\b"
    r"|\byou(?:'ll)? (?:still |also |first )?(?:need to|have to|must) (?:confirm|click|verify|reply|provide|send"
    r"|complete|activate|sign)\b"
    r"|\bto (?:activate|finali[sz]e|complete|confirm|finish) (?:it|this|the|your)\b[^.]{0,60}\b(?:click|reply|confirm"
    r"|follow|visit|sign)\b"
    r"|\b(?:can|could|would|will) you (?:please |kindly )?(?:provide|confirm|send|share|tell|specify|clarify|let)"
    r"|\b(?:please let us|let me) know (?:which|the|your|what|whether|who)\b"
    r"|\bwe(?:'ll| will)? (?:also )?need (?:you|the|your|more|some)"
    r"|\bneed (?:more|additional|further) (?:information|details)\b"
    r"|\bmore information (?:is|will be) (?:needed|required)\b"
)
COURTESY = re.compile(
    r"\banything else\b|\b(?:any|other|further|more|additional) questions?\b|\bhow (?:did|are|was|would)\b|\bhelpful\b"
    r"|\bsatisf|\brate\b|\bfeedback\b|\bsurvey\b"
)
RECEIVED = re.compile(
    r"\b(?:have|has been|we've|we|was|been|is) (?:\w+ )?received\b|\breceived your\b|\breceipt of your\b|\backnowledg"
    r"|\bthank(?:s| you) (?:\w+ ){0,2}for (?:\w+ )?(?:reaching out|contacting|writing|getting|your|submitting)"
    r"|\bunder review\b|\bbeing (?:reviewed|looked|processed|handled)\b"
    r"|\blook(?:ing)? into\b|\bget back to you\b|\bin touch\b"
    r"|\b(?:passed|forwarded|escalated|shared|sent|routed) (?:\w+ ){0,6}(?:team|colleagues?|department)\b"
    r"|\bbeing worked on\b|\bin (?:our|the) queue\b|\bwe(?:'re| are) (?:currently |now )?(?:processing|reviewing"
    r"|handling)\b"
    r"|\bworking on\b|\b(?:opened|created|logged)\b|\bwe're on it\b|\bassigned to\b|\bgot your (?:request|message|mail"
    r"|email)\b"
    r"|\bwill (?:write|be in touch|let you know|get back)\b|\bnot yet been completed\b"
    r"|\bwill (?:\w+ )?(?:process|review|handle|respond|reply|follow up|be (?:completed|processed|reviewed|handled))\b"
    r"|\b(?:ticket|case|request) (?:number|#|id)|\bin progress\b"
)
