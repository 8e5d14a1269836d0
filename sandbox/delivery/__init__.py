"""What goes to the app: events, gestures and commands, over Socket Mode or signed HTTP."""
