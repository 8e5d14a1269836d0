"""A change of the vendor's page: the message to owners and admins, the window with all passages, the line on Home."""

from __future__ import annotations

from datetime import date

from governance.pages import PolicyChange
from governance.slack.ids import Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape, quotation
from governance.slack.views.words import calendar_day, day, knowing
from governance.texts import N_, Texts

IN_MESSAGE, IN_WINDOW = 2, 30
LONGEST = 600  # characters of a passage
REASON_LENGTH = 500
SETTLED = {
    "asked": N_("Recorded on {day}: the members are asked again."),
    "rechecked": N_("Recorded on {day}: {vendor} is asked whether its confirmation still holds."),
    "noted": N_("Recorded on {day}: what this app knows of {vendor} has to be looked at anew."),
    "dismissed": N_("Recorded on {day}: nothing needs to be done."),
}
CHOICES = {
    "asked": N_("The members are asked again"),
    "rechecked": N_("{vendor} is asked to confirm again"),
    "noted": N_("The entry on {vendor} has to be looked at"),
    "dismissed": N_("Nothing needs to be done, because ..."),
}


def changed(page: PolicyChange, t: Texts) -> View:
    """The one message on this change."""
    t = knowing(page.about, t)
    blocks = [
        b.header(t("{vendor} changed a page: please compare")),
        b.section(_told(page, t)),
        *_passages(page, IN_MESSAGE, t),
        *_more(page, t),
        *([b.section(_settled(page, t))] if page.settled else []),
        b.actions(*_buttons(page, t)),
        b.context(_small_print(page, t)),
    ]
    return b.message(blocks)


def _told(page: PolicyChange, t: Texts) -> str:
    """Which page, when, and what it says differently."""
    reasons = "\n".join(f"• {t(reason)}" for reason in page.reasons)
    head = t(
        "*What we read:* on {day} {page} no longer says what it said before.",
        day=day(page.at, page.zone, t, year=True),
        page=_link(page),
    )
    return f"{head}\n{reasons}"


def _link(page: PolicyChange) -> str:
    return f"<{page.url}|{escape(page.title)}>" if page.url else escape(page.title)


def _passages(page: PolicyChange, most: int, t: Texts) -> list[View]:
    """Before and after, side by side."""
    none = f"_{t('nothing')}_"
    return [
        _side_by_side(
            t("*Passage {n}*", n=number),
            f"{t('Before')}\n{quotation(before, LONGEST) if before else none}",
            f"{t('Now')}\n{quotation(after, LONGEST) if after else none}",
        )
        for number, (before, after) in enumerate(page.passages[:most], start=1)
    ]


def _side_by_side(title: str, left: str, right: str) -> View:
    """Two texts beside each other under a title, one below the other on a phone."""
    return {**b.section(title), "fields": [b.mrkdwn(left), b.mrkdwn(right)]}


def _more(page: PolicyChange, t: Texts) -> list[View]:
    rest = len(page.passages) - IN_MESSAGE
    if rest <= 0:
        return []
    return [
        b.section(
            t.n(
                "{n} more passage differs: press *Read both passages*.",
                "{n} more passages differ: press *Read both passages*.",
                rest,
            )
        )
    ]


def _buttons(page: PolicyChange, t: Texts) -> list[View]:
    """*Read both passages* first: what follows is recorded there."""
    row = [b.button(t("Read both passages"), Action.POLICY, page.version, style="" if page.settled else "primary")]
    if not page.settled:
        if page.askable:
            row.append(b.button(t("Prepare a question"), Action.PREPARE, page.about.slug))
        if page.confirmed_case:
            row.append(b.button(t("Ask {vendor} to confirm again"), Action.FOLLOW_UP_RECHECK, page.confirmed_case))
    return row


def _settled(page: PolicyChange, t: Texts) -> str:
    on = day(page.settled_at or page.at, page.zone, t, year=True)
    said = t(SETTLED[page.settled], day=on)
    return f"{said}\n{quotation(page.because)}" if page.because else said


def _small_print(page: PolicyChange, t: Texts) -> str:
    read = t(
        "A machine compared the two texts; only a person can say what the change means. Members have not been told."
    )
    if page.is_shown:
        read = t("A machine compared the two texts; only a person can say what the change means.")
    if not page.notice_of:
        return read
    notice = t(
        "Our notice rests on {vendor}'s texts up to {day}: before you ask again, read whether it is still true.",
        day=calendar_day(date.fromisoformat(page.notice_of), t, year=True),
    )
    return f"{read} {notice}"


def comparison(page: PolicyChange, t: Texts) -> View:
    """All passages in a window; who may settle it records there what follows."""
    t = knowing(page.about, t)
    blocks = [b.section(_told(page, t)), *_passages(page, IN_WINDOW, t)]
    if page.settled:
        blocks.append(b.section(_settled(page, t)))
    if not page.may_settle:
        return b.modal(t("What changed"), blocks, close=t("Close"))
    options = [b.option(t(words), how) for how, words in CHOICES.items() if _is_offered(how, page)]
    show = b.option(t("Members read one line about this change on Home"), "shown")
    blocks += [
        b.divider(),
        b.field(Block.CHOICE, t("What follows"), b.radios(options)),
        b.field(
            Block.REASON,
            t("Why"),
            b.words_input(multiline=True, most=REASON_LENGTH),
            hint=t("Everyone can read it. If nothing needs to be done, say here why."),
            optional=True,
        ),
        b.field(Block.SHOWN, t("Members"), b.tick_box(show), optional=True),
    ]
    return b.modal(
        t("What changed"),
        blocks,
        close=t("Close"),
        submit=t("Record"),
        callback=Callback.POLICY,
        metadata=page.version,
    )


def _is_offered(how: str, page: PolicyChange) -> bool:
    """Who cannot be asked is not asked; where nothing is known of anything to opt out of, that may be wrong by now."""
    return {"asked": page.askable, "noted": not page.askable, "rechecked": bool(page.confirmed_case)}.get(how, True)


def home_line(page: PolicyChange, t: Texts) -> list[View]:
    """One calm line for everybody, once an owner or admin wished it; before that, to them alone, what waits."""
    if page.may_settle:
        waits = t(
            "{vendor} changed a page on {day}. Please compare, and record what follows.", day=day(page.at, page.zone, t)
        )
        return [b.section(waits, b.button(t("Read both passages"), Action.POLICY, page.version))]
    said = t.n(
        "{vendor} changed its page on {day}; {n} passage differs. The owners have been told.",
        "{vendor} changed its page on {day}; {n} passages differ. The owners have been told.",
        len(page.passages),
        day=day(page.at, page.zone, t),
    )
    if page.confirmed_at:
        on = day(page.confirmed_at, page.zone, t)
        said = f"{said} {t('{vendor} has not taken back its confirmation of {day}.', day=on)}"
    return [b.section(said, b.button(t("Read both passages"), Action.POLICY, page.version))]
