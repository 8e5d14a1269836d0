"""The register of Web API methods: arguments, scopes, tier, errors and handler of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import Json, SlackError
from ..workspace.state import Workspace

Answer = Callable[[Workspace, Json], Json]
METHODS: dict[str, Method] = {}
TRUE, FALSE = ("1", "true", "True"), ("0", "false", "False", "")
# What every method may answer, before it is asked: Slack lists these on every method's page.
COMMON = frozenset(
    [
        "account_inactive",
        "invalid_arguments",
        "invalid_auth",
        "invalid_json",
        "json_not_object",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "team_access_not_granted",
        "token_revoked",
    ]
)
# Slack's clients and examples send these along with any call.
ANYWHERE = frozenset(
    ["token", "team_id", "unfurl_links", "unfurl_media", "container_id", "include_slackbot_availability"]
)


@dataclass(frozen=True)
class Method:
    """One method. `args` maps each argument to its type; any one of `scopes` opens it.

    `errors` are the codes of its own that it may answer. `token` is `bot`, `app` (the app token) or `none`.
    """

    name: str
    answer: Answer
    tier: str
    args: dict[str, str]
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    errors: frozenset[str] = frozenset()
    token: str = "bot"

    def read(self, given: Json) -> Json:
        """The arguments, typed. Slack ignores unknown ones; the sandbox refuses as typos those that no method knows."""
        known = {key: value for key, value in given.items() if key in self.args and value is not None}
        unknown = sorted(key for key in given if key not in self.args and key not in every_argument())
        missing = [name for name in self.required if known.get(name, "") == ""]
        faults = [f"[ERROR] unknown argument: {name}" for name in unknown]
        faults += [f"[ERROR] missing required field: {name}" for name in missing]
        if faults:
            raise SlackError("invalid_arguments", faults)
        return {name: READERS[self.args[name]](name, value) for name, value in known.items()}

    def check(self, code: str) -> None:
        """A refusal that was not declared is a mistake of the sandbox, not of the bot."""
        if code not in self.errors and code not in COMMON:
            raise LookupError(f"{self.name} does not declare the error {code}")


def method(
    name: str, *, tier: str, args: str = "", required: str = "", scopes: str = "", errors: str = "", token: str = "bot"
) -> Callable[[Answer], Answer]:
    """Register a handler. `args` is a list like `channel blocks:json limit:int`; a bare name is text."""

    def register(answer: Answer) -> Answer:
        types = {name: kind or "text" for name, _, kind in (part.partition(":") for part in args.split())}
        codes = frozenset(errors.split())
        METHODS[name] = Method(name, answer, tier, types, tuple(required.split()), tuple(scopes.split()), codes, token)
        _EVERY.clear()
        return answer

    return register


_EVERY: set[str] = set()


def every_argument() -> set[str]:
    """The arguments of all methods."""
    if not _EVERY:
        _EVERY.update(ANYWHERE, *(known.args for known in METHODS.values()))
    return _EVERY


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        raise SlackError("invalid_arguments", [f"[ERROR] must be a string [json-pointer:/{name}]"])
    return str(value)


def _bool(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value) in TRUE or str(value) in FALSE:
        return str(value) in TRUE
    raise SlackError("invalid_arguments", [f"[ERROR] must be a boolean [json-pointer:/{name}]"])


def _int(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise SlackError("invalid_arguments", [f"[ERROR] must be a number [json-pointer:/{name}]"]) from None


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise SlackError("invalid_arguments", [f"[ERROR] not valid JSON [json-pointer:/{name}]"]) from None


def _blocks(name: str, value: Any) -> Any:
    try:
        return _json(name, value)
    except SlackError:
        raise SlackError("invalid_blocks_format") from None


def _list(name: str, value: Any) -> str:
    """Ids by comma; Slack's clients also send arrays of them."""
    if isinstance(value, (list, tuple)):
        return ",".join(str(one) for one in value)
    return _text(name, value)


READERS: dict[str, Callable[[str, Any], Any]] = {
    "text": _text,
    "bool": _bool,
    "int": _int,
    "json": _json,
    "blocks": _blocks,
    "list": _list,
}
