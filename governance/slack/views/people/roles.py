"""Who may do what, and the appointing of organisers and observers by an owner."""

from __future__ import annotations

from governance.pages import Person, RolesPage
from governance.slack.ids import Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.words import names
from governance.texts import Texts


def roles(page: RolesPage, t: Texts) -> View:
    """Who may do what; owners appoint."""
    shown = [
        b.section(
            t(
                "*Owners* ({names}) decide, approve and send the letter, close early, say who organises and observes.",
                names=_or_none(page.owners, t),
            )
        ),
        b.section(
            t("*Administrators* ({names}) prepare a question and watch over it.", names=_or_none(page.admins, t))
        ),
    ]
    if page.may_appoint:
        return _appointing(page, shown, t)
    shown += [
        b.section(
            t("*Organisers* ({names}) prepare a question and watch over it.", names=_or_none(page.organisers, t))
        ),
        b.section(t("*Observers* ({names}) read everything and change nothing.", names=_or_none(page.observers, t))),
    ]
    return b.modal(t("Who may do what"), [*shown, _nobody_sees(t)], close=t("Close"))


def _or_none(people: tuple[Person, ...], t: Texts) -> str:
    return names(people, t) if people else t("nobody")


def _nobody_sees(t: Texts) -> View:
    return b.context(t("Nobody, whatever their role, sees who answered a secret question, or what."))


def _appointing(page: RolesPage, shown: list[View], t: Texts) -> View:
    organisers = b.field(
        Block.ORGANISERS,
        t("Organisers"),
        b.people_picker(page.organisers),
        hint=t("May prepare a question and watch over it, like administrators."),
        optional=True,
    )
    observers = b.field(
        Block.OBSERVERS,
        t("Observers"),
        b.people_picker(page.observers),
        hint=t("Privacy officer, works council: read everything, change nothing."),
        optional=True,
    )
    return b.modal(
        t("Who may do what"),
        [*shown, organisers, observers, _nobody_sees(t)],
        close=t("Cancel"),
        submit=t("Save"),
        callback=Callback.ROLES,
        metadata=page.fingerprint,
    )
