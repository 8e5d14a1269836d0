"""Messages that the bot wants to be posted later. They are posted when the sandbox's clock has passed their time."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import Json
from .ids import new_id
from .messages import Message

FURTHEST = 120 * 86400
IN_FIVE_MINUTES = 30


@dataclass
class Scheduled:
    """One message to come; `post_at` and `created` in Unix seconds."""

    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    id: str = field(default_factory=lambda: new_id("Q"))

    def slack(self) -> Json:
        """What `chat.scheduledMessages.list` tells about it."""
        keys = {"id": self.id, "channel_id": self.channel, "post_at": self.post_at, "date_created": self.created}
        return keys | ({"text": self.text} if self.text else {})

    def message(self, ts: str) -> Message:
        """The message it becomes."""
        return Message(self.channel, ts, self.text, self.blocks, attachments=self.attachments, thread_ts=self.thread_ts)
