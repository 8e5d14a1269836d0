"""Files: uploaded in three steps, fetched with the scope, refused when the length is wrong."""

from __future__ import annotations

import io
import urllib.request

import pytest

from tests.sandbox.desk import Desk


def test_a_file_is_uploaded_in_three_steps(desk: Desk) -> None:
    assert desk.client.chat_postMessage(channel="U0ADA", text="your file follows")["ok"]
    desk.client.files_upload_v2(
        channel="D0ADA", filename="list.csv", content="a,b", title="List", initial_comment="here"
    )
    (file,) = desk.get("control/files?user=ada")["files"]
    assert (file["name"], file["title"], file["content"]) == ("list.csv", "List", "YSxi")
    assert desk.messages("ada")[-1]["files"][0]["name"] == "list.csv"
    assert desk.get("control/files?user=bob")["files"] == []
    ticket = desk.client.files_getUploadURLExternal(filename="x", length=3)
    refused = desk.refused("files.completeUploadExternal", files=[{"id": ticket["file_id"]}])
    assert refused["error"] == "file_not_found"


def test_a_person_s_file_can_be_fetched_with_the_scope(desk: Desk) -> None:
    file = desk.post("control/files", user="olga", name="reply.eml", content="aGk=")["file"]
    assert desk.refused("files.info", file=file["id"])["error"] == "missing_scope"
    desk.post("control/scopes", scopes=["files:read"])
    address = desk.client.files_info(file=file["id"])["file"]["url_private_download"]
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {desk.client.token}"})
    with urllib.request.urlopen(request) as response:
        assert response.read() == b"hi"
    with urllib.request.urlopen(address) as response:
        assert b"Sign in" in response.read()


def test_uploads_of_the_wrong_length_are_refused(desk: Desk) -> None:
    ticket = desk.client.files_getUploadURLExternal(filename="x", length=3)
    request = urllib.request.Request(ticket["upload_url"], data=io.BytesIO(b"four").read(), method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught, urllib.request.urlopen(request):
        pass
    caught.value.close()
    assert caught.value.code == 400
