"""AI Consent: asks the members of a workspace, and follows what comes of it."""

VERSION = "0.1.0"  # as in pyproject.toml, which is not there where the app is installed
