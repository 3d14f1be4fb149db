"""Entries of the history, in plain words."""

CHANGE = {
    "CASE_OPENED": "Case opened",
    "CASE_CHANGED": "Details changed",
    "CASE_LEFT_AS_IT_WAS": "Details sent again, nothing changed",
    "CASE_IMPORTED": "Changed by an import",
    "FACT_RECORDED": "Fact recorded",
    "FACT_RETRACTED": "Fact retracted",
}
