"""A file to Slack in its three calls: an address for it, its bytes, and the message that it stands in."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException

from slack_sdk import WebClient

from governance.errors import Fault
from governance.slack.link.client import NOT_SLACK
from governance.slack.link.faults import calling, limited, told
from governance.slack.link.hosts import WITHOUT_REDIRECTS, Host, is_slacks

# Slack will not take this file here, however often it is asked.
REFUSALS = frozenset(
    {
        "missing_scope", "file_uploads_disabled", "file_uploads_except_images_disabled", "file_type_not_allowed",
        "storage_limit_reached", "file_upload_size_restricted", "posting_to_channel_denied", "no_permission",
    }
)  # fmt: skip
SECONDS = 8


def upload(client: WebClient, name: str, content: bytes) -> str:
    """Give Slack the bytes; returns the file's id. Nobody sees anything of it yet. Raises Fault."""
    answer = calling(lambda: client.files_getUploadURLExternal(filename=name, length=len(content)))
    url, file_id = told(answer, "upload_url", "file_id")
    if not is_slacks(url, Host.FILES, client.base_url):
        raise Fault("upload_url_refused", permanent=True)
    request = urllib.request.Request(url, content, {"Content-Type": "application/octet-stream"})
    try:
        with WITHOUT_REDIRECTS.open(request, timeout=SECONDS) as taken:
            if not taken.read(100).startswith(b"OK"):
                raise Fault(NOT_SLACK, permanent=False)
    except urllib.error.HTTPError as error:
        error.close()
        raise limited(error.headers) if error.code == 429 else Fault(f"http_{error.code}", permanent=False) from error
    except (HTTPException, OSError) as error:
        raise Fault("connection", permanent=False) from error
    return file_id


def share(client: WebClient, file_id: str, name: str, user_id: str, words: str) -> None:
    """Show the file to this person, in a message with these words. Raises Fault."""
    files: list[dict[str, str | None]] = [{"id": file_id, "title": name}]
    calling(lambda: client.files_completeUploadExternal(files=files, channels=[user_id], initial_comment=words))
