"""For what a letter speaks: one workspace, or an organisation with each of its workspaces, by their addresses."""

from __future__ import annotations

import re

from governance.errors import N_, Refusal
from governance.rules.people.permissions import Person, Role

ORG_OWNER = "Org Owner"
TITLES = {Role.PRIMARY_OWNER: "Primary Owner", Role.OWNER: "Workspace Owner"}
MOST = 200
MOST_NAMED = 250
NOT_AN_ORGANISATION = N_(
    "This is not the address of a Slack organisation. It looks like https://name.enterprise.slack.com"
)
NOT_A_WORKSPACE = N_("This is not the address of a Slack workspace: {line}. It looks like https://name.slack.com")
TOO_MANY = N_("At most {number} workspaces in one letter.")
ONLY_AN_ORG_OWNER = N_(
    "Only an owner of the organisation can approve a letter for the whole organisation. Slack does not list you as "
    "one. You can ask for this workspace alone."
)
NO_ORGANISATION = N_("This workspace belongs to no organisation: the letter is for this workspace.")
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_CLOUD = r"slack(?:-gov)?\.com"
_ORGANISATION = re.compile(rf"https://{_NAME}\.enterprise\.{_CLOUD}")
_WORKSPACE = re.compile(rf"https://({_NAME})\.{_CLOUD}")
_ANY = re.compile(rf"(?<![\w.@-])(?:https?://)?((?:{_NAME}\.){{1,2}}{_CLOUD})(?![\w-]|\.\w)")
_SLACKS_OWN = ("api", "app", "enterprise", "files", "hooks", "my", "status", "www")  # no workspace has these names


def title_of(owner: Person, before: str) -> str:
    """The title a letter gives its owner; once it is for the organisation, it stays so until somebody changes it."""
    return ORG_OWNER if before == ORG_OWNER else TITLES.get(owner.role, TITLES[Role.OWNER])


def organisation_url(text: str) -> str:
    """The organisation's address in one form. Raises Refusal for anything else."""
    url = _plain(text)
    if not _ORGANISATION.fullmatch(url):
        raise Refusal(NOT_AN_ORGANISATION)
    return url


def workspace_urls(text: str) -> list[str]:
    """Workspace addresses, one a line, each once, in their order; a bare name stands for its address."""
    return list(dict.fromkeys(_workspace_url(line) for line in text.splitlines() if line.strip()))


def _workspace_url(line: str) -> str:
    url = _plain(line if "." in line else f"{line.strip()}.slack.com")
    found = _WORKSPACE.fullmatch(url)
    if found is None or found[1] in _SLACKS_OWN:
        raise Refusal(NOT_A_WORKSPACE, line=" ".join(line.split())[:80])
    return url


def shortest(url: str) -> str:
    """A workspace's address in its shortest valid form, so that a long list fits into the field it was typed in."""
    return url.removeprefix("https://").removesuffix(".slack.com")


def with_own(urls: list[str], own: str) -> list[str]:
    """The addresses, with the asking workspace's own among them. Raises Refusal above the limit."""
    whole = urls if _plain(own) in urls else [_plain(own), *urls]
    if len(whole) > MOST:
        raise Refusal(TOO_MANY, number=MOST)
    return whole


def same_address(one: str, other: str) -> bool:
    """Whether both are the same workspace's address, however written."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    url = text.strip().lower().rstrip("/")
    return url if "://" in url else f"https://{url}"


def named_in(text: str) -> list[str]:
    """Every Slack workspace or organisation that a text names, with or without https://, each once."""
    hosts = dict.fromkeys(found[1] for found in _ANY.finditer(text.lower()))
    return [f"https://{host}" for host in hosts][:MOST_NAMED]
