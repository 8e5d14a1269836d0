"""What the letter covers, shown beside it, the window in which an owner of the organisation widens it, and the list.

Addresses stand in plain lists under a sentence that says what is known of them, so that a screen reader reads them in
order.
"""

from __future__ import annotations

from collections.abc import Sequence

from governance.pages.case.coverage import CoveragePage, Covered
from governance.rules.case.coverage import shortest
from governance.slack.ids import Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape, inert
from governance.slack.views.words import day, knowing
from governance.texts import Texts

FIELD_LENGTH = 3000  # Slack's limit for one field; 200 addresses need more
FIELDS = (Block.WORKSPACES, Block.WORKSPACES_MORE, Block.WORKSPACES_REST)


def beside_letter(view: View, page: CoveragePage, t: Texts, *, most: int = 3) -> View:
    """The letter's window with what it covers above its words; unchanged where there is no organisation.

    `most`: how many buttons there is room for beside those of the window; what is left out is offered with the draft.
    """
    t = knowing(page.about, t)
    scope, row = scope_blocks(page, t), steps(page, t)[:most]
    above = [*scope, *([b.actions(*row)] if row else []), b.divider()]
    return {**view, "blocks": [*above, *view["blocks"]]} if scope else view


def scope_blocks(page: CoveragePage, t: Texts) -> list[View]:
    """What the letter covers, in a sentence; nothing where there is no organisation."""
    if page.urls:
        return [b.section(_org_wide(page, t))]
    words = t("This workspace belongs to an organisation. The letter covers this workspace only.")
    return [b.section(words)] if page.organisation else []


def steps(page: CoveragePage, t: Texts) -> list[View]:
    """The buttons that show or change what the letter covers, the first one leading furthest."""
    t = knowing(page.about, t)
    changeable, ref = page.open and page.may_change, page.case_ref
    if not page.urls:
        here = page.organisation and changeable
        return [b.button(t("For the whole organisation"), Action.ORG_WIDE, ref)] if here else []
    row = [b.button(t("What the letter covers"), Action.COVERAGE, ref)]
    if changeable:
        row += [
            b.button(t("Change the list"), Action.ORG_WIDE, ref),
            b.button(t("Only this workspace"), Action.ONLY_HERE, ref),
        ]
    return row


def _org_wide(page: CoveragePage, t: Texts) -> str:
    words = t.n(
        "The letter is for the whole organisation, {url}, with {n} workspace.",
        "The letter is for the whole organisation, {url}, with {n} workspaces.",
        len(_of(page, "workspace")),
        url=escape(next((one.url for one in _of(page, "organisation")), "")),
    )
    return f"{words} {t('Only an owner of the organisation can approve it.')}" if page.open else words


def _of(page: CoveragePage, kind: str) -> list[Covered]:
    return [one for one in page.urls if one.kind == kind]


def org_wide(page: CoveragePage, t: Texts) -> View:
    """*For the whole organisation*: its address, and those of its workspaces."""
    t = knowing(page.about, t)
    organisation = next((one.url for one in _of(page, "organisation")), "")
    known = "\n".join(shortest(one.url) for one in _of(page, "workspace") if one.url != page.own_url)
    parts = [*b.pieces(known, FIELD_LENGTH), *[""] * len(FIELDS)]
    explained = t(
        "{vendor} does not say whether a letter for an organisation covers each of its workspaces: list them all. An "
        "approval given before lapses, because it was for other words."
    )
    hint = t("One a line, such as https://name.slack.com; its name alone will do. This workspace is always among them.")
    labels = (t("Its workspaces"), t("More workspaces"), t("Still more workspaces"))
    fields = [
        b.field(block, label, b.words_input(part, multiline=True, most=FIELD_LENGTH), hint=hint, optional=True)
        for block, label, part in zip(FIELDS, labels, parts, strict=False)
    ]
    address = b.field(
        Block.ORGANISATION,
        t("Address of the organisation"),
        b.words_input(organisation, most=200),
        hint=t("Such as https://name.enterprise.slack.com"),
    )
    return b.modal(
        t("Whole organisation"),
        [b.section(explained), address, *fields],
        close=t("Back"),
        submit=t("Write the letter"),
        callback=Callback.ORG_WIDE,
        metadata=page.case_ref,
    )


def only_here(page: CoveragePage, t: Texts) -> View:
    """*Only this workspace*: what it means, and the button that does it."""
    words = t(
        "The letter will be for {url} alone, and say so. The list of workspaces goes, and an approval given before "
        "lapses.",
        url=inert(page.own_url),
    )
    return b.modal(
        t("Only this workspace"),
        [b.section(words)],
        close=t("Back"),
        submit=t("Write the letter"),
        callback=Callback.ONLY_HERE,
        metadata=page.case_ref,
    )


def coverage(page: CoveragePage, t: Texts) -> View:
    """What is known of each address: when it was asked for, and whether Slack's confirmation names it."""
    t = knowing(page.about, t)
    groups: dict[str, list[str]] = {}
    for one in page.urls:
        groups.setdefault(_known(one, page, t), []).append(one.url)
    if not groups:
        groups = {t("Our request is for this workspace alone."): [page.own_url]}
    blocks = [block for words, urls in groups.items() for block in _group(words, urls, t)]
    get = [b.actions(b.button(t("Get the list as a file (.csv)"), Action.COVERAGE_FILE, page.case_ref))]
    return b.modal(t("What the letter covers"), [*blocks, *(get if page.urls else [])], close=t("Close"))


def _known(one: Covered, page: CoveragePage, t: Texts) -> str:
    asked = (
        t("Asked on {day}.", day=day(one.asked_at, page.zone, t, year=True)) if one.asked_at else t("Not asked yet.")
    )
    if one.named is None or page.confirmed_at is None:
        return asked
    if one.named:
        on = day(page.confirmed_at, page.zone, t, year=True)
        names = t("{vendor}'s confirmation of {day} names it.", day=on)
        return f"{asked} {names}"
    silent = t(
        "{vendor}'s confirmation does not name it; {vendor} does not say whether a letter for an organisation covers "
        "each of its workspaces."
    )
    return f"{asked} {silent}"


def _group(words: str, urls: Sequence[str], t: Texts) -> list[View]:
    count = t.n("{n} address:", "{n} addresses:", len(urls))
    lines = "\n".join(f"• {inert(url)}" for url in urls)
    return [b.section(f"*{words}*\n{count}"), *b.sections(lines)]
