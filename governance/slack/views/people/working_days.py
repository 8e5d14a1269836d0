"""The workspace's weekend and holidays, as an owner sets them."""

from __future__ import annotations

from governance.pages import DaysOffPage
from governance.slack.ids import Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.words import calendar_day, day_name, number
from governance.texts import Texts

FIELD_LENGTH = 3000


def working_days(page: DaysOffPage, t: Texts) -> View:
    """Boxes for the days of the weekend, and a field for the holidays."""
    days = [b.option(day_name(day, t), str(day)) for day in range(7)]
    weekend = b.tick_boxes(days, [str(day) for day in page.weekend])
    explained = t(
        "These days hold for everybody in this workspace, wherever they are: the app writes to members and to owners "
        "on working days only, between 9:00 and 17:00 of each person's own time. It also counts them to say by when a "
        "decision is due and how long Slack has not answered. Dates that members were told stay as they are."
    )
    return b.modal(
        t("Working days"),
        [
            b.section(explained),
            b.section(_known(page, t)),
            b.field(Block.WEEKEND, t("Weekend"), weekend, optional=True),
            b.field(
                Block.HOLIDAYS,
                t("Holidays"),
                b.words_input(page.text, multiline=True, most=FIELD_LENGTH, placeholder="2026-12-25"),
                hint=_how_to_write(t),
                optional=True,
            ),
        ],
        close=t("Cancel"),
        submit=t("Save"),
        callback=Callback.WORKING_DAYS,
    )


def _known(page: DaysOffPage, t: Texts) -> str:
    if page.last is None:
        return t("No holiday is known.")
    last = calendar_day(page.last, t, year=True)
    if page.run_out:
        return t("*The list of holidays has run out:* its last day was {last}. Please add the days to come.", last=last)
    known = t.n(
        "{figure} holiday is known from today on: {last}.",
        "{figure} holidays are known from today on, the last on {last}.",
        page.ahead,
        figure=number(page.ahead, t),
        last=last,
    )
    if not page.operators:
        return known
    return f"{known} {t('The operator of the app gave them; a list of your own takes their place.')}"


def _how_to_write(t: Texts) -> str:
    return t(
        "One date a line, then its name if you like: 2026-12-25, 25.12.2026 or 25/12/2026. Or paste the content of an "
        "ICS file. If it is longer than this field, the operator can give it as a file."
    )
