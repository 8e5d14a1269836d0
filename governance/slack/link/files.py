"""Fetches the files that people put into a window from Slack's own files host, within limits of time and size.

The bot token is sent along, so only Slack's own address is asked. Every failure is a sentence for the person.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit

from slack_sdk import WebClient

from governance.errors import N_, Refusal
from governance.slack.link.hosts import WITHOUT_REDIRECTS, Host, is_slacks

MOST = 3
LARGEST = 10 * 1024 * 1024  # what Slack takes in a file field
SECONDS = 1.5  # for all files together: with the question who presses it stays within Slack's three seconds
PIECE = 64 * 1024
TOO_MANY = N_("At most {number} files at once.")
TOO_LARGE = N_("This file is larger than {megabytes} MB. Forward the mail as an attachment, or paste its text.")
EMPTY = N_("This file is empty. Save the mail once more and choose the new file.")
NOT_HANDED_OVER = N_(
    "Slack did not hand over the file. Nothing was changed. Please press the button again, or paste the mail's text."
)
_PATH = "/%:@!$&'()*+,;=~"  # may stand in a path as it is


def contents(client: WebClient, files: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """The bytes of these files of a window, each once. Raises Refusal with what to do where one cannot be fetched."""
    if len(files) > MOST:
        raise Refusal(TOO_MANY, number=MOST)
    if not files:
        return []
    deadline = time.monotonic() + SECONDS
    threads = ThreadPoolExecutor(len(files), thread_name_prefix="files")
    under_way = [threads.submit(_content, client, file, deadline) for file in files]
    try:
        found = [one.result(timeout=max(0.0, deadline - time.monotonic())) for one in under_way]
    except (OSError, HTTPException, ValueError) as error:  # TimeoutError is an OSError
        raise Refusal(NOT_HANDED_OVER) from error
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
    return list(dict.fromkeys(found))


def _content(client: WebClient, file: Mapping[str, Any], deadline: float) -> bytes:
    """One file, read in pieces, so that neither a large nor a slow one takes without limit."""
    url, told = str(file.get("url_private_download") or ""), file.get("size")
    if not is_slacks(url, Host.FILES, client.base_url):
        raise Refusal(NOT_HANDED_OVER)
    if isinstance(told, int) and told > LARGEST:
        raise _too_large()
    with _opened(_sendable(url), client.token or "") as answer:
        if answer.headers.get_content_type() == "text/html":  # Slack's sign-in page: the scope is gone
            raise Refusal(NOT_HANDED_OVER)
        found = bytearray()
        while piece := answer.read1(PIECE):
            found += piece
            if len(found) > LARGEST:
                raise _too_large()
            if time.monotonic() > deadline:
                raise TimeoutError
        _refuse_cut_short(answer.headers.get("Content-Length"), len(found))
    if not found.strip():
        raise Refusal(EMPTY)
    return bytes(found)


def _opened(url: str, token: str) -> HTTPResponse:
    """Ask for the file; an HTTP error is closed before it is raised."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        answer: HTTPResponse = WITHOUT_REDIRECTS.open(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        raise
    return answer


def _too_large() -> Refusal:
    return Refusal(TOO_LARGE, megabytes=LARGEST // 1024 // 1024)


def _refuse_cut_short(announced: str | None, length: int) -> None:
    """`read1` gives no error when the line breaks off; half a mail would be judged as a changed one."""
    if announced is not None and int(announced) != length:
        raise Refusal(NOT_HANDED_OVER)


def _sendable(url: str) -> str:
    """The address with what HTTP does not allow in a path encoded, such as blanks in a file's name."""
    found = urlsplit(url)
    return found._replace(path=quote(found.path, safe=_PATH), fragment="").geturl()
