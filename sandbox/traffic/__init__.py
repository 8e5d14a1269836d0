"""What happens to calls and deliveries on their way: faults, rate limits, and the log."""
