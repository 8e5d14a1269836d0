"""One entry of the register in full: how it stands, what is known, the steps, and where all of it comes from."""

from __future__ import annotations

from governance.pages import VendorPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape, inert, quotation
from governance.slack.views.vendors.in_a_line import as_of, standing, title
from governance.slack.views.words import day, sayings
from governance.texts import N_, Texts

TRAINING = {
    "on": N_("on"),
    "partly": N_("partly on"),
    "off": N_("off"),
    "unknown": N_("not known"),
}
BACKWARDS = {
    "yes": N_("Yes: what was done before is undone as well."),
    "partly": N_("Only in part; see below."),
    "no": N_("No: it counts from then on."),
    "unknown": N_("Not known."),
    "not_applicable": N_("Does not apply."),
}
EVIDENCE = {
    "read": N_("the text was read"),
    "second-hand": N_("quoted by somebody else"),
    "belief": N_("only believed"),
}
MECHANISMS = {
    "none_needed": N_("Nothing needs to be done."),
    "none_available": N_("There is no way to opt out that is known."),
    "admin_setting": N_("A setting that somebody with rights there changes for everyone."),
    "member_setting": N_("A setting that each person changes in their own account."),
    "email": N_("A mail from an owner."),
    "support_case": N_("A request to the vendor's support."),
    "contract": N_("A term of the contract."),
}
NEEDS_REVIEW = N_("This entry needs review: its newest text is older than a year, or bears no date.")
OWN = N_("This entry is your operator's own; nobody else has checked it.")


def vendor(page: VendorPage, t: Texts) -> View:
    """Everything that is known, and what the reader can do."""
    line = page.line
    blocks = [
        b.header(title(line, t)),
        b.section(f"*{standing(line, page.zone, t)}*"),
        *([b.section(quotation(page.reason))] if page.reason.strip() else []),
        *_warnings(page, t),
        b.labelled(t("What is used"), inert(page.trained_on)),
        b.labelled(t("If nobody does anything"), _defaults(page, t)),
        *known_facts(page, t),
        *steps(page, t),
        *([b.labelled(t("Notes that are kept"), "\n".join(map(quotation, page.notes)))] if page.notes else []),
        *_files(page, t),
        *([b.labelled(t("Besides"), inert(page.note))] if page.note else []),
        b.context(_sources(page, t)),
        *buttons(page, t),
    ]
    return b.modal(line.name, blocks, close=t("Close"))


FILES = {"picture": N_("Picture, kept on {day}."), "mail": N_("Mail, kept on {day}. {found}")}


def _files(page: VendorPage, t: Texts) -> list[View]:
    """Each picture and mail that is kept, with what a mail's signature shows."""
    lines = []
    for file in page.files:
        shown = sayings(file.found, t) or t("Its signature is being looked at.")
        lines.append("• " + t(FILES[file.kind], day=day(file.at, page.zone, t, year=True), found=shown).strip())
    return [b.labelled(t("Files that are kept"), "\n".join(lines))] if lines else []


def _warnings(page: VendorPage, t: Texts) -> list[View]:
    told = [t(words) for words, holds in ((NEEDS_REVIEW, page.line.needs_review), (OWN, page.line.own)) if holds]
    return [b.context(*told)] if told else []


def _defaults(page: VendorPage, t: Texts) -> str:
    rows = []
    for plan, training, more in page.defaults:
        words = inert(more) if more else t(TRAINING[training])
        rows.append("• " + t("{plan}: {training}", plan=inert(plan), training=words))
    return "\n".join(rows)


def known_facts(page: VendorPage, t: Texts) -> list[View]:
    """How one opts out, since when, whether it works backwards, and who may."""
    facts = [
        (t("Products"), inert(page.product)),
        (t("How to opt out"), t(MECHANISMS[page.mechanism])),
        (t("Since when"), inert(page.since) if page.since else t("Not known.")),
        (t("Does it count for the past?"), t(BACKWARDS[page.backwards])),
    ]
    if page.who:
        facts.append((t("Who can act there"), "\n".join(f"• {inert(who)}" for who in page.who)))
    return [b.fields(facts)]


def steps(page: VendorPage, t: Texts) -> list[View]:
    """The steps in order; of a support case also its subject, to be copied."""
    if not page.steps:
        return []
    rows = [f"{number}. {inert(step)}" for number, step in enumerate(page.steps, start=1)]
    found = [b.labelled(t("Steps"), "\n".join(rows))]
    if page.subject:
        found.append(b.labelled(t("Subject for the support, word for word"), f"`{escape(page.subject)}`"))
    return found


def _sources(page: VendorPage, t: Texts) -> str:
    rows = [
        t("{source}, {as_of}: {evidence}", source=_link(url), as_of=as_of(dated, t), evidence=t(EVIDENCE[how]))
        for url, dated, how in page.sources
    ]
    return t("Sources:") + "\n" + "\n".join(rows)


def _link(url: str) -> str:
    """A link that shows its host and the end of its path."""
    host, _, path = url.removeprefix("https://").partition("/")
    end = path.rstrip("/").rpartition("/")[2].partition("?")[0]
    return f"<{escape(url)}|{escape(f'{host}/…/{end[:30]}' if end else host)}>"


def buttons(page: VendorPage, t: Texts) -> list[View]:
    """What this reader can do there."""
    tick = None
    if "tick" in page.may_act and not page.ticked_own:
        tick = b.button(t("I have done it"), Action.VENDOR_DONE, page.line.slug)
    acts = {"decide", "steps"} & set(page.may_act)
    go_on = b.button(t("Note decision and steps"), Action.VENDOR_STEPS, page.line.slug) if acts else None
    files = b.button(t("Get these files"), Action.VENDOR_FILES, page.line.slug) if page.may_download else None
    get = files if page.files else None
    done = [b.section(t("You have ticked that you did it. Nobody here sees who ticked."))] if page.ticked_own else []
    return [*done, b.actions(tick, go_on, get)] if tick or go_on or get else done
