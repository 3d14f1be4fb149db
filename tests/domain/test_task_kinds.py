"""The registers of tasks and notices: complete, each kind once, each with words, a basis and a day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import is_working_day, working_days_between
from app.domain.notice_kinds import NOTICE_KINDS, notice_kind
from app.domain.task_kinds import TASK_KINDS
from app.domain.task_words import WORDS, words_of
from app.services.working_days import BANK_HOLIDAYS
from tests.domain.task_table import FILE, drawn


def test_the_page_of_tasks_is_what_the_registers_say() -> None:
    assert FILE.read_text(encoding="utf-8") == drawn(), "python -m tests.domain.task_table"


def test_each_kind_stands_once_with_words_and_a_basis() -> None:
    codes = [kind.code for kind in TASK_KINDS]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(WORDS)
    assert all(kind.basis and all(words_of(kind.code)) for kind in TASK_KINDS)
    assert all(len(kind.code) <= 50 for kind in (*TASK_KINDS, *NOTICE_KINDS))
    notices = [kind.code for kind in NOTICE_KINDS]
    assert len(notices) == len(set(notices))
    assert notice_kind("nobody_registered_this").title == "Nobody registered this"


@given(
    st.sampled_from([k for k in TASK_KINDS if k.working_days]), st.dates(date(2020, 1, 1), date(2040, 12, 31))
)
def test_a_task_is_due_so_many_working_days_after_its_day(kind: object, day: date) -> None:
    due = kind.due_on(day, BANK_HOLIDAYS)  # type: ignore[attr-defined]
    assert is_working_day(due, BANK_HOLIDAYS)
    assert working_days_between(day, due, BANK_HOLIDAYS) == kind.working_days  # type: ignore[attr-defined]
