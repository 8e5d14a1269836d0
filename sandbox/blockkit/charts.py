"""Rules of the data_visualization block: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block."""

from __future__ import annotations

from typing import Any

from .composition import TYPE
from .fault_location import At, items
from .field_checks import Check, all_of, array, by_type, shape, string

MOST, CATEGORIES, NAME, AXIS_LABEL, TITLE = 6, 20, 20, 50, 50


def number(value: Any, at: At) -> None:
    """Any number."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        at.fault("must be a number")


def _positive(value: Any, at: At) -> None:
    number(value, at)
    if isinstance(value, (int, float)) and value <= 0:
        at.fault("must be greater than 0")


def _unique(field: str, name: str) -> Check:
    """No two parts of a list have the same name."""

    def check(value: Any, at: At) -> None:
        parts = items(value.get(field)) if isinstance(value, dict) else []
        names = [str(part.get(name)) if isinstance(part, dict) else str(part) for part in parts]
        if len(names) != len(set(names)):
            at.into(field).fault("must be unique")

    return check


def _fits_its_axis(value: Any, at: At) -> None:
    """Each series has exactly one point for each category."""
    axis = value.get("axis_config")
    categories = items(axis.get("categories")) if isinstance(axis, dict) else []
    for index, series in enumerate(items(value.get("series"))):
        points = items(series.get("data")) if isinstance(series, dict) else []
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            at.into("series").into(index).into("data").fault("labels must match axis_config.categories")


SEGMENT = shape({"label": string(NAME), "value": _positive})
POINT = shape({"label": string(NAME), "value": number})
SERIES = shape({"name": string(NAME), "data": array(POINT, CATEGORIES)})
AXIS = all_of(
    shape({"categories": array(string(NAME), CATEGORIES)}, dict.fromkeys(("x_label", "y_label"), string(AXIS_LABEL))),
    _unique("categories", ""),
)
PLOT = all_of(
    shape({**TYPE, "series": array(SERIES, MOST), "axis_config": AXIS}), _unique("series", "name"), _fits_its_axis
)
PIE = all_of(shape({**TYPE, "segments": array(SEGMENT, MOST)}), _unique("segments", "label"))
CHART = {"title": string(TITLE), "chart": by_type({"pie": PIE, **dict.fromkeys(("bar", "line", "area"), PLOT)})}
