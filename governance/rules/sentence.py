"""A sentence for people that is not translated yet: its English words and the values of its placeholders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Sentence(NamedTuple):
    """One whole sentence: the English key of the catalogues and the values of its placeholders."""

    msgid: str
    values: Mapping[str, Any] = MappingProxyType({})

    def say(self, t: Callable[..., str]) -> str:
        """The sentence in the language of `t`."""
        return t(self.msgid, **self.values)
