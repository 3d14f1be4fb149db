"""What the platform's records tell: what opens a case, and what a later record changes against the last taken."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.event_fields import SHAPES, as_stored, read_fields
from app.domain.imported import RowRefused, ToldFact
from app.domain.prisoner_record import Change, Taken, difference, first_taken, opening_facts, read_record
from tests.parts.prisoner_records import record

FILE_DAY = date(2026, 11, 20)
NEXT_DAY = date(2026, 11, 21)


def told(facts: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Facts as plain values."""
    return [(fact.type, fact.date.isoformat(), as_stored(fact.fields)) for fact in facts]


def types(facts: Any) -> list[str]:
    return [fact.type for fact in facts]


def opening(**fields: Any) -> list[ToldFact]:
    return opening_facts(read_record(record(**fields)), FILE_DAY)


def one(facts: Any, event_type: str) -> ToldFact:
    found = [fact for fact in facts if fact.type == event_type]
    assert len(found) == 1, types(facts)
    return found[0]


def after(first: dict[str, Any], *later: dict[str, Any]) -> list[ToldFact]:
    """The facts of the last of several records of one person, a file a day."""
    start = read_record(first)
    recalled = any(fact.type == "recalled" for fact in opening_facts(start, FILE_DAY))
    taken = first_taken(start, "flag" if recalled else None)
    facts: list[ToldFact] = []
    for given_record in later:
        change = difference(Taken.from_stored(taken.as_stored()), read_record(given_record), NEXT_DAY)
        taken, facts = change.taken, list(change.facts)
    return facts


# Opening


def test_a_first_record_tells_the_arrival_the_sentence_and_the_standing() -> None:
    facts = opening(lastAdmissionDate="2025-06-01", paroleEligibilityDate=None)
    assert types(facts) == [
        "prison_transfer", "sentence_started", "legal_status_changed", "security_category_changed",
    ]  # fmt: skip
    assert told(facts)[0] == ("prison_transfer", "2025-06-01", {"to_prison": "FHI"})
    sentence = one(facts, "sentence_started")
    assert sentence.date == date(2025, 2, 3)
    assert sentence.fields["sentence_type"] == "SDS"
    assert sentence.fields["length_months"] == 48
    assert sentence.fields["release_date"] == date(2027, 2, 3)
    assert sentence.derived == ("sentence_type", "length_months")


@pytest.mark.parametrize(
    ("fields", "arrived"),
    [
        ({"lastAdmissionDate": None}, "2025-02-03"),
        ({"lastAdmissionDate": None, "sentenceStartDate": None}, "2026-11-20"),
        ({"lastAdmissionDate": "2027-01-01"}, "2026-11-20"),
    ],
    ids=[
        "missing: the sentence's start",
        "no sentence either: the file's day",
        "in the future: the file's day",
    ],
)
def test_the_arrival_is_the_last_admission(fields: dict[str, Any], arrived: str) -> None:
    assert told(opening(**fields))[0][1] == arrived


@pytest.mark.parametrize(
    ("fields", "kind", "months"),
    [
        ({}, "SDS", 48),
        ({"paroleEligibilityDate": "2026-06-01"}, "EDS", 48),
        ({"indeterminateSentence": True, "imprisonmentStatus": "MLP"}, "LIFE", None),
        ({"indeterminateSentence": True, "imprisonmentStatus": "IPP"}, "IPP", None),
        ({"indeterminateSentence": True, "imprisonmentStatus": "LR_DPP"}, "DPP", None),
        ({"sentenceExpiryDate": "2025-08-02"}, "SDS", 12),
        ({"sentenceExpiryDate": "2026-02-02"}, "SDS", 12),
        ({"sentenceExpiryDate": "2026-03-02"}, "SDS", 13),
        ({"sentenceExpiryDate": None}, "SDS", 12),
    ],
)
def test_type_and_length_are_worked_out_and_never_put_a_case_out_of_scope(
    fields: dict[str, Any], kind: str, months: int | None
) -> None:
    sentence = one(opening(**fields), "sentence_started")
    assert sentence.fields["sentence_type"] == kind
    assert sentence.fields["length_months"] == months
    assert "sentence_type" in sentence.derived
    assert ("length_months" in sentence.derived) == (months is not None)


