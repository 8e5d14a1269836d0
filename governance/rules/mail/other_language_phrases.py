"""Wording of vendors' replies in languages other than English, as patterns over one plain sentence.

A claim counts only where the sentence names the opt-out and holds none of the words that deny, postpone, limit it or
speak of something else. What is not understood stays unsure. Every repetition is bounded.
"""

from __future__ import annotations

import re

TOPIC = re.compile(
    r"\bexclusión\b|\bexcluid|\besclusione\b|\bexclusão\b|\bausschluss\b|\bwiderspruch\b|\bopt out"
    r"|\bmodèles? glob(?:al|aux)\b"
    r"|\bexclu(?:e|es|s)\b|\bglobale[rn]? modelle?\b|\bmodelos? globa(?:l|is|les)\b|\bmodelli globali\b"
    r"|\bglobale modellen\b"
    r"|オプトアウト|グローバル ?モデル|选择退出|옵트아웃"
)
_FRENCH = (
    r"\b(?:votre|la|cette) demande (?:d'exclusion|d'opt out|de retrait)[^.;]{0,80}? (?:a|est)(?: bien| désormais"
    r"| maintenant)*"
    r"(?: été)?(?: prise en compte et)? (?:traitée|finalisée|effectuée|complétée|exécutée|terminée|appliquée)\b"
    r"|\b(?:vos données|votre espace de travail|votre organisation) (?:ont|a|sont|est)(?: bien| désormais| maintenant)*"
    r"(?: été)? exclue?s?\b"
)
_GERMAN = (
    r"|\b(?:ihre?|deine?|die|der|ihr) (?:opt out|widerspruch|ausschluss|antrag auf ausschluss)[^.;]{0,80}? (?:wurde"
    r"|ist)"
    r"(?: nun| jetzt| bereits| erfolgreich)* (?:abgeschlossen|bearbeitet|umgesetzt|durchgeführt|verarbeitet"
    r"|ausgeführt)\b"
    r"|\b(?:ihr workspace|ihre daten|ihre organisation) (?:wurden?|sind|ist)[^.;]{0,80}? (?:ausgeschlossen"
    r"|ausgenommen)\b"
)
_SOUTHERN = (
    r"|\b(?:su|tu|la) (?:solicitud de (?:exclusión|opt out)|exclusión)[^.;]{0,80}? (?:se ha|ha sido|fue)(?: ya)?"
    r" (?:completad[oa]|procesad[oa]|tramitad[oa]|realizad[oa]|finalizad[oa])\b"
    r"|\b(?:tua|sua|vostra) richiesta di (?:esclusione|opt out)[^.;]{0,80}? è stata (?:completata|elaborata|evasa"
    r"|eseguita)\b"
    r"|\b(?:sua|seu) (?:solicitação|pedido) de (?:exclusão|opt out)[^.;]{0,80}? foi (?:concluíd|processad|completad"
    r"|atendid)[oa]\b"
)
_OTHERS = (
    r"|\b(?:je|uw|jouw) opt out[- ]?(?:verzoek)?[^.;]{0,80}? is(?: nu| inmiddels)? (?:voltooid|verwerkt|afgerond"
    r"|uitgevoerd)\b"
    r"|オプトアウト[^。]{0,40}(?:完了(?:しました|いたしました|しております)|処理(?:しました|されました|いたしました))"
)
DONE = re.compile(_FRENCH + _GERMAN + _SOUTHERN + _OTHERS)
DENIES = re.compile(
    r"\?|\b(?:ne|pas|non|aucune?|sauf|dès que|lorsque|quand|une fois|si|après|mais|toutefois|partiellement"
    r"|export\w*)\b|\bn'"
    r"|\b(?:ser(?:a|ont|ait)|suppression|facture)\b"
    r"|\b(?:seule?|uniquement|seulement|certain\w*|refus\w*|nur|einige\w*|abgelehnt|fehlerhaft|sólo|solo|algun\w*"
    r"|parcial\w*"
    r"|rechazad\w*|alcuni|apenas|só|recusad\w*|alleen|sommige)\b"
    r"|\b(?:nicht|noch|kein\w*|sobald|wenn|falls|wird|werden|nachdem|teilweise|ausser|jedoch|aber|löschung|rechnung"
    r"|ob)\b"
    r"|\b(?:no|aún|cuando|una vez|será|sería|pero|excepto|salvo|parcialmente|eliminación|todavía)\b"
    r"|\b(?:quando|una volta|sarà|ma|tranne|parzialmente|não|ainda|assim que|será|mas|exceto|parcialmente)\b"
    r"|\b(?:niet|nog|zodra|als|wanneer|wordt|zal|maar|gedeeltelijk|behalve)\b"
    r"|まだ|未|ません|場合|次第|たら|予定|エクスポート|一部|ただし|か。"
)
RECEIVED = re.compile(
    r"\b(?:avons|ai) bien reçu\b|\baccusons réception\b|\bsera (?:traitée|étudiée)\b|\breviendrons vers vous\b"
    r"|\bprise en charge\b"
    r"|\b(?:anfrage|nachricht|mitteilung) (?:ist |haben wir )?(?:\w+ )?(?:erhalten|eingegangen)\b|\bwerden (?:sie|ihre"
    r"|diese)[^.]{0,40} bearbeiten\b"
    r"|\b(?:hemos|he) recibido\b|\babbiamo ricevuto\b|\brecebemos\b|\bhebben (?:uw|je) [^.]{0,30}ontvangen\b"
    r"|\bmelden (?:wir )?uns\b"
    r"|\bvi har (?:mottagit|modtaget|mottatt)\b|\botrzymaliśmy\b"
    r"|受け付けました|受付いたしました|受領(?:しました|いたしました)|已收到"
)
ASKS = re.compile(
    r"\b(?:veuillez|merci de)(?: bien vouloir)?(?: nous)? (?:indiquer|préciser|confirmer|envoyer|fournir|communiquer"
    r"|transmettre)"
    r"|\bbitte (?:teilen|senden|nennen|geben|bestätigen|schicken) sie\b|\bpor favor,? (?:ind|env|confirm|facilit"
    r"|inform|proporcion)"
    r"|\b(?:si prega|vi preghiamo|la preghiamo) di (?:indicare|inviare|confermare|fornire)|\bgelieve\b"
    r"|(?:教えて|お知らせ|ご連絡|ご提供)(?:いただけ|ください)|请(?:提供|告知|确认)"
)
REFUSES = re.compile(
    r"\bne (?:sommes|pouvons|peut|peuvent)[^.]{0,30} (?:pas|en mesure)\b|\bn'a pas (?:pu|été acceptée)\b"
    r"|\bimpossible de\b|\brefus(?:ée?|ons)\b"
    r"|\b(?:können|kann|konnten?)[^.]{0,60} nicht\b|\bnicht möglich\b|\babgelehnt\b"
    r"|\bno (?:podemos|es posible|ha sido posible|se puede)\b|\brechazad|\bnon (?:possiamo|è possibile"
    r"|è stato possibile)\b|\brifiutat"
    r"|\bnão (?:podemos|é possível|foi possível)\b|\b(?:recusad|rejeitad)|\bkunnen[^.]{0,60} niet\b|\bniet mogelijk\b"
    r"|\bafgewezen\b"
    r"|できません|いたしかねます|お断り|无法"
)
COURTESY = re.compile(
    r"\bautre chose\b|\bautres questions\b|\bweitere fragen\b|\bnoch etwas\b|\balgo más\b|\baltre domande\b"
    r"|\bqualcos'altro\b"
    r"|\bmais alguma\b|\bnog iets\b|\bandere vragen\b|他に"
)
