"""Answers Slack's command line tool with manifest.yml as JSON; its own hook knows manifest.json only."""

import json
import sys
from pathlib import Path

import yaml
from slack_cli_hooks.protocol import build_protocol

MANIFEST = Path(__file__).parents[1] / "manifest.yml"

if __name__ == "__main__":
    build_protocol(argv=sys.argv).respond(json.dumps(yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))))
