"""Policy `omic`: Offender Management in Custody, the rules of today (from `docs/ownership.md`, "Today's rules")."""

from app.domain.policies.omic.policy import POLICY

__all__ = ["POLICY"]
