"""The modals in which a question is prepared: three things to choose, the defaults with *Change*, the last look."""

from __future__ import annotations

from governance.pages import Draft, OpeningPage, PreviewPage
from governance.slack.ids import ANSWERS, Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.poll.asking import which_vendor
from governance.slack.views.poll.ballot import ballot_blocks
from governance.slack.views.poll.wait_in_words import wait_in_words
from governance.slack.views.typed import folded, inert
from governance.slack.views.words import calendar_day, day, knowing, listed, number, quote, sayings, when
from governance.texts import N_, Texts

LANGUAGES = {
    "en": N_("English"),
    "fr": N_("French"),
    "de": N_("German"),
    "es": N_("Spanish"),
    "ja": N_("Japanese"),
    "it": N_("Italian"),
    "pt": N_("Portuguese"),
    "nl": N_("Dutch"),
    "ko": N_("Korean"),
    "zh": N_("Chinese"),
}

AS_PREPARED = N_(
    "As long as you only look, the question stays as it is prepared. Once you continue or save a change, nothing goes "
    "out until it is prepared again."
)


def language(code: str, t: Texts) -> str:
    """The name of a language; a code without a name stays a code."""
    return t(LANGUAGES[code]) if code in LANGUAGES else code


def opening(page: OpeningPage, t: Texts) -> View:
    """First screen: who is asked, until when, who decides; all else is a list of defaults."""
    t = knowing(page.about, t)
    blocks = [
        which_vendor(page, t),
        *([b.section(wait_in_words(page.waits, page.zone, t))] if page.waits else []),
        *([b.context(t(AS_PREPARED))] if page.is_prepared else []),
        *_without_operator(page.draft, t),
        _who(page, t),
        _until(page, t),
        _owner(page, t),
        b.section(t("*Everything else is set like this:*")),
        b.section(_defaults(page, t)),
        b.actions(b.button(t("Change"), Action.CHANGE_DEFAULTS, page.poll_ref, hint=t("Change these settings"))),
        b.context(_synced(page, t)),
    ]
    return b.modal(
        t("Prepare a question"),
        blocks,
        close=t("Cancel"),
        submit=t("Continue"),
        callback=Callback.OPENING,
        metadata=page.poll_ref,
    )


def _without_operator(draft: Draft, t: Texts) -> list[View]:
    """What would stop the question later, said before anything is filled in, with who can mend it."""
    if draft.operator.strip():
        return []
    words = t(
        "*Who runs the server of this app is not said yet.* Members read it before they answer, so no question goes "
        "out without it. Press *Change* below and write it there. Whoever runs the server can set it once for all "
        "questions: the setting OPERATOR."
    )
    return [b.section(words)]


def _who(page: OpeningPage, t: Texts) -> View:
    without = t.n(
        "{figure} member, no guests", "{figure} members, no guests", page.members, figure=number(page.members, t)
    )
    both = t.n(
        "{figure} person: members and guests",
        "{figure} people: members and guests",
        page.members + page.guests,
        figure=number(page.members + page.guests, t),
    )
    chosen = {True: "yes", False: "no", None: None}[page.draft.guests]
    choices = b.radios([b.option(without, "no"), b.option(both, "yes")], chosen)
    hint = t("The number not asked is shown with every result. People of other companies are never asked.")
    return b.field(Block.GUESTS, t("Who is asked"), choices, hint=hint)


def _until(page: OpeningPage, t: Texts) -> View:
    hint = t(
        "A working day of this workspace, between {first} and {last}. It closes at {hour}:00, {zone}.",
        first=calendar_day(page.first_day, t, year=page.first_day.year != page.last_day.year),
        last=calendar_day(page.last_day, t, year=True),
        hour=page.closing_hour,
        zone=page.closing_zone,
    )
    return b.field(Block.CLOSES, t("Until when"), b.day_picker(page.draft.closes_on), hint=hint)


def _owner(page: OpeningPage, t: Texts) -> View:
    nobody_else = t("An owner of this workspace: {vendor} accepts the request from nobody else.")
    hint = nobody_else if page.about.mechanism == "email" else t("An owner of this workspace.")
    return b.field(Block.OWNER, t("Who decides"), b.people_menu(page.owners, page.draft.owner_id), hint=hint)


def _defaults(page: OpeningPage, t: Texts) -> str:
    draft = page.draft
    lines = [
        t("This is an employer: yes") if draft.employer else t("This is an employer: no"),
        t("Rule: {rule}", rule=rule_choice(draft, t)),
        _reminders(draft, t),
        t("Answers: secret")
        if draft.secret
        else t("Answers: not secret, because: {reason}", reason=quote(draft.open_reason)),
        t("Notice: in {languages}", languages=listed([language(code, t) for code in page.notice_languages], t)),
        t("Who runs the server: {name}", name=_or_missing(draft.operator, t)),
        t("Privacy contact: {name}", name=_or_missing(draft.privacy_contact, t)),
        t("Your own paragraph in the notice: {words}", words=_or_missing(draft.paragraph, t)),
    ]
    return "\n".join(f"• {line}" for line in lines)


