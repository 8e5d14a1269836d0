"""What those who run or watch a question see on Home: one task, delivery, failures, dates; never who is silent."""

from __future__ import annotations

from governance.pages import CasePage, HomePage, HomePoll, InstallationCheck
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.copies import proof
from governance.slack.views.case.reply_in_words import verdict_in_words
from governance.slack.views.case.timeline import recent_blocks
from governance.slack.views.home.delivery_part import delivery
from governance.slack.views.menu import row
from governance.slack.views.poll.delivery_progress import LET_GO
from governance.slack.views.poll.organiser import stop_button
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import day, listed, name, names, number, said, starting, when
from governance.texts import N_, Texts

CHECKS = {
    "token": N_("Slack refuses our token. Install the app again."),
    "scopes": N_("A permission is missing. Install the app again from its manifest."),
    "directory": N_("The list of people has not been read yet. It comes by itself within minutes."),
    "clock": N_("The server's clock is wrong. Set it."),
    "inbox": N_("The inbox for vendors' answers cannot be read. Look into its settings."),
    "smtp": N_("The mail server does not answer. Look into its settings; the letter can be sent by hand."),
    "database": N_("The database is not at its newest schema. Run the migration."),
}


CHECKED = {
    "token": N_("the app's token is accepted"),
    "directory": N_("the list of people is read"),
    "inbox": N_("the mailbox for answers is read"),
}
FIRST = N_("The question goes out by itself on {when}; until then it can be stopped.")
ANSWERABLE = {"sent", "question", "refused", "bounced", "unclear", "acknowledged", "no_answer", "unread"}


def watch_task(page: HomePage, t: Texts) -> list[View]:
    """The one thing to do for an administrator or organiser; an observer has none."""
    if page.role == "observer":
        return []
    if page.stage in {"expired", "void", "allowed", "withdrawn", "steps"}:
        nothing = [b.section(t("Nothing to do."))] if page.stage in {"allowed", "withdrawn", "steps"} else []
        return [*nothing, b.actions(*prepare_buttons(t))]
    if page.poll and page.stage == "prepared":
        return prepared_task(page, page.poll, t)
    if page.case and page.stage == "drafted":
        letter = b.button(t("See the letter"), Action.LETTER, page.case.case_ref)
        return [b.section(t("Only an owner can send it.")), b.actions(letter), *proof.on_home(page.case, t)]
    if page.case and page.role == "admin" and page.case.to_sort and page.stage != "confirmed":
        return [to_sort_line(page, t)]
    if page.case and page.role == "admin" and page.stage in ANSWERABLE:
        answered = b.button(t("{vendor} has answered"), Action.REPLY, page.case.case_ref)
        steps = row([], answered) if page.stage in HAS_ANSWERED else b.actions(answered)
        return [b.section(whose_turn(page, page.case, t) or t(UNLESS)), steps]
    return []


UNLESS = N_("Nothing to do, unless {vendor} has answered.")
HAS_ANSWERED = {"question", "refused", "unread"}  # another mail of it is the exception, and has its place in the menu
TURNS = {
    "question": N_("Nothing to do: {name} has to answer {vendor}. If another mail reached you, bring it here."),
    "refused": N_("Nothing to do: {name} can answer {vendor}. If another mail reached you, bring it here."),
    "no_answer": N_("{name} can ask {vendor} again. If it has answered, bring its mail here."),
    "unread": N_("Nothing to do: {name} has to say what this mail says. If another one reached you, bring it here."),
    "bounced": N_("{name} has to send the letter again. If {vendor} has answered, bring its mail here."),
    "unclear": N_("{name} has to send the letter again. If {vendor} has answered, bring its mail here."),
}


def whose_turn(page: HomePage, case: CasePage, t: Texts) -> str:
    """Who can do something now; empty where we wait for Slack."""
    return t(TURNS[page.stage], name=starting(case.owner)) if page.stage in TURNS else ""


