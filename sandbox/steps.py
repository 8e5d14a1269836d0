"""Workflow steps that the app carries out: the functions of its manifest, run one by one on order."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import Json
from .ids import new_id, token

TOKEN = "xwfp-"  # the beginning of the token that is good for one step only


@dataclass
class Step:
    """One run. `state` is `running`, `succeeded` or `failed`; `outcome` is what the app said at its end."""

    user: str
    callback_id: str
    inputs: Json
    id: str = field(default_factory=lambda: new_id("Fx"))
    token: str = field(default_factory=lambda: f"{TOKEN}{token(24)}")
    state: str = "running"
    outcome: Json = field(default_factory=dict)

    def slack(self) -> Json:
        """What a gesture in a message or view of this step carries."""
        function = {"callback_id": self.callback_id}
        return {"execution_id": self.id, "function": function, "inputs": self.inputs}

    def summary(self) -> Json:
        """What the control interface tells about it."""
        told = {"id": self.id, "callback_id": self.callback_id, "user": self.user, "inputs": self.inputs}
        return {**told, "state": self.state, **self.outcome}


class Steps:
    """All runs, and which messages and views each of them made with its token."""

    def __init__(self) -> None:
        self.all: dict[str, Step] = {}
        self._made: dict[tuple[str, str], str] = {}

    def run(self, user: str, callback_id: str, inputs: Json) -> Step:
        """A new run."""
        step = Step(user, callback_id, inputs)
        self.all[step.id] = step
        return step

    def of_token(self, given: str) -> Step | None:
        """The run whose token this is."""
        return next((step for step in self.all.values() if step.token == given), None)

    def note(self, given: str, answer: Json) -> None:
        """Remember what a call with this token made: a message, or a view."""
        step = self.of_token(given)
        place = self._place(answer)
        if step is not None and place is not None:
            self._made[place] = step.id

    def of_place(self, channel: str, ts: str) -> Step | None:
        """The run that made this message (or, with an empty channel, this view)."""
        made = self._made.get((channel, ts))
        return self.all[made] if made else None

    @staticmethod
    def _place(answer: Json) -> tuple[str, str] | None:
        view = answer.get("view")
        if isinstance(view, dict):
            return "", str(view.get("id"))
        return (str(answer["channel"]), str(answer["ts"])) if "ts" in answer and "channel" in answer else None
