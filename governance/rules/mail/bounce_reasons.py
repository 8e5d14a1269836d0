"""Why a mail could not be delivered, in plain words, from the server's status code (RFC 3463, section 3)."""

from __future__ import annotations

from governance.errors import N_
from governance.rules.sentence import Sentence

# The longest beginning that fits counts. Codes that tell people nothing are left out.
WHY = {
    "1.1": N_("That address does not exist there."),
    "1.2": N_("That mail domain does not exist."),
    "1.10": N_("That address takes no mail."),
    "1.": N_("Something is wrong with the address."),
    "2.1": N_("That mailbox is switched off or takes no mail."),
    "2.2": N_("That mailbox is full."),
    "2.3": N_("The mail is too large for that mailbox."),
    "3.4": N_("The mail is too large for that server."),
    "4.1": N_("The server there gave no answer."),
    "4.4": N_("The server there could not be found."),
    "4.7": N_("It was tried for days, and the server there did not take it."),
    "4.": N_("The way to the server there failed."),
    "7.1": N_("The server there refused it: the sender is not allowed to write to it."),
    "7.": N_("The server there refused it for reasons of security, for instance as unwanted mail."),
}


def why_undelivered(status: str) -> Sentence | None:
    """The reason behind a code such as 5.1.1; None where the code says nothing helpful."""
    _, _, code = status.partition(".")
    fitting = [start for start in WHY if code == start or (start.endswith(".") and code.startswith(start))]
    return Sentence(WHY[max(fitting, key=len)]) if fitting else None
