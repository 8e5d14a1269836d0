"""What people do on the page, in a real browser, with a real Bolt app over Socket Mode behind it."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.browser.window import Window
from tests.sandbox.desk import Desk, until
from tests.sandbox.page.small_app import Bot, action, command, look


def test_a_command_answers_privately(page: Page) -> None:
    look(page, "U0BOB")
    command(page, "help")
    message = page.get_by_test_id("message")
    expect(message).to_contain_text("Visible par vous uniquement")
    expect(message.locator("blockquote code")).to_have_text("/ai-consent status")
    expect(message).to_contain_text("& more")
    page.get_by_test_id("person-U0CAROL").click()
    expect(page.get_by_test_id("message")).to_have_count(0)


def test_a_question_is_painted_and_answered_in_place(page: Page, bot: Bot) -> None:
    look(page, "U0BOB")
    command(page, "ask")
    message = page.get_by_test_id("message")
    expect(message).to_contain_text("@Olga Martin asks until jeudi 10 décembre 2026.")
    expect(action(message, "answer_yes")).to_have_accessible_name("Yes, I agree that Slack trains its models")
    action(message, "answer_no").focus()
    page.keyboard.press("Enter")
    expect(message).to_contain_text("Your answer is recorded.")
    expect(message).to_contain_text("(modifié)")
    expect(action(message, "answer_no")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Recorded.")
    assert bot.seen == [("answer_no", None)]


def test_new_messages_are_counted_beside_their_reader(page: Page) -> None:
    look(page, "U0CAROL")
    page.request.post("/control/command", data={"user": "U0BOB", "command": "/ai-consent", "text": "ask"})
    expect(page.get_by_test_id("person-U0BOB").locator(".badge")).to_have_text("1")


def test_a_press_can_ask_before_it_counts(page: Page, bot: Bot) -> None:
    look(page, "U0OLGA")
    command(page, "ask")
    action(page, "stop").click()
    page.get_by_test_id("confirm-deny").click()
    action(page, "stop").click()
    expect(page.get_by_test_id("confirm")).to_contain_text("Nobody will be asked.")
    page.get_by_test_id("confirm-accept").click()
    until(lambda: bot.seen)
    assert bot.seen == [("stop", None)]


def test_home_is_asked_for_and_painted(page: Page, bot: Bot) -> None:
    look(page, "U0ALICE", "home")
    expect(page.get_by_test_id("home")).to_contain_text("Home of @Alice Adams")
    action(page, "menu").click()
    expect(page.get_by_role("menuitem", name="Who may do what")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: bot.seen)
    assert bot.seen == [("menu", "help")]


def test_a_modal_says_what_is_missing_and_sends_what_was_given(page: Page, bot: Bot) -> None:
    look(page, "U0ADA")
    command(page, "form")
    form = page.get_by_test_id("modal")
    expect(page.get_by_test_id("modal-title")).to_have_text("Prepare a question")
    page.get_by_test_id("modal-submit").click()
    expect(form.get_by_text("Please complete this required field.")).to_have_count(3)
    expect(form.get_by_label("Members")).to_be_focused()
    form.get_by_label("Guests").check()
    form.get_by_label("Who decides").select_option("U0OLGA")
    form.get_by_label("Carol Clark").check()
    form.get_by_label("Employer").check()
    form.get_by_label("Rule").select_option("half")
    form.get_by_label("Address").fill("nonsense")
    form.get_by_label("Why").fill("Because.")
    form.get_by_label("Note").fill("As you like")
    form.locator("[data-block-id=dish]").get_by_test_id("external-search").press_sequentially("rice")
    form.get_by_label("Dish").select_option("rice 2")
    form.locator("[data-block-id=sides]").get_by_test_id("external-search").press_sequentially("salad")
    form.get_by_label("salad 1").check()
    page.get_by_test_id("modal-submit").click()
    expect(form.get_by_test_id("field-error").filter(visible=True)).to_have_text("Please enter a valid email address.")
    form.get_by_label("Address").fill("olga@exemple.example")
    page.get_by_test_id("modal-submit").click()
    expect(form.locator("[data-block-id=who]").get_by_test_id("field-error")).to_have_text("Guests cannot be asked.")
    form.get_by_label("Members").check()
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-title")).to_have_text("Done")
    given = {block: value["given"] for block, value in bot.seen[-1][1].items()}
    assert given["who"]["selected_option"]["value"] == "members"
    assert given["until"]["selected_date"] == "2026-12-10"
    assert given["decides"]["selected_user"] == "U0OLGA"
    assert given["watch"]["selected_users"] == ["U0CAROL"]
    assert [one["value"] for one in given["flags"]["selected_options"]] == ["employer"]
    assert given["rule"]["selected_option"]["value"] == "half"
    assert given["mail"]["value"] == "olga@exemple.example"
    assert given["why"]["value"] == "Because."
    assert given["dish"]["selected_option"]["value"] == "dish-2"
    assert [one["value"] for one in given["sides"]["selected_options"]] == ["sides-1"]
    assert given["note"]["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "As you like"}]


def test_a_second_press_meanwhile_does_nothing(page: Page, bot: Bot, desk: Desk) -> None:
    look(page, "U0OLGA")
    command(page, "form")
    page.get_by_label("Members", exact=True).check()
    page.get_by_label("Who decides").select_option("U0ADA")
    page.get_by_label("Rule").select_option("half")
    page.get_by_test_id("modal-submit").dblclick()
    expect(page.get_by_test_id("modal-title")).to_have_text("Done")
    assert [name for name, _ in bot.seen] == ["form"]
    page.get_by_test_id("modal-x").click()
    expect(page.get_by_test_id("modal-title")).to_have_count(0)  # until then nothing can be typed behind it
    command(page, "ask")
    page.get_by_role("link", name="Open in my mail app").click()
    page.get_by_test_id("compose-send").dblclick()
    expect(page.get_by_test_id("compose")).to_have_count(0)
    assert len(desk.get("control/mail")["mails"]) == 1


def test_an_older_answer_never_comes_after_a_newer_one(page: Page) -> None:
    look(page, "U0OLGA")
    late: list[tuple[Route, APIResponse]] = []

    def held(route: Route) -> None:
        late.append((route, route.fetch())) if not late else route.continue_()

    page.route("**/control/views*", held)
    page.get_by_test_id("person-U0OLGA").click()
    page.wait_for_function("true")
    command(page, "form")
    expect(page.get_by_test_id("composer")).to_have_value("")
    page.wait_for_timeout(300)
    [(route, none_yet)] = late
    route.fulfill(response=none_yet)
    expect(page.get_by_test_id("modal")).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("modal")).to_be_visible()


def test_modals_stack_and_keep_what_was_typed(page: Page) -> None:
    look(page, "U0ADA")
    command(page, "form")
    form = page.get_by_test_id("modal")
    form.get_by_label("Why").fill("My reason")
    action(form, "count").click()
    expect(form).to_contain_text("900 people")
    expect(form.get_by_label("Why")).to_have_value("My reason")
    action(form, "push").click()
    expect(page.get_by_test_id("modal-title")).to_have_text("Defaults")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal-title")).to_have_text("Prepare a question")
    expect(form.get_by_label("Why")).to_have_value("My reason")
    page.get_by_test_id("modal-x").click()
    expect(form).to_have_count(0)


def test_a_refusal_is_shown_even_above_a_modal(page: Page) -> None:
    look(page, "U0ADA")
    command(page, "form")
    expect(page.get_by_test_id("modal")).to_be_visible()
    page.request.post("/control/close_view", data={"user": "U0ADA", "all": True})
    expect(page.get_by_test_id("modal")).to_have_count(0)
    page.get_by_test_id("person-U0DORA").click()
    command(page, "help")
    expect(page.get_by_test_id("toast")).to_have_text(re.compile("Dora Duval is deactivated"))


def test_channels_show_who_wrote_what_and_take_words(page: Page, desk: Desk) -> None:
    look(page, "U0BOB", "channels")
    expect(page.get_by_test_id("room-general")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("room-product").click()
    desk.client.chat_postMessage(channel="C0PRODUCT", text="A word from the app.")
    expect(page.get_by_test_id("message")).to_contain_text("A word from the app.")
    page.get_by_test_id("composer").fill("Hello <all>")
    page.get_by_test_id("composer").press("Enter")
    mine = page.get_by_test_id("message").last
    expect(mine).to_contain_text("Bob Bernard")
    expect(mine).to_contain_text("Hello <all>")
    page.get_by_test_id("tab-messages").click()
    expect(page.get_by_test_id("message")).to_have_count(0)
    assert [one["user"] for one in desk.messages("U0ALICE")] == ["U0CONSENT", "U0BOB"]


def test_what_was_not_read_is_marked_until_it_is(page: Page, desk: Desk) -> None:
    look(page, "U0ALICE")
    sent = desk.client.chat_postMessage(channel="U0BOB", text="First.")
    desk.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="First, changed.")
    badge = page.get_by_test_id("person-U0BOB").locator(".badge")
    expect(badge).to_have_text("1")
    page.get_by_test_id("tab-home").click()
    page.get_by_test_id("person-U0BOB").click()
    expect(page.get_by_test_id("tab-messages").locator(".badge")).to_contain_text("1")
    page.get_by_test_id("tab-messages").click()
    expect(page.get_by_test_id("message")).to_contain_text("First, changed.")
    expect(badge).to_have_count(0)
    page.get_by_test_id("person-U0ALICE").click()
    desk.client.chat_postMessage(channel="U0BOB", text="Second.")
    page.get_by_test_id("person-U0BOB").click()
    expect(page.get_by_test_id("new-line").locator("+ li")).to_contain_text("Second.")


def test_the_app_is_said_not_to_hear_words(page: Page) -> None:
    look(page, "U0BOB")
    page.get_by_test_id("composer").fill("hello")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("message")).to_contain_text("hello")
    expect(page.get_by_test_id("toast")).to_contain_text("AI Consent reads no messages.")


def test_the_hands_press_again_when_a_window_came_too_late(browser: Browser, bot: Bot, desk: Desk) -> None:
    with Window(browser, desk.addresses["page"]) as at:
        at.command("U0BOB", "ask")
        desk.post("control/faults", method="views.open", kind="delay", seconds=3.2, times=1)
        at.press("notice", at.message("U0BOB", "May Slack?"))
        expect(at.dialog).to_have_count(1)
        opened = [call["ok"] for call in desk.get("control/calls?method=views.open")["calls"]]
        assert sorted(opened) == [False, True]
