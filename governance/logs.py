"""Structured logs, one line per event, without tokens, response URLs, texts of mails, or answers."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

SECRETS = re.compile(
    r"Bearer [\w.~+/=-]+|"
    r"(xox[abeprs]-|xapp-|xoxe[.-])[\w.-]+|https?://[^\s\"']*/(?:services|commands|actions|hooks)/[^\s\"']+"
)


def without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove tokens and response URLs from whatever a library wrote into a line."""
    return {key: SECRETS.sub("[cut]", value) if isinstance(value, str) else value for key, value in event.items()}


def named(name: str) -> Any:
    """The log of one part of the app."""
    return structlog.get_logger(name)


def set_up_logging(level: str) -> None:
    """Log to standard error, as JSON, through one handler; Slack's libraries only from warnings on."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("slack_bolt", "slack_sdk", "apscheduler", "alembic", "sqlalchemy", "urllib3", "msal"):
        logging.getLogger(name).setLevel(logging.WARNING)
