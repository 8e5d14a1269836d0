"""Rules of the rich_text block."""

from __future__ import annotations

from .composition import TYPE
from .field_checks import Check, anything, array, boolean, by_type, choice, integer, shape, string, web_address

STYLE = {"style": shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))}
INLINE: dict[str, Check] = {
    "text": shape({**TYPE, "text": string(12_000)}, STYLE),
    "link": shape({**TYPE, "url": web_address}, {**STYLE, "text": string(12_000), "unsafe": boolean}),
    "emoji": shape({**TYPE, "name": string(255)}, {**STYLE, "unicode": string(255), "skin_tone": integer(1, 6)}),
    "user": shape({**TYPE, "user_id": string(255)}, STYLE),
    "usergroup": shape({**TYPE, "usergroup_id": string(255)}, STYLE),
    "team": shape({**TYPE, "team_id": string(255)}, STYLE),
    "channel": shape({**TYPE, "channel_id": string(255)}, STYLE),
    "broadcast": shape({**TYPE, "range": choice("here", "channel", "everyone")}, STYLE),
    "color": shape({**TYPE, "value": string(255)}, STYLE),
    "date": shape(
        {**TYPE, "timestamp": anything, "format": string(255)}, {"url": web_address, "fallback": string(255)}
    ),
}
PIECES = {"elements": array(by_type(INLINE), 1000, 0)}
SECTION = shape({**TYPE, **PIECES})
BORDER = {"border": integer(0, 1)}
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": shape({**TYPE, **PIECES}, {**BORDER, "language": string(100)}),
    "rich_text_quote": shape({**TYPE, **PIECES}, BORDER),
    "rich_text_list": shape(
        {
            **TYPE,
            "style": choice("bullet", "ordered"),
            "elements": array(by_type({"rich_text_section": SECTION}), 1000),
        },
        {**BORDER, "indent": integer(0, 8), "offset": integer(0, 10_000)},
    ),
}
RICH_TEXT = {"elements": array(by_type(PARTS), 1000, 0)}
