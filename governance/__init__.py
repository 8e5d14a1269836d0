"""AI Consent: asks the members of a workspace, and follows what comes of it."""

import sys

# structlog takes rich along wherever it finds it, to paint faults for a terminal; our lines are JSON, and so the start
# is spared a hundred modules.
if "structlog" not in sys.modules:
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None means that there is no such module
    import structlog  # noqa: F401

    if sys.modules["rich"] is None:
        del sys.modules["rich"]

VERSION = "0.1.0"  # as in pyproject.toml, which is not there where the app is installed
