"""The mail desk: letters come by real SMTP and are answered into a real Maildir. No mail leaves this machine."""
