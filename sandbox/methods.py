"""The register of Web API methods: arguments, scopes, tier and handler of each. It answers nothing itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import Json, SlackError
from .state import Workspace

Answer = Callable[[Workspace, Json], Json]
METHODS: dict[str, Method] = {}
TRUE, FALSE = ("1", "true", "True"), ("0", "false", "False", "")


@dataclass(frozen=True)
class Method:
    """One method. `args` maps each argument to its type; any one of `scopes` opens it; `app` wants the app token."""

    name: str
    answer: Answer
    tier: str
    args: dict[str, str]
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    app: bool = False

    def read(self, given: Json) -> Json:
        """The arguments, typed. Slack ignores unknown ones; the sandbox refuses them, so that typos are found.

        `token` and `team_id` may stand everywhere: Slack's own client adds them.
        """
        anywhere = {"token", "team_id"} - set(self.args)
        given = {key: value for key, value in given.items() if key not in anywhere and value is not None}
        unknown = sorted(set(given) - set(self.args))
        missing = [name for name in self.required if given.get(name, "") == ""]
        faults = [f"[ERROR] unknown argument: {name}" for name in unknown]
        faults += [f"[ERROR] missing required field: {name}" for name in missing]
        if faults:
            raise SlackError("invalid_arguments", faults)
        return {name: _typed(name, self.args[name], value) for name, value in given.items()}


def method(
    name: str, *, tier: str, args: str = "", required: str = "", scopes: str = "", app: bool = False
) -> Callable[[Answer], Answer]:
    """Register a handler. `args` is a list like `channel blocks:json limit:int`; a bare name is text."""

    def register(answer: Answer) -> Answer:
        types = {name: kind or "text" for name, _, kind in (part.partition(":") for part in args.split())}
        METHODS[name] = Method(name, answer, tier, types, tuple(required.split()), tuple(scopes.split()), app)
        return answer

    return register


def _typed(name: str, kind: str, value: Any) -> Any:
    readers: dict[str, Callable[[str, Any], Any]] = {"text": _text, "bool": _bool, "int": _int, "json": _json}
    return readers[kind](name, value)


def _text(name: str, value: Any) -> str:
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
        code = "invalid_limit" if name == "limit" else "invalid_arguments"
        raise SlackError(code, [f"[ERROR] must be a number [json-pointer:/{name}]"]) from None


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
        raise SlackError(code, [f"[ERROR] not valid JSON [json-pointer:/{name}]"]) from None
