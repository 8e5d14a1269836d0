"""When a tick has anything to do."""