def prepare_buttons(t: Texts) -> list[View]:
    """Prepare, try."""
    return [
        b.button(t("Prepare a question"), Action.PREPARE, style="primary"),
        b.button(t("Try it on myself"), Action.TRY),
    ]


def prepared_task(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    """Before the first message: when it leaves, and how to change that."""
    mine = page.role == "owner" or (page.role in {"admin", "organiser"} and poll.asker.slack_id == page.viewer.slack_id)
    change = b.button(t("Change it"), Action.CHANGE, poll.poll_ref)
    stop = stop_button(poll.poll_ref, t)
    if poll.state == "preparing" or poll.first_at is None:
        return [b.section(t("The question is being prepared.")), *([b.actions(change, stop)] if mine else [])]
    first = t(
        FIRST if poll.let_go is None else LET_GO[poll.let_go], when=when(poll.first_at, page.zone, t, weekday=True)
    )
    sooner = poll.let_go is None or (poll.let_go == "owners" and page.role == "owner")  # who needs no time to look
    send_now = b.button(t("Send now"), Action.SEND_NOW, poll.poll_ref) if sooner else None
    return [b.section(f"*{first}*"), *([b.actions(send_now, change, stop)] if mine else [])]


def to_sort_line(page: HomePage, t: Texts) -> View:
    """How many mails wait for a person."""
    waiting = page.case.to_sort if page.case else 0
    words = t.n("Mail to sort: {n}", "Mail to sort: {n}", waiting)
    label = t("Sort the mail") if page.role == "owner" else t("Read the mail")
    row = b.button(label, Action.MAIL, page.case.case_ref if page.case else "")
    return b.section(words, row) if waiting and page.role in {"admin", "owner"} else b.section(words)


def watch_figures(page: HomePage, t: Texts) -> list[View]:
    """Figures with their base, and the dates of what happens by itself."""
    found: list[View] = []
    if page.stage == "nothing":
        found += _installed(page, t)
    if page.poll and page.stage == "prepared" and page.role == "observer":
        found += prepared_task(page, page.poll, t)
    if page.poll and page.stage == "open":
        found += delivery(page, page.poll, t)
    if page.poll and page.stage in {"closed", "late"} and page.poll.decider.slack_id != page.viewer.slack_id:
        found += _waiting_for_owner(page, page.poll, t)
    if page.case:
        found += _case_figures(page, t)
    if page.role in {"admin", "owner"} and page.unreadable_people:
        found.append(b.section(_unreadable(page.unreadable_people, t)))
    if page.contact_gone:
        found.append(b.section(_contact_gone(page.contact_gone, t)))
    return [*found, *(_observed(page, t) if page.role == "observer" else [])]


def _unreadable(people: int, t: Texts) -> str:
    return t.n(
        "{figure} person could not be read from Slack's directory and is not asked. The log of the server shows the "
        "record.",
        "{figure} people could not be read from Slack's directory and are not asked. The log of the server shows their "
        "records.",
        people,
        figure=number(people, t),
    )


def _contact_gone(name: str, t: Texts) -> str:
    return t(
        "{name} is named as the privacy contact and has left this workspace: whoever asks there may reach nobody. Name "
        "somebody else when a question is prepared (*Change*), or have the setting PRIVACY_CONTACT changed.",
        name=inert(name),
    )


def _installed(page: HomePage, t: Texts) -> list[View]:
    since = t("Installed {day}.", day=day(page.installed_at, page.zone, t)) if page.installed_at else ""
    faults = [check for check in page.checks if not check.well]
    checked = listed([t(CHECKED[check.code]) for check in page.checks if check.code in CHECKED], t)
    well = [b.section(t("Checked, all well: {what}.", what=checked))] if checked and not faults else []
    installed = [b.section(since)] if since else []
    return [*installed, *well, *[b.section(_fault(check, t)) for check in faults[:10]]]


def _fault(check: InstallationCheck, t: Texts) -> str:
    known = CHECKS.get(check.code)
    words = t(known) if known else escape(check.code)
    return f"{words} ({inert(check.detail)})" if check.detail else words


def _waiting_for_owner(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    if poll.owner_reminder_at is None:
        return [b.section(t("{name} has not decided yet.", name=starting(poll.decider)))]
    return [
        b.section(
            t(
                "{name} has not decided yet. Next reminder to {owner}: {day}.",
                name=starting(poll.decider),
                owner=name(poll.decider),
                day=day(poll.owner_reminder_at, page.zone, t, weekday=True),
            )
        )
    ]


def _case_figures(page: HomePage, t: Texts) -> list[View]:
    case = page.case
    if case is None:
        return []
    found: list[View] = []
    if case.next_reminder_at and page.stage != "confirmed" and not case.is_reminded:
        found.append(
            b.section(
                t(
                    "Next reminder to {name}: {day}.",
                    name=name(case.owner),
                    day=day(case.next_reminder_at, page.zone, t, weekday=True),
                )
            )
        )
    told = case.latest if page.stage not in {"drafted", "sent", "confirmed"} else None
    if told:
        arrived = t("The newest mail, of {day}:", day=day(told.received_at, page.zone, t))
        reasons = "\n".join(f"• {said(reason, t)}" for reason in told.reasons)
        found += b.sections(f"{arrived} {verdict_in_words(told, t)}\n{reasons}".strip())
    if "follow_up" in case.next_letters and page.role != "owner":
        found.append(b.section(t("The follow-up letter is ready for {name}.", name=name(case.owner))))
    found += [b.section(words) for words in _said_again(case, page.zone, t)]
    if page.stage == "confirmed" and case.next_check_at and not case.check_due:
        found.append(b.section(t("Next check: {day}.", day=day(case.next_check_at, page.zone, t, year=True))))
    return [*found, *recent_blocks(case, t, told=told), *_sorting(page, t)]


def _said_again(case: CasePage, zone: str, t: Texts) -> list[str]:
    """After the confirmation: when it was given once more, and whether it is being asked for."""
    words = (
        [t("{vendor} said it again on {day}.", day=day(case.checked_at, zone, t, year=True))] if case.checked_at else []
    )
    if case.asked_again_at:
        words.append(t("On {day} {vendor} was asked whether it still holds.", day=day(case.asked_again_at, zone, t)))
    return words


def _sorting(page: HomePage, t: Texts) -> list[View]:
    """How many mails wait; whose only task it is to sort them has that above."""
    waits = page.case.to_sort if page.case else 0
    read_above = 1 if page.stage == "unread" and page.role == "owner" else 0
    its_task = page.role == "admin" and page.stage not in {"drafted", "confirmed"}
    return [to_sort_line(page, t)] if waits > read_above and not its_task else []


def _observed(page: HomePage, t: Texts) -> list[View]:
    """What an observer may check: texts, rule, roles, record; all of it before the first message too."""
    lines = [
        t("Organisers: {names}", names=names(page.organisers[:20], t) or t("nobody")),
        t("Observers: {names}", names=names(page.observers[:20], t) or t("nobody")),
    ]
    if page.notice_digest:
        lines.append(t("Fingerprint of the notice: `{fingerprint}`", fingerprint=page.notice_digest))
    if page.poll and page.poll.rule_fingerprint:
        lines.append(t("Fingerprint of rule and people asked: `{fingerprint}`", fingerprint=page.poll.rule_fingerprint))
    if page.record_head:
        lines.append(t("Today's fingerprint of the record of events: `{fingerprint}`", fingerprint=page.record_head))
    row: list[View] = []
    if page.poll:
        row = [b.actions(b.button(t("Read it as a member will"), Action.READ_AS_MEMBER, page.poll.poll_ref))]
    return [b.section("\n".join(lines)), *row]
