"""Measures what the design promises in figures, each as a ratio taken in one run."""
