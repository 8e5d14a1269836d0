"""The menu beside the buttons of a message or a letter: each entry is the press that it names, with its authority."""

from __future__ import annotations

from governance.errors import N_, Refusal
from governance.slack.case import copy_test, coverage, decision, letter, letter_sending, withdrawal
from governance.slack.gesture import Edge, Gesture
from governance.slack.ids import Action, parts_of, reference
from governance.slack.mail import vendor_reply
from governance.slack.poll import answer, draft, notice, running
from governance.slack.responses import Response, link_opened

MENU = {
    Action.WHAT_SLACK_SAYS: notice.what_slack_says_asked,
    Action.MINE: answer.my_answer_asked,
    Action.MUTE: answer.reminders_muted,
    Action.CHANGE: draft.change_asked,
    Action.ANNOUNCEMENT: running.announcement_asked,
    Action.LINK_GMAIL: link_opened,
    Action.LINK_OUTLOOK: link_opened,
    Action.COPY_TEXT: letter_sending.text_asked,
    Action.EML: letter_sending.mail_file_asked,
    Action.SMTP: letter_sending.smtp_asked,
    Action.OTHER_WAYS: letter_sending.other_ways_asked,
    Action.LETTER: letter.letter_asked,
    Action.ADDRESS: letter.address_asked,
    Action.TEST_COPIES: copy_test.test_mail_asked,
    Action.UNAPPROVE: withdrawal.approval_taken_back,
    Action.WITHDRAW: withdrawal.withdrawal_asked,
    Action.LATER: decision.later_asked,
    Action.HAND_OVER: decision.hand_over_asked,
    Action.SENT: letter_sending.sending_said_asked,
    Action.REPLY: vendor_reply.reply_asked,
    Action.NOT_YET: vendor_reply.no_reply_yet,
    Action.VERDICT: vendor_reply.verdict_asked,
    Action.MAIL_RAW: vendor_reply.raw_mail_asked,
    Action.TIMELINE: vendor_reply.timeline_asked,
    Action.COVERAGE: coverage.coverage_asked,
    Action.ORG_WIDE: coverage.org_wide_asked,
}


def menu_chosen(edge: Edge, gesture: Gesture) -> Response:
    """An entry of the menu, handled as the press that it names."""
    action, *references = parts_of(gesture.value) or [""]
    if action not in MENU:
        raise Refusal(N_("This button is from an earlier version of the app. Open its Home tab to go on."))
    return MENU[Action(action)](edge, gesture.about(reference(*references), action))
