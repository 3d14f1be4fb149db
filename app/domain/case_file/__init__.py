"""Our own import file, CSV or NDJSON: what the platform's record lacks, and cases and facts of any kind."""

from app.domain.case_file.cells import read_cells
from app.domain.case_file.columns import COLUMNS, EVENT_PREFIX, check_columns
from app.domain.case_file.reading import CaseRow, read_case_row
from app.domain.case_file.standing import RowChange, opening_facts, standing_change

__all__ = [
    "COLUMNS",
    "EVENT_PREFIX",
    "CaseRow",
    "RowChange",
    "check_columns",
    "opening_facts",
    "read_case_row",
    "read_cells",
    "standing_change",
]
