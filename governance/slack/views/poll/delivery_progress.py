"""How far sending is and what went wrong: figures with their base and error codes, without names."""

from __future__ import annotations

import re

from governance.pages import FailuresPage, Progress
from governance.rules.people.delivery_codes import OF_ONE_PERSON
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape
from governance.slack.views.words import number
from governance.texts import N_, Texts

LET_GO = {
    "": N_("The first messages leave now."),
    "owners": N_("The first messages leave {when}: until then the owners have time to change or stop the question."),
    "hours": N_("The first messages leave {when}: until then it is nobody's working hours."),
}


def progress_in_words(progress: Progress, t: Texts) -> str:
    """How far sending is, of how many, and how long it will take."""
    values = {"sent": number(progress.sent, t), "total": number(progress.total, t)}
    if progress.paused:
        return t("Sent {sent} of {total}, paused.", **values)
    if progress.sent + progress.failed >= progress.total:
        return t("Sent {sent} of {total}, finished.", **values)
    if progress.waiting_for_hours:
        return t("Sent {sent} of {total}; the others wait for their working hours.", **values)
    if progress.seconds_left is None:
        return t("Sent {sent} of {total}.", **values)
    minutes = max(1, round(progress.seconds_left / 60))
    return t.n(
        "Sent {sent} of {total}, about {n} minute left.",
        "Sent {sent} of {total}, about {n} minutes left.",
        minutes,
        **values,
    )


NOT_SLACK = N_(
    "Something else than Slack answered, such as a proxy or a sign-in page. Let the server through to Slack. Sending "
    "goes on by itself."
)
UNREACHED = N_("The server does not reach Slack. Look into its network if it lasts. Sending goes on by itself.")
FAILURES = {
    "channel_not_found": N_("Slack finds no such person here."),
    "user_not_found": N_("Slack finds no such person here."),
    "user_disabled": N_("The account was deactivated."),
    "is_archived": N_("The conversation is archived."),
    "messages_tab_disabled": N_("Messages to this app are switched off: switch on the Messages tab in its settings."),
    "restricted_action": N_("A setting of the workspace forbids it: ask an owner to allow messages from apps."),
    "cannot_dm_bot": N_("This is an app, not a person."),
    "not_in_channel": N_("The app is not in that conversation."),
    "invalid_auth": N_("Slack refused our token: install the app again."),
    "token_revoked": N_("Slack withdrew our token: install the app again."),
    "account_inactive": N_("The app was removed from the workspace: install it again."),
    "missing_scope": N_("The app lacks a permission: install it again from its manifest."),
    "org_login_required": N_("Slack is moving the workspace into an organisation. Sending goes on when that is done."),
    "team_added_to_org": N_("Slack is moving the workspace into an organisation. Sending goes on when that is done."),
    "team_access_not_granted": N_("The app may not write in this workspace: ask an owner of the organisation."),
    "message_limit_exceeded": N_("The workspace has reached Slack's limit of messages: ask an owner about its plan."),
    "ekm_access_denied": N_("Your organisation's key management forbids it at present: ask those who run it."),
    "not_slack": NOT_SLACK,
    "answer_incomplete": NOT_SLACK,
    "timeout": UNREACHED,
    "unreachable": UNREACHED,
    "connection": UNREACHED,
    "file_uploads_disabled": N_("The workspace allows no files: ask an owner."),
    "file_uploads_except_images_disabled": N_("The workspace allows no files but pictures: ask an owner."),
    "file_type_not_allowed": N_("The workspace allows no files of this kind: ask an owner."),
    "storage_limit_reached": N_("The workspace's space for files is used up: ask an owner."),
    "ratelimited": N_("Slack asked for a pause. Sending goes on by itself."),
    "unknown_outcome": N_("We do not know whether these messages arrived."),
}
INBOX = N_(
    "The mailbox for vendors' answers cannot be read. `python -m governance check` on the server says what mends it. "
    "Until then an answer can be pasted here."
)
OTHER = N_("Nothing is lost; it is tried again. If it lasts, look into the log of the server.")


REFUSED_FOR_ALL = N_(
    "Slack refuses one person after the other, so it is hardly the people. See that the app is installed in this very "
    "workspace. Sending goes on by itself."
)
OF_THE_WAY = re.compile(r"http_[34]\d\d")


def what_to_do(code: str, t: Texts) -> str:
    """What an error code means and what mends it."""
    if OF_THE_WAY.fullmatch(code):
        return t(NOT_SLACK)
    return t(FAILURES.get(code, INBOX if code.startswith("inbox:") else OTHER))


def what_mends_it(code: str, t: Texts) -> str:
    """The same of what stands in everybody's way, where a code of one person's means something else."""
    return t(REFUSED_FOR_ALL) if code in OF_ONE_PERSON else what_to_do(code, t)


def failures(page: FailuresPage, t: Texts) -> View:
    """Why messages could not be delivered: error codes and numbers, without names."""
    total = number(page.total, t)
    lines = [
        b.section(
            t(
                "{figure} of {total}: {meaning} (code `{code}`)",
                figure=number(failure.count, t),
                total=total,
                meaning=what_to_do(failure.code, t),
                code=escape(failure.code),
            )
        )
        for failure in page.failures[:90]
    ]
    rest = b.context(t("They stay among the people asked. The app shows nobody who they are."))
    again = b.actions(b.button(t("Send to those who were not reached"), Action.RESEND, page.poll_ref))
    found = [*lines, rest, *([again] if page.may_resend else [])]
    none = b.section(t("Every message so far was delivered."))
    return b.modal(t("Could not be messaged"), found if lines else [none], close=t("Close"))
