"""The one thing that an owner can do next, with at most three buttons, and what happens without it."""

from __future__ import annotations

from datetime import timedelta

from governance.pages import CasePage, HomePage, HomePoll
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.decision import decision_buttons, later_button, request_comes_first
from governance.slack.views.case.evidence_text import asked_again_on
from governance.slack.views.case.next_letter import next_button
from governance.slack.views.case.owner_prompts import TURN, send_again_button
from governance.slack.views.case.reply_in_words import read_label
from governance.slack.views.case.request_in_words import by_when_blocks
from governance.slack.views.case.sending_options import ready_blocks
from governance.slack.views.case.withdrawal import decide_again_button
from governance.slack.views.home.overseer import prepared_task
from governance.slack.views.mail.unread_answer import on_home
from governance.slack.views.menu import primary, row
from governance.slack.views.poll.asking import OWN
from governance.slack.views.poll.owner_notice import who_decides
from governance.slack.views.poll.result import advice
from governance.slack.views.words import day, number, starting
from governance.texts import N_, Texts


def owner_task(page: HomePage, t: Texts) -> list[View]:
    """Line 2 and its buttons for an owner; then, until Slack has confirmed, how many objected since closing."""
    objections = _objections(page.poll, t) if page.poll and page.stage != "confirmed" else []
    return [*_task(page, t), *objections]


def _task(page: HomePage, t: Texts) -> list[View]:
    if page.stage in {"expired", "void"}:
        return _ask_or_decide(page, t)
    if page.poll and page.stage == "prepared":
        return prepared_task(page, page.poll, t)
    if page.poll and page.stage == "open":
        return [b.section(_while_open(page, page.poll, t))]
    if page.poll and page.stage in {"closed", "late"}:
        return _decide(page, page.poll, t)
    if page.decision and page.stage == "allowed":
        steps = [decide_again_button(page.decision, t), b.button(t("Prepare a question"), Action.PREPARE)]
        return [b.section(t("Nothing to do.")), b.actions(*steps)]
    if page.stage == "steps":
        note = b.button(t("Note decision and steps"), Action.VENDOR_STEPS, page.about.slug)
        told = b.section(t("How far the steps are stands below, with the vendors that we use."))
        ask = b.button(t("Prepare a question"), Action.PREPARE)
        return [told, b.actions(note if page.about.mechanism != OWN else None, ask)]
    if page.decision and page.stage == "withdrawn":
        again = decide_again_button(page.decision, t)
        steps = [again, b.button(t("Prepare a question"), Action.PREPARE)]
        return [b.section(t("Nothing goes to {vendor} until an owner decides anew.")), b.actions(*steps)]
    return _request(page, page.case, t) if page.case else []


def _while_open(page: HomePage, poll: HomePoll, t: Texts) -> str:
    """Who decides between which days, and that until then there is nothing to decide."""
    is_mine = poll.decider.slack_id == page.viewer.slack_id
    decides = who_decides(poll.decider, is_mine, (poll.closes_at, poll.decision_due), page.zone, t)
    until = t("Until it closes there is nothing to decide; you may answer like everybody who is asked.")
    return f"*{decides}* {until}"


def _ask_or_decide(page: HomePage, t: Texts) -> list[View]:
    steps = [
        b.button(t("Prepare a question"), Action.PREPARE),
        b.button(t("Decide without asking"), Action.DECIDE_ALONE),
        b.button(t("Try it on myself"), Action.TRY),
    ]
    says = b.button(t("What {vendor} says"), Action.WHAT_SLACK_SAYS, page.about.slug)
    return [b.section(t("It takes about three minutes. Nothing leaves without you.")), row(steps, says)]


def _decide(page: HomePage, poll: HomePoll, t: Texts) -> list[View]:
    words = [advice(page.result, t)] if page.result else []
    if page.stage == "closed":
        due = day(poll.decision_due, page.zone, t)
        words.append(t("If nobody decides by {day}, everyone will see that.", day=due))
    first = [b.section(" ".join(words or [t("Your decision is due.")]))]
    if page.under_way:
        return [*first, *request_comes_first(page.under_way, t)]
    return [*first, row(decision_buttons(poll.poll_ref, t), later_button(poll.poll_ref, t))]


