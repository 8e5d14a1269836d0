"""Translates what slack_sdk raises to `Fault`, in one table."""

from __future__ import annotations

import math
import re
import urllib.error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from governance.errors import Fault, Whose
from governance.rules.people.delivery_codes import GONE, LIMITED, OF_ONE_PERSON, OF_THE_TOKEN, PASSING
from governance.slack.link.client import NOT_SLACK

T = TypeVar("T")
USUAL_PAUSE = 30.0  # seconds, where Slack asks for a pause and does not say for how long
LONGEST_PAUSE = 3600.0
_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
# Slack says of these that part of the call may have been carried out all the same.
_PERHAPS_DONE = ("internal_error", "fatal_error", "service_unavailable", "request_timeout")


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
    status, code = getattr(answer, "status_code", 200), _code_of(answer)
    if status == 429 or code in LIMITED:
        return limited(getattr(answer, "headers", {}))
    if status != 200 and (status >= 500 or code == NOT_SLACK):
        return Fault(f"http_{status}", permanent=False, reached=None)
    if code == NOT_SLACK:
        return Fault(code, permanent=False, reached=None)
    ours = code in PASSING or code in OF_THE_TOKEN
    return Fault(
        code,
        permanent=code in OF_ONE_PERSON or code in GONE,
        reached=None if code in _PERHAPS_DONE else False,
        whose=Whose.PERSON if code in OF_ONE_PERSON else Whose.WAY if ours else Whose.UNCLEAR,
        said=_reasons_of(answer),
    )


def _reasons_of(answer: Any) -> list[str]:
    """Slack's own words on what is wrong with a call, if it gives any."""
    metadata = answer.get("response_metadata") if hasattr(answer, "get") else None
    said = metadata.get("messages") if isinstance(metadata, dict) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else _errors_of(answer)


def _errors_of(answer: Any) -> list[str]:
    """The same from `errors`, in which `blocks.validate` says each fault and where it is."""
    errors = answer.get("errors") if hasattr(answer, "get") else None
    found = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return [" ".join(str(one[name]) for name in ("message", "pointer") if one.get(name)) for one in found]


def _code_of(answer: Any) -> str:
    """Slack's code; whatever else stands in its place is nobody's word."""
    code = answer.get("error") if hasattr(answer, "get") else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else NOT_SLACK


def limited(headers: Mapping[str, Any] | Message) -> Fault:
    """Slack asks for a pause, in whichever form."""
    told = {key.lower(): value for key, value in headers.items()}.get("retry-after", "")
    seconds = _seconds(str(told).strip())
    return Fault("ratelimited", permanent=False, retry_after=min(max(seconds, 0.0), LONGEST_PAUSE))


def _seconds(told: str) -> float:
    """Seconds or a date (RFC 9110 s. 10.2.3); anything else counts as the usual pause."""
    try:
        seconds = float(told)
    except ValueError:
        try:
            until = parsedate_to_datetime(told)
        except ValueError:
            return USUAL_PAUSE
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return (until - datetime.now(UTC)).total_seconds()
    return seconds if math.isfinite(seconds) and seconds >= 0 else USUAL_PAUSE


def told(answer: Mapping[str, Any] | Any, *names: str) -> list[str]:
    """These texts of an answer that says `ok`; raises Fault where one is missing, for then it is not Slack's."""
    found = [answer.get(name) for name in names]
    if not all(isinstance(one, str) and one for one in found):
        raise Fault("answer_incomplete", permanent=False, reached=None)
    return [str(one) for one in found]
