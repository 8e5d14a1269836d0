"""What `check --online` asks: would Slack take every window, message and Home tab that the app paints?

The tests keep each of them as a file; a clone has these, an image of the app has not. Slack's `blocks.validate` needs
no token, posts nothing, and answers a hundred times a minute or more: all of them take some minutes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from governance.commands.check.finding import Finding
from governance.errors import Fault
from governance.slack.link.client import client_for
from governance.slack.link.faults import calling

PAINTED = Path(__file__).parents[3] / "tests" / "slack" / "views" / "golden"
NAME, SECONDS = "painted views", 10
REFUSED = frozenset({"invalid_blocks", "invalid_view", "invalid_message"})
NOT_HERE = "call it in a clone of the repository, where the tests keep what the app paints, or name their folder"
NETWORK = "see that this machine reaches Slack, and try again: nothing was found out about the rest"
REPORT = "please report it: Slack has changed, or the app paints what Slack never took"


def inspect(slack_api_url: str, painted: Path) -> list[Finding]:
    """One finding for each view that Slack refuses, or one for all. Waits when Slack asks for a pause."""
    views = list(_views(painted))
    if not views:
        return [Finding(NAME, f"none in {painted}", NOT_HERE)]
    findings: list[Finding] = []
    client = client_for(None, slack_api_url, SECONDS)
    for number, (name, argument) in enumerate(views):
        try:
            refused = _refused(partial(client.blocks_validate, **argument))
        except Fault as fault:
            return [*findings, Finding(NAME, f"asked {number} of {len(views)}, then {fault.code}", NETWORK)]
        findings += [Finding(NAME, f"Slack refuses {name}: {refused}", REPORT)] if refused else []
    return findings or [Finding(NAME, f"Slack takes all {len(views)}")]


def _refused(call: Callable[[], object]) -> str:
    """What Slack says against it; empty where it takes it. Raises Fault where it does not say."""
    while True:
        try:
            calling(call)
        except Fault as fault:
            if fault.retry_after is not None:
                time.sleep(fault.retry_after)
                continue
            if fault.code not in REFUSED:
                raise
            return "; ".join([fault.code, *fault.detail.get("said", [])])
        return ""


def _views(painted: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each view with its name, as `blocks.validate` takes it. A file may hold one for each role."""
    for path in sorted(painted.rglob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        roles = {"": found} if "blocks" in found else {f" ({role})": view for role, view in found.items()}
        for role, view in roles.items():
            name = f"{path.parent.name}/{path.stem}{role}"
            message = {part: view[part] for part in ("text", "blocks") if part in view}
            yield name, {"view": view} if "type" in view else {"message": message}
