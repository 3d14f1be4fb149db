"""Throughcare: who is responsible for each person in custody, when that changes, and why."""
