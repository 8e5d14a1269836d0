"""The owner's decision, and how our request to Slack stands: prompts to owners, and the sentences everybody reads."""

from __future__ import annotations

from governance.pages import About, CasePage, DecideModalPage, DecisionRequestPage, HandOverPage, LaterPage
from governance.pages.about import in_language
from governance.slack.ids import Action, Block, Callback, reference
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.case.result import by_whom, decision_title
from governance.slack.views.menu import row
from governance.slack.views.poll.asking import OWN, question
from governance.slack.views.poll.result import figures
from governance.slack.views.typed import inert
from governance.slack.views.words import day, knowing, number, plain_day
from governance.texts import N_, Texts

REASON_LENGTH = 1000
BY_MAIL = "email"
BY_STEPS = {
    "admin_setting": N_("Somebody with rights at {vendor} changes a setting for all; the notice has the steps."),
    "member_setting": N_("Everybody is asked to change a setting of their own account; the notice has the steps."),
    "support_case": N_("Somebody with rights at {vendor} asks its support for it; the notice has the steps."),
    "contract": N_("Somebody who may sign for us agrees it with {vendor}; the notice has the steps."),
}


def decision_request(page: DecisionRequestPage, t: Texts) -> View:
    """The owner's next step: the result, what either choice means, and what happens without a decision."""
    t = knowing(page.about, t)
    if page.decided:
        title = b.header(decision_title(page.decided, page.about, t))
        return b.message([title, b.section(by_whom(page.decided, page.zone, t))], people=[page.decided.by])
    blocks = [
        b.header(_decision_title(page, t)),
        b.section(f"*{question(page.about, t)}*"),
        *figures(page.result, page.zone, t, dated=False),
        *[b.section(words) for words in _since(page, t)],
        b.labelled(t("If you opt out"), _means(page, t)),
        b.labelled(t("If you allow"), _if_allowed(page, t)),
        b.labelled(t("Without a decision") if _is_late(page) else t("If you do nothing"), _if_nothing(page, t)),
        *(request_comes_first(page.under_way, t) if page.under_way else [_decision_row(page, t)]),
    ]
    return b.message(blocks)


def _decision_title(page: DecisionRequestPage, t: Texts) -> str:
    titles = {
        "first": N_("Your decision, by {day}"),
        "reminder": N_("Reminder: your decision, by {day}"),
        "due": N_("Your decision was due on {day}"),
        "monthly": N_("Still open: the decision due on {day}"),
    }
    return t(titles[page.occasion], day=plain_day(page.due_at, page.zone, t))


def _decision_row(page: DecisionRequestPage, t: Texts) -> View:
    aside = (later_button(page.poll_ref, t), hand_over_button(page, page.poll_ref, t))
    return row(decision_buttons(page.poll_ref, t), *aside)


def request_comes_first(case_ref: str, t: Texts) -> list[View]:
    """Why nothing can be decided on the question now, and where the request that comes first stands."""
    words = t("Our earlier request to {vendor} is under way again. It comes first: see it through, or withdraw it.")
    return [b.section(words), b.actions(b.button(t("See all that happened"), Action.TIMELINE, case_ref))]


def decision_buttons(poll_ref: str, t: Texts) -> list[View]:
    """Opt out, allow: of equal weight."""
    return [
        b.button(t("Opt out"), Action.DECIDE_OPT_OUT, poll_ref, hint=t("Decide to opt out of AI training at {vendor}")),
        b.button(t("Allow"), Action.DECIDE_ALLOW, poll_ref, hint=t("Decide to allow AI training at {vendor}")),
    ]


def later_button(ref: str, t: Texts) -> View:
    """The button to be reminded on another day, for the menu."""
    return b.button(t("Remind me later"), Action.LATER, ref)


def hand_over_button(page: DecisionRequestPage | CasePage, ref: str, t: Texts) -> View | None:
    """The button to hand over, where there is another owner."""
    return b.button(t("Hand over to another owner"), Action.HAND_OVER, ref) if page.may_hand_over else None


def _since(page: DecisionRequestPage, t: Texts) -> list[str]:
    if page.unanimity_lost:
        return [t("Since closing somebody has objected: not everyone agrees any more.")]
    if page.objections is None:
        return []
    figure = number(page.objections, t)
    return [
        t.n(
            "{figure} person has objected since closing. The result stays as it was.",
            "{figure} people have objected since closing. The result stays as it was.",
            page.objections,
            figure=figure,
        )
    ]


def _means(page: DecisionRequestPage, t: Texts) -> str:
    if page.about.mechanism != BY_MAIL:
        return _means_of_steps(page.about, t)
    return t("You send {vendor} one mail: about three minutes, and nothing is sent without you.")


