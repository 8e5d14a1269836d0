"""The Home tab: how things stand, the one thing to do, then one's own part, figures, and the small print.

It is the same for all roles; what a role adds is in member.py, overseer.py and owner.py beside this file.
"""

from __future__ import annotations

from governance.pages import Changing, HomePage
from governance.slack.ids import Action, More
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.home import first_hour
from governance.slack.views.home.answers_by_day import by_day
from governance.slack.views.home.member import (
    PAST_SENDING,
    decision_blocks,
    figures_blocks,
    own_blocks,
    own_line,
    own_question,
    request_blocks,
)
from governance.slack.views.home.moved import moved_blocks
from governance.slack.views.home.no_owner import no_owner_blocks
from governance.slack.views.home.overseer import watch_figures, watch_task
from governance.slack.views.home.owner import owner_task
from governance.slack.views.home.status_line import status_line, step_in_words
from governance.slack.views.poll.delivery_progress import what_mends_it
from governance.slack.views.poll.organiser import changing_blocks
from governance.slack.views.poll.waiting import waiting_blocks
from governance.slack.views.typed import escape, folded, inert
from governance.slack.views.vendors.vendors import home_part
from governance.slack.views.watch.policy_change import home_line
from governance.slack.views.words import knowing, plain, starting, when
from governance.texts import N_, Texts

RUNS_IT = {"admin", "organiser", "owner"}
WATCHES = {*RUNS_IT, "observer"}
CHOOSES = {"admin", "owner"}  # which vendors are in use
MORE_THAN_SLACK = 2
ANSWERS = N_("{name} has to answer {vendor}. There is nothing for you to do.")
REPLIES = N_("{name} can answer {vendor}. There is nothing for you to do.")
SENDS = N_("{name} has to send the letter again. There is nothing for you to do.")
READS = N_("{name} has to say what it says. There is nothing for you to do.")
OWNERS_TURN = {"question": ANSWERS, "refused": REPLIES, "bounced": SENDS, "unclear": SENDS, "unread": READS}
ASKING = {"prepared", "open", "closing", "closed", "late"}  # a question goes on: another one would wait
# stages at which another question can be prepared
UNOPENED = {"nothing", "expired", "allowed", "confirmed", "withdrawn", "steps"}


def home(page: HomePage, t: Texts) -> View:
    """Everything that this person needs to know now, in that order, each part below its heading."""
    t = knowing(page.about, t)
    blocks = [
        *_strip(page, t),
        b.header(first_hour.title(page, t)),
        b.section(f"*{status_line(page, t)}*"),
        b.context(step_in_words(page, t)),
        *_policy(page, t),
        *part(t("What this app does"), first_hour.what_it_is(page, t)),
        *part(t("What you can do"), [*_task(page, t), *own_question(page, t)]),
        *part(t("To fill in before asking"), first_hour.to_fill_in(page, t)),
        *part(t("The decision"), decision_blocks(page, t)),
        *part(t("Our request to {vendor}"), request_blocks(page, t)),
        *part(t("The figures"), figures_blocks(page, t)),
        *part(t("Your part"), own_blocks(page, t)),
        *part(t("A question is being changed"), _changing(page, t)),
        *part(t("Questions that wait"), waiting_blocks(page, t)),
        *_vendors(page, t),
        *_watched(page, t),
    ]
    return b.home_tab([*blocks[: b.HOME_BLOCKS - 5], *_appointed(page, t), *_foot(page, t)])


def part(title: str, blocks: list[View]) -> list[View]:
    """A part of Home below its heading; nothing where it is empty."""
    return [b.header(title), *blocks] if blocks else []


HEADINGS = {
    "owner": N_("For owners"),
    "admin": N_("For admins"),
    "organiser": N_("For organisers"),
    "observer": N_("For observers"),
}


def _watched(page: HomePage, t: Texts) -> list[View]:
    """What those who run or watch the question read besides."""
    if page.role not in WATCHES:
        return []
    drawn = by_day(page.poll, t) if page.poll and page.stage == "open" else []
    found = [*moved_blocks(page, t), *no_owner_blocks(page, t), *watch_figures(page, t)]
    return [*part(t(HEADINGS[page.role]), found), *part(t("Answered in all, day by day"), drawn)]


def _strip(page: HomePage, t: Texts) -> list[View]:
    if page.strip is None or page.role not in WATCHES:
        return []
    words = t(
        "*A failure on {when}.* Nothing is lost. What to do: {what} (code `{code}`)",
        when=when(page.strip.at, page.zone, t),
        what=what_mends_it(page.strip.code, t),
        code=escape(page.strip.code),
    )
    return [b.section(words), b.divider()]


