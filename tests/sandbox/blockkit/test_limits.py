"""Block Kit's limits, as tables: the largest that is allowed, and the smallest that is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.blockkit import message_faults, view_faults
from sandbox.blockkit.blocks import NEW

Made = dict[str, Any]


def plain(size: int = 1) -> Made:
    return {"type": "plain_text", "text": "x" * size}


def mrkdwn(size: int = 1) -> Made:
    return {"type": "mrkdwn", "text": "x" * size}


def option(label: int = 1, value: int = 1, **more: Any) -> Made:
    return {"text": plain(label), "value": "v" * value, **more}


def button(number: int = 0, **more: Any) -> Made:
    return {"type": "button", "action_id": f"a{number}", "text": plain(), **more}


def address(size: int) -> str:
    return "https://x.example/".ljust(size, "u")


def buttons(count: int) -> Made:
    return {"type": "actions", "elements": [button(number) for number in range(count)]}


def actions(**element: Any) -> Made:
    return {"type": "actions", "elements": [element]}


def entry(**element: Any) -> Made:
    return {"type": "input", "label": plain(), "element": element}


def table(rows: int, columns: int) -> Made:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def pie(count: int, title: int = 1, **segment: Any) -> Made:
    segments = [{"label": f"s{number}", "value": 1, **segment} for number in range(count)]
    return {"type": "data_visualization", "title": "x" * title, "chart": {"type": "pie", "segments": segments}}


def plot(kind: str = "bar", names: str = "ab", categories: int = 2, points: int | None = None, **axis: Any) -> Made:
    labels = [f"c{number}" for number in range(categories)]
    data = [{"label": label, "value": -1.5} for label in labels[:points]]
    series = [{"name": name, "data": data} for name in names]
    chart = {"type": kind, "series": series, "axis_config": {"categories": labels, **axis}}
    return {"type": "data_visualization", "title": "x", "chart": chart}


def card(**fields: Any) -> Made:
    return {"type": "card", **fields}


def menu(count: int) -> Made:
    return actions(type="static_select", options=[option()] * count)


def modal(*blocks: Made, **more: Any) -> Made:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def home(*blocks: Made, **more: Any) -> Made:
    return {"type": "home", "blocks": list(blocks), **more}


CONFIRM = {"title": plain(100), "text": mrkdwn(300), "confirm": plain(30), "deny": plain(30)}
IMAGE = {"type": "image", "image_url": "https://x.example/a.png"}
VIDEO = {
    "type": "video", "alt_text": "x", "title": plain(), "thumbnail_url": "https://x.example/a.png",
    "video_url": "https://x.example/v",
}  # fmt: skip
RICH = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}

ALLOWED_AND_NOT: list[tuple[Made, Made]] = [
    ({"type": "section", "text": mrkdwn(3000)}, {"type": "section", "text": mrkdwn(3001)}),
    ({"type": "section", "text": mrkdwn(1)}, {"type": "section", "text": mrkdwn(0)}),
    ({"type": "section", "fields": [mrkdwn(2000)] * 10}, {"type": "section", "fields": [mrkdwn(2001)]}),
    ({"type": "section", "fields": [mrkdwn()] * 10}, {"type": "section", "fields": [mrkdwn()] * 11}),
    ({"type": "section", "text": plain()}, {"type": "section"}),
    ({"type": "section", "text": {**plain(), "emoji": True}}, {"type": "section", "text": {**mrkdwn(), "emoji": True}}),
    ({"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}),
    ({"type": "header", "text": plain(), "level": 2}, {"type": "header", "text": plain(), "level": 5}),
    ({"type": "header", "text": plain()}, {"type": "header", "text": mrkdwn()}),
    ({"type": "divider"}, {"type": "divider", "text": plain()}),
    ({"type": "divider", "block_id": "b" * 255}, {"type": "divider", "block_id": "b" * 256}),
    ({"type": "context", "elements": [mrkdwn()] * 10}, {"type": "context", "elements": [mrkdwn()] * 11}),
    ({"type": "context", "elements": [{**IMAGE, "alt_text": "x"}]}, {"type": "context", "elements": [button()]}),
    (buttons(25), buttons(26)),
    (buttons(1), buttons(0)),
    (actions(**button(text=plain(75))), actions(**button(text=plain(76)))),
    (actions(**button(text=plain())), actions(**button(text=mrkdwn()))),
    (actions(**button(value="v" * 2000)), actions(**button(value="v" * 2001))),
    (actions(**button(url=address(3000))), actions(**button(url=address(3001)))),
    (actions(**button(action_id="a" * 255)), actions(**button(action_id="a" * 256))),
    (actions(**button(accessibility_label="x" * 75)), actions(**button(accessibility_label="x" * 76))),
    (actions(**button(style="danger")), actions(**button(style="default"))),
    (actions(**button(confirm=CONFIRM)), actions(**button(confirm={**CONFIRM, "title": plain(101)}))),
    (actions(**button(confirm=CONFIRM)), actions(**button(confirm={**CONFIRM, "text": mrkdwn(301)}))),
    (actions(**button(confirm=CONFIRM)), actions(**button(confirm={**CONFIRM, "deny": plain(31)}))),
    (menu(100), menu(101)),
    (actions(type="static_select", options=[option(75, 150)]), actions(type="static_select", options=[option(76)])),
    (actions(type="static_select", options=[option()]), actions(type="static_select", options=[option(1, 151)])),
    (
        actions(type="static_select", options=[option(description=plain(75))]),
        actions(type="static_select", options=[option(description=plain(76))]),
    ),
    (
        actions(type="static_select", options=[option()], placeholder=plain(150)),
        actions(type="static_select", options=[option()], placeholder=plain(151)),
    ),
    (
        actions(type="static_select", options=[option()], initial_option=option()),
        actions(type="static_select", options=[option()], initial_option=option(2)),
    ),
    (
        actions(type="static_select", option_groups=[{"label": plain(), "options": [option()]}]),
        actions(type="static_select"),
    ),
    (actions(type="checkboxes", options=[option()] * 10), actions(type="checkboxes", options=[option()] * 11)),
    (actions(type="radio_buttons", options=[option()] * 10), actions(type="radio_buttons", options=[option()] * 11)),
    (actions(type="overflow", options=[option()] * 5), actions(type="overflow", options=[option()] * 6)),
    (actions(type="datepicker", initial_date="2026-11-20"), actions(type="datepicker", initial_date="20.11.2026")),
    (entry(type="plain_text_input", max_length=3000), entry(type="plain_text_input", max_length=3001)),
    (
        entry(type="plain_text_input", min_length=1, max_length=2),
        entry(type="plain_text_input", min_length=3, max_length=2),
    ),
    (entry(type="multi_users_select"), actions(type="multi_users_select")),
    (
        {**entry(type="plain_text_input"), "label": plain(2000)},
        {**entry(type="plain_text_input"), "label": plain(2001)},
    ),
    ({**entry(type="plain_text_input"), "hint": plain(2000)}, {**entry(type="plain_text_input"), "hint": plain(2001)}),
    ({**IMAGE, "alt_text": "x" * 2000}, {**IMAGE, "alt_text": "x" * 2001}),
    ({**IMAGE, "alt_text": "x"}, IMAGE),
    ({**IMAGE, "alt_text": "x"}, {"type": "image", "alt_text": "x"}),
    ({**IMAGE, "alt_text": "x"}, {**IMAGE, "alt_text": "x", "slack_file": {"id": "F1"}}),
    (RICH, {"type": "rich_text", "elements": [{"type": "rich_text_poem", "elements": []}]}),
    ({"type": "markdown", "text": "x" * 12_000}, {"type": "markdown", "text": "x" * 12_001}),
    (table(100, 20), table(101, 1)),
    (table(1, 20), table(1, 21)),
    (buttons(1), {"type": "actions", "elements": [{"type": "plain_text_input"}]}),
    (buttons(1), {"type": "dance"}),
]


@pytest.mark.parametrize(("allowed", "refused"), ALLOWED_AND_NOT)
def test_limits_of_blocks(allowed: Made, refused: Made) -> None:
    assert message_faults([allowed]) == []
    assert message_faults([refused])


NOT_ADDRESSES = (
    "mailto:a@b.example", "/path", "//x.example", "www.x.example", "https:", "https://", "https:///path", "ftp://x.example",
    "javascript:alert(1)", "https://?q", "https://@", " https://x.example", "slack://open", "",
)  # fmt: skip
ADDRESSES = ("https://x.example", "HTTP://x.example:80/a?b#c", "https://u:p@x.example", "http://[::1]:8/")


def rich(**link: Any) -> Made:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]}


WITH_ADDRESS: list[Callable[[str], Made]] = [
    lambda url: actions(**button(url=url)),
    lambda url: actions(type="overflow", options=[option(url=url)]),
    lambda url: {**IMAGE, "alt_text": "x", "image_url": url},
    lambda url: {"type": "context", "elements": [{**IMAGE, "alt_text": "x", "image_url": url}]},
    lambda url: {"type": "section", "text": plain(), "accessory": button(url=url)},
    lambda url: rich(type="link", url=url),
    lambda url: rich(type="date", timestamp=1, format="{date}", url=url),
    lambda url: VIDEO | {"video_url": url},
    lambda url: VIDEO | {"title_url": url},
    lambda url: {"type": "card", "hero_image": {**IMAGE, "alt_text": "x", "image_url": url}},
]


@pytest.mark.parametrize("block", WITH_ADDRESS)
def test_addresses_are_absolute_and_of_the_web(block: Callable[[str], Made]) -> None:
    assert {url: message_faults([block(url)]) for url in ADDRESSES} == {url: [] for url in ADDRESSES}
    for url in NOT_ADDRESSES:
        assert "_url]" in str(found := message_faults([block(url)])) or "/url]" in str(found), url


def test_a_mail_address_is_a_link_in_text() -> None:
    words = {"type": "mrkdwn", "text": "<mailto:a@b.example?subject=x|Write>"}
    assert message_faults([{"type": "section", "text": words}]) == []


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        ({"type": "alert", "text": plain()}, {"modal"}),
        ({"type": "markdown", "text": "x"}, {"message"}),
        (table(1, 1), {"message"}),
        ({"type": "card", "title": plain()}, {"message", "home"}),
        (
            {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
            {"message"},
        ),
        (entry(type="email_text_input"), {"modal"}),
        (entry(type="number_input", is_decimal_allowed=False), {"modal"}),
        (entry(type="file_input"), {"modal"}),
        (entry(type="rich_text_input"), {"modal", "home"}),
        (entry(type="datetimepicker"), {"message", "modal"}),
        (entry(type="plain_text_input"), {"message", "modal", "home"}),
        (buttons(1), {"message", "modal", "home"}),
        (RICH, {"message", "modal", "home"}),
        ({"type": "file", "external_id": "x"}, set()),
    ],
)
def test_surfaces(block: Made, surfaces: set[str]) -> None:
    faults = {"message": message_faults([block]), "modal": view_faults(modal(block)), "home": view_faults(home(block))}
    assert {surface for surface, found in faults.items() if not found} == surfaces


def test_how_many_blocks() -> None:
    divider = {"type": "divider"}
    assert message_faults([divider] * 50) == []
    assert message_faults([divider] * 51) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    assert view_faults(home(*[divider] * 100)) == []
    assert view_faults(home(*[divider] * 101))
    assert view_faults(modal(*[divider] * 101))


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        (modal(title=plain(24)), modal(title=plain(25))),
        (modal(submit=plain(24)), modal(submit=plain(25))),
        (modal(close=plain(24)), modal(close=plain(25))),
        (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
        (modal(external_id="x" * 255), modal(external_id="x" * 256)),
        (modal(entry(type="plain_text_input")), modal(entry(type="plain_text_input"), submit=None)),
        (modal(notify_on_close=True), modal(notify_on_close="yes")),
        (modal(), modal(titel=plain())),
        (home(entry(type="plain_text_input")), home(title=plain())),
        (home(), {"type": "workflow_step", "blocks": []}),
        (home(), {"type": "home"}),
        (modal(), {"type": "modal", "blocks": []}),
    ],
)
def test_limits_of_views(allowed: Made, refused: Made) -> None:
    assert view_faults(allowed) == []
    assert view_faults(refused)


def test_ids_are_unique() -> None:
    twice = [{"type": "divider", "block_id": "b"}] * 2
    assert message_faults(twice) == ["[ERROR] block_id b already exists [json-pointer:/blocks]"]
    same = {"type": "actions", "elements": [button(1), button(1)]}
    assert message_faults([same]) == ["[ERROR] action_id a1 already exists [json-pointer:/blocks/0]"]
    assert message_faults([buttons(1), buttons(1)]) == []


@pytest.mark.parametrize(
    ("surface", "allowed", "refused"),
    [
        ("message", pie(6), pie(7)),
        ("message", pie(1, title=50), pie(1, title=51)),
        ("message", pie(1, label="x" * 20), pie(1, label="x" * 21)),
        ("message", pie(1, value=0.5), pie(1, value=0)),
        ("message", pie(1), pie(2, label="twice")),
        ("message", plot("bar"), plot("column")),
        ("message", plot("line", "abcdef"), plot("line", "abcdefg")),
        ("message", plot("area"), plot("area", "aa")),
        ("message", plot(categories=20), plot(categories=21)),
        ("message", plot(), plot(points=1)),
        ("message", plot(x_label="x" * 50), plot(y_label="x" * 51)),
        ("message", pie(1), {**pie(1), "chart": {"type": "pie"}}),
        ("message", pie(1), {**pie(1), "subtitle": "x"}),
        ("message", card(title=mrkdwn(150)), card(title=mrkdwn(151))),
        ("message", card(body=plain(200)), card(body=plain(201))),
        ("message", card(title=plain(), actions=[button()] * 3), card(actions=[button()] * 4)),
        ("home", card(hero_image={**IMAGE, "alt_text": "x"}), card(hero_image=IMAGE)),
        ("home", card(title=plain(), icon={**IMAGE, "alt_text": "x"}), card(title=plain(), colour="red")),
        ("home", pie(6), pie(7)),
        ("modal", {"type": "alert", "text": plain()}, pie(1)),
        ("home", card(title=plain()), table(1, 1)),
        ("home", card(title=plain()), {"type": "alert", "text": plain()}),
        ("modal", {"type": "alert", "text": mrkdwn(200), "level": "error"}, {"type": "alert", "text": mrkdwn(201)}),
        ("modal", {"type": "alert", "text": plain()}, {"type": "alert", "text": plain(), "level": "loud"}),
        ("modal", {"type": "alert", "text": plain()}, card(title=plain())),
        ("message", table(1, 1), {"type": "alert", "text": plain()}),
    ],
)
def test_new_blocks(surface: str, allowed: Made, refused: Made) -> None:
    faults = {
        "message": lambda block: message_faults([block]),
        "modal": lambda block: view_faults(modal(block)),
        "home": lambda block: view_faults(home(block)),
    }[surface]
    assert faults(allowed) == []
    assert faults(refused)


def test_a_workspace_that_has_no_new_blocks_yet() -> None:
    expected = ["[ERROR] unsupported type: card [json-pointer:/blocks/0]"]
    assert message_faults([card(title=plain()), {"type": "divider"}], NEW) == expected
    assert view_faults(modal({"type": "alert", "text": plain()}), NEW)
    assert view_faults(home({"type": "divider"}), NEW) == []


def test_sums_over_blocks() -> None:
    half = {"type": "markdown", "text": "x" * 6_000}
    assert message_faults([half, half]) == []
    assert message_faults([half, half, {"type": "markdown", "text": "x"}])
    assert message_faults([table(1, 1), table(1, 1)])
    chart = pie(1)
    assert message_faults([chart, chart]) == []
    assert message_faults([chart, chart, chart])
    focused = entry(type="plain_text_input", focus_on_load=True)
    assert view_faults(modal(focused, focused))


def test_faults_point_at_the_place() -> None:
    block = {"type": "section", "text": mrkdwn(), "accessory": button(text=plain(76))}
    expected = "[ERROR] must be less than 76 characters [json-pointer:/view/blocks/0/accessory/text/text]"
    assert view_faults(home(block)) == [expected]


@pytest.mark.parametrize("nonsense", [None, 1, "x", [], {}, {"type": 1}, {"type": ["section"]}])
def test_nonsense_is_a_fault_never_an_exception(nonsense: Any) -> None:
    assert message_faults([nonsense])
    assert message_faults([{"type": "section", "text": nonsense, "accessory": nonsense, "fields": nonsense}])
    assert message_faults([{"type": "actions", "elements": nonsense}])
    assert message_faults([actions(type="static_select", options=nonsense, option_groups=nonsense)])
    assert view_faults(modal(entry(type="checkboxes", options=nonsense, initial_options=nonsense)))
