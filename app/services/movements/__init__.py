"""Moves within the women's estate: proposals, the prisons side by side, and the Prison Group Director's decision."""
