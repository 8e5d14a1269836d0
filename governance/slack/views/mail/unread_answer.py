"""A mail that waits for an owner to say what it says: its own words, why nobody but a person may, and two buttons."""

from __future__ import annotations

from governance.pages import CasePage, Mail, VerdictPage
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.evidence_text import whose_word, wrong_in_words
from governance.slack.views.case.owner_prompts import your_turn_blocks
from governance.slack.views.case.reply_in_words import read_label, said_in_words, signature_in_words
from governance.slack.views.case.request_in_words import by_when_blocks, unread_in_words
from governance.slack.views.mail.mail_in_words import beginning, head, whole
from governance.slack.views.menu import menu
from governance.slack.views.words import knowing, said, when
from governance.texts import N_, Texts

SHOWN = 600  # characters of a mail in a message; the rest is behind *Read this mail*
ON_HOME = 300
NOTE_LENGTH = REASON_LENGTH = 500
# What the two buttons answer: a heading that said that it is done would answer before anybody has read it.
ASKS = {
    "proved": N_("Please read {vendor}'s mail: does it say that our opt-out is done?"),
    "pasted": N_("Please read the pasted text: does it say that our opt-out is done?"),
    "": N_("Please read this mail: does it say that our opt-out is done?"),
}
AN_OWNER_IS_ASKED = {
    "proved": N_("An owner is asked: does {vendor}'s mail say that our opt-out is done?"),
    "pasted": N_("An owner is asked: does the pasted text say that our opt-out is done?"),
    "": N_("An owner is asked: does this mail say that our opt-out is done?"),
}
INSTEAD = {
    "question": N_("It asks a question"),
    "refusal": N_("It refuses"),
    "acknowledgement": N_("It says that our request arrived"),
    "delivery_failure": N_("Our letter came back"),
    "unrelated": N_("It is about another matter"),
}


def asked(page: VerdictPage, t: Texts, *, reminder: bool = False) -> View:
    """To an owner: read it, and say whether it says that it is done. To others: that an owner can."""
    t = knowing(page.about, t)
    mail = page.mail
    again = [b.section(unread_in_words(mail, page.zone, t))] if reminder else []
    wrong = [b.section(wrong_in_words(page.wrong, page.zone, t))] if page.wrong else []
    title = t((ASKS if page.may_confirm else AN_OWNER_IS_ASKED)[_source(mail)])
    blocks = [b.header(title), *again, *wrong, *_words(mail, page.zone, SHOWN, t)]
    if page.may_confirm:
        row = b.actions(*buttons(mail, page.case_ref, t), _menu(mail, page.case_ref, t, raw=page.may_download))
        return b.message([*blocks, *by_when_blocks(page, "unread", t), row])
    read = b.button(read_label(mail, t), Action.VERDICT, reference(page.case_ref, mail.ref))
    return b.message([*blocks, b.actions(read)])


def answered(page: VerdictPage, t: Texts) -> View:
    """Once a person has said what it says: whose word that is, and the mail to be read."""
    t = knowing(page.about, t)
    mail = page.mail
    read = b.button(read_label(mail, t), Action.VERDICT, reference(page.case_ref, mail.ref))
    said = b.section(said_in_words(mail, page.zone, t))
    return b.message([said, *beginning(mail, ON_HOME), *your_turn_blocks(page, mail.said, t), b.actions(read)])


def on_home(mail: Mail, page: CasePage, t: Texts) -> list[View]:
    """The same on an owner's Home, shorter; another answer can be brought as well."""
    another = b.button(t("{vendor} has answered"), Action.REPLY, page.case_ref)
    return [
        b.section(f"*{t(ASKS[_source(mail)])}*"),
        *_words(mail, page.zone, ON_HOME, t),
        *by_when_blocks(page, "unread", t),
        b.actions(*buttons(mail, page.case_ref, t), _menu(mail, page.case_ref, t, another)),
    ]


def buttons(mail: Mail, case_ref: str, t: Texts) -> list[View]:
    """What it says, in one press; of a forged mail only in a window. The value tells what its reader saw."""
    value = reference(case_ref, mail.ref, mail.stamp)
    if mail.forged:
        return [b.button(t("Say what it says"), Action.SAYS_NOT, value)]
    return [
        b.button(t("It says that it is done"), Action.SAYS_DONE, value),
        b.button(t("It does not"), Action.SAYS_NOT, value, hint=t("It does not say that it is done")),
    ]


def _menu(mail: Mail, case_ref: str, t: Texts, *more: View, raw: bool = False) -> View | None:
    value = reference(case_ref, mail.ref)
    return menu(
        [
            b.button(read_label(mail, t), Action.VERDICT, value),
            b.button(t("Get the original mail"), Action.MAIL_RAW, value) if raw else None,
            b.button(t("See all that happened"), Action.TIMELINE, case_ref),
            *more,
        ]
    )


def _source(mail: Mail) -> str:
    """How it is known who wrote it: proved, pasted, or empty."""
    return "pasted" if mail.source == "pasted" else "proved" if mail.proved else ""


def _words(mail: Mail, zone: str, length: int, t: Texts) -> list[View]:
    """From whom, and who signed it; the beginning of its own words, and why an owner is asked."""
    why = [b.section(f"{t('*Why an owner is asked:*')} {said(mail.hindrance, t)}")] if mail.hindrance else []
    signed = [] if mail.source == "pasted" else [signature_in_words(mail, t)]
    told = "\n".join([head(mail, when(mail.received_at, zone, t), t), *signed])
    return [b.section(told), *beginning(mail, length), *why]


def what_instead(page: VerdictPage, t: Texts) -> View:
    """*It does not*: what it says instead. Of a forged mail all is asked here, and a confirmation needs a note."""
    t = knowing(page.about, t)
    mail, forged = page.mail, page.mail.forged
    done = [b.option(t("It says it is done"), "confirmation", t("Then write below how you know"))] if forged else []
    choices = [*done, *(b.option(t(label), value) for value, label in INSTEAD.items())]
    preset = mail.kind if mail.kind in INSTEAD else None
    hint = t("What you saw, and where. It is kept with your confirmation.")
    note = b.words_input(multiline=True, most=NOTE_LENGTH)
    noted = [b.field(Block.NOTE, t("How you know, if it is done"), note, hint=hint, optional=True)]
    return b.modal(
        t("What does it say?"),
        [
            b.field(Block.CHOICE, t("What does it say?"), b.radios(choices, preset)),
            *(noted if forged else []),
            *whole(mail, t),
        ],
        close=t("Back"),
        submit=t("Record what it says"),
        callback=Callback.CONFIRM,
        metadata=reference(page.case_ref, mail.ref, mail.stamp),
    )


def that_was_wrong(page: CasePage, t: Texts) -> View:
    """*This is not true: take it back*: what it undoes, and a field for the reason."""
    t = knowing(page.about, t)
    said = page.confirmation
    words = t(
        "Our request waits for {vendor} again, and everyone reads on Home who said so, and why. Every message that "
        "says it is done is changed. What the mail says instead, an owner says next."
    )
    reason = b.words_input(multiline=True, most=REASON_LENGTH)
    return b.modal(
        t("This is not true"),
        [
            *([b.section(whose_word(said, page.zone, t))] if said else []),
            b.section(words),
            b.field(Block.REASON, t("Reason"), reason, hint=t("Everyone reads it on Home, word for word.")),
        ],
        close=t("Back"),
        submit=t("Take it back"),
        callback=Callback.WRONG,
        metadata=reference(page.case_ref, said.stamp if said else ""),
    )
