"""Things of the app's own (Slack calls them work objects) that stand below links, and their details."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Json


@dataclass(frozen=True)
class Asked:
    """Somebody asked for the details of the thing with this reference."""

    user: str
    reference: Json


class Entities:
    """`below` links of a message (channel, time stamp); `asked` for by trigger id; `shown` to a person, the newest."""

    def __init__(self) -> None:
        self.below: dict[tuple[str, str], list[Json]] = {}
        self.asked: dict[str, Asked] = {}
        self.shown: dict[str, Json] = {}
