"""Home before anything has happened: what this app is, that nothing was sent, and what is to be filled in first."""

from __future__ import annotations

from governance.pages import HomePage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.menu import primary, row
from governance.slack.views.poll.asking import question
from governance.slack.views.typed import folded
from governance.texts import N_, Texts

OPENERS = {"owner", "admin", "organiser"}
# What members read before they answer, by its field in `usecases.poll.draft.House`.
TO_FILL_IN = {
    "operator": N_(
        "*Who runs the server* (setting `OPERATOR`): members read it before they answer, and no question goes out "
        "without it."
    ),
    "contact": N_("*Privacy contact* (setting `PRIVACY_CONTACT`): without one, members are told to ask the owners."),
}


def title(page: HomePage, t: Texts) -> str:
    """The first line of Home: to those who set the app up that it is there, until something has happened."""
    if page.stage == "nothing" and page.role in OPENERS and not page.has_written:
        return t("AI Consent is connected to {organisation}", organisation=folded(page.organisation, 80))
    return t("{vendor} and our data")


def what_it_is(page: HomePage, t: Texts) -> list[View]:
    """What the app does and cannot do, and what it has sent so far."""
    if page.stage != "nothing":
        return []
    does = t(
        "It asks the members, in a private message: “{question}” Then it helps an owner to tell {vendor} what was "
        "decided. It cannot read messages.",
        question=question(page.about, t),
    )
    return [b.section(f"{does} {_sent_so_far(page, t)}")]


def _sent_so_far(page: HomePage, t: Texts) -> str:
    if page.has_written:
        return t("No member has been asked anything so far.")
    return t("Nothing has been sent to anybody, and nothing will be until somebody prepares a question.")


def first_steps(page: HomePage, t: Texts) -> list[View]:
    """Prepare a question, try it, see who may do what; an owner may decide without asking."""
    owns = page.role == "owner"
    steps = [
        primary(b.button(t("Prepare a question"), Action.PREPARE)),
        b.button(t("Try it on myself"), Action.TRY),
        b.button(t("Decide without asking"), Action.DECIDE_ALONE) if owns else None,
        b.button(t("Who may do what"), Action.ROLES),
        b.button(t("What {vendor} says"), Action.WHAT_SLACK_SAYS, page.about.slug) if owns else None,
    ]
    takes = t("Preparing takes about three minutes. First try the whole question on yourself: nobody else sees it.")
    return [b.section(takes), row(steps)]


def to_fill_in(page: HomePage, t: Texts) -> list[View]:
    """The settings that a question needs and that are empty, and who fills them in; to whoever may prepare one."""
    if page.role not in OPENERS or not page.unset:
        return []
    lines = "\n".join(f"• {t(TO_FILL_IN[name])}" for name in page.unset)
    by = t(
        "Whoever runs the server of this app sets them, once for all questions. Whoever prepares a question can write "
        "them there too: *Change*."
    )
    return [b.section(lines), b.context(by)]
