"""Text with mrkdwn is painted as Slack paints it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.sandbox.page.small_app import look

MRKDWN = {
    "*b* _i_ ~s~ snake_case 2*3*4": "<strong>b</strong> <em>i</em> <s>s</s> snake_case 2*3*4",
    "*_both_*": "<strong><em>both</em></strong>",
    "`*raw* <b>`": "<code>*raw* &lt;b&gt;</code>",
    "&lt;b&gt; &amp;amp;": "&lt;b&gt; &amp;amp;",
    "*<@U0BOB>*": '<strong><span class="mention">@Bob Bernard</span></strong>',
    "<javascript:alert(1)|x>": "<span>x</span>",
    "<b>x</b>": "<span>b</span>x<span>/b</span>",
    "a\n&gt; q\nb": "a<blockquote>q</blockquote>b",
    "<!date^1796918400^{date_num} {time}|f>": '<time title="f">2026-12-10 17:00</time>',
}


def test_mrkdwn(page: Page) -> None:
    look(page, "U0OLGA")
    script = """async (texts) => {
        const { mrkdwn } = await import("/mrkdwn.js");
        const { loadPeople } = await import("/state.js");
        await loadPeople();
        const html = (text) => {
            const box = document.createElement("div");
            box.append(mrkdwn(text));
            return box.innerHTML;
        };
        return Object.fromEntries(texts.map((text) => [text, html(text)]));
    }"""
    assert page.evaluate(script, list(MRKDWN)) == MRKDWN
