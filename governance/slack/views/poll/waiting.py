"""A prepared question that waits until the one before it is settled: for which it waits, until about when."""

from __future__ import annotations

from governance.pages import HomePage, WaitingQuestion
from governance.slack.ids import Action
from governance.slack.views import blocks as b
from governance.slack.views.blocks import View
from governance.slack.views.poll.asking import question
from governance.slack.views.poll.organiser import stop_button
from governance.slack.views.poll.wait_in_words import wait_in_words
from governance.slack.views.words import knowing, name, number
from governance.texts import Texts

ON_HOME = 5


def waiting_blocks(page: HomePage, t: Texts) -> list[View]:
    """Each question that waits, the next one first, for those who run or watch them."""
    more = len(page.waiting) - ON_HOME
    rest = [b.context(t.n("{n} more question waits.", "{n} more questions wait.", more))] if more > 0 else []
    return [block for one in page.waiting[:ON_HOME] for block in _one(one, page.zone, t)] + rest


def _one(one: WaitingQuestion, zone: str, t: Texts) -> list[View]:
    told = t.n(
        "{name} has prepared a question to {figure} person: {question}",
        "{name} has prepared a question to {figure} people: {question}",
        one.asked,
        name=name(one.author),
        figure=number(one.asked, t),
        question=question(one.about, knowing(one.about, t)),
    )
    change = b.button(t("Change it"), Action.CHANGE, one.poll_ref)
    buttons = [b.actions(change, stop_button(one.poll_ref, t))] if one.may_change else []
    return [b.section(f"{told} {wait_in_words(one.waits, zone, t)}"), *buttons]
