"""Imported before a server is forked: the routes, worked out once for all of them instead of for each."""

from app.main import _routes

for route in _routes():
    if hasattr(route, "effective_candidates"):
        route.effective_candidates()
