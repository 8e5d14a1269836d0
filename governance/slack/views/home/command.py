"""Private answers to `/ai-consent` and its words: help by role, results."""

from __future__ import annotations

from governance.pages import HelpPage, ResultPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.result import result
from governance.slack.views.typed import folded, inert
from governance.slack.views.words import knowing, names
from governance.texts import N_, Texts

EVERYBODY = (
    N_("`/ai-consent status`: how things stand"),
    N_("`/ai-consent results`: the result of the last question"),
    N_("`/ai-consent vendors`: the vendors in use, and how it stands with each"),
    N_("`/ai-consent policy`: the vendors' pages that are watched, and what changed"),
    N_("`/ai-consent mine`: my answer, and what is kept about me"),
    N_("`/ai-consent help`: this list"),
)
RUNS_IT = (
    N_("`/ai-consent poll`: prepare a question to the members; with a vendor's name after it, about that vendor"),
    N_("`/ai-consent remind`: send the next reminder now"),
    N_("`/ai-consent pause`, `/ai-consent resume`: stop sending for a while, go on"),
)
OWNER = (N_("`/ai-consent close`: close the question early, with a reason"),)
REQUEST = (N_("`/ai-consent request`: our request, and what has come of it"),)
WORDS = {
    "member": EVERYBODY,
    "guest": EVERYBODY,
    "observer": (*REQUEST, *EVERYBODY),
    "organiser": (*RUNS_IT, *REQUEST, *EVERYBODY),
    "admin": (*RUNS_IT, *REQUEST, *EVERYBODY),
    "owner": (*RUNS_IT, *OWNER, *REQUEST, *EVERYBODY),
}


def help_text(page: HelpPage, t: Texts) -> View:
    """What this person may do, by words and by buttons; no action needs a command."""
    t = knowing(page.about, t)
    lines = "\n".join(f"• {t(words)}" for words in WORDS.get(page.role, EVERYBODY))
    blocks = [
        *([b.section(_unknown(page, t))] if page.unknown else []),
        b.section(t("What you can do here:")),
        b.section(lines),
        b.context(t("All of it is also on the Home tab of this app, as buttons.")),
        *_buttons(page, t),
        *_owners(page, t),
    ]
    return {**b.message(blocks), "response_type": "ephemeral"}


def _unknown(page: HelpPage, t: Texts) -> str:
    """What was typed, and what was probably meant."""
    told = t("“{word}” is not a word that this app knows.", word=inert(folded(page.unknown, 60)))
    if not page.meant:
        return told
    return f"{told} {t('Did you mean {word}?', word=f'`/ai-consent {page.meant}`')}"


def _buttons(page: HelpPage, t: Texts) -> list[View]:
    row = [
        b.button(t("What {vendor} says"), Action.WHAT_SLACK_SAYS, page.about.slug),
        b.button(t("What is kept about me"), Action.KEPT),
    ]
    if page.role in {"admin", "organiser", "owner"}:
        row.insert(0, b.button(t("Prepare a question"), Action.PREPARE))
    return [b.actions(*row)]


def _owners(page: HelpPage, t: Texts) -> list[View]:
    return [b.context(t("Owners: {names}.", names=names(page.owners[:10], t)))] if page.owners else []


def results(page: ResultPage, t: Texts) -> View:
    """The result for one person, as everybody may read it."""
    return {**result(page, t), "response_type": "ephemeral"}


def result_window(page: ResultPage, t: Texts) -> View:
    """The same in a window."""
    shown = [block for block in result(page, t)["blocks"] if block["type"] != "actions"]
    return b.modal(t("Result and decision"), shown, close=t("Close"))
