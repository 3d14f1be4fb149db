"""Something that would go through for each operation on a case, for the test of who finds a case."""

from typing import Any

from tests.reliability.referral_things import FIRST_CONTACT

STALE = {"If-Match": '"999"'}
_PARTS: dict[str, dict[str, Any]] = {
    "risk": {"assessed_on": "2026-06-01", "public": "low"},
    "rosh-screening": {"screened_on": "2026-06-01"},
    "risk-management-plan": {"reviewed_on": "2026-06-01"},
    "mappa": {"eligible": False},
    "assessment": {"completed_on": "2026-06-01"},
    "strengths": {"words": "Words."},
    "diversity": {"needs": "Words."},
    "caring": {"has_responsibilities": False},
    "complexity": {"level": "low"},
    "tier": {"tier": "A", "calculated_on": "2026-06-01"},
    "victim-contact": {"has_contact": False},
}
_ITEMS: dict[str, dict[str, Any]] = {
    "objectives": {"outcome": "Words.", "owner": "her"},
    "views": {"about": "plan", "words": "Words."},
    "choices": {"choice": "mixed_group", "answer": "declined"},
    "departures": {"guidance": "Words.", "departure_reason": "Words."},
    "victim-liaison-officers": {"name": "Officer", "email": "officer@example.test"},
}
ROOT = "/api/v1/cases/{case}/record"
BODIES: dict[str, dict[str, Any]] = {
    **{f"PUT {ROOT}/{place}": {"json": body, "headers": STALE} for place, body in _PARTS.items()},
    **{f"POST {ROOT}/{place}": {"json": body} for place, body in _ITEMS.items()},
    "PATCH /api/v1/cases/{case}/handover": {"json": {"report": "Words."}, "headers": STALE},
    "POST /api/v1/cases/{case}/contacts": {
        "json": {
            "happened_on": "2026-06-01",
            "channel": "phone",
            "between": ["community_offender_manager", "offender_supervisor"],
        }
    },
    "POST /api/v1/cases/{case}/key-stages": {
        "json": {"kind": "sentence_plan_review", "planned_on": "2026-12-01"}
    },
    "POST /api/v1/cases/{case}/progress-notices": {"json": {"text": "Words."}},
    "POST /api/v1/cases/{case}/holistic-assessments": {"json": FIRST_CONTACT},
    "POST /api/v1/cases/{case}/early-allocations": {
        "json": {
            "oasys_on": "2026-11-02",
            "terrorism_conviction": True,
            "high_profile": False,
            "serious_crime_prevention_order": False,
            "mappa_level_3": False,
            "public_protection_case": False,
        }
    },
}
ADDED = tuple(name for name in BODIES if name.startswith("POST"))
"""What adds something each time it is called."""

REFUSED_ONCE_FOUND = (
    "PATCH /api/v1/cases/{case}/handover",
    "POST /api/v1/cases/{case}/progress-notices",
    "POST /api/v1/cases/{case}/early-allocations",
)
"""What a case that was found may not allow just now: nobody is named, it is on no way to a handover, or not inside."""

EMPTY = tuple(f"GET {ROOT}/{place}" for place in _PARTS)
"""What is not found on a case that was found, because nothing is recorded there yet; it says so by its own code."""
