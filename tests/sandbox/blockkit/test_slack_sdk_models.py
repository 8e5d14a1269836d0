"""Block Kit's rules beside slack_sdk's models: whatever the models refuse is refused here; where these rules are
stricter, docs/sandbox.md says why."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.blockkit import message_faults, view_faults
from tests.sandbox.blockkit.test_limits import (
    ALLOWED_AND_NOT,
    address,
    button,
    entry,
    home,
    modal,
    mrkdwn,
    option,
    plain,
)

Made = dict[str, Any]
DOCS = Path(__file__).parents[3] / "docs" / "sandbox.md"
# What slack_sdk's models let pass and Slack does not: the sentence in docs/sandbox.md, and blocks that show it.
STRICTER: dict[str, list[Made]] = {
    "Empty texts and empty lists": [{"type": "section", "text": mrkdwn(0)}, {"type": "actions", "elements": []}],
    "Fields of a section over 2,000 characters": [{"type": "section", "fields": [mrkdwn(2001)]}],
    "mrkdwn where only plain text may stand": [
        {"type": "header", "text": mrkdwn()},
        {"type": "actions", "elements": [button(text=mrkdwn())]},
    ],
    "Fields that Slack does not know": [{"type": "divider", "text": plain()}],
    "Elements in blocks that do not take them": [
        {"type": "context", "elements": [button()]},
        {"type": "actions", "elements": [{"type": "plain_text_input"}]},
        {"type": "actions", "elements": [{"type": "multi_users_select"}]},
    ],
    "Options: text over 75, value over 150, description over 75 characters, more than ten boxes": [
        {"type": "actions", "elements": [{"type": "static_select", "options": [option(76)]}]},
        {"type": "actions", "elements": [{"type": "static_select", "options": [option(1, 151)]}]},
        {"type": "actions", "elements": [{"type": "static_select", "options": [option(description=plain(76))]}]},
        {"type": "actions", "elements": [{"type": "checkboxes", "options": [option()] * 11}]},
        {"type": "actions", "elements": [{"type": "radio_buttons", "options": [option()] * 11}]},
    ],
    "A choice at the start that is not offered": [
        {"type": "actions", "elements": [{"type": "static_select", "options": [option()], "initial_option": option(2)}]}
    ],
    "Lengths of a text input that contradict each other or exceed 3,000": [
        entry(type="plain_text_input", max_length=3001),
        entry(type="plain_text_input", min_length=3, max_length=2),
    ],
    "An image without a source, or with two": [
        {"type": "image", "alt_text": "x"},
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "x", "slack_file": {"id": "F1"}},
    ],
    "Levels of a header beyond four": [{"type": "header", "text": plain(), "level": 5}],
    "Parts of rich text that do not exist": [
        {"type": "rich_text", "elements": [{"type": "rich_text_poem", "elements": []}]}
    ],
    "Tables of more than 100 rows or 20 columns": [
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]},
    ],
    "Blocks that do not exist": [{"type": "dance"}],
}


def sdk_refuses(block: Made) -> bool:
    """Do slack_sdk's models refuse this block? What they do not know they drop, which is no refusal."""
    try:
        parsed = Block.parse(copy.deepcopy(block))
        if parsed is not None:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError):
        return True
    return False