def _policy(page: HomePage, t: Texts) -> list[View]:
    """A change of a page, of whichever vendor in use it is."""
    if page.policy is None:
        return []
    t = knowing(page.policy.about, t)
    return part(t("{vendor}'s pages"), home_line(page.policy, t))


def _vendors(page: HomePage, t: Texts) -> list[View]:
    """How it stands with each vendor in use. Slack alone is in the first line, and here only beside the others."""
    if len(page.vendors) < MORE_THAN_SLACK and page.role not in CHOOSES:
        return []
    asks = page.role in RUNS_IT and len(page.vendors) > 1 and page.stage in {*ASKING, "drafted", *PAST_SENDING}
    ask = b.button(t("Prepare a question"), Action.PREPARE) if asks else None
    return part(t("Vendors that we use"), home_part(page.vendors, page.zone, t, ask))


def _task(page: HomePage, t: Texts) -> list[View]:
    """Line 2: the one thing to do, or that there is none. A member's own question stands in their part."""
    if page.changing and _comes_first(page, page.changing):
        found = changing_blocks(page.changing, t)
    elif page.stage == "nothing" and page.role in RUNS_IT:
        found = first_hour.first_steps(page, t)
    elif page.role == "owner":
        found = owner_task(page, t)
    elif page.role in WATCHES:
        found = watch_task(page, t)
    else:
        found = []
    if found:
        return found
    if page.case and page.stage in OWNERS_TURN:
        return [b.section(t(OWNERS_TURN[page.stage], name=starting(page.case.owner)))]
    asked_now = page.stage == "open" and page.mine.asked and not page.mine.answered
    return [] if asked_now else [b.section(t("Nothing to do."))]


def _comes_first(page: HomePage, changing: Changing) -> bool:
    """Whether a question that is being changed is the one thing to do; beside another matter it stands below."""
    same = page.stage == "nothing" or changing.about.slug == page.about.slug
    return page.stage in UNOPENED and same


def _changing(page: HomePage, t: Texts) -> list[View]:
    changing = page.changing
    return changing_blocks(changing, t) if changing and not _comes_first(page, changing) else []


APPOINTED = (
    ("organisers", N_("An owner appointed you organiser: you may prepare a question and watch over it.")),
    ("observers", N_("An owner appointed you observer: you may read everything, and change nothing.")),
)


def _appointed(page: HomePage, t: Texts) -> list[View]:
    """What an owner appointed the reader to; nobody is written to because of it."""
    me = page.viewer.slack_id
    told = [t(words) for role, words in APPOINTED if any(one.slack_id == me for one in getattr(page, role))]
    return [b.context(*told)] if told else []


def _foot(page: HomePage, t: Texts) -> list[View]:
    entries = [
        b.option(t("Read the notice"), More.NOTICE),
        b.option(t("What is kept about me"), More.KEPT),
        b.option(t("Who to ask"), More.CONTACT),
        b.option(t("Who may do what"), More.ROLES),
    ]
    if page.role in RUNS_IT and page.stage == "prepared":
        entries.append(b.option(t("Text for a channel"), More.ANNOUNCEMENT))
    elif page.role == "owner":  # Slack takes five entries: while a question is prepared, the text for it has the place
        entries.append(b.option(t("Working days"), More.WORKING_DAYS))
    return [b.divider(), b.context(_small_line(page, t)), b.actions(b.overflow(Action.HOME_MORE, entries))]


def _small_line(page: HomePage, t: Texts) -> str:
    if page.contact.strip():
        contact = inert(folded(page.contact, 120))
        return t("Read the notice, see what is kept about you, or ask {contact}: in the menu below.", contact=contact)
    return t("Read the notice, see what is kept about you, or see who to ask: in the menu below.")


def status(page: HomePage, t: Texts) -> View:
    """The private answer to `status`: how things stand, one's own part in a line, and the figures of one's role."""
    t = knowing(page.about, t)
    blocks = [b.section(status_line(page, t)), b.context(step_in_words(page, t)), *own_line(page, t)]
    blocks += watch_figures(page, t) if page.role in WATCHES else []
    read = [block for block in blocks if block["type"] in {"section", "context"}]
    shown = [{key: found for key, found in block.items() if key != "accessory"} for block in read]
    return {**b.message(shown, people=[*page.owners, page.viewer]), "response_type": "ephemeral"}


def line(page: HomePage, t: Texts) -> str:
    """Line 1 in plain words, for places where Slack paints no marks."""
    return plain(status_line(page, t))
