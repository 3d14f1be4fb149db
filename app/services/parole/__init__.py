"""Parole reviews: gathered from facts, described by staff, listed by hearing, and what each decision would do."""
