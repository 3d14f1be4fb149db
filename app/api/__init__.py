"""Routes: parse, authorise, call one service, answer."""

API = "/api/v1"
"""What the path of every operation of ours begins with."""
