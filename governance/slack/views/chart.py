"""A chart. Its figures always stand beside it: Slack brings charts to one workspace after the other."""

from __future__ import annotations

from governance.slack.views.blocks import View

CHART = "data_visualization"


def chart(title: str, drawn: View) -> View:
    """A chart with its title, of 50 characters at most; names of its parts have 20 at most."""
    return {"type": CHART, "title": title, "chart": drawn}


def without_charts(view: View) -> View:
    """The same without its charts, whose figures stand beside them."""
    return {**view, "blocks": [one for one in view.get("blocks") or [] if one["type"] != CHART]}
