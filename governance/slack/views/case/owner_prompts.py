"""What owners are told while our request goes on: it is their turn, the letter was not sent, a yearly check."""

from __future__ import annotations

from governance.pages import About, CasePage, CaseReminderPage, DecisionRequestPage, VerdictPage
from governance.slack.ids import Action, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.decision import decision_buttons, hand_over_button, later_button
from governance.slack.views.case.evidence_text import request_known
from governance.slack.views.case.next_letter import next_button
from governance.slack.views.case.reply_in_words import read_label
from governance.slack.views.case.request_in_words import by_when_blocks
from governance.slack.views.case.request_prompts import put_off_buttons
from governance.slack.views.case.result import decision_in_words
from governance.slack.views.case.sending_options import NOT_TAKEN, SILENT, ready_blocks, sending_blocks
from governance.slack.views.case.withdrawal import decide_again_button, withdraw_button
from governance.slack.views.menu import primary, row
from governance.slack.views.typed import inert
from governance.slack.views.words import day, knowing, name
from governance.texts import N_, Texts

BOUNCED = N_(
    "{vendor}'s address did not take our letter. Send it again, or write to {vendor}'s general privacy address."
)
TURN_TITLES = {
    "question": N_("{vendor} asks a question: please answer it"),
    "refused": N_("{vendor} refused our request"),
    "bounced": N_("Our letter came back: send it again"),
    "unclear": N_("Our letter: has it left?"),
}
TURN = {
    "question": N_("Read it, then answer {vendor} by mail, in the same thread."),
    "refused": N_("Read why; then you can reply, or write to {vendor}'s general privacy address."),
    "bounced": BOUNCED,
    "unclear": SILENT,
}

RESEND = {"bounced", "unclear"}


def decide_alone(about: About, t: Texts) -> View:
    """*Decide without asking*: asks which way."""
    t = knowing(about, t)
    words = t("The members are not asked; the record says so, and so does everyone's Home tab.")
    row = b.actions(
        b.button(t("Opt out"), Action.DECIDE_OPT_OUT, hint=t("Decide to opt out of AI training at {vendor}")),
        b.button(t("Allow"), Action.DECIDE_ALLOW, hint=t("Decide to allow AI training at {vendor}")),
    )
    return b.modal(t("Decide without asking"), [b.section(words), row], close=t("Close"), callback=Callback.SHOW)


def your_turn(page: CasePage, t: Texts) -> View:
    """To the owner: the vendor has answered, or something is unclear, and the next step is theirs."""
    t = knowing(page.about, t)
    ref = page.case_ref
    read = b.button(read_label(page.latest, t), Action.VERDICT, ref) if page.latest else None
    following = [next_button(page, kind, t) for kind in ("answer", "after_refusal", "next_step")]
    more: list[View | None] = []
    if page.state in RESEND:
        steps = [primary(send_again_button(ref, t)), *following, read, b.button(t("I have sent it"), Action.SENT, ref)]
    else:  # it has answered: another mail of it is the exception
        steps, more = [primary(read), *following], [b.button(t("{vendor} has answered"), Action.REPLY, ref)]
    back = [withdraw_button(ref, t)] if page.state == "bounced" else []
    state = page.state if page.state in TURN else "unclear"
    return b.message(
        [
            b.header(t(TURN_TITLES[state])),
            b.section(t(TURN[state])),
            *by_when_blocks(page, state, t),
            row(steps, *put_off_buttons(page, t), *more, *back),
        ]
    )


STATE_AFTER = {"question": "question", "refusal": "refused", "delivery_failure": "bounced"}  # a mail of this kind


def turn_after(page: VerdictPage, kind: str) -> str:
    """The state that a mail of this kind puts our request into, while it lasts and the reader may act; or empty."""
    state = STATE_AFTER.get(kind, "")
    return state if page.may_confirm and page.state == state else ""


def your_turn_blocks(page: VerdictPage, kind: str, t: Texts) -> list[View]:
    """What such a mail asks of an owner, and by when; nothing where it asks nothing."""
    state = turn_after(page, kind)
    return [b.section(t(TURN[state])), *by_when_blocks(page, state, t)] if state else []


def send_again_button(case_ref: str, t: Texts) -> View:
    """The button to send a letter once more that has not arrived."""
    return b.button(t("Send the letter"), Action.OTHER_WAYS, case_ref)


def letter_sent(page: CasePage, t: Texts) -> View:
    """To the owner: it is known that the letter left, and there is nothing more to do."""
    t = knowing(page.about, t)
    on = day(page.sent_at, page.zone, t) if page.sent_at else ""
    went = t("Our request went to {vendor} on {day}. {vendor} has not confirmed it and promises no date.", day=on)
    known = request_known(page, t)
    then = t("There is nothing more to do now. If no answer comes, you are reminded.")
    words = b.section(" ".join(words for words in (went, known, then) if words))
    return b.message([b.header(t("The letter is on its way")), words], people=[page.owner])


def letter_not_sent(page: CasePage, t: Texts) -> View:
    """The app's mail server did not take the letter: it has certainly not left."""
    t = knowing(page.about, t)
    return b.message([b.section(t(NOT_TAKEN)), *sending_blocks(page, t)])


def other_address(page: CasePage, sender: str, t: Texts) -> View:
    """A copy of the letter arrived from another address than the approved one."""
    t = knowing(page.about, t)
    words = t(
        "A copy of the letter arrived, sent from {sender} and not from {address}. {vendor} recognises you as an owner "
        "by the address of your Slack account: please send it from there.",
        sender=inert(sender),
        address=inert(page.address or ""),
    )
    return b.message([b.section(words), *sending_blocks(page, t)])


