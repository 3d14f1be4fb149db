"""Imports: receive a file, take it row by row in the background or from the shell, and show what became of it."""

from app.services.imports.command import import_file
from app.services.imports.receiving import Staged, forget, queue, stage
from app.services.imports.running import work_on_imports
from app.services.imports.showing import as_shown, every_row, list_rows, list_runs, show_run
from app.services.worker_names import worker_name

__all__ = [
    "Staged",
    "as_shown",
    "every_row",
    "forget",
    "import_file",
    "list_rows",
    "list_runs",
    "queue",
    "show_run",
    "stage",
    "work_on_imports",
    "worker_name",
]
