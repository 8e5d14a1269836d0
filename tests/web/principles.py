"""A page in the manner of Slack's principles before and after 17 May 2024, in words of our own."""

from __future__ import annotations

PAGE = "https://slack.com/trust/data-management/privacy-principles"
PATH = "/slack.com/trust/data-management/privacy-principles"
TRAINS = "To develop models, our systems analyse Customer Data such as messages, content and files."
NARROWER = "To develop non-generative models, our systems analyse Customer Data such as messages, content and files."
PROMISE = "We do not develop generative models using Customer Data."
OPT_OUT = "To opt out, have a Workspace Owner write to feedback@slack.com with the workspace's URL."


def page(*sentences: str, visitor: str = "1") -> str:
    """The page as HTML, with what differs for each visitor."""
    blocks = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f'<html><body data-visitor="{visitor}"><nav><a href="/?v={visitor}">Home</a></nav><main>'
        f"<h1>Privacy principles</h1><p>These principles say how we search, learn and suggest.</p>{blocks}"
        f'<p>Read <a href="/more?v={visitor}">more</a> in our help centre.</p></main></body></html>'
    )


MAY_16 = page(TRAINS, OPT_OUT)
MAY_17 = page(PROMISE, NARROWER, OPT_OUT)
