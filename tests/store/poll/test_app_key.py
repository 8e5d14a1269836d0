"""The key file: what is no key file of ours is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from governance.store.poll.app_key import load_keys

KEY = b"answers=" + b"0f" * 32


@pytest.mark.parametrize("content", [KEY, KEY + b"\n", b"\n" + KEY.upper().replace(b"ANSWERS", b"answers") + b"\r\n"])
def test_a_key_file_is_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.key"
    path.write_bytes(content)
    assert load_keys(path).answers == b"\x0f" * 32


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"answers=" + b"zz" * 32, b"answers=" + "²".encode() * 64, KEY[:-1], KEY + b"0",
     KEY * 2, b"\0" * 99],
    ids=repr,
)  # fmt: skip
def test_garbage_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.key"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"app\.key is not a key file of this app"):
        load_keys(path)
