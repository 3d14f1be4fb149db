"""The table of today's rules: one case a line, its answers derived from policies/omic.md and not by running ours."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "omic_cases.ndjson"
CASES: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text().splitlines()]
SAID = ("date", "responsible", "supporting", "reason_code", "handover")

PRODUCED = {
    "additional_isp", "recall_thd_over_12_months", "parole_mappa_2_3", "thd_over_12_months", "recall_case",
    "immigration_case", "release_date_unknown", "early_allocation", "indeterminate_open", "indeterminate",
    "determinate_short", "determinate_parole", "determinate",
}  # fmt: skip
"""The thirteen reason codes that the rules produce."""


def said(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The part of an answer that the table fixes, day by day."""
    return [{name: row[name] for name in SAID} for row in answer["on"]]