@pytest.mark.parametrize("status", ["REMAND", "CONVICTED_UNSENTENCED", "CIVIL_PRISONER"])
def test_a_person_without_a_sentence_yet_has_a_case_without_one(status: str) -> None:
    assert "sentence_started" not in types(opening(legalStatus=status))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"conditionalReleaseDate": "2027-05-01", "automaticReleaseDate": "2027-04-01"}, "2027-04-01"),
        ({"conditionalReleaseDate": "2027-03-01", "automaticReleaseDate": "2027-04-01"}, "2027-03-01"),
        ({"conditionalReleaseDate": None, "nonDtoReleaseDate": "2027-06-01"}, "2027-06-01"),
        (
            {
                "conditionalReleaseDate": None,
                "confirmedReleaseDate": "2027-06-01",
                "releaseDate": "2027-06-01",
            },
            None,
        ),
        ({"conditionalReleaseDate": "2024-01-01"}, None),
    ],
    ids=[
        "the earlier of two",
        "the conditional",
        "the calculated",
        "never the confirmed",
        "not before the sentence",
    ],
)
def test_the_release_date(fields: dict[str, Any], expected: str | None) -> None:
    release = one(opening(**fields), "sentence_started").fields.get("release_date")
    assert (release.isoformat() if release else None) == expected


def test_a_first_record_of_a_recalled_person_tells_the_recall_with_the_post_recall_date() -> None:
    facts = opening(recall=True, legalStatus="RECALL", imprisonmentStatus="FTR_ORA",
                    lastMovementDate="2026-11-02", postRecallReleaseDate="2026-11-30")  # fmt: skip
    recall = one(facts, "recalled")
    assert recall.date == date(2026, 11, 2)
    assert as_stored(recall.fields) == {
        "recall_type": "fixed_term_28", "release_date": "2026-11-30", "to_prison": "FHI",
    }  # fmt: skip
    assert "release_date" not in one(facts, "sentence_started").fields


def test_a_recall_without_a_post_recall_date_leaves_the_release_date_unknown() -> None:
    facts = opening(recall=True)
    assert "release_date" not in one(facts, "recalled").fields
    assert "release_date" not in one(facts, "sentence_started").fields


# Leaving


OUT = {"status": "INACTIVE OUT", "inOutStatus": "OUT", "prisonId": "OUT", "lastMovementTypeCode": "REL",
       "lastMovementDate": "2026-11-19", "cellLocation": None}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("CR", ("released", "2026-11-19", {"release_type": "CR"})),
        ("XX", ("released", "2026-11-19", {"release_type": "XX"})),
        ("HP", ("hospital_transfer", "2026-11-19", {"to": "An invented hospital"})),
        ("DL", ("removed_from_uk", "2026-11-19", {"scheme": "DL"})),
        ("UAL", ("unlawfully_at_large", "2026-11-19", {})),
        ("BL", ("significant_change", "2026-11-19", {"what": "Released on bail."})),
        ("DEC", ("died", "2026-11-19", {})),
    ],
)
def test_a_release_is_what_its_reason_says(reason: str, expected: tuple[Any, ...]) -> None:
    left = record(**OUT, lastMovementReasonCode=reason, dischargedHospitalDescription="An invented hospital")
    assert told(after(record(), left)) == [expected]
    assert told(after(record(), left, left)) == []


