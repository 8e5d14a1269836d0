"""`python -m governance.locale`: bring every catalogue up to date with the code, and list sentences not translated."""

from __future__ import annotations

import sys

from governance.locale.extract import LANGUAGES, template, untranslated, updated, write


def main() -> int:
    """Exit 1 while a sentence has no translation."""
    found = template()
    missing = 0
    for language in LANGUAGES:
        catalogue = updated(language, found)
        write(language, catalogue)
        for msgid in untranslated(catalogue):
            missing += 1
            sys.stdout.write(f"{language}: no words for {msgid!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
