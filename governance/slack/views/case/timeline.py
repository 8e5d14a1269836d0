"""What happened to our request, one line each, with what is known of it. Newest first."""

from __future__ import annotations

from governance.pages import CasePage, Entry, Mail, TimelinePage
from governance.slack.ids import Action, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.reply_in_words import signature_in_words, verdict_in_words
from governance.slack.views.typed import HERE, inert, joined, with_words
from governance.slack.views.words import after_colon, because, day, knowing, name, when
from governance.texts import N_, Texts

LEFT = {
    "request": N_("Our request went to {vendor}."),
    "follow_up": N_("We asked {vendor} once more."),
    "answer": N_("We answered {vendor}'s question."),
    "after_refusal": N_("We replied to {vendor}'s refusal."),
    "next_step": N_("We wrote to {vendor}'s general privacy address."),
    "recheck": N_("We asked {vendor} to confirm again."),
}
LEFT_SAID = {
    "request": N_("Our request went to {vendor}, {name} says."),
    "follow_up": N_("We asked {vendor} once more, {name} says."),
    "answer": N_("We answered {vendor}'s question, {name} says."),
    "after_refusal": N_("We replied to {vendor}'s refusal, {name} says."),
    "next_step": N_("We wrote to {vendor}'s general privacy address, {name} says."),
    "recheck": N_("We asked {vendor} to confirm again, {name} says."),
}
KNOWN = {
    "copy_seen": N_("A copy of the letter arrived here."),
    "copy_signed": N_("A copy of the letter arrived here, and its signature was checked."),
    "accepted": N_("The mail server took the letter for {vendor}."),
}
SAID = {
    "acknowledged": N_("The owner, {name}: {vendor} received our request."),
    "asked": N_("The owner, {name}: {vendor} asks a question."),
    "refused": N_("The owner, {name}: {vendor} refuses our request."),
    "bounced": N_("The owner, {name}: our letter came back."),
    "confirmed": N_("The owner, {name}: {vendor} says that it is done."),
}
CONFIRMED_BY = {
    "pasted": N_("The owner, {name}: the pasted text says that it is done."),
    "mail": N_("The owner, {name}: {vendor}'s mail says that it is done."),
}
BY_ITSELF = N_("{vendor}'s mail says that it is done; signature checked, every sentence known.")
PUT = N_("{name} put it to our request.")
OTHERS = {
    "unclear": N_("The mail server went silent: whether our letter has left is not known."),
    "not_sent": N_("{name} says: the letter had not left after all."),
    "own_words": N_("A copy shows that an owner wrote to {vendor} in their own words."),
    "handed_over": N_("{name} handed our request over to another owner."),
    "unapproved": N_("{name} took the approval of the letter back."),
    "lapsed_owner": N_("Who approved the letter is no owner any more: it was a draft again."),
    "lapsed_address": N_("The workspace's address changed: the approved letter was a draft again."),
    "withdrawn": N_("{name} withdrew our request."),
    "asked": N_("{name} asked the members."),
    "closed": N_("The question closed."),
    "opt_out": N_("{name} decided to opt out."),
    "stay": N_("{name} decided to allow it."),
    "wrong": N_("The owner, {name}: it was wrong to say that {vendor} had confirmed our request."),
}


GIVES_REASON = ("withdrawn", "wrong", "closed", "opt_out", "stay")


def in_words(entry: Entry, t: Texts) -> str:
    """What happened, and what is known of it."""
    by = name(entry.by) if entry.by else ""
    if entry.what == "approved":
        return t("{name} approved the letter to {vendor}.", name=by)
    if entry.what == "left":
        if not entry.known:
            return t(LEFT[entry.letter])
        if entry.known not in KNOWN:
            return t(LEFT_SAID[entry.letter], name=by)
        return f"{t(LEFT[entry.letter])} {t(KNOWN[entry.known])}"
    if entry.what == "by_hand":
        note = with_words(t("Note: “{words}”", words=HERE), entry.note) if entry.note else ""
        said = CONFIRMED_BY.get(entry.source) if entry.known == "confirmed" else None
        return f"{t(said or SAID[entry.known], name=by)} {note}".strip()
    if entry.what in GIVES_REASON:
        return joined(t(OTHERS[entry.what], name=by), because(entry.note, t) if entry.note else "")
    return _mail_in_words(entry, t) if entry.mail else t(OTHERS[entry.what], name=by)


def _line(entry: Entry, at: str, t: Texts) -> str:
    """When, and what happened; a name at the beginning keeps its capital."""
    by = name(entry.by) if entry.by else ""
    return t("{day}: {what}", day=at, what=after_colon(in_words(entry, t), t, by))


def _mail_in_words(entry: Entry, t: Texts) -> str:
    mail = entry.mail
    if mail is None:
        return ""
    if entry.what == "copy":
        return f"{t('A copy of our letter arrived here.')} {signature_in_words(mail, t)}"
    sorted_as = N_("{name} set it aside: it is about something else.") if mail.set_aside else PUT
    put = t(sorted_as, name=name(mail.put_by)) if mail.put_by else ""
    pasted = t("{name} pasted a text.", name=name(entry.by)) if entry.by and mail.source == "pasted" else ""
    read = [verdict_in_words(mail, t), "" if pasted else signature_in_words(mail, t)]
    return " ".join(part for part in (pasted, *([t(BY_ITSELF)] if mail.closes_case else read), put) if part)


def recent_blocks(case: CasePage, t: Texts, *, told: Mail | None = None) -> list[View]:
    """The newest entries, without a mail that is `told` already, and the button to all of them."""
    if not case.recent:
        return []
    found = [entry for entry in case.recent if told is None or entry.mail is None or entry.mail.ref != told.ref]
    lines = [_line(entry, day(entry.at, case.zone, t), t) for entry in found]
    every = b.button(t("See all that happened"), Action.TIMELINE, case.case_ref)
    head, *rest = b.pieces("\n".join(f"• {line}" for line in lines), b.SECTION_LENGTH) or [t("What happened")]
    return [b.section(head, every), *[b.section(part) for part in rest]]


def timeline(page: TimelinePage, t: Texts) -> View:
    """All entries; a mail can be opened from its line."""
    t = knowing(page.about, t)
    if not page.entries:
        return b.modal(t("What happened"), [b.section(t("Nothing has happened yet."))], close=t("Close"))
    blocks = [_entry(entry, page, t) for entry in page.entries]
    rest = page.total - len(page.entries)
    if rest > 0:
        blocks.append(b.context(t.n("{n} earlier entry is not shown.", "{n} earlier entries are not shown.", rest)))
    if page.may_take_back:
        back = b.button(t("The letter has not left after all"), Action.NOT_SENT, page.case_ref)
        blocks.append(b.actions(back))
    return b.modal(t("What happened"), blocks, close=t("Close"))


def _entry(entry: Entry, page: TimelinePage, t: Texts) -> View:
    read = None
    if entry.mail is not None and page.may_read and entry.what == "mail":
        value = reference(page.case_ref, entry.mail.ref)
        read = b.button(t("Read this mail"), Action.MAIL_READ, value, hint=_hint(entry, page.zone, t))
    return b.section(_line(entry, when(entry.at, page.zone, t), t), read)


def _hint(entry: Entry, zone: str, t: Texts) -> str:
    subject = entry.mail.subject if entry.mail else ""
    return t("Read this mail: {subject}", subject=inert(subject))[:75]
