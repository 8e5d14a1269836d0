"""Every gesture and its listener on one screen."""

from __future__ import annotations

from collections.abc import Callable

from governance.slack import events, message_menu
from governance.slack.case import copy_test, coverage, decision, letter, letter_sending, withdrawal
from governance.slack.gesture import Edge, Gesture
from governance.slack.home import command, home
from governance.slack.ids import Action, Callback
from governance.slack.mail import unread_answer, vendor_reply
from governance.slack.people import roles, working_days
from governance.slack.poll import answer, draft, notice, running
from governance.slack.responses import Response, link_opened
from governance.slack.watch import policy

Listener = Callable[[Edge, Gesture], Response]

PRESSES: dict[str, Listener] = {
    Action.ANSWER_1: answer.ballot_answered,
    Action.ANSWER_2: answer.ballot_answered,
    Action.ANSWER_3: answer.ballot_answered,
    Action.NOTICE: notice.notice_asked,
    Action.MINE: answer.my_answer_asked,
    Action.REMOVE: answer.answer_removed,
    Action.MUTE: answer.reminders_muted,
    Action.RESULT: command.result_asked,
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
    Action.TEST_COPIES: copy_test.test_mail_asked,
    Action.TEST_ARRIVED: copy_test.arrival_asked,
    Action.OTHER_WAYS: letter_sending.other_ways_asked,
    Action.MORE: message_menu.menu_chosen,
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
    Action.SAYS_DONE: unread_answer.said_done,
    Action.SAYS_NOT: unread_answer.what_instead_asked,
    Action.WRONG: unread_answer.wrong_asked,
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
    Callback.CONFIRM: unread_answer.meaning_said,
    Callback.WRONG: unread_answer.taken_back,
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