@pytest.mark.parametrize("status", ["ACTIVE IN", "ACTIVE OUT", "INACTIVE OUT", "INACTIVE TRN"])
@pytest.mark.parametrize("movement", [None, "REL", "ADM"])
@pytest.mark.parametrize("whereabouts", [None, "OUT"])
def test_a_status_written_with_an_underscore_says_the_same(
    status: str, movement: str | None, whereabouts: str | None
) -> None:
    fields = {"lastMovementTypeCode": movement, "inOutStatus": whereabouts}
    written = read_record(record(status=status.replace(" ", "_"), **fields))
    assert written == read_record(record(status=status, **fields))
    assert written.inside == (status == "ACTIVE IN")
    if whereabouts is None:
        assert (written.left == "released") == (status == "INACTIVE OUT" and movement != "ADM")


def test_a_death_is_told_by_the_legal_status_whatever_the_movement() -> None:
    dead = record(**OUT, lastMovementReasonCode="CR", legalStatus="DEAD")
    assert types(after(record(), dead)) == ["died", "legal_status_changed"]


def test_a_movement_of_another_type_lends_no_date_to_a_release() -> None:
    left = record(**{**OUT, "lastMovementTypeCode": None, "lastMovementDate": "2026-11-01"})
    assert told(after(record(), left)) == [("released", "2026-11-21", {})]


@pytest.mark.parametrize("kind", ["TAP", "CRT"])
def test_going_out_for_a_day_is_nothing(kind: str) -> None:
    out = record(
        status="ACTIVE OUT", inOutStatus="OUT", lastMovementTypeCode=kind, lastMovementDate="2026-11-21"
    )
    assert after(record(), out) == []
    assert after(record(), out, record()) == []


# Coming back


def test_a_recall_from_licence_takes_the_day_of_the_admission() -> None:
    out = record(**OUT, lastMovementReasonCode="CR")
    back = record(prisonId="BZI", lastMovementReasonCode="L", lastMovementDate="2026-11-20", recall=True,
                  legalStatus="RECALL", imprisonmentStatus="LR", postRecallReleaseDate="2028-01-01")  # fmt: skip
    facts = after(record(), out, back)
    assert types(facts) == ["recalled", "legal_status_changed"]
    assert told(facts)[0] == (
        "recalled", "2026-11-20",
        {"recall_type": "standard", "release_date": "2028-01-01", "to_prison": "BZI"},
    )  # fmt: skip


def test_a_recall_may_show_in_the_admission_alone_and_lasts() -> None:
    out = record(**OUT, lastMovementReasonCode="CR")
    back = record(lastMovementReasonCode="B", lastMovementDate="2026-11-20")
    assert types(after(record(), out, back)) == ["recalled"]
    assert after(record(), out, back, record(lastMovementTypeCode="CRT", status="ACTIVE OUT")) == []
    later = record(postRecallReleaseDate="2026-12-24")
    assert told(after(record(), out, back, later)) == [
        ("release_date_set", "2026-11-21", {"release_date": "2026-12-24", "kind": "PRRD"})
    ]


def test_recall_turned_true_without_an_admission_is_dated_by_the_file() -> None:
    recalled = record(recall=True, lastMovementTypeCode="CRT", lastMovementDate="2026-11-10")
    assert told(after(record(), recalled))[0][:2] == ("recalled", "2026-11-21")


def test_a_second_recall_is_told_again() -> None:
    out = record(**OUT, lastMovementReasonCode="CR", recall=True)
    back = record(lastMovementReasonCode="L", lastMovementDate="2026-11-21", recall=True)
    assert types(after(record(recall=True), out, back)) == ["recalled"]


@pytest.mark.parametrize("reason", ["HP", "UAL"])
def test_coming_back_from_hospital_or_from_being_at_large_is_a_return(reason: str) -> None:
    out = record(**OUT, lastMovementReasonCode=reason)
    back = record(lastMovementReasonCode="R", lastMovementDate="2026-11-20")
    assert told(after(record(), out, back)) == [("returned_to_custody", "2026-11-20", {})]


