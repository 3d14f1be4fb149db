"""Draws docs/tasks.md from the registers: `python -m tests.domain.task_table`."""

from pathlib import Path

from app.domain.notice_kinds import NOTICE_KINDS
from app.domain.notices import NoticeKind
from app.domain.task_kinds import TASK_KINDS
from app.domain.task_words import words_of
from app.domain.tasks import TaskKind

FILE = Path(__file__).resolve().parents[2] / "docs" / "tasks.md"

ABOUT = """# Tasks and notices

Every kind of task and of notice. The suite compares this page with the registers;
`python -m tests.domain.task_table` draws it anew.

A task is opened once for what causes it, in the transaction of that fact or by the daily pass, and closes by itself
when its cause is gone. It falls to the person it was given to, or else to whoever holds its role on the case today;
a kind without a role falls to the whole side. Both sides see it; its own side finishes it. A task that is due counts
working days of England and Wales.

## Tasks

"""
NOTICES = """
## Notices

A notice is told once for its cause to each recipient; a moved date is another cause. Titles go into mail, so they
name nobody.

"""


def drawn() -> str:
    """The page."""
    lines = ["| kind | asks | whose | due | because |", "|---|---|---|---|---|"]
    lines += [_line(kind) for kind in TASK_KINDS]
    heads = ["| kind | says | by mail |", "|---|---|---|"]
    told = [f"| `{kind.code}` | {kind.title} | {_by_mail(kind)} |" for kind in NOTICE_KINDS]
    return ABOUT + "\n".join(lines) + "\n" + NOTICES + "\n".join(heads + told) + "\n"


def _line(kind: TaskKind) -> str:
    basis = "; ".join(f"{document}, {paragraph}" for document, paragraph in kind.basis)
    title, why = words_of(kind.code)
    whose = f"{kind.side}: {kind.role.replace('_', ' ')}" if kind.role else f"{kind.side}: anybody"
    return f"| `{kind.code}` | {title} | {whose} | {_due(kind)} | {why} ({basis}) |"


def _by_mail(kind: NoticeKind) -> str:
    if kind.urgent:
        return "at once"
    return "in a digest" if kind.by_mail else "only if chosen"


def _due(kind: TaskKind) -> str:
    if kind.working_days is not None:
        return f"{kind.working_days} working days" if kind.working_days != 1 else "1 working day"
    return f"{kind.calendar_days} days" if kind.calendar_days else "on the day that its rule names"


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
