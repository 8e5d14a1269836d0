"""What is asked, in words: what this vendor may do with our data, itself or through others."""

from __future__ import annotations

from governance.pages import About, OpeningPage
from governance.pages.about import in_language
from governance.slack.ids import Block
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import folded, inert
from governance.slack.views.words import knowing
from governance.texts import N_, Texts

ITSELF = {
    "question": N_("May {vendor} train {models} with our data?"),
    "consent": N_("Yes, I agree that {vendor} trains {models} with our data"),
    "consent_wording": N_("Yes, I consent to {vendor} training {models} with our data"),
    "object": N_("No, I object to {vendor} training {models} with our data"),
    "stay": N_("Decision: {vendor} may go on training {models} with our data"),
    "by_default": N_("By default {vendor} may use our data to train {models}."),
}
THROUGH_OTHERS = {
    "question": N_("May {vendor} let {others} train AI with our data?"),
    "consent": N_("Yes, I agree: {vendor} may let {others} train AI with our data"),
    "consent_wording": N_("Yes, I consent: {vendor} may let {others} train AI with our data"),
    "object": N_("No, I object: {vendor} may not let {others} train AI with our data"),
    "stay": N_("Decision: {vendor} may go on letting {others} train AI with our data"),
    "by_default": N_("By default {vendor} may let {others} train AI with our data."),
}
# A setting of each person's own account: an owner decides only whether everybody is asked to change it.
EACH_ALONE = {
    "opt_out": N_("Decision: everyone is asked to opt out of AI training at {vendor}"),
    "stay": N_("Decision: nobody is asked to opt out of AI training at {vendor}"),
}
OWN = "member_setting"
ABSTAIN = N_("I abstain: I took part, and it never counts as agreement")


def _said(about: About, what: str, t: Texts) -> str:
    return knowing(about, t)((THROUGH_OTHERS if about.others else ITSELF)[what])


def question(about: About, t: Texts) -> str:
    """The question itself."""
    return _said(about, "question", t)


def hint(about: About, choice: str, consent_wording: bool, t: Texts) -> str:
    """An answer as a screen reader says it, whole: consent, object, abstain."""
    if choice == "abstain":
        return t(ABSTAIN)
    return _said(about, "consent_wording" if choice == "consent" and consent_wording else choice, t)


def stays(about: About, t: Texts) -> str:
    """The decision that things stay as they are."""
    return knowing(about, t)(EACH_ALONE["stay"]) if about.mechanism == OWN else _said(about, "stay", t)


def opted_out(about: About, t: Texts) -> str:
    """The decision to opt out."""
    by_all = N_("Decision: we opt out of AI training at {vendor}")
    return knowing(about, t)(EACH_ALONE["opt_out"] if about.mechanism == OWN else by_all)


def by_default(about: About, t: Texts) -> str:
    """What goes on as long as nobody does anything."""
    return _said(about, "by_default", t)


def does(about: About, t: Texts) -> str:
    """What the vendor does by default, in a short paragraph."""
    return inert(in_language(about.does, t.language))


def which_vendor(page: OpeningPage, t: Texts) -> View:
    """The question, or where there is more than one vendor to ask about, which."""
    if not page.choices:
        return b.section(f"*{question(page.about, t)}*")
    entries = [
        b.option(folded(t("{plan}: {what}", plan=vendor, what=in_language(purpose, t.language)), 75), slug)
        for slug, vendor, purpose in page.choices
    ]
    return b.field(Block.VENDOR, t("About which vendor"), b.menu(entries, page.about.slug))
