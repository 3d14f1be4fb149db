"""What a record lacks, and when that is late: tables of the limits, and properties of the rules."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case_record import (
    CODES,
    Seen,
    is_complexity_unexplained,
    lacking_in,
    overall_risk,
    owner_now,
    phase_of,
)
from app.domain.case_record.missing import MANAGERS_IN_CUSTODY, plan_due_on, what_is_missing
from app.domain.case_record.parts import GROUPS, LEVELS, PARTS
from app.domain.case_record.plan import OWNERS, STATUSES, TAGS
from app.schemas import case_record as schemas
from app.schemas import case_record_parts as of_parts

START = date(2026, 3, 2)
NONE: tuple[date, ...] = ()
CUSTODY = Seen("custody", sentence_type="SDS", sentence_start_date=START, release_date=date(2029, 3, 2))


def missing(seen: Seen, on: date = date(2026, 11, 22)) -> dict[str, bool]:
    return {one.code: one.is_late for one in what_is_missing(seen, on, NONE)}


@pytest.mark.parametrize(
    ("kind", "release", "tariff", "due"),
    [
        ("SDS", date(2028, 3, 1), None, START + timedelta(weeks=8)),
        ("SDS", date(2028, 3, 2), None, START + timedelta(weeks=16)),
        ("SDS", None, None, START + timedelta(weeks=16)),
        ("LIFE", None, date(2027, 1, 1), START + timedelta(weeks=8)),
        ("LIFE", date(2027, 1, 1), date(2031, 1, 1), START + timedelta(weeks=16)),
    ],
)
def test_a_plan_is_due_in_8_weeks_or_in_16_where_two_years_are_ahead(
    kind: str, release: date | None, tariff: date | None, due: date
) -> None:
    seen = replace(CUSTODY, sentence_type=kind, release_date=release, tariff_expiry_date=tariff)
    assert plan_due_on(seen, NONE) == due
    assert [missing(seen, due + timedelta(n))["sentence_plan"] for n in (-1, 0, 1)] == [False, False, True]


@pytest.mark.parametrize(
    ("was", "now", "reason", "unexplained"),
    [
        (None, "high", None, False),
        ("high", "high", None, False),
        ("medium", "high", None, True),
        ("medium", None, "", True),
        ("medium", "high", "Two incidents.", False),
    ],
)
def test_complexity_of_need_changes_with_a_reason_once_it_is_recorded(
    was: str | None, now: str | None, reason: str | None, unexplained: bool
) -> None:
    assert is_complexity_unexplained(was, now, reason) is unexplained


def test_a_supervisor_is_due_in_two_working_days() -> None:
    days = {date(2026, 3, 3): False, date(2026, 3, 4): False, date(2026, 3, 5): True}
    assert {on: missing(CUSTODY, on)["manager_in_custody"] for on in days} == days
    (late,) = [
        one
        for one in what_is_missing(CUSTODY, date(2026, 3, 5), (date(2026, 3, 3),))
        if one.code == "manager_in_custody"
    ]
    assert (late.due_on, late.is_late) == (date(2026, 3, 5), False), "a bank holiday is not a working day"


@pytest.mark.parametrize(
    ("changes", "code", "is_missing"),
    [
        ({"values": {"risk": "high"}}, "risk_management_plan", True),
        ({"values": {"risk": "low"}, "rosh_level": "high"}, "risk_management_plan", False),
        ({"rosh_level": "medium"}, "risk_management_plan", True),
        ({"rosh_level": "low"}, "risk_management_plan", False),
        ({"values": {"risk_management_plan": None}, "lacking": {"risk_management_plan": ["custody_actions"]}},
         "custody_actions", True),
        ({"phase": "licence", "values": {"risk_management_plan": None},
          "lacking": {"risk_management_plan": ["custody_actions"]}}, "custody_actions", False),
        ({"sentence_type": "EDS"}, "mappa", True),
        ({"mappa_level": 1}, "mappa", True),
        ({"mappa_level": 0}, "mappa", False),
        ({"values": {"mappa": "2"}, "lacking": {"mappa": ["referral"]}}, "mappa_referral", True),
        ({"estate": "men"}, "complexity", False),
        ({"estate": "men"}, "caring", False),
        ({"complexity_of_need": "low"}, "complexity", False),
        ({"phase": "recalled"}, "complexity", True),
        ({"phase": "licence"}, "female_practitioner", True),
        ({"phase": "licence", "choices": {"female_practitioner"}}, "female_practitioner", False),
        ({"phase": "licence", "estate": "men"}, "women_only_place", False),
        ({"has_objectives": True}, "her_view_of_plan", True),
        ({"has_objectives": True, "views": {"plan"}}, "her_view_of_plan", False),
        ({"values": {"victim_contact": "true"}}, "victim_liaison_officer", True),
        ({"values": {"victim_contact": "false"}}, "victim_liaison_officer", False),
    ],
)  # fmt: skip
def test_a_part_is_missing_where_it_matters(changes: dict[str, object], code: str, is_missing: bool) -> None:
    assert (code in missing(replace(CUSTODY, **changes))) is is_missing  # type: ignore[arg-type]


def test_nothing_is_missing_of_a_closed_case_or_before_the_sentence() -> None:
    assert missing(replace(CUSTODY, is_closed=True)) == {}
    assert missing(replace(CUSTODY, phase="not_sentenced")) == {}


@given(st.dictionaries(st.sampled_from(GROUPS), st.sampled_from(LEVELS), min_size=1))
def test_the_overall_level_is_the_highest_of_the_groups(levels: dict[str, str]) -> None:
    overall = overall_risk(levels)
    assert overall in levels.values()
    assert all(LEVELS.index(level) <= LEVELS.index(overall or "low") for level in levels.values())
    assert overall_risk({**levels, "overall_override": "low"}) == "low"


@given(st.sampled_from(OWNERS), st.sampled_from(STATUSES), st.sampled_from(["custody", "community", "none"]))
def test_only_what_is_open_and_custodys_carries_over_and_only_to_the_community(
    owner: str, status: str, responsible: str
) -> None:
    now = owner_now(owner, status, responsible)
    moves = status == "open" and responsible == "community" and owner in (*MANAGERS_IN_CUSTODY, "key_worker")
    assert now == ("community_offender_manager" if moves else owner)


@given(
    st.sampled_from(["custody", "recalled", "licence"]),
    st.sets(st.sampled_from(PARTS)),
    st.integers(0, 400),
)
def test_recording_more_never_makes_another_part_of_its_own_missing(
    phase: str, recorded: set[str], days: int
) -> None:
    on = START + timedelta(days)
    bare = replace(CUSTODY, phase=phase)
    fuller = replace(bare, values=dict.fromkeys(recorded))
    assert set(missing(fuller, on)) <= set(missing(bare, on)) | {"mappa_referral", "diversity_action"}
    assert not {code for code, late in missing(bare, START).items() if late}, (
        "nothing is late on the first day"
    )


@pytest.mark.parametrize(
    ("phase", "release", "found"),
    [
        ("not_sentenced", None, "court"),
        ("custody", None, "custody"),
        ("custody", date(2027, 2, 15), "custody"),
        ("custody", date(2027, 2, 14), "resettlement"),
        ("recalled", date(2026, 1, 1), "resettlement"),
        ("licence", None, "resettlement"),
    ],
)
def test_a_case_has_one_phase(phase: str, release: date | None, found: str) -> None:
    assert phase_of(phase, release, date(2026, 11, 22)) == found


def test_what_a_part_lacks_is_known_from_its_fields() -> None:
    assert lacking_in("risk_management_plan", {"custody_actions": "x"}) == (
        "licence_conditions",
        "victim_protection",
    )
    assert lacking_in("mappa", {"level": 1}) == ()
    assert lacking_in("mappa", {"level": 2}) == ("referral",)
    assert lacking_in("diversity", {"needs": "x"}) == ("action",)


def test_the_words_of_the_schema_are_those_of_the_rules() -> None:
    assert get_args(schemas.MissingCode) == CODES
    assert set(get_args(schemas.Owner)) == set(OWNERS)
    assert get_args(schemas.Tag) == TAGS
    assert get_args(schemas.ObjectiveStatus) == STATUSES
    assert get_args(of_parts.Group) == GROUPS
    assert get_args(of_parts.Level) == LEVELS
