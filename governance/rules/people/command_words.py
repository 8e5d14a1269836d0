"""Which word of `/ai-consent` somebody meant who typed another one: a word of theirs, or a slip of the keyboard."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

ALIKE = 0.7  # letters in common, from 0 to 1
LONGEST = 60
WORDS = {
    "poll": ("question", "ask", "vote", "survey", "sondage", "question", "demander", "interroger", "preparer"),
    "status": ("state", "etat", "statut", "situation"),
    "results": ("result", "outcome", "resultat", "resultats"),
    "remind": ("reminder", "rappel", "rappeler", "relancer"),
    "pause": ("stop", "halt", "hold", "suspendre", "arreter"),
    "resume": ("continue", "start", "unpause", "reprendre", "continuer"),
    "close": ("end", "finish", "fermer", "clore", "cloturer", "terminer"),
    "request": ("letter", "case", "demande", "lettre"),
    "policy": ("page", "pages", "watch", "politique", "principes", "changement"),
    "vendors": ("vendor", "suppliers", "services", "fournisseur", "fournisseurs", "editeurs", "prestataires"),
    "mine": ("me", "my", "answer", "privacy", "mien", "moi", "ma reponse", "reponse", "mes donnees", "donnees"),
    "help": ("aide", "commands", "commandes", "assistance", "?"),
}
_BY_NAME = {name: word for word, others in WORDS.items() for name in (*others, word)}


def meant(typed: str) -> str:
    """The word that was probably meant by this one, or by its first part; empty where none comes near."""
    plain = _folded(typed)[:LONGEST]
    for name in dict.fromkeys((plain, plain.partition(" ")[0])):
        if name in _BY_NAME:
            return _BY_NAME[name]
        if near := get_close_matches(name, _BY_NAME, 1, ALIKE):
            return _BY_NAME[near[0]]
    return ""


def _folded(text: str) -> str:
    """Without case and accents, on one line."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
