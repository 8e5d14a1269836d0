"""Screens about a change of the vendor's page, and the history of what is watched."""

from __future__ import annotations

from dataclasses import replace

from governance.errors import N_
from governance.pages import PolicyChange, PolicyHistory, ReadPage
from governance.slack.views.watch import history, policy_change
from tests.slack.views.cast import Cast, at
from tests.slack.views.scene import Paint
from tests.slack.views.scene import of as _of

PRINCIPLES = "https://slack.com/trust/data-management/privacy-principles"
REASON = N_("It says something else about artificial intelligence or about training models.")


def policy_of(cast: Cast) -> PolicyChange:
    """Slack's page has changed; nobody has said what follows. As many passages as the cast's crowd, at least two."""
    passages = (
        ("We train models on Customer Data.", "We train non-generative models on Customer Data."),
        ("", cast.reason),
    )
    return PolicyChange(
        cast.zone,
        "v1",
        "Privacy Principles",
        PRINCIPLES,
        at(3, 3),
        passages * cast.crowd,
        (REASON,),
        notice_of="2026-08-31",
        may_settle=True,
        about=cast.about,
    )


def watch_scenes(cast: Cast) -> dict[str, Paint]:
    """The message, the window, both once settled, and the history."""
    page = policy_of(cast)
    confirmed = replace(page, confirmed_case="c1", confirmed_at=at(12, 22, year=2025))
    settled = {
        "dismissed": replace(page, settled="dismissed", because=cast.reason, is_shown=True),
        "asked": replace(page, settled="asked"),
        "noted": replace(page, settled="noted", askable=False),
        "rechecked": replace(confirmed, settled="rechecked"),
    }
    settled = {how: replace(one, settled_at=at(3, 4), may_settle=False) for how, one in settled.items()}
    read = ReadPage("Privacy Principles", PRINCIPLES, at(3, 5), "same")
    kept = tuple((at(3, day), verdict, "") for day, verdict in enumerate(history.VERDICTS, start=1))
    pages = (
        ReadPage("Terms", PRINCIPLES),
        replace(read, changes=((at(3, 3), "substance", "dismissed"), *kept)),
        replace(read, result="http_403", failures=1),
        replace(read, result="no_such_part", failures=cast.n),
    )
    return {
        "policy_changed": _of(policy_change.changed, page),
        "policy_changed_not_askable": _of(policy_change.changed, replace(page, askable=False)),
        "policy_comparison_not_askable": _of(policy_change.comparison, replace(page, askable=False)),
        "policy_changed_confirmed": _of(policy_change.changed, confirmed),
        "policy_comparison": _of(policy_change.comparison, confirmed),
        "policy_comparison_of_a_member": _of(policy_change.comparison, replace(page, may_settle=False)),
        **{f"policy_{how}": _of(policy_change.changed, one) for how, one in settled.items()},
        "policy_comparison_settled": _of(policy_change.comparison, settled["dismissed"]),
        "policy_history": _of(history.history, PolicyHistory(cast.zone, pages, "v1", about=cast.about)),
        "policy_history_without_changes": _of(history.history, PolicyHistory(cast.zone, pages[:1], about=cast.about)),
    }
