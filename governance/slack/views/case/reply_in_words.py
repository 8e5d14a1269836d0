"""In a sentence, what a mail of the vendor means and who signed it."""

from __future__ import annotations

from governance.pages import Mail
from governance.slack.views.typed import inert
from governance.slack.views.words import day, name
from governance.texts import N_, Texts

VERDICTS = {
    "delivery_failure": N_("Our letter came back undelivered."),
    "automatic_reply": N_("An automatic reply: nobody has read our letter yet."),
    "acknowledgement": N_("{vendor} received our request. It does not say that it is done."),
    "question": N_("{vendor} asks a question."),
    "refusal": N_("{vendor} refuses our request."),
    "confirmation": N_("{vendor} says that it is done."),
    "unrelated": N_("This mail is about something else."),
    "unsure": N_("We cannot tell by ourselves what this mail means."),
}


SAID = {
    "confirmation": N_("The owner, {name}, on {day}: {vendor}'s mail says that it is done."),
    "acknowledgement": N_("The owner, {name}, on {day}: it says that our request arrived, not that it is done."),
    "question": N_("The owner, {name}, on {day}: it asks a question."),
    "refusal": N_("The owner, {name}, on {day}: it refuses our request."),
    "delivery_failure": N_("The owner, {name}, on {day}: our letter came back."),
    "unrelated": N_("{name}, on {day}: it is about another matter."),
}
PASTED_SAYS = N_("The owner, {name}, on {day}: the pasted text says that it is done.")


def said_in_words(mail: Mail, zone: str, t: Texts) -> str:
    """What a person said that this mail says; whose word it is comes first."""
    words = PASTED_SAYS if (mail.said, mail.source) == ("confirmation", "pasted") else SAID[mail.said]
    by = name(mail.said_by) if mail.said_by else "–"
    return t(words, name=by, day=day(mail.said_at or mail.received_at, zone, t))


def verdict_in_words(mail: Mail, t: Texts) -> str:
    """What a mail means; of a forged one, that it is forged."""
    if mail.forged:
        return t("*This mail is not from {vendor}, as far as we can tell:* it lacks {vendor}'s signature.")
    return t(VERDICTS.get(mail.kind, VERDICTS["unsure"]))


def is_vendors_reply(mail: Mail) -> bool:
    """Whether this may be Slack's reply: it means something for our request, and it is not forged."""
    return mail.kind in {"acknowledgement", "question", "refusal", "confirmation"} and not mail.forged


def read_label(mail: Mail | None, t: Texts) -> str:
    """What the button to a mail says: a question of the vendor's is called one."""
    asks = mail is not None and not mail.forged and "question" in (mail.said, mail.kind if not mail.said else "")
    return t("Read {vendor}'s question") if asks else t("Read this mail")


def signature_in_words(mail: Mail, t: Texts) -> str:
    """What is known of who wrote it."""
    if mail.source == "pasted":
        return t("A pasted text: who wrote it cannot be checked.")
    if mail.signature == "valid" and mail.aligned:
        return t("The signature of {domain} was checked: it is valid.", domain=inert(mail.domain))
    if mail.signature == "valid":
        return t("Signed by {domain}, which is not {vendor}.", domain=inert(mail.domain))
    if mail.signature == "invalid":
        return t("Its signature does not hold: it was changed on the way, or forged.")
    if mail.signature == "unknown":
        return t("Its signature could not be checked yet: the key was not to be had.")
    return t("It carries no signature.")
