"""Handovers between prison and community: what the line foresees, in which lists a case stands, what is to be done."""