def _objections(poll: HomePoll, t: Texts) -> list[View]:
    if poll.unanimity_lost:
        return [b.section(t("Since closing somebody has objected: not everyone agrees any more."))]
    if poll.objections is None:
        return []
    return [
        b.section(
            t.n(
                "{figure} person has objected since closing.",
                "{figure} people have objected since closing.",
                poll.objections,
                figure=number(poll.objections, t),
            )
        )
    ]


FRESH = timedelta(days=30)  # what Slack has just confirmed it need not be asked again
TASKS = {
    "sent": N_("If {vendor} has answered you by mail, bring that mail here. Otherwise there is nothing to do."),
    "acknowledged": N_("Nothing to do now. When {vendor} writes that it is done, bring that mail here."),
    "no_answer": N_("14 working days is our yardstick; {vendor} promises no date."),
    "confirmed": N_("You asked {vendor} whether its confirmation still holds. Has it answered you by mail?"),
}


def _request(page: HomePage, case: CasePage, t: Texts) -> list[View]:
    if page.stage == "drafted":
        return [*_somebody_elses(page, case, t), *ready_blocks(case, t)]
    if case.unread:
        return on_home(case.unread, case, t)
    if page.stage == "confirmed" and case.asked_again_at is None:
        return _confirmed(page, case, t)
    first, *others = _next_steps(page, case, t) or [None]
    if page.stage in TURN:
        asked = [b.section(t(TURN[page.stage])), *by_when_blocks(case, page.stage, t)]
        return [*asked, row([primary(first), *others], *_another_mail(page, case, t))]
    words = f"{t(TASKS[page.stage])} {asked_again_on(case, t)}".strip()
    return [b.section(words), row([first, *others])]


def _another_mail(page: HomePage, case: CasePage, t: Texts) -> list[View]:
    """Where the vendor has answered, another mail of it is the exception."""
    answered = page.stage in {"question", "refused"}
    return [b.button(t("{vendor} has answered"), Action.REPLY, case.case_ref)] if answered else []


def _somebody_elses(page: HomePage, case: CasePage, t: Texts) -> list[View]:
    if case.state != "drafted" or case.owner.slack_id == page.viewer.slack_id:
        return []
    words = N_("{name} has this request in hand. You may read and approve the letter as well.")
    return [b.section(t(words, name=starting(case.owner)))]


def _confirmed(page: HomePage, case: CasePage, t: Texts) -> list[View]:
    """Nothing to do for a year, unless something changes; then the letter that asks again is offered."""
    if case.check_due:
        words = t("It is time to ask {vendor} whether its confirmation still holds.")
        return [b.section(words), b.actions(next_button(case, "recheck", t))]
    old = case.state_at is not None and page.now - case.state_at > FRESH
    return [b.section(t("Nothing to do."), next_button(case, "recheck", t) if old else None)]


def _next_steps(page: HomePage, case: CasePage, t: Texts) -> list[View | None]:
    ref = case.case_ref
    answered = b.button(t("{vendor} has answered"), Action.REPLY, ref)
    not_yet = b.button(t("No answer yet"), Action.NOT_YET, ref)
    read = b.button(read_label(case.latest, t), Action.VERDICT, ref) if case.latest else None
    sent = b.button(t("I have sent it"), Action.SENT, ref)
    follow_up, next_step, answer, reply = (
        next_button(case, kind, t) for kind in ("follow_up", "next_step", "answer", "after_refusal")
    )
    steps: dict[str, list[View | None]] = {
        "sent": [follow_up, answered, not_yet],
        "acknowledged": [read, answered, follow_up],
        "no_answer": [follow_up, next_step, answered],
        "question": [read, answer],
        "refused": [read, reply, next_step],
        "bounced": [send_again_button(ref, t), next_step, read],
        "unclear": [send_again_button(ref, t), sent, answered],
        "confirmed": [answered, not_yet],
    }
    return [step for step in steps[page.stage] if step]
