"""How many had answered on each of the last days, for those who run or watch a question: drawn, and as figures."""

from __future__ import annotations

from governance.pages import HomePoll
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.chart import chart
from governance.slack.views.poll.result import of_all
from governance.slack.views.words import calendar_day
from governance.texts import Texts


def by_day(poll: HomePoll, t: Texts) -> list[View]:
    """The figures as they stood on Home day by day, in tens; nothing on the first day or while all are below ten.

    The chart is left out where Slack does not take it (`plain_form.Charts`): its figures stand below it all the same.
    """
    days = [(calendar_day(day, t), answered) for day, answered in poll.by_day[-b.FIELDS :]]
    if len(days) < 2 or not any(answered for _, answered in days):
        return []
    figures = [(day, of_all(n, poll.asked, t) if n else t("fewer than 10")) for day, n in days]
    note = t("Counted at midnight and rounded down to tens, as everybody could read it here. No single answer shows.")
    return [_chart(days, t), b.fields(figures), b.context(note)]


def _chart(days: list[tuple[str, int]], t: Texts) -> View:
    points = [{"label": day, "value": answered} for day, answered in days]
    bars = {"type": "bar", "series": [{"name": t("Answered"), "data": points}]}
    axis = {"categories": [day for day, _ in days]}
    return chart(t("Answered so far, in tens"), {**bars, "axis_config": axis})