def _or_missing(words: str, t: Texts) -> str:
    return inert(folded(words, 150)) if words.strip() else t("none")


def _reminders(draft: Draft, t: Texts) -> str:
    if not draft.reminders:
        return t("Reminders: none")
    return t.n(
        "Reminders: {n}, only to those who have not answered",
        "Reminders: {n}, only to those who have not answered",
        draft.reminders,
    )


def rule_choice(draft: Draft, t: Texts) -> str:
    """The rule as one chooses it."""
    if draft.rule_kind == "unanimous":
        return t("everyone must agree")
    if draft.rule_kind == "majority":
        return t("more than half of the people asked must agree")
    values = {"share": draft.share_percent, "minimum": draft.minimum or 0}
    if draft.base == "answers":
        return t(
            "more than {share}\u202f% of the answers, if at least {minimum}\u202f% of the people asked answer", **values
        )
    if draft.base == "votes":
        return t(
            "more than {share}\u202f% of the yes and no answers, if at least {minimum}\u202f% of the people asked "
            "answer",
            **values,
        )
    if draft.minimum:
        return t("more than {share}\u202f% of the people asked, if at least {minimum}\u202f% of them answer", **values)
    return t("more than {share}\u202f% of the people asked", share=draft.share_percent)


def _synced(page: OpeningPage, t: Texts) -> str:
    if page.synced_at is None:
        return t("The list of people has not been read from Slack yet; the numbers will follow.")
    return t("List of people read from Slack: {when}.", when=when(page.synced_at, page.zone, t))


def preview(page: PreviewPage, t: Texts) -> View:
    """Last screen: how many people, when, warnings, and the question as a member will see it."""
    blocks = [
        b.section(_summary(page, t)),
        *[b.section(t("*Please note:* {warning}", warning=warning)) for warning in _warnings(page, t)],
        b.actions(b.button(t("Try it on myself"), Action.TRY, page.poll_ref)),
        b.divider(),
        b.context(t("This is how a member will see it:")),
        *_without_gestures(ballot_blocks(page.ballot, t), page, t),
    ]
    return b.modal(
        t("Before it goes out"),
        blocks,
        close=t("Back"),
        submit=t("Prepare it"),
        callback=Callback.PREVIEW,
        metadata=page.poll_ref,
    )


def as_member(page: PreviewPage, t: Texts) -> View:
    """The question as a member will see it, for owners and observers; only the notice can be opened from it."""
    shown = _without_gestures(ballot_blocks(page.ballot, t), page, t)
    return b.modal(t("As a member sees it"), shown, close=t("Close"))


def _summary(page: PreviewPage, t: Texts) -> str:
    decides = t(
        "{name} decides by {day}.",
        name=inert(folded(page.ballot.decider.name, 80)),
        day=day(page.decision_due, page.zone, t),
    )
    told = t("Every owner is told now and can change or stop it until the first message leaves.")
    lines = [*_who_and_when(page, t), decides, told]
    return "\n".join(f"• {line}" for line in lines)


def _who_and_when(page: PreviewPage, t: Texts) -> list[str]:
    asked = t.n(
        "*{figure} person will be asked.*", "*{figure} people will be asked.*", page.asked, figure=number(page.asked, t)
    )
    guests = t.n(
        "Not asked: {figure} guest.",
        "Not asked: {figure} guests.",
        page.guests_not_asked,
        figure=number(page.guests_not_asked, t),
    )
    first = t("First messages: {when}.", when=when(page.first_at, page.zone, t, weekday=True))
    first = wait_in_words(page.waits, page.zone, t) if page.waits else first
    hours = t("Everybody gets it between 9:00 and 17:00 of their own time.")
    takes = t.n("Sending takes about {n} minute.", "Sending takes about {n} minutes.", page.minutes)
    left_out = [guests] if page.guests_not_asked else []
    return [asked, *left_out, f"{first} {hours}", *([takes] if page.minutes > 1 else [])]


def _warnings(page: PreviewPage, t: Texts) -> list[str]:
    found = [sayings([warning], t) for warning in page.warnings]
    for code, people in page.without_notice:
        found.append(
            t.n(
                "{figure} person uses Slack in {language}; they would read English.",
                "{figure} people use Slack in {language}; they would read English.",
                people,
                figure=number(people, t),
                language=inert(language(code, t)),
            )
        )
    return found


def _without_gestures(ballot: list[View], page: PreviewPage, t: Texts) -> list[View]:
    """The preview shows the answers as words: a press here must not count."""
    shown = [block for block in ballot if block["type"] != "actions"]
    pressed = [element for block in ballot if block["type"] == "actions" for element in block["elements"]]
    labels = [element["text"]["text"] for element in pressed if element["action_id"] in ANSWERS]
    buttons = "   ".join(f"`{label}`" for label in labels)
    notice = b.actions(b.button(t("Read the notice"), Action.NOTICE, page.poll_ref))
    return [*shown, b.section(buttons), notice]
