"""A local Slack workspace and mail desk, which speak Slack's and mail's real protocols."""
