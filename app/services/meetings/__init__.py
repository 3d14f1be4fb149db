"""Meetings of the panel: scheduling, who comes, the agenda and its papers, opening and closing."""
