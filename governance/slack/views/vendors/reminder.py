"""A reminder that steps at a vendor are not done yet, or that its answer has not been noted."""

from __future__ import annotations

from governance.pages import StepsReminderPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.request_in_words import by_when_blocks
from governance.slack.views.vendors.in_a_line import bullet, standing
from governance.slack.views.words import knowing
from governance.texts import Texts


def reminder(page: StepsReminderPage, t: Texts) -> View:
    """To the owner who decided, and in one line to those who watch; once it is over, how it stands."""
    t = knowing(page.about, t)
    if not page.lasts:
        return b.message([b.section(bullet(page.line, page.zone, t).removeprefix("• "))])
    stands = standing(page.line, page.zone, t)
    if not page.notes:
        watched = t("Our request to {vendor} waits for an owner. The owners are reminded.")
        return b.message([b.section(f"{watched} {stands}")])
    title = t("Has {vendor} answered?") if page.asked else t("The steps at {vendor} are not done yet")
    told = t("Whoever has the rights at {vendor} can do it. You or an admin note it here, with what shows it.")
    note = b.button(t("Note decision and steps"), Action.VENDOR_STEPS, page.about.slug)
    asked = by_when_blocks(page, "" if page.asked else "steps", t)
    return b.message([b.header(title), b.section(f"{stands} {told}"), *asked, b.actions(note)])