def _if_allowed(page: DecisionRequestPage, t: Texts) -> str:
    if page.result.outcome == "stay":
        return t("Nothing is sent to {vendor}: it goes on as before.")
    return t("{vendor} goes on as before. It needs a reason, which everyone asked reads.")


def _means_of_steps(about: About, t: Texts) -> str:
    """What opting out takes where no letter is written."""
    return t(BY_STEPS.get(about.mechanism, BY_STEPS["admin_setting"]))


def _is_late(page: DecisionRequestPage) -> bool:
    """Whether the announced day has passed."""
    return page.occasion in {"due", "monthly"}


def _if_nothing(page: DecisionRequestPage, t: Texts) -> str:
    due = day(page.due_at, page.zone, t)
    if _is_late(page):
        return t(
            "Everyone who was asked has read that no owner has decided by {day}. Until somebody opts out, the default "
            "goes on.",
            day=due,
        )
    return t(
        "On {day} everyone asked reads that no decision was taken.",
        day=due,
    )


def decide(page: DecideModalPage, t: Texts) -> View:
    """The decision and its reason; a reason is required where the decision departs from the advice."""
    t = knowing(page.about, t)
    opts_out, benefit = page.choice == "opt_out", inert(in_language(page.about.benefit, t.language))
    reason = b.words_input(multiline=True, most=REASON_LENGTH)
    asked = page.poll_ref is not None
    hint = (
        t("Everyone who was asked reads it, word for word.")
        if asked
        else t("It is kept with the decision and shown on Home.")
    )
    blocks = [
        b.section(_decision(page, t)),
        *([b.section(benefit)] if opts_out and benefit else []),
        *([b.section(t("This differs from what the rule advises: please say why."))] if page.departs else []),
        b.field(Block.REASON, t("Reason"), reason, hint=hint, optional=not page.departs),
    ]
    return b.modal(
        t("Decide: opt out") if opts_out else t("Decide: allow"),
        blocks,
        close=t("Back"),
        submit=t("Record my decision"),
        callback=Callback.DECIDE,
        metadata=reference(page.poll_ref or "", page.choice, *([page.earlier] if page.earlier else [])),
    )


def _told(page: DecideModalPage, t: Texts) -> str:
    if page.poll_ref is None:
        return t("The members are not asked; the record says so, and so does everyone's Home tab.")
    return t.n(
        "{figure} person who was asked reads result and decision in one message.",
        "All {figure} people who were asked read result and decision in one message.",
        page.asked,
        figure=number(page.asked, t),
    )


def _decision(page: DecideModalPage, t: Texts) -> str:
    if page.choice != "opt_out" and page.about.mechanism == OWN:
        words = t("You decide that nobody is asked to change a setting. Each person still can, for their own account.")
    elif page.choice != "opt_out":
        words = t("You decide that {vendor} may go on using our data. Nothing is sent to {vendor}.")
    elif page.about.mechanism == BY_MAIL:
        words = t("You decide to ask {vendor} to exclude our data from training. Next you see the letter.")
    else:
        words = f"{t('You decide to opt out of AI training at {vendor}.')} {_means_of_steps(page.about, t)}"
    return f"{words} {_told(page, t)}"


def later(page: LaterPage, t: Texts) -> View:
    """*Remind me later*: on which day."""
    hint = t("Until then the app stays quiet towards you about this. Dates announced to everyone stay as they are.")
    return b.modal(
        t("Remind me later"),
        [b.field(Block.DATE, t("Remind me on"), b.day_picker(page.proposed), hint=hint)],
        close=t("Back"),
        submit=t("Save"),
        callback=Callback.LATER,
        metadata=page.ref,
    )


def still_undecided(page: DecisionRequestPage, t: Texts) -> View:
    """One neutral line to organisers and observers, long after the announced day."""
    words = t(
        "No owner has decided yet; the announced day was {day}. The owners are reminded once a month.",
        day=day(page.due_at, page.zone, t),
    )
    return b.message([b.section(words)])


def hand_over(page: HandOverPage, t: Texts) -> View:
    """*Hand over to another owner*: who will decide, or send."""
    menu = b.field(Block.OWNER, t("Owner"), b.people_menu(page.owners))
    words = t("The other owner is told at once, and gets the reminders from then on.")
    return b.modal(
        t("Hand over"),
        [menu, b.section(words)],
        close=t("Back"),
        submit=t("Hand over"),
        callback=Callback.HAND_OVER,
        metadata=page.ref,
    )
