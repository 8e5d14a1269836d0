"""The Web API: the methods that the app may call."""
