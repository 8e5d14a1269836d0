"""A local Slack workspace and mail desk: it speaks Slack's and mail's real protocols, and knows nothing of the bot."""
