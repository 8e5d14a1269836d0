"""Screens on the vendors that a workspace uses: each mechanism at each of its stages, painted from a cast."""

from __future__ import annotations

from dataclasses import replace

from governance.errors import N_
from governance.pages import (
    ChooseVendorsPage,
    KeptFile,
    Sentence,
    StepsPage,
    StepsReminderPage,
    VendorLine,
    VendorPage,
    VendorsPage,
    VendorStanding,
)
from governance.slack.views.vendors import entry, in_a_line, reminder, steps, vendors
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of

ONCE = ("undecided", "none_needed", "none_available", "to_do", "own_settings")
KNOWN = (("confirmed", in_a_line.CONFIRMED), ("done", in_a_line.DONE))


def line_of(cast: Cast, how: str, known: str = "", **more: object) -> VendorLine:
    """One vendor at one stage; its name is as long as the cast's."""
    standing = VendorStanding(how, at(12, 3), cast.olga, known, done=1, of=3, ticked=cast.n or None)
    line = VendorLine("squarespace", "Squarespace", "public sites", "on", "2024-07-25", True, False, standing)
    return replace(line, **more)  # type: ignore[arg-type]  # any field


def lines_of(cast: Cast) -> tuple[VendorLine, ...]:
    """Every standing, each way of knowing it, every default, and dates that are known by month or not at all."""
    stages = [line_of(cast, how) for how in (*in_a_line.DATED, *ONCE)]
    stages += [line_of(cast, how, known) for how, table in KNOWN for known in table]
    stages += [line_of(cast, "undecided", training=training) for training in in_a_line.DEFAULTS]
    dates = [line_of(cast, "none_needed", as_of=as_of, needs_review=False) for as_of in ("2026-08", "2019", "")]
    found = (*stages, *dates, line_of(cast, "to_do", name=cast.olga_name[:60], own=True))
    return tuple(replace(line, slug=f"entry-{number}") for number, line in enumerate(found))


def entry_of(cast: Cast, mechanism: str, how: str, *acts: str) -> VendorPage:
    """One entry in full."""
    return VendorPage(
        zone=cast.zone,
        line=line_of(cast, how),
        product="Websites",
        trained_on=cast.reason[:600],
        mechanism=mechanism,
        defaults=(("Free", "on", ""), ("Business", "partly", "what people write off"), ("Enterprise", "unknown", "")),
        who=("the owner of the site", "an administrator"),
        steps=("Open Settings.", "Press *Crawlers*.", "Tick the box & save."),
        since="October 2023",
        backwards="no",
        note="The box writes a robots.txt.",
        sources=(
            ("https://support.example.com/hc/articles/1?x=1&y=2", "2024-07-25", "read"),
            ("https://example.com", "", "belief"),
        ),
        may_act=acts,
    )


def vendor_scenes(cast: Cast) -> dict[str, Paint]:
    """All in use, the choice, entries, and the window of steps."""
    setting = entry_of(cast, "admin_setting", "to_do", "decide")
    support = replace(entry_of(cast, "support_case", "case_open", "steps"), subject="Global Model opt-out request")
    own = entry_of(cast, "member_setting", "own_settings", "tick")
    none = replace(entry_of(cast, "none_needed", "none_needed"), who=(), steps=(), since="", note="")
    choices = tuple((f"v{number}", f"Vendor {number}", cast.reason[:75]) for number in range(23))
    begun = StepsPage(
        setting, frozenset({1}), "to_do", ("to_do", "done"), True, "opt_out", may_upload=True, kept=cast.n
    )
    signed = Sentence(N_("{domain} signed it, and nothing was changed on the way."), {"domain": "salesforce.com"})
    kept = (
        KeptFile("f1", "mail", at(12, 3), (signed,)),
        KeptFile("f2", "mail", at(12, 2)),
        KeptFile("f3", "picture", at(12, 1)),
    )
    return {
        "vendors": _of(vendors.vendors, VendorsPage(cast.zone, lines_of(cast), True)),
        "vendors_of_a_member": _of(vendors.vendors, VendorsPage(cast.zone, lines_of(cast)[:2])),
        "vendors_choice": _of(vendors.choose, ChooseVendorsPage(choices, frozenset({"v1", "v12"}))),
        "vendor_setting": _of(entry.vendor, replace(setting, reason=cast.reason, notes=(cast.reason,))),
        "vendor_support": _of(entry.vendor, replace(support, files=kept)),
        "vendor_support_of_an_owner": _of(entry.vendor, replace(support, files=kept, may_download=True)),
        "vendor_own_setting": _of(entry.vendor, own),
        "vendor_own_setting_ticked": _of(entry.vendor, replace(own, ticked_own=True)),
        "vendor_nothing_to_do": _of(entry.vendor, none),
        "vendor_steps": _of(steps.steps_window, begun),
        "vendor_steps_undecided": _of(
            steps.steps_window, replace(begun, ticked=frozenset(), choice="", may_upload=False, kept=0)
        ),
        "vendor_steps_support": _of(
            steps.steps_window,
            StepsPage(support, frozenset(), "asked", ("to_do", "asked", "done", "refused"), False, "opt_out"),
        ),
        **{f"vendor_reminder_{name}": _of(reminder.reminder, page) for name, page in _reminders(cast).items()},
        "vendor_steps_own_setting": _of(
            steps.steps_window, StepsPage(replace(own, may_act=("decide",)), frozenset(), "to_do", (), True)
        ),
    }


def _reminders(cast: Cast) -> dict[str, StepsReminderPage]:
    """To an owner while steps are not done or the vendor has not answered, to those who watch, and once it is over."""
    to_do = StepsReminderPage(
        cast.about,
        cast.zone,
        line_of(cast, "to_do"),
        False,
        True,
        True,
        next_reminder_at=at(12, 14, 8),
        is_reminded=True,
    )
    return {
        "to_do": to_do,
        "asked": replace(to_do, line=line_of(cast, "case_open"), asked=True),
        "watched": replace(to_do, notes=False),
        "over": replace(to_do, line=line_of(cast, "done", "note"), lasts=False),
    }
