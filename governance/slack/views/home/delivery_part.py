"""How the delivery of an open question goes, on the Home tab of those who run or watch it; never a name."""

from __future__ import annotations

from governance.pages import HomePage, HomePoll
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.poll.delivery_progress import progress_in_words
from governance.slack.views.words import number, when
from governance.texts import Texts


def delivery(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    """How far sending is, how many could not be reached, and what comes next."""
    found = [b.section(progress_in_words(poll.progress, t))] if poll.progress else []
    if poll.reminder_at:
        found.append(b.section(t("Next reminder: {when}.", when=when(poll.reminder_at, page.zone, t, weekday=True))))
    row = [] if page.role == "observer" else _running_buttons(page, poll, t)
    not_reached = _not_reached(poll, t)
    return [*found, *([b.actions(*row)] if row else []), *([b.divider()] if not_reached else []), *not_reached]


def _not_reached(poll: HomePoll, t: Texts) -> list[View]:
    """A part of its own: how many could not be messaged, why, and what can be done about it."""
    if not poll.unreachable:
        return []
    words = t.n(
        "{figure} of {asked} could not be messaged.",
        "{figure} of {asked} could not be messaged.",
        poll.unreachable,
        figure=number(poll.unreachable, t),
        asked=number(poll.asked, t),
    )
    why = b.button(t("See why"), Action.FAILURES, poll.poll_ref)
    if not poll.may_resend:
        return [b.section(words, why)]
    again = b.button(t("Send to those who were not reached"), Action.RESEND, poll.poll_ref)
    return [b.section(words), b.actions(again, why)]


def _running_buttons(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    """At most three: pause or resume, remind, and for an owner close early."""
    row: list[View] = []
    progress = poll.progress
    if progress and progress.paused:
        row.append(b.button(t("Resume"), Action.RESUME, poll.poll_ref))
    elif progress and progress.sent + progress.failed < progress.total:
        row.append(b.button(t("Pause"), Action.PAUSE, poll.poll_ref))
    if poll.reminder_at and poll.may_remind:
        row.append(b.button(t("Remind now"), Action.REMIND, poll.poll_ref))
    if page.role == "owner":
        row.append(b.button(t("Close early"), Action.CLOSE, poll.poll_ref, style="danger"))
    return row
