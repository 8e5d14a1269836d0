"""The window in which an owner decides about a vendor, and owners and admins note the steps and what shows them."""

from __future__ import annotations

from governance.pages import StepsPage
from governance.slack.ids import Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.poll.asking import OWN
from governance.slack.views.vendors.entry import known_facts, steps
from governance.slack.views.vendors.in_a_line import standing, title
from governance.texts import N_, Texts

NOTE_LENGTH = 1000
MOST_FILES = 3
FILES = ("png", "jpg", "jpeg", "webp", "eml")
CHOICES = {"opt_out": N_("Opt out"), "allow": N_("Allow")}
OF_EACH = {"opt_out": N_("Ask everyone to opt out"), "allow": N_("Ask nobody")}  # a setting of each person's own
STANDS = {
    "to_do": N_("Not done yet"),
    "asked": N_("The vendor was asked"),
    "done": N_("It is done"),
    "refused": N_("It was refused"),
}


def steps_window(page: StepsPage, t: Texts) -> View:
    """The steps with a box each, how it stands, and what shows it; for an owner the decision too."""
    vendor = page.vendor
    blocks = [
        b.header(title(vendor.line, t)),
        b.section(standing(vendor.line, vendor.zone, t)),
        *known_facts(vendor, t),
        *steps(vendor, t),
        *(_decision(page, t) if page.decides else []),
        *(_steps(page, t) if page.choices else []),
    ]
    return b.modal(
        vendor.line.name,
        blocks,
        close=t("Cancel"),
        submit=t("Record"),
        callback=Callback.VENDOR_STEPS,
        metadata=vendor.line.slug,
    )


def _decision(page: StepsPage, t: Texts) -> list[View]:
    offered = OF_EACH if page.vendor.mechanism == OWN else CHOICES
    options = [b.option(t(words), choice) for choice, words in offered.items()]
    return [
        b.field(
            Block.CHOICE,
            t("Decision"),
            b.radios(options, page.choice or None),
            hint=t("You decide without asking the members; everyone can read it here, with your name."),
        ),
        b.field(
            Block.REASON,
            t("Why"),
            b.words_input(page.vendor.reason, multiline=True, most=NOTE_LENGTH),
            hint=t("Everyone can read it."),
            optional=True,
        ),
    ]


def _steps(page: StepsPage, t: Texts) -> list[View]:
    boxes = [b.option(t("Step {n}", n=number), str(number)) for number, _ in enumerate(page.vendor.steps, start=1)]
    stands = [b.option(t(STANDS[one]), one) for one in page.choices]
    kept = t.n("{n} note or file is kept already.", "{n} notes and files are kept already.", page.kept)
    found = [
        b.field(
            Block.STEPS, t("Steps that are done"), b.tick_boxes(boxes, [str(one) for one in page.ticked]), optional=True
        ),
        b.field(Block.STANDS, t("How it stands"), b.radios(stands, page.stands)),
        b.field(
            Block.NOTE,
            t("Note"),
            b.words_input(multiline=True, most=NOTE_LENGTH),
            hint=t("Who did it there, and when; the number of a request. Members do not read it."),
            optional=True,
        ),
    ]
    if page.may_upload:
        picker = {"type": "file_input", "filetypes": list(FILES), "max_files": MOST_FILES}
        hint = t("A picture of the setting after the change, or the vendor's mail as a file (.eml). At most 2 MB each.")
        found.append(b.field(Block.FILES, t("Picture or mail"), picker, hint=hint, optional=True))
    return [*found, *([b.context(kept)] if page.kept else [])]
