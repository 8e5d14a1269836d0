"""Files: addresses for the bot's uploads, files that people attach, and with whom they are shared."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field

from ..errors import Json
from ..ids import TEAM_DOMAIN, new_id, token


@dataclass
class File:
    """One file. `ticket` is the secret part of its upload address; `content` is None until it was uploaded."""

    name: str
    owner: str
    length: int
    id: str = field(default_factory=lambda: new_id("F"))
    ticket: str = field(default_factory=lambda: token(32))
    content: bytes | None = None
    title: str = ""
    complete: bool = False
    channels: list[str] = field(default_factory=list)
    created: int = 0

    def slack(self, base_url: str) -> Json:
        """The file object."""
        kind = self.name.rsplit(".", 1)[-1].lower() if "." in self.name else "text"
        address = f"{base_url}/files-pri/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "filetype": kind,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "pretty_type": kind.upper(),
            "editable": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "user": self.owner,
            "size": len(self.content or b""),
            "mode": "hosted",
            "is_external": False,
            "url_private": address,
            "url_private_download": f"{address}?download=1",
            "permalink": f"https://{TEAM_DOMAIN}.slack.com/files/{self.owner}/{self.id}/{self.name}",
            "comments_count": 0,
            "channels": [c for c in self.channels if c.startswith("C")],
            "groups": [],
            "ims": [c for c in self.channels if c.startswith("D")],
        }


class Files:
    """All files, by id and by ticket."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_ticket: dict[str, str] = {}

    def add(self, file: File) -> File:
        """A new file, or a promise of one."""
        self._by_id[file.id] = file
        self._by_ticket[file.ticket] = file.id
        return file

    def get(self, file_id: str) -> File | None:
        """The file with this id."""
        return self._by_id.get(file_id)

    def by_ticket(self, ticket: str) -> File | None:
        """The file that this upload address is for."""
        return self._by_id.get(self._by_ticket.get(ticket, ""))

    def shared_in(self, channels: set[str]) -> list[File]:
        """The complete files that are shared in one of these channels."""
        return [file for file in self._by_id.values() if file.complete and channels & set(file.channels)]
