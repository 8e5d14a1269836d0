"""The modal in which the defaults of a question are changed."""

from __future__ import annotations

from governance.pages import Draft, OpeningPage
from governance.slack.ids import Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.texts import Texts

REASON_LENGTH = 300
PARAGRAPH_LENGTH = 1500
NAME_FIELD_LENGTH = 120


def defaults(page: OpeningPage, t: Texts) -> View:
    """All that has a default, to change."""
    draft = page.draft
    blocks = [_employer(draft, t), *_rule_fields(draft, t), _reminder_field(draft, t)]
    blocks += [*_people_fields(draft, t), *(_secrecy(draft, t) if page.may_be_named else [])]
    return b.modal(
        t("Change the settings"),
        blocks,
        close=t("Back"),
        submit=t("Save"),
        callback=Callback.DEFAULTS,
        metadata=page.poll_ref,
    )


def _employer(draft: Draft, t: Texts) -> View:
    choices = [b.option(t("Yes"), "yes"), b.option(t("No"), "no")]
    hint = t("In employment a yes is hardly free, so the app never calls it consent there.")
    return b.field(
        Block.EMPLOYER, t("This is an employer"), b.radios(choices, "yes" if draft.employer else "no"), hint=hint
    )


def _rule_fields(draft: Draft, t: Texts) -> list[View]:
    kinds = [
        b.option(t("More than half of the people asked"), "majority", t("Silence is never a yes")),
        b.option(t("Everyone who is asked"), "unanimous", t("One silence is enough to opt out")),
        b.option(t("Another share"), "share", t("Say which share below")),
    ]
    bases = [
        b.option(t("of the people asked"), "electorate"),
        b.option(t("of the answers"), "answers"),
        b.option(t("of the yes and no answers"), "votes"),
    ]
    share = b.words_input(str(draft.share_percent), most=3)
    minimum = b.words_input(str(draft.minimum) if draft.minimum else "", most=3)
    needed = t("Of the people asked. A share of the answers is not taken without one: a few could decide for all.")
    return [
        b.field(Block.RULE, t("Allow it only if these agree"), b.radios(kinds, draft.rule_kind)),
        b.field(Block.SHARE, t("Another share: more than this many per cent"), share, optional=True),
        b.field(Block.BASE, t("Another share: of what"), b.menu(bases, draft.base), optional=True),
        b.field(Block.MINIMUM, t("Minimum of answers, in per cent"), minimum, hint=needed, optional=True),
    ]


def _reminder_field(draft: Draft, t: Texts) -> View:
    choices = [
        b.option(t("None"), "0"),
        b.option(t("One"), "1"),
        b.option(t("Two"), "2"),
    ]
    hint = t("After 7 and 14 days, in working hours, only to those who have not answered.")
    return b.field(Block.REMINDERS, t("Reminders"), b.radios(choices, str(draft.reminders)), hint=hint)


def _people_fields(draft: Draft, t: Texts) -> list[View]:
    operator = b.words_input(draft.operator, most=NAME_FIELD_LENGTH, placeholder=t("Tom Keller, IT"))
    contact = b.words_input(draft.privacy_contact, most=NAME_FIELD_LENGTH)
    paragraph = b.words_input(draft.paragraph, multiline=True, most=PARAGRAPH_LENGTH)
    basis = t("The legal basis, and what else your members should know. It stands in the notice, word for word.")
    who = t("They could find out an answer by technical means until closing; the notice says so and names them.")
    return [
        b.field(Block.OPERATOR, t("Who runs the server of this app"), operator, hint=who),
        b.field(Block.CONTACT, t("Privacy contact"), contact),
        b.field(Block.PARAGRAPH, t("Your own paragraph in the notice"), paragraph, hint=basis, optional=True),
    ]


def _secrecy(draft: Draft, t: Texts) -> list[View]:
    choices = [
        b.option(t("Secret"), "secret", t("Nobody sees who answered what")),
        b.option(t("Not secret"), "named", t("The owner and you see names and answers")),
    ]
    reason = b.words_input(draft.open_reason, most=REASON_LENGTH)
    hint = t("Everyone who is asked reads this reason in the question.")
    return [
        b.field(Block.SECRET, t("Answers"), b.radios(choices, "secret" if draft.secret else "named")),
        b.field(Block.OPEN_REASON, t("If not secret: why"), reason, hint=hint, optional=True),
    ]