def handed_over(page: CasePage, t: Texts) -> View:
    """To the owner who takes over."""
    t = knowing(page.about, t)
    return _in_your_hands(t("Our request to {vendor} has been handed over to you."), page, t)


def passed_on(page: CasePage, t: Texts) -> View:
    """To the owner to whom it falls, because the one before is none any more."""
    t = knowing(page.about, t)
    words = t(
        "The owner who had our request to {vendor} in hand is no owner of this workspace any more. It is yours now; "
        "you can hand it over."
    )
    return _in_your_hands(words, page, t, hand_over_button(page, page.case_ref, t))


def taken_back(page: CasePage, t: Texts) -> View:
    """To the owner whose approval another owner took back."""
    t = knowing(page.about, t)
    by = name(page.taken_back_by or page.owner)
    words = t(
        "{name} took your approval of the letter to {vendor} back: it is a draft again, in their name. Please do not "
        "send yours any more. If you have sent it already, tell {name}.",
        name=by,
    )
    return b.message([b.section(words), b.actions(b.button(t("See the letter"), Action.LETTER, page.case_ref))])


def _in_your_hands(words: str, page: CasePage, t: Texts, *aside: View | None) -> View:
    if page.state in {"drafted", "approved"}:
        return b.message([b.section(words), *ready_blocks(page, t, *aside)])
    steps = [
        b.button(t("See the letter"), Action.LETTER, page.case_ref),
        b.button(t("{vendor} has answered"), Action.REPLY, page.case_ref),
    ]
    return b.message([b.section(words), row(steps, *aside)])


def handed_on(decider: str, t: Texts) -> View:
    """To the owner who was to decide before: who decides now."""
    return b.message(
        [b.section(t("{name} decides now. How it stands is on the Home tab of this app.", name=inert(decider)))]
    )


def owners_decide(t: Texts) -> View:
    """To whoever is no owner any more: the decision is the owners'."""
    return b.message([b.section(t("The decision is up to the owners. How it stands is on the Home tab of this app."))])


def expired(page: DecisionRequestPage, t: Texts) -> View:
    """Nobody decided within a year: the answers are too old."""
    words = t(
        "The question has expired: no owner decided by {day}. The answers are too old to decide on. Ask again.",
        day=day(page.due_at, page.zone, t),
    )
    return b.message([b.section(words)])


def still_open(page: CaseReminderPage, t: Texts) -> View:
    """One neutral line to organisers and observers."""
    t = knowing(page.case.about, t)
    if page.occasion == "unsent":
        return b.message([b.section(t("The letter to {vendor} has not been sent yet. The owners are reminded."))])
    return b.message([b.section(t("Our request to {vendor} waits for an owner. The owners are reminded."))])


def unanimity_lost(page: DecisionRequestPage, t: Texts) -> View:
    """To the owner who decides or decided: somebody has objected since, where everybody had to agree."""
    t = knowing(page.about, t)
    lost = t("Since closing somebody has objected: not everyone agrees any more.")
    kept = t("The app tells nobody who it was. The result stays as it was.")
    words = b.section(f"*{lost}* {kept}")
    if page.decided is None:
        due = t("No owner has decided yet. The decision is due by {day}.", day=day(page.due_at, page.zone, t))
        return b.message(
            [words, b.section(due), row(decision_buttons(page.poll_ref, t), later_button(page.poll_ref, t))]
        )
    stands = t("The decision stands until an owner takes another one.")
    decided = b.section(f"{decision_in_words(page.decided, page.zone, t)} {stands}")
    anew = [b.actions(decide_again_button(page.decided, t))] if page.decided.choice == "stay" else []
    return b.message([words, decided, *anew], people=[page.decided.by])


WHY_CHECK = {
    "check": N_("{vendor} confirmed our request on {day}. Once a year it is worth asking: does it still hold?"),
    "check_owner": N_(
        "The primary owner of this workspace has changed since {vendor} confirmed our request on {day}. Whether that "
        "changes anything, only {vendor} can say."
    ),
    "check_address": N_(
        "The address of this workspace has changed since {vendor} confirmed our request on {day}. Whether the "
        "confirmation covers the new one, only {vendor} can say."
    ),
    "check_policy": N_(
        "{vendor} has said something new about training since it confirmed our request on {day}. Its confirmation has "
        "not been withdrawn; whether it still holds, only {vendor} can say."
    ),
}


def check(page: CaseReminderPage, t: Texts) -> View:
    """After the confirmation, a year later or after a change: does it still hold?"""
    t = knowing(page.case.about, t)
    case = page.case
    confirmed_at = case.checked_at or case.state_at
    on = day(confirmed_at, case.zone, t, year=True) if confirmed_at else ""
    row = b.actions(
        primary(next_button(case, "recheck", t)),
        b.button(t("What {vendor} says"), Action.WHAT_SLACK_SAYS, case.about.slug),
        b.button(t("See the letter"), Action.LETTER, case.case_ref),
    )
    why = t(WHY_CHECK.get(page.occasion, WHY_CHECK["check"]), day=on)
    prepared = t("The letter that asks is prepared; nothing is sent without you.")
    title, asked = b.header(t("Does {vendor}'s confirmation still hold?")), by_when_blocks(case, "confirmed", t)
    return b.message([title, b.section(f"{why} {prepared}"), *asked, row])
