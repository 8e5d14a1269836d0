"""The private answer to `/ai-consent policy`: each page that is watched, how it was read, what changed."""

from __future__ import annotations

from governance.pages import PolicyHistory, ReadPage
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.typed import escape
from governance.slack.views.words import day, knowing
from governance.texts import N_, Texts

VERDICTS = {
    "first": N_("read for the first time"),
    "technical": N_("our reading of it changed, not the page"),
    "wording": N_("other words, nothing that matters"),
    "returned": N_("an earlier text came back"),
    "substance": N_("the meaning changed"),
}
SETTLED = {
    "asked": N_("the members are asked again"),
    "rechecked": N_("{vendor} is asked to confirm again"),
    "noted": N_("the entry has to be looked at"),
    "dismissed": N_("nothing needs to be done"),
}


def history(page: PolicyHistory, t: Texts) -> View:
    """Each page with its last reading and its changes."""
    t = knowing(page.about, t)
    blocks = [b.header(t("Pages that are watched"))]
    for one in page.pages:
        blocks.append(
            b.section(
                "\n".join(
                    [f"*<{one.url}|{escape(one.title)}>*", _read(one, page.zone, t), *_changes(one, page.zone, t)]
                )
            )
        )
    if page.changed:
        blocks.append(b.actions(b.button(t("Read both passages"), Action.POLICY, page.changed)))
    blocks.append(b.context(t("Each page is read once a day. Each reading is a line in the record of events.")))
    return {**b.message(blocks), "response_type": "ephemeral"}


def _read(one: ReadPage, zone: str, t: Texts) -> str:
    if one.checked_at is None:
        return t("Not read so far.")
    on = day(one.checked_at, zone, t, year=True)
    if one.failures:
        return t.n(
            "It could not be read on {day} (code `{code}`). It is tried again.",
            "It could not be read on {day} (code `{code}`), {n} times in a row. It is tried again.",
            one.failures,
            day=on,
            code=escape(one.result),
        )
    return t("Last read on {day}.", day=on)


def _changes(one: ReadPage, zone: str, t: Texts) -> list[str]:
    lines = []
    for at, verdict, settled in one.changes:
        said = t(VERDICTS[verdict]) if verdict in VERDICTS else escape(verdict)
        then = f" ({t(SETTLED[settled])})" if settled else ""
        lines.append("• " + t("{day}: {said}", day=day(at, zone, t, year=True), said=f"{said}{then}"))
    return lines
