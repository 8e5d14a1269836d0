"""Slack's error codes by what they speak of: one person, our token, or something that is not there any more."""

from __future__ import annotations

OF_ONE_PERSON = frozenset({"user_not_found", "cannot_dm_bot", "user_disabled", "channel_not_found"})
OF_THE_TOKEN = frozenset(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "missing_scope"}
)
# The message or window that was to be painted is gone: nothing is left to do.
GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "not_found", "view_not_found", "hash_conflict"}
)
# Slack is busy, or being moved: nothing is wrong with the message.
PASSING = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "team_added_to_org", "request_timeout", "accesslimited"}
)
LIMITED = frozenset({"ratelimited", "rate_limited"})
