"""Translates what slack_sdk raises to `Fault`, in one table."""

from __future__ import annotations

import urllib.error
from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from governance.errors import Fault

T = TypeVar("T")
PASSING = {
    "internal_error", "fatal_error", "service_unavailable", "team_added_to_org", "request_timeout", "rate_limited",
    "ratelimited", "accesslimited", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed",
    "missing_scope",
}  # fmt: skip  # nothing is wrong with the message: it may be sent when this is over


def calling(call: Callable[[], T]) -> T:
    """Make one call to Slack. Raises Fault with Slack's code, whether it is permanent, and when to try again."""
    try:
        return call()
    except SlackApiError as error:
        raise _fault_of(error) from error
    except TimeoutError as error:
        raise Fault("timeout", permanent=False, reached=None) from error
    except urllib.error.URLError as error:
        refused = isinstance(error.reason, ConnectionRefusedError)
        raise Fault(
            "unreachable" if refused else "connection", permanent=False, reached=False if refused else None
        ) from error
    except (HTTPException, OSError, SlackClientError) as error:
        raise Fault("connection", permanent=False, reached=None) from error


def _fault_of(error: SlackApiError) -> Fault:
    answer = error.response
    status = getattr(answer, "status_code", 200)
    if status == 429:
        return Fault("ratelimited", permanent=False, retry_after=float(answer.headers.get("Retry-After", 30)))
    if status >= 500:
        return Fault(f"http_{status}", permanent=False, reached=None)
    code = str(answer.get("error", "unknown")) if hasattr(answer, "get") else "unknown"
    return Fault(code, permanent=code not in PASSING)
