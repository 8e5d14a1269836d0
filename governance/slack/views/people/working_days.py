"""The workspace's weekend and holidays, as an owner sets them."""

from __future__ import annotations

from governance.pages import DaysOffPage, PlacePage
from governance.slack.ids import Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.words import alphabetical, calendar_day, country_name, day_name, number
from governance.texts import N_, Texts

FIELD_LENGTH = 3000
MISSING = N_(
    "The public holidays of countries are not installed here: the operator of the app can add them, by the extra "
    "“calendar”. Until then, write the days, or paste an ICS file."
)
NOWHERE = "-"  # an entry of a menu has to have a value


def working_days(page: DaysOffPage, t: Texts) -> View:
    """Boxes for the days of the weekend, and a field for the holidays."""
    days = [b.option(day_name(day, t), str(day)) for day in range(7)]
    weekend = b.tick_boxes(days, [str(day) for day in page.weekend])
    explained = t(
        "These days hold for everybody in this workspace, wherever they are: the app writes to members and to owners "
        "on working days only, between 9:00 and 17:00 of each person's own time. It also counts them to say by when a "
        "decision is due and how long a vendor has not answered. Dates that members were told stay as they are."
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
            _country(page, t),
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


def _country(page: DaysOffPage, t: Texts) -> View:
    if not page.countries:
        return b.context(t(MISSING))
    known = sorted(((country_name(code, t), code) for code in page.countries), key=lambda pair: alphabetical(pair[0]))
    options = [b.option(f"– {t('no country')} –", NOWHERE), *(b.option(name, code) for name, code in known)]
    hint = t("Its public holidays count besides the days above. After saving, you can choose a region of it.")
    menu = b.grouped_menu(options, page.country or NOWHERE)
    return b.field(Block.COUNTRY, t("Country"), menu, hint=hint, optional=True)


def region(page: PlacePage, t: Texts) -> View:
    """A country's regions, some of which have holidays of their own."""
    options = [
        b.option(f"– {t('the whole country')} –", NOWHERE),
        *(b.option(name, code) for code, name in page.regions),
    ]
    saved = t("Saved: the public holidays of {country} count from now on.", country=country_name(page.country, t))
    return b.modal(
        t("Working days"),
        [
            b.section(f"{saved} {t('Some regions have others besides.')}"),
            b.field(Block.REGION, t("Region"), b.grouped_menu(options, page.region or NOWHERE)),
        ],
        close=t("Close"),
        submit=t("Save"),
        callback=Callback.REGION,
        metadata=page.country,
    )


def _how_to_write(t: Texts) -> str:
    return t(
        "One date a line, then its name if you like: 2026-12-25, 25.12.2026 or 25/12/2026. Or paste the content of an "
        "ICS file. If it is longer than this field, the operator can give it as a file."
    )
