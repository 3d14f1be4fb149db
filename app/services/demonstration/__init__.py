"""The demonstration: an invented estate around today, with accounts that exist nowhere else."""

from app.services.demonstration.accounts import (
    DemoAccount,
    DemoAccounts,
    DemoSystem,
    accounts_in_words,
    demonstration_accounts,
    demonstration_systems,
    holds_demonstration,
)
from app.services.demonstration.loading import load_demonstration

__all__ = [
    "DemoAccount",
    "DemoAccounts",
    "DemoSystem",
    "accounts_in_words",
    "demonstration_accounts",
    "demonstration_systems",
    "holds_demonstration",
    "load_demonstration",
]
