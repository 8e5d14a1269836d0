"""What stands on a page around its text: menus, hints for keys, footers. Data; all in plain form, whole lines."""

from __future__ import annotations

import re

_LINES = r"""
skip to (?:main )?(?:content|navigation)
(?:table of )?contents
on this page
in this article
jump to .{0,40}
back to top
(?:show|read|view|see|load|learn) (?:more|less|all)
expand(?: all| dropdowns?.{0,40})?
collapse(?: all)?
print(?: this page)?
download(?: as)?(?: a)?(?: pdf)?
copy(?: link| to clipboard)?(?: copied)?
share(?: this)?(?: page| article)?
search(?: .{0,30})?
menu
close
(?:sign|log) (?:in|up|out)
get started(?: .{0,20})?
contact sales
request a demo
was this (?:page|article|information) helpful.{0,20}
yes no
opens? (?:in )?(?:a )?new (?:window|tab)
(?:press|hit|use|type) .{0,40}?(?:ctrl|cmd|command|enter|return|esc|escape|tab|arrow|key|keys|slash)\b.{0,40}
(?:ctrl|cmd|alt|shift|esc|enter|tab)(?: (?:ctrl|cmd|alt|shift|[a-z0-9]))*(?: .{0,30})?
(?:copyright )?(?:c )?(?:19|20)\d\d(?: (?:19|20)\d\d)? .{0,60}(?:all rights reserved|inc|llc|ltd|gmbh|corp)?
all rights reserved
.{0,60}all rights reserved
follow us(?: .{0,20})?
(?:cookie|privacy) (?:settings|preferences|choices)
manage cookies
accept(?: all)?(?: cookies)?
do not sell(?: or share)? my (?:personal )?information
your privacy choices
previous(?: next)?
next
english(?: us| uk)?
loading
"""
FURNITURE = re.compile(rf"(?:{'|'.join(_LINES.strip().splitlines())})")
# What a server or a guard before it answers instead of the page.
NOT_THE_PAGE = re.compile(
    r"\b(?:access denied|enable javascript|enable cookies|just a moment|verify (?:that )?you are (?:a )?human"
    r"|checking your browser|captcha|attention required|forbidden|page not found|404|service unavailable"
    r"|temporarily unavailable|too many requests|bad gateway|something went wrong|unusual traffic)\b"
)
