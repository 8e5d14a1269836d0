"""Every gesture and its listener on one screen; how each is answered, also when it fails."""

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
from governance.slack import events, letter_menu
from governance.slack.case import coverage, decision, letter, letter_sending, withdrawal
from governance.slack.gesture import Edge, Gesture, fixed_width, is_press, read_command, read_press, read_submission
from governance.slack.home import command, home
from governance.slack.ids import Action, Callback
from governance.slack.mail import vendor_reply
from governance.slack.people import roles, working_days
from governance.slack.people.authority import known
from governance.slack.poll import answer, draft, notice, running
from governance.slack.responses import Response, link_opened, not_shown, refuse, say, texts_of
from governance.slack.watch import policy
from governance.store.schema import new_id

Listener = Callable[[Edge, Gesture], Response]
log = structlog.get_logger("slack")

PRESSES: dict[str, Listener] = {
    Action.ANSWER_1: answer.ballot_answered,
    Action.ANSWER_2: answer.ballot_answered,
    Action.ANSWER_3: answer.ballot_answered,
    Action.NOTICE: notice.notice_asked,
    Action.MINE: answer.my_answer_asked,
    Action.REMOVE: answer.answer_removed,
    Action.MUTE: answer.reminders_muted,
    Action.CHECK: answer.code_check_asked,
    Action.CODES: answer.code_list_asked,
    Action.OBJECT: answer.objection_asked,
    Action.KEPT: answer.kept_about_me_asked,
    Action.WHAT_SLACK_SAYS: notice.what_slack_says_asked,
    Action.PREPARE: draft.question_asked_for,
    Action.CHANGE_DEFAULTS: draft.defaults_asked,
    Action.CHANGE: draft.change_asked,
    Action.TRY: draft.tried_on_myself,
    Action.SEND_NOW: running.send_now_asked,
    Action.STOP: running.stop_asked,
    Action.FINE: running.prepared_question_accepted,
    Action.PAUSE: running.pause_asked,
    Action.RESUME: running.resume_asked,
    Action.CLOSE: running.close_asked,
    Action.REMIND: running.remind_asked,
    Action.ROLES: roles.roles_asked,
    Action.READ_AS_MEMBER: running.read_as_member,
    Action.FAILURES: running.failures_asked,
    Action.RESEND: running.resend_asked,
    Action.ANNOUNCEMENT: running.announcement_asked,
    Action.HOME_MORE: home.menu_chosen,
    Action.LINK: link_opened,
    Action.LINK_GMAIL: link_opened,
    Action.LINK_OUTLOOK: link_opened,
    Action.DECIDE_OPT_OUT: decision.opt_out_asked,
    Action.DECIDE_ALLOW: decision.allow_asked,
    Action.DECIDE_ALONE: decision.decision_alone_asked,
    Action.DECIDE_AGAIN: withdrawal.decide_again_asked,
    Action.WITHDRAW: withdrawal.withdrawal_asked,
    Action.UNAPPROVE: withdrawal.approval_taken_back,
    Action.LATER: decision.later_asked,
    Action.HAND_OVER: decision.hand_over_asked,
    Action.LETTER: letter.letter_asked,
    Action.ADDRESS: letter.address_asked,
    Action.OTHER_WAYS: letter_sending.other_ways_asked,
    Action.CASE_MORE: letter_menu.menu_chosen,
    Action.EML: letter_sending.mail_file_asked,
    Action.SMTP: letter_sending.smtp_asked,
    Action.SENT: letter_sending.sending_said_asked,
    Action.FOLLOW_UP: letter.next_letter_asked,
    **dict.fromkeys(letter.KINDS, letter.next_letter_asked),
    Action.COPY_TEXT: letter_sending.text_asked,
    Action.NOT_SENT: letter_sending.not_sent_said,
    Action.REPLY: vendor_reply.reply_asked,
    Action.NOT_YET: vendor_reply.no_reply_yet,
    Action.MAIL: vendor_reply.mail_to_sort_asked,
    Action.MAIL_READ: vendor_reply.verdict_asked,
    Action.MAIL_PUT: vendor_reply.mail_put,
    Action.MAIL_ASIDE: vendor_reply.mail_set_aside,
    Action.MAIL_RAW: vendor_reply.raw_mail_asked,
    Action.VERDICT: vendor_reply.verdict_asked,
    Action.TIMELINE: vendor_reply.timeline_asked,
    Action.ORG_WIDE: coverage.org_wide_asked,
    Action.ONLY_HERE: coverage.only_here_asked,
    Action.COVERAGE: coverage.coverage_asked,
    Action.COVERAGE_FILE: coverage.coverage_file_asked,
    Action.POLICY: policy.comparison_asked,
}
SUBMISSIONS: dict[str, Listener] = {
    Callback.CHECK: answer.code_checked,
    Callback.OBJECT: answer.objected_later,
    Callback.OPENING: draft.basics_chosen,
    Callback.DEFAULTS: draft.defaults_chosen,
    Callback.PREVIEW: draft.preview_accepted,
    Callback.STOP: running.stopped,
    Callback.SEND_NOW: running.sent_now,
    Callback.PAUSE: running.paused,
    Callback.RESUME: running.resumed,
    Callback.CLOSE: running.closed_early,
    Callback.REMIND: running.reminded,
    Callback.RESEND: running.resent,
    Callback.ROLES: roles.roles_appointed,
    Callback.WORKING_DAYS: working_days.working_days_set,
    Callback.REGION: working_days.region_chosen,
    Callback.DECIDE: decision.decided,
    Callback.WITHDRAW: withdrawal.request_withdrawn,
    Callback.LATER: decision.put_off,
    Callback.HAND_OVER: decision.handed_over,
    Callback.ADDRESS: letter.address_given,
    Callback.APPROVE: letter.approved,
    Callback.SMTP: letter_sending.given_to_server,
    Callback.SENT: letter_sending.sending_said,
    Callback.REPLY: vendor_reply.reply_submitted,
    Callback.CONFIRM: vendor_reply.meaning_said,
    Callback.ORG_WIDE: coverage.made_org_wide,
    Callback.ONLY_HERE: coverage.made_only_here,
    Callback.POLICY: policy.change_settled,
}
WORDS: dict[str, Listener] = {
    "": command.help_asked,
    "help": command.help_asked,
    "poll": draft.question_asked_for,
    "status": command.status_asked,
    "results": command.results_asked,
    "remind": running.remind_asked,
    "pause": running.pause_asked,
    "resume": running.resume_asked,
    "close": running.close_asked,
    "request": command.request_asked,
    "policy": policy.history_asked,
    "mine": answer.kept_about_me_asked,
}
COMMAND = "/ai-consent"
EVENTS = ("app_home_opened", "team_join", "user_change", *events.REMOVALS)


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
