"""All vendors in use: the part of Home, the window, and the window in which they are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from governance.pages import ChooseVendorsPage, VendorLine, VendorsPage
from governance.slack.ids import Action, Block, Callback
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.vendors.in_a_line import bullet, title
from governance.texts import Texts

ON_HOME = 10
IN_A_GROUP = 10  # boxes that Slack takes in one field
GROUPS = (Block.VENDORS, Block.VENDORS_2, Block.VENDORS_3, Block.VENDORS_4, Block.VENDORS_5)


def home_part(lines: Sequence[VendorLine], zone: str, t: Texts, ask: View | None = None) -> list[View]:
    """The first few in a line each; the button opens all of them. `ask`: the button to ask the members of another."""
    if not lines:
        return []
    more = len(lines) - ON_HOME
    shown = "\n".join(bullet(line, zone, t) for line in lines[:ON_HOME])
    rest = [b.context(t.n("{n} more vendor is in use.", "{n} more vendors are in use.", more))] if more > 0 else []
    return [*b.sections(shown), *rest, b.actions(b.button(t("Vendors"), Action.VENDORS), ask)]


def vendors(page: VendorsPage, t: Texts) -> View:
    """A line for each, a menu that opens one, and for owners and admins the way to choose."""
    blocks = [block for line in page.lines for block in b.sections(bullet(line, page.zone, t))]
    entries = [b.option(title(line, t), line.slug) for line in page.lines]
    opener = {**b.menu(entries), "action_id": str(Action.VENDOR), "placeholder": b.plain_text(t("See one in full"))}
    choose = b.button(t("Choose vendors"), Action.VENDORS_CHOOSE) if page.may_choose else None
    told = t("What is on by default, what was decided, and how well that is known. Each entry names its sources.")
    return b.modal(t("Vendors"), [*blocks[:90], b.context(told), b.actions(opener, choose)], close=t("Close"))


def choose(page: ChooseVendorsPage, t: Texts) -> View:
    """A box for each entry of the register, in groups of ten."""
    told = t(
        "Tick the other vendors that this workspace uses. Only what is ticked is shown on Home, and only the pages of "
        "what is ticked are read for changes."
    )
    blocks: list[View] = [b.section(told)]
    for number, block in enumerate(GROUPS):
        group = page.entries[number * IN_A_GROUP : (number + 1) * IN_A_GROUP]
        if group:
            boxes = [b.option(name, slug, purpose) for slug, name, purpose in group]
            label = t("{first} to {last}", first=group[0][1], last=group[-1][1])
            blocks.append(b.field(block, label, b.tick_boxes(boxes, list(page.chosen)), optional=True))
    return b.modal(t("Choose vendors"), blocks, close=t("Cancel"), submit=t("Save"), callback=Callback.VENDORS)