def sdk_refuses_view(view: Made) -> bool:
    try:
        View(**copy.deepcopy(view)).validate_json()
    except SlackObjectFormationError:
        return True
    return False


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The models warn of what they drop."""
    logging.getLogger("slack_sdk").setLevel(logging.ERROR)
    yield
    logging.getLogger("slack_sdk").setLevel(logging.NOTSET)


def test_what_is_allowed_here_is_allowed_by_the_models() -> None:
    assert [allowed for allowed, _ in ALLOWED_AND_NOT if sdk_refuses(allowed)] == []


@pytest.mark.parametrize("reason", list(STRICTER))
def test_where_the_models_are_laxer_it_is_written_down(reason: str) -> None:
    for block in STRICTER[reason]:
        assert message_faults([block]), block
        assert not sdk_refuses(block), block
    assert reason in DOCS.read_text(encoding="utf-8")


def test_every_refusal_is_shared_or_written_down() -> None:
    shown = [repr(block) for blocks in STRICTER.values() for block in blocks]
    alone = [refused for _, refused in ALLOWED_AND_NOT if not sdk_refuses(refused) and repr(refused) not in shown]
    # A bare static_select lacks its placeholder's length only: the models know that limit for other menus.
    assert [block for block in alone if "placeholder" not in repr(block)] == []


def around(*limits: int) -> st.SearchStrategy[int]:
    """Sizes at, below and above these limits."""
    return st.sampled_from(sorted({max(0, limit + step) for limit in limits for step in (-1, 0, 1)} | {1}))


plains = st.builds(plain, around(30, 75, 100, 150))
mrkdwns = st.builds(mrkdwn, around(300, 2000, 3000))
ids = around(255).map(lambda size: "i" * size)
options = st.builds(option, around(75), around(150))
buttons = st.builds(
    lambda text, value, url, style, action_id, label: {
        "type": "button", "text": text, "value": "v" * value, "url": address(url), "style": style,
        "action_id": action_id, "accessibility_label": "l" * label,
    },
    plains, around(2000), around(3000), st.sampled_from(["primary", "danger", "loud"]), ids, around(75),
)  # fmt: skip
menus = st.builds(
    lambda kind, count, placeholder: {"type": kind, "options": [option()] * count, "placeholder": placeholder},
    st.sampled_from(["static_select", "multi_static_select", "checkboxes", "radio_buttons", "overflow"]),
    around(2, 5, 10, 100),
    plains,
)
pickers = st.builds(
    lambda kind, date, time: {
        "type": kind,
        **({"initial_date": date} if kind == "datepicker" else {"initial_time": time}),
    },
    st.sampled_from(["datepicker", "timepicker"]),
    st.sampled_from(["2026-11-20", "2026-1-1", "20.11.2026"]),
    st.sampled_from(["08:00", "24:00", "8:00", "23:59"]),
)
elements = st.one_of(buttons, menus, pickers)
blocks = st.one_of(
    st.builds(
        lambda text, block_id: {"type": "section", "text": text, "block_id": block_id}, st.one_of(plains, mrkdwns), ids
    ),
    st.builds(lambda count: {"type": "section", "fields": [mrkdwn()] * count}, around(10)),
    st.builds(lambda text, accessory: {"type": "section", "text": text, "accessory": accessory}, plains, elements),
    st.builds(lambda text: {"type": "header", "text": text}, plains),
    st.builds(lambda count: {"type": "context", "elements": [mrkdwn()] * count}, around(10)),
    st.builds(lambda some: {"type": "actions", "elements": some}, st.lists(elements, max_size=3)),
    st.builds(lambda count: {"type": "actions", "elements": [button(n) for n in range(count)]}, around(25)),
    st.builds(
        lambda label, hint, element: {"type": "input", "label": label, "hint": hint, "element": element},
        st.builds(plain, around(2000)), st.builds(plain, around(2000)), menus,
    ),
    st.builds(
        lambda alt, title, url: {
            "type": "image", "alt_text": "a" * alt, "title": plain(title), "image_url": address(url)
        },
        around(2000), around(2000), around(3000),
    ),
    st.builds(lambda size: {"type": "markdown", "text": "m" * size}, around(12_000)),
    st.builds(lambda level: {"type": "alert", "text": mrkdwn(), "level": level}, st.sampled_from(["info", "loud"])),
    st.builds(
        lambda title, body: {"type": "card", "title": plain(title), "body": plain(body)}, around(150), around(200)
    ),
    st.builds(lambda count: {"type": "carousel", "elements": [{"type": "card", "title": plain()}] * count}, around(10)),
    st.builds(
        lambda count, width: {
            "type": "container", "title": plain(), "child_blocks": [{"type": "divider"}] * count, "width": width
        },
        around(10), st.sampled_from(["wide", "huge"]),
    ),
    st.builds(
        lambda status: {"type": "task_card", "task_id": "t", "title": "T", "status": status},
        st.sampled_from(["pending", "lost"]),
    ),
)  # fmt: skip


@given(blocks)
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
def test_whatever_the_models_refuse_is_refused_here(block: Made) -> None:
    if sdk_refuses(block):
        on_some_surface = message_faults([block]) and view_faults(modal(block)) and view_faults(home(block))
        assert on_some_surface, "the models refuse it"


@given(
    st.builds(plain, around(24)), st.builds(plain, around(24)), around(3000), around(255), around(100),
    st.sampled_from(["modal", "home"]),
)  # fmt: skip
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_the_models_refuse_as_a_view_is_refused_here(
    title: Made, close: Made, metadata: int, callback: int, count: int, kind: str
) -> None:
    view: Made = {"type": kind, "private_metadata": "m" * metadata, "callback_id": "c" * callback}
    view["blocks"] = [{"type": "divider"}] * count
    view |= {"title": title, "close": close} if kind == "modal" else {}
    if sdk_refuses_view(view):
        assert view_faults(view), "the models refuse it"
