"""How notes of absence and other automatic replies begin, as patterns by language.

Plain text is matched: lower case, no typographic differences, `ss` for `ß`. Every repetition is bounded.
"""

from __future__ import annotations

import re

_SOON = r"(?:\S{1,30} ){0,4}?"  # a few words between, such as a date
SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\] ?)?(?:automatic (?:reply|response)|auto(?:mated)?[- ]?(?:reply|response|responder)"
    r"|autoreply|autoresponse"
    r"|out of (?:the )?office|ooo\b|away (?:from|until)|on (?:vacation|leave|holiday)|(?:i am|i'm) (?:away|out)\b"
    r"|vacation reply|auto: .{0,120}(?:out of|away|return|absent|abwesend)"
    r"|.{0,200}\(auto(?:matic)? ?-?(?:reply|response)\)"
    r"|réponse automatique|absence\b|absent|je suis (?:absent|en (?:congé|vacances))|automatische (?:antwort"
    r"|rückantwort)|abwesenheit|abwesend"
    r"|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|assente|assenza"
    r"|resposta automática|ausência|automatisch antwoord|afwezig|automatiskt svar|autosvar|frånvaro|automatisk svar"
    r"|fravær"
    r"|automaattinen vastaus|poissaolo|automatyczna odpowiedź|nieobecn|automatická odpověď|automatikus válasz"
    r"|răspuns automat"
    r"|автоматический ответ|автоответ|автоматична відповідь|otomatik (?:yanıt|cevap)|αυτόματη απάντηση"
    r"|תשובה אוטומטית|מענה אוטומטי|رد تلقائي|الرد التلقائي"
    r"|自動(?:返信|応答|回覆|回复)|自动(?:回复|答复)|不在|자동 ?(?:회신|응답)|부재"
    r"|please (?:verify|confirm) your (?:e-?mail|message))"
)
_ENGLISH = (
    r"(?<!was )(?<!been )(?<!were )(?<!being )\bout of (?:the )?office\b|\booo\b"
    r"|\boffices? (?:is|are|will be) closed\b(?! on \w{3,6}days?)|\b(?:bureaux|bureau) (?:sont|seront|est"
    r"|sera) fermés?\b"
    r"|\bbüro ist geschlossen\b"
    r"|\b(?:i am|i'm) (?:currently )?(?:unavailable|away from (?:my desk|the office))\b"
    r"|\b(?:i am|i'm|i will be|i'll be) (?:currently |presently |now )?"
    r"(?:away\b|out (?:until|from|till)|travell?ing|on (?:\w+ )?(?:leave|vacation|holidays?|pto\b))"
    r"|(?<!was )(?<!been )\bon annual leave\b|\b(?:no|limited|little) access to (?:my )?e-?mails?\b"
    r"|\bthis is an? auto(?:mated|matic|-generated)? ?-?(?:reply|response|answer|responder)\b"
    r"|\bno longer (?:works?|employed|with) (?:for|at|by|here|the company)\b"
    r"|\b(?:message|mail|email) (?:is|has been) (?:being )?(?:held|quarantined)\b"
    r"|\bprove (?:that )?you are (?:a )?human\b"
    r"|\bto control spam\b|\bi only accept (?:mail|email|messages)\b"
)
_ROMANCE = (
    r"|\bje (?:suis|serai) (?:actuellement |en ce moment |exceptionnellement )?"
    r"(?:absente?\b|en (?:congés?|vacances|déplacement|arrêt)|hors du bureau)"
    r"|\bactuellement (?:absente?|en congés?)\b|\bréponse automatique\b"
    rf"|\b(?:estoy|estaré|me encuentro) {_SOON}(?:fuera de (?:la )?oficina|de vacaciones|ausente|de baja)\b"
    r"|\brespuesta automática\b"
    rf"|\b(?:sono|sarò) {_SOON}(?:fuori (?:ufficio|sede)|in ferie|assente|in vacanza)\b|\brisposta automatica\b"
    rf"|\b(?:estou|estarei|encontro-me) {_SOON}(?:de férias|fora do escritório|ausente|em licença)\b"
    r"|\bresposta automática\b"
)
_GERMANIC = (
    rf"|\bbin (?:ich )?{_SOON}(?:nicht (?:im büro|im haus|am platz|erreichbar)|abwesend|im urlaub|in elternzeit"
    rf"|ausser haus)\b"
    r"|\bbefinde (?:ich )?mich (?:\S{1,30} ){0,4}?(?:im urlaub|in elternzeit|ausser haus|nicht im)"
    r"|\babwesenheitsnotiz\b"
    r"|\bnicht im (?:büro|hause?)\b|\bkeinen zugriff auf (?:meine )?e-?mails?\b|\bautomatische (?:antwort"
    r"|rückmeldung)\b"
    rf"|\bik ben {_SOON}(?:afwezig|(?:met|op) vakantie|niet (?:op|in|aanwezig)|met verlof)\b|\bautomatisch antwoord\b"
    rf"|\bjag är {_SOON}(?:på semester|ledig|inte på kontoret|föräldraledig|bortrest)\b|\bautosvar\b"
    rf"|\bautomatiskt svar\b"
    rf"|\bjeg er {_SOON}(?:på ferie|ikke på kontoret|ude af kontoret|fraværende|bortreist)\b|\bautomatisk svar\b"
)
_OTHERS = (
    rf"|\bolen {_SOON}(?:lomalla|poissa|vuosilomalla)\b|\bautomaattinen vastaus\b"
    rf"|\bjestem {_SOON}(?:na urlopie|poza biurem|nieobecn)|\bprzebywam na urlopie|\bautomatyczna odpowiedź\b"
    rf"|\bmimo kancelář|\bjsem {_SOON}(?:na dovolené|nepřítom)|\bautomatická odpověď\b"
    rf"|\b(?:я|нахожусь) {_SOON}в отпуске|\bв отпуске (?:до|с)\b|\bотсутствую\b|\bбуду отсутствовать\b"
    rf"|\bавтоматический ответ\b|\bавтоответ\b"
    r"|\bizindeyim\b|\bofis dışında|\byıllık izin|\botomatik (?:yanıt|cevap)\b|\bszabadságon vagyok\b"
    r"|\bautomatikus válasz\b"
    r"|不在に|不在の(?:ため|間)|休暇中|休暇を|出張中|自動(?:返信|応答|送信|回覆)|不在办公室|休假"
    r"|外出(?:中|办事)|自动(?:回复|答复)"
    r"|휴가 ?중|부재 ?중|자동 ?(?:회신|응답)"
)
BODY = re.compile(_ENGLISH + _ROMANCE + _GERMANIC + _OTHERS)
UNATTENDED = re.compile(
    r"^\W{0,3}automat(?:ed|ic) (?:message|e-?mail|mail|notification|reply|response)\b"
    r"|\bthis is (?:an automat(?:ed|ic)|slackbot|a (?:ro)?bot)\b|\bautomatically generated\b|\b(?:mailbox|address"
    r"|inbox) is not (?:being )?(?:monitored|read|attended)\b"
    r"|\bdo not (?:reply|respond) to this (?:e-?mail|mail|message)\b|\bne pas répondre à ce\b"
    r"|\bautomatisch (?:generiert|erzeugt|erstellt)e?\b"
    r"|\bmessage automatique\b|\bmensaje automático\b|\bmessaggio automatico\b|\bmensagem automática\b"
)
