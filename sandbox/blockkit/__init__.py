"""Block Kit's rules, as Slack enforces them: limits, required fields, unknown fields, surfaces."""

from .surfaces import message_faults, view_faults

__all__ = ["message_faults", "view_faults"]