def test_a_new_booking_of_a_sentenced_person_is_a_sentence() -> None:
    out = record(**OUT, lastMovementReasonCode="CR")
    new = record(bookingId="1300009", sentenceStartDate="2026-11-20", sentenceExpiryDate="2028-11-19",
                 conditionalReleaseDate="2027-11-20", lastMovementDate="2026-11-20")  # fmt: skip
    facts = after(record(), out, new)
    assert types(facts) == ["sentence_started"]
    assert facts[0].date == date(2026, 11, 20)
    assert facts[0].fields["length_months"] == 24


def test_a_new_booking_on_remand_waits_for_its_sentence() -> None:
    out = record(**OUT, lastMovementReasonCode="CR")
    remand = record(bookingId="1300009", legalStatus="REMAND", sentenceStartDate=None, sentenceExpiryDate=None,
                    licenceExpiryDate=None, conditionalReleaseDate=None, lastMovementDate="2026-11-20")  # fmt: skip
    assert types(after(record(), out, remand)) == ["returned_to_custody", "legal_status_changed"]
    sentenced = {**remand, "legalStatus": "SENTENCED", "sentenceStartDate": "2026-11-21"}
    assert types(after(record(), out, remand, sentenced)) == ["sentence_started", "legal_status_changed"]


# Changes


def test_another_prison_is_a_transfer_on_the_day_of_the_admission() -> None:
    moved = record(prisonId="BZI", lastMovementReasonCode="INT", lastMovementDate="2026-11-18")
    assert told(after(record(), moved)) == [
        ("prison_transfer", "2026-11-18", {"to_prison": "BZI", "from_prison": "FHI"})
    ]
    moved = record(prisonId="BZI", lastMovementTypeCode="CRT", lastMovementDate="2026-11-18")
    assert told(after(record(), moved))[0][1] == "2026-11-21"


@pytest.mark.parametrize("code", ["OUT", "TRN"])
def test_out_and_between_prisons_are_no_transfer(code: str) -> None:
    away = record(prisonId=code, lastPrisonId=None, status="INACTIVE TRN", inOutStatus="TRN",
                  lastMovementTypeCode="TRN", lastMovementDate="2026-11-21")  # fmt: skip
    assert "prison_transfer" not in types(after(record(), away))
    arrived = record(prisonId="BZI", lastMovementDate="2026-11-21", lastMovementReasonCode="INT")
    assert types(after(record(), away, arrived)) == ["prison_transfer"]


def test_a_changed_release_date_is_recalculated_on_the_files_day() -> None:
    facts = after(record(), record(conditionalReleaseDate="2027-03-01"))
    assert told(facts) == [
        ("release_date_recalculated", "2026-11-21", {"release_date": "2027-03-01", "kind": "CRD"}),
        ("sentence_dates_changed", "2026-11-21", {"conditional_release_date": "2027-03-01"}),
    ]


def test_a_release_date_that_was_unknown_is_set() -> None:
    facts = after(record(conditionalReleaseDate=None), record())
    assert types(facts) == ["release_date_set", "sentence_dates_changed"]


def test_the_confirmed_release_date_never_makes_a_fact() -> None:
    assert after(record(), record(confirmedReleaseDate="2026-12-01", releaseDate="2026-12-01")) == []


@pytest.mark.parametrize("missing", sorted(set(record()) - {"prisonerNumber"}))
def test_a_field_that_is_null_or_missing_makes_no_fact(missing: str) -> None:
    without = record()
    del without[missing]
    assert after(record(), without) == []
    assert after(record(), record(**{missing: None})) == []


def test_a_field_left_out_for_a_day_and_back_makes_no_fact() -> None:
    bare = {"prisonerNumber": "A1234BC"}
    assert after(record(), bare, record()) == []


