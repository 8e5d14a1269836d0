"""The workspace itself: people, channels, messages, views, files and time."""
