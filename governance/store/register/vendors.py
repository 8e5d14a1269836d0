"""The register of vendors: the entries that come with the app, in `vendors/`, and the operator's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from governance.store.register.entry import Vendor
from governance.store.register.entry_file import FaultyEntry, read_entry

FOLDER = Path(__file__).parents[2] / "vendors"

# The operator's, read once at start; a change of the files needs a new start, like every setting.
_own: tuple[Vendor, ...] = ()


@cache
def vendors() -> tuple[Vendor, ...]:
    """The whole register, by name and purpose."""
    return tuple(sorted([*_shipped().values(), *_own], key=lambda one: (one.name.casefold(), one.slug)))


@cache
def _shipped() -> dict[str, Vendor]:
    return {path.stem: read_entry(path) for path in FOLDER.glob("*.toml")}


def known(slug: str) -> Vendor | None:
    """The entry with this name; None where there is none, such as an operator's that was taken away again."""
    return next((entry for entry in vendors() if entry.slug == slug), None)


def vendor(slug: str) -> Vendor:
    """The entry with this name. Raises LookupError for an unknown one."""
    if (entry := known(slug)) is None:
        raise LookupError(f"no vendor {slug} in the register")
    return entry


def own_entries(folder: Path | None) -> tuple[Vendor, ...]:
    """The entries in the operator's folder, each a file. Raises ValueError that names every fault with its file."""
    if folder is None:
        return ()
    if not folder.is_dir():
        raise ValueError("is not a folder: name the one that holds your entries, one .toml file each")
    found, faults = [], []
    for file in sorted(folder.glob("*.toml")):
        try:
            found.append(_refuse_what_ships(file, read_entry(file, own=True)))
        except FaultyEntry as error:
            faults.append(str(error))
        except OSError as error:
            faults.append(f"{file.name}: cannot be read ({error.strerror}): mend its rights.")
    if faults:
        raise ValueError("has faulty entries. " + " ".join(faults))
    return tuple(found)


def _refuse_what_ships(file: Path, entry: Vendor) -> Vendor:
    """No entry of the operator's takes the place of one that comes with the app, or needs letters that do."""
    if file.stem in _shipped():
        raise FaultyEntry(file, ["an entry of this name comes with the app: give the file another name"])
    if entry.mail is not None:
        raise FaultyEntry(file, ["mail needs letters that come with the app: write mechanism support_case instead"])
    return entry


def take_own(folder: Path | None) -> None:
    """At start: add the operator's entries to the register of this process. Raises ValueError as `own_entries`."""
    global _own
    _own = own_entries(folder)
    vendors.cache_clear()
