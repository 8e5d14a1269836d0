"""Who may do what: every gesture times every role, against the running bot, is exactly what docs/security.md says.

And what only opens a window, by docs/gestures.md, writes nothing: all tables are compared before and after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.slack import routes
from governance.slack.home import home
from sandbox.client import until
from tests.bot import bot
from tests.slack.gesture_attempts import Try
from tests.slack.gesture_walk import OLGA, PEOPLE, Seen, Walk
from tests.slack.gestures_by_stage import FRIDAY, STORY, Stage
from tests.test_gestures import NAME, rows

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
CELLS = {"yes", "no", "own", "asked", "approved", "unrelated", "–"}
BY_THE_CLOCK = ("ballot", "prepared", "prompt", "news")  # follows at once, in the tick that was woken
WAKES = ("submit poll:preview", "submit poll:send_now", "submit poll:close", "submit case:answered")
ONLY_SHOWS = {row.gesture for row in rows() if row.leaves.split(";")[0] in ("a window", "an answer")}
LEAVES = {row.gesture: {*NAME.findall(row.leaves), *(BY_THE_CLOCK if row.gesture in WAKES else ())} for row in rows()}


def table() -> dict[str, dict[str, str]]:
    """Gesture -> role -> what the page says."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Who may do what\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line[:1] == "|"]
    head, _, *body = [[cell.strip() for cell in cells] for cells in lines]
    assert head == ["gesture", *PEOPLE]
    return {cells[0].replace("`", ""): dict(zip(PEOPLE, cells[1:], strict=True)) for cells in body}


def expected(cell: str, stage: Stage) -> list[tuple[str, bool | None]]:
    """What a cell means: variants of the gesture, and whether each is allowed. None: nothing is there to allow."""
    meanings: dict[str, list[tuple[str, bool | None]]] = {
        "yes": [("", True)],
        "no": [("", False)],
        "own": [("their own question", True), ("somebody else's question", False)],
        "asked": [("asked", True), ("not asked", False)],
        "approved": [("", stage.name != "the letter is a draft")],
        "unrelated": [("unrelated", True), ("confirmation", False)],
        "–": [("", None)],
    }
    return meanings[cell]


def set_up(walk: Walk, user: str, variant: str) -> None:
    """Bring about what a variant supposes."""
    if "question" in variant:
        author = user if variant.startswith("their") else OLGA
        walk.write("UPDATE polls SET author = :author", author=author)
    elif variant.endswith("asked"):
        walk.write("DELETE FROM electors WHERE user_id = :user", user=user)
    if variant == "asked":
        walk.write(
            "INSERT INTO electors (id, poll_id, user_id, state, zone, muted, reminded) "
            "SELECT 'e' || :user, id, :user, 'asked', 'Europe/Paris', FALSE, 0 FROM polls",
            user=user,
        )


def made(walk: Walk, one: Try, role: str, variant: str) -> Seen:
    """Make the gesture once as this person."""
    user = PEOPLE[role]
    set_up(walk, user, variant)
    found = one.ready(walk)
    before = walk.ticks()
    seen = walk.seen(user, lambda: one.act(walk, user, variant, found), answers=one.answers)
    if seen.allowed and one.gesture in WAKES:
        until(lambda: walk.ticks() > before, "the tick")
    if one.gesture.startswith("event") and seen.allowed is None and not seen.leaves:
        return Seen(False, "nothing is painted")
    return seen


def judged(walk: Walk, stage: Stage, one: Try, cells: dict[str, str]) -> Iterator[str]:
    """Everything in which one gesture differs from the page."""
    kept = walk.keep()
    for role, cell in cells.items():
        for variant, wanted in expected(cell, stage):
            version = walk.version()
            seen = made(walk, one, role, variant)
            if seen.allowed is not wanted or (wanted is False and not seen.why):
                said = {True: "allowed", False: "refused", None: "unclear"}
                yield (
                    f"{stage.name}: {one.gesture} by {role} ({variant or 'as it is'}): "
                    f"the page says {cell}, found {said[seen.allowed]}: {seen.why[:400]}"
                )
            if seen.allowed and not seen.leaves <= LEAVES[one.gesture]:
                yield f"{stage.name}: {one.gesture} queues {set(seen.leaves)}; docs/gestures.md does not say so"
            if one.gesture in ONLY_SHOWS and seen.changes:
                yield f"{stage.name}: {one.gesture} only shows something, by docs/gestures.md, but wrote {seen.changes}"
            if walk.version() != version:
                walk.put_back(kept)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with bot(tmp_path_factory.mktemp("roles"), FRIDAY) as started:
        walk = Walk(started)
        yield walk
        walk.close()


def test_the_page_speaks_of_every_gesture_of_a_person() -> None:
    gestures = {f"press {action}" for action in routes.PRESSES} | {f"submit {name}" for name in routes.SUBMISSIONS}
    gestures |= {f"{routes.COMMAND} {text}".strip() for text in routes.WORDS} | {f"menu {name}" for name in home.MENU}
    assert set(table()) == gestures | {"event app_home_opened"}
    assert {cell for row in table().values() for cell in row.values()} <= CELLS
    assert {one.gesture for stage in STORY for one in stage.tries} == set(table())


@pytest.mark.timeout(600)  # it presses some two thousand times
def test_who_may_do_what_is_what_the_page_says(walk: Walk) -> None:
    page, different = table(), []
    for stage in STORY:
        stage.reach(walk)
        walk.hold()
        for one in stage.tries:
            different += judged(walk, stage, one, page[one.gesture])
        walk.bot.running.scheduler.resume()
    assert not different, "\n".join(["docs/security.md and the app differ:", *different])
