"""The control interface: tests and people steer the sandbox by it."""
