"""The two refusals of the sandbox: Slack's own error codes to the app, plain ones to whoever steers the sandbox."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A Web API call is refused. `messages` become `response_metadata.messages`, `extra` stands beside the error."""

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def body(self) -> Json:
        """The JSON body of the answer."""
        metadata = {"response_metadata": {"messages": self.messages}} if self.messages else {}
        return {"ok": False, "error": self.code, **self.extra, **metadata}


class ControlError(Exception):
    """A control request is refused. `status` is the HTTP status of the answer."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.status = status
