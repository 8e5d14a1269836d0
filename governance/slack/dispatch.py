"""How a gesture reaches its listener and is answered, also when it fails; the listeners stand in `routes`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from governance.errors import N_, Fault, Refusal
from governance.pages import SayPage
from governance.rules.sentence import Sentence
from governance.slack import events
from governance.slack.gesture import Edge, Gesture, fixed_width, is_press, read_command, read_press, read_submission
from governance.slack.home import command
from governance.slack.people.authority import known
from governance.slack.responses import Response, not_shown, refuse, say, texts_of
from governance.slack.routes import COMMAND, EVENTS, PRESSES, SUBMISSIONS, WORDS, Listener
from governance.store.schema import new_id

log = structlog.get_logger("slack")


def pressed(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """Any button or menu."""
    gesture = read_press(body)
    respond(edge, gesture, PRESSES.get(gesture.action, outdated) if gesture.at else unreadable, ack)


def submitted(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """Any modal."""
    gesture = read_submission(body, _now(edge))
    respond(edge, gesture, SUBMISSIONS.get(gesture.action, outdated), ack)


def commanded(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """`/ai-consent` and a word."""
    gesture = read_command(body, _now(edge))
    words = gesture.value.split()
    respond(edge, gesture, WORDS.get(words[0].lower() if words else "", command.help_asked), ack)


def _now(edge: Edge) -> str:
    return fixed_width(f"{edge.clock().timestamp():.6f}")


def outdated(edge: Edge, gesture: Gesture) -> Response:
    """A press of a button that this version no longer has."""
    raise Refusal(N_("This button is from an earlier version of the app. Open its Home tab to go on."))


def unreadable(edge: Edge, gesture: Gesture) -> Response:
    """A press of which Slack does not say when it was made: it could be older than what it would undo."""
    raise Refusal(N_("Slack did not say when this was pressed. Nothing was changed. Please press once more."))


def respond(edge: Edge, gesture: Gesture, listener: Listener, ack: Ack) -> None:
    """Run the listener, which commits, and only then acknowledge."""
    try:
        reply = listener(edge, gesture)
    except Refusal as refusal:
        log.info("refused", workspace=edge.workspace_id, gesture=_logged(gesture))
        reply = refuse(edge, gesture, refusal)
    except Fault as fault:
        log.warning("not shown", workspace=edge.workspace_id, gesture=_logged(gesture), code=fault.code)
        reply = not_shown(edge, gesture)
    ack(**reply) if reply else ack()


def _logged(gesture: Gesture) -> str:
    """The gesture's name for the log, without which button of a ballot it was."""
    return "consent:answer" if gesture.action.startswith("consent:answer") else gesture.action


def failed(edge: Edge, error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer a bug: the person gets a code that is also in the log; an event gets 500, so that Slack sends it again."""
    code = new_id()
    log.error("bug", workspace=edge.workspace_id, code=code, exc_info=error)
    if "event" in body:
        return BoltResponse(status=500, body="")
    page = SayPage(Sentence(N_("This did not work, and nothing was changed. The fault has been noted.")), code=code)
    gesture = _read(edge, body)
    reply = say(edge, gesture, page, texts_of(known(edge, gesture.user_id)))
    return BoltResponse(status=200, body=reply if reply else "")


def _read(edge: Edge, body: dict[str, Any]) -> Gesture:
    if "command" in body:
        return read_command(body, _now(edge))
    return read_submission(body, _now(edge)) if body["type"] == "view_submission" else read_press(body)


class OnlyPresses(Middleware):
    """Acknowledges presses of nothing, which Bolt itself stumbles over."""

    def process(self, *, req: BoltRequest, resp: BoltResponse, next: Callable[[], BoltResponse]) -> BoltResponse:
        if req.body.get("type") == "block_actions" and not is_press(req.body):
            return BoltResponse(status=200, body="")
        return next()


def register(app: App, edge: Edge) -> None:
    """Register with Bolt the few listeners that look up ours in the tables above."""
    app.use(OnlyPresses())

    @app.action(re.compile(""))
    def on_action(body: dict[str, Any], ack: Ack) -> None:
        pressed(edge, body, ack)

    @app.view(re.compile(""))
    def on_view(body: dict[str, Any], ack: Ack) -> None:
        submitted(edge, body, ack)

    @app.command(COMMAND)
    def on_command(body: dict[str, Any], ack: Ack) -> None:
        commanded(edge, body, ack)

    for name in EVENTS:

        @app.event(name)
        def on_event(body: dict[str, Any], context: BoltContext) -> None:
            events.happened(edge, body, context)

    @app.error
    def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return failed(edge, error, body)
