"""The way out: one mail server."""
