"""Every gesture and its listener on one screen; how each is answered, and what an error answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse

from governance.errors import N_, Fault, Refusal
from governance.pages import SayPage
from governance.rules.sentence import Sentence
from governance.slack import case, consent, directory, draft, home, member, notice, poll, workingdays
from governance.slack.gesture import Edge, Gesture, fixed_width, read_command, read_press, read_submission
from governance.slack.guards import known
from governance.slack.ids import Action, Callback
from governance.slack.showing import Answer, change, not_shown, refuse, say, texts_of
from governance.store.schema import new_id
from governance.usecases import event
from governance.usecases import member as members

Listener = Callable[[Edge, Gesture], Answer]
log = structlog.get_logger("slack")

PRESSES: dict[str, Listener] = {
    Action.ANSWER_1: consent.ballot_answered,
    Action.ANSWER_2: consent.ballot_answered,
    Action.ANSWER_3: consent.ballot_answered,
    Action.NOTICE: notice.notice_asked,
    Action.MINE: consent.my_answer_asked,
    Action.REMOVE: consent.answer_removed,
    Action.MUTE: consent.reminders_muted,
    Action.CHECK: consent.code_check_asked,
    Action.CODES: consent.code_list_asked,
    Action.OBJECT: consent.objection_asked,
    Action.KEPT: consent.kept_about_me_asked,
    Action.WHAT_SLACK_SAYS: notice.what_slack_says_asked,
    Action.PREPARE: draft.question_asked_for,
    Action.CHANGE_DEFAULTS: draft.defaults_asked,
    Action.CHANGE: draft.change_asked,
    Action.TRY: draft.tried_on_myself,
    Action.SEND_NOW: poll.send_now_asked,
    Action.STOP: poll.stop_asked,
    Action.FINE: poll.prepared_question_accepted,
    Action.PAUSE: poll.pause_asked,
    Action.RESUME: poll.resume_asked,
    Action.CLOSE: poll.close_asked,
    Action.REMIND: poll.remind_asked,
    Action.ROLES: member.roles_asked,
    Action.READ_AS_MEMBER: poll.read_as_member,
    Action.FAILURES: poll.failures_asked,
    Action.ANNOUNCEMENT: poll.announcement_asked,
    Action.HOME_MORE: home.menu_chosen,
    Action.LINK: home.link_opened,
    Action.LINK_GMAIL: home.link_opened,
    Action.LINK_OUTLOOK: home.link_opened,
    **case.PRESSES,
}
SUBMISSIONS: dict[str, Listener] = {
    Callback.CHECK: consent.code_checked,
    Callback.OBJECT: consent.objected_later,
    Callback.OPENING: draft.basics_chosen,
    Callback.DEFAULTS: draft.defaults_chosen,
    Callback.PREVIEW: draft.preview_accepted,
    Callback.STOP: poll.stopped,
    Callback.SEND_NOW: poll.sent_now,
    Callback.PAUSE: poll.paused,
    Callback.RESUME: poll.resumed,
    Callback.CLOSE: poll.closed_early,
    Callback.REMIND: poll.reminded,
    Callback.ROLES: member.roles_appointed,
    Callback.WORKING_DAYS: workingdays.working_days_set,
    **case.SUBMISSIONS,
}
WORDS: dict[str, Listener] = {
    "": home.help_asked,
    "help": home.help_asked,
    "poll": draft.question_asked_for,
    "status": home.status_asked,
    "results": home.results_asked,
    "remind": poll.remind_asked,
    "pause": poll.pause_asked,
    "resume": poll.resume_asked,
    "close": poll.close_asked,
    "request": case.request_asked,
    "mine": consent.kept_about_me_asked,
}
COMMAND = "/ai-consent"
EVENTS = ("app_home_opened", "team_join", "user_change", "app_uninstalled", "tokens_revoked")


def pressed(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """Any button or menu."""
    gesture = read_press(body)
    answer(edge, gesture, PRESSES.get(gesture.action, outdated), ack)


def submitted(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """Any modal."""
    gesture = read_submission(body, _now(edge))
    answer(edge, gesture, SUBMISSIONS.get(gesture.action, outdated), ack)


def commanded(edge: Edge, body: dict[str, Any], ack: Ack) -> None:
    """`/ai-consent` and a word."""
    gesture = read_command(body, _now(edge))
    words = gesture.value.split()
    answer(edge, gesture, WORDS.get(words[0].lower() if words else "", home.help_asked), ack)


def _now(edge: Edge) -> str:
    return fixed_width(f"{edge.clock().timestamp():.6f}")


def outdated(edge: Edge, gesture: Gesture) -> Answer:
    """A button that this version no longer has."""
    raise Refusal(N_("This button is from an earlier version of the app. Open its Home tab to go on."))


def answer(edge: Edge, gesture: Gesture, listener: Listener, ack: Ack) -> None:
    """Let the listener write and commit; then acknowledge, as the last line."""
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
    """The gesture's name for the log; of a ballot never which button."""
    return "consent:answer" if gesture.action.startswith("consent:answer") else gesture.action


def happened(edge: Edge, body: dict[str, Any], context: BoltContext) -> None:
    """An event of Slack's, once: a second delivery of the same one changes nothing."""
    told = body["event"]
    with change(edge) as session:
        if not event.is_new(session, body["event_id"], edge.clock()):
            return
        if told["type"] in ("team_join", "user_change"):
            person = directory.person_from(told["user"], edge.workspace_id)
            members.record_people(session, edge.workspace_id, [person], edge.clock())
        elif told["type"] == "app_uninstalled" or (told["type"] == "tokens_revoked" and told["tokens"].get("bot")):
            members.record_removal(session, edge.workspace_id, edge.clock())
    if told["type"] == "app_home_opened" and told.get("tab") == "home":
        home.home_opened(edge, told["user"])


def failed(edge: Edge, error: Exception, body: dict[str, Any]) -> BoltResponse:
    """A bug. The person gets a code that is also in the log; an event is answered 500, so that Slack sends it again."""
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


def register(app: App, edge: Edge) -> None:
    """Give Bolt its few listeners; which of ours answers is in the tables above."""

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
            happened(edge, body, context)

    @app.error
    def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        return failed(edge, error, body)
