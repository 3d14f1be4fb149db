"""Routes: parse, authorise, call one service, answer."""
