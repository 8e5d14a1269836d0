"""The catalogues, one folder per language, and the one way to bring them up to date. Nothing here runs in the app."""