@pytest.mark.parametrize(
    ("field", "value", "event"),
    [
        (
            "licenceExpiryDate",
            "2029-03-01",
            ("sentence_dates_changed", {"licence_expiry_date": "2029-03-01"}),
        ),
        ("tariffDate", "2027-03-01", ("sentence_dates_changed", {"tariff_expiry_date": "2027-03-01"})),
        ("category", "D", ("security_category_changed", {"category": "D"})),
        ("imprisonmentStatus", "SENT03", ("legal_status_changed", {"imprisonment_status": "SENT03"})),
    ],
)
def test_what_changed_makes_its_fact(field: str, value: str, event: tuple[str, dict[str, Any]]) -> None:
    assert told(after(record(), record(**{field: value}))) == [(event[0], "2026-11-21", event[1])]


def test_a_moved_sentence_expiry_wants_the_length_confirmed_and_makes_no_fact() -> None:
    first = read_record(record())
    change = difference(
        first_taken(first, None), read_record(record(sentenceExpiryDate="2030-02-02")), NEXT_DAY
    )
    assert change.facts == ()
    assert change.unconfirmed == ("length_months",)


def test_only_details_that_changed_are_set() -> None:
    first = read_record(record())
    change = difference(first_taken(first, None), read_record(record(cellLocation="B-2-002")), NEXT_DAY)
    assert dict(change.details) == {"cell_location": "B-2-002"}


# Odd input


@pytest.mark.parametrize(
    "given_record", [None, [], "A1234BC", 7, {}, {"prisonerNumber": None}, {"prisonerNumber": "X"}]
)
def test_what_is_no_record_is_refused(given_record: Any) -> None:
    with pytest.raises(RowRefused) as refused:
        read_record(given_record)
    assert refused.value.errors[0].code in {"not_an_object", "prison_number_invalid"}


def test_odd_values_are_left_out_and_named() -> None:
    read = read_record(
        record(sentenceStartDate="03/02/2025", cellLocation="x" * 200, category="?", lastName={})
    )
    assert {(note.field, note.code) for note in read.notes} >= {
        ("sentenceStartDate", "date_ignored"), ("cellLocation", "too_long"),
        ("category", "unknown_value"), ("lastName", "text_ignored"),
    }  # fmt: skip


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=30), st.dates().map(str), st.just([]), st.just({}),
    st.sampled_from(["REL", "ADM", "TRN", "OUT", "IN", "INACTIVE OUT", "ACTIVE IN", "HP", "L", "RECALL", "DEAD"]),
)  # fmt: skip


WHERE = ("prisonId", "lastPrisonId", "supportingPrisonId")
"""An odd prison, a nought too, refuses the row, so the facts are asked about without one."""


@given(first=st.fixed_dictionaries({}, optional=dict.fromkeys(record(), ODD)),
       later=st.fixed_dictionaries({}, optional=dict.fromkeys(record(), ODD)))  # fmt: skip
def test_whatever_stands_in_the_fields_every_fact_can_be_kept(
    first: dict[str, Any], later: dict[str, Any]
) -> None:
    odd_prisons = [odd[name] for odd in (first, later) for name in WHERE if name in odd]
    assume(not any(isinstance(each, int | str) and each != "" for each in odd_prisons))
    facts, change = _taken_both(first, later)
    for fact in (*facts, *change.facts):
        assert fact.type in SHAPES
        assert fact.date <= NEXT_DAY
        read_fields(fact.type, as_stored(fact.fields), strict=True)
    assert Taken.from_stored(change.taken.as_stored()) == change.taken


def _taken_both(first: dict[str, Any], later: dict[str, Any]) -> tuple[list[ToldFact], Change]:
    start = read_record({**record(**first), "prisonerNumber": "A1234BC"})
    facts = opening_facts(start, FILE_DAY)
    second = read_record({**record(**later), "prisonerNumber": "A1234BC"})
    return facts, difference(first_taken(start, None), second, NEXT_DAY)
