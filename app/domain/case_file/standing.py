"""What a row's columns imply: the facts that open a case, or those that differ from what was last told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.case_file.columns import SENTENCE_DATES, STANDING
from app.domain.case_file.reading import CaseRow
from app.domain.facts import INDETERMINATE
from app.domain.imported import RowRefused, ToldFact, told
from app.domain.refusals import FieldError, InvalidInput

_RISK = ("rosh_level", "mappa_level", "ppo")
_SAME_NAME = {"sentence_type", "length_months", "court_case"}


@dataclass(frozen=True, slots=True)
class RowChange:
    """The facts to tell on a case that is known, and the details it now has confirmed."""

    facts: tuple[ToldFact, ...]
    confirmed: frozenset[str] = frozenset()


def opening_facts(row: CaseRow, file_day: date) -> list[ToldFact]:
    """The facts that open a case. Raises RowRefused naming the columns that opening one still needs."""
    needed = {
        "prison_number": row.prison_number,
        "first_name": row.details.get("first_name"),
        "last_name": row.details.get("last_name"),
        "prison": row.prison,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        message = "No case is known by this number. To open one, give this too."
        raise RowRefused(*(FieldError(name, "case_not_found", message) for name in missing))
    return list(_opening(row, file_day))


def standing_change(row: CaseRow, known: Mapping[str, Any], file_day: date) -> RowChange:
    """What differs from `known`: the values last told by such a file, else those of the case.

    Raises RowRefused where the row tells another sentence than the one that is known: that is an event.
    """
    started = list(_sentence_or_none(row, known))
    dates = [] if started else [*_release_date(row, known, file_day), *_other_dates(row, known, file_day)]
    facts = (*_moved(row, known, file_day), *started, *dates, *_standing(row, known, file_day))
    confirmed = frozenset(name for name in ("sentence_type", "length_months") if name in row.sentence)
    return RowChange(facts, confirmed)


def _opening(row: CaseRow, file_day: date) -> Iterator[ToldFact]:
    arrived = row.arrived_on or row.sentence.get("sentence_start_date") or file_day
    yield told("prison_transfer", arrived, {"to_prison": row.prison})
    yield from _standing(row, {}, arrived)
    if row.sentence:
        yield _sentence(row)


def _standing(row: CaseRow, known: Mapping[str, Any], day: date) -> Iterator[ToldFact]:
    new = {name: row.standing[name] for name in STANDING if name in row.standing}
    new = {name: value for name, value in new.items() if known.get(name) != value}
    if "provider" in new:
        yield told("provider_changed", day, {"provider": new["provider"]})
    risk = {name: new[name] for name in _RISK if name in new}
    if risk:
        yield told("risk_changed", day, risk)
    if "category" in new:
        yield told("security_category_changed", day, {"category": new["category"]})


def _moved(row: CaseRow, known: Mapping[str, Any], file_day: date) -> Iterator[ToldFact]:
    if row.prison and row.prison != known.get("prison"):
        fields = {"to_prison": row.prison}
        if known.get("prison"):
            fields["from_prison"] = known["prison"]
        yield told("prison_transfer", row.arrived_on or file_day, fields)


def _sentence_or_none(row: CaseRow, known: Mapping[str, Any]) -> Iterator[ToldFact]:
    if not row.sentence:
        return
    if known.get("sentence_start_date") is None:
        yield _sentence(row)
        return
    compared = ("sentence_start_date", "sentence_type", "length_months")
    other = [name for name in compared if name in row.sentence and row.sentence[name] != known.get(name)]
    if other:
        message = "The case has another sentence. Tell the change as an event, in event_type and its fields."
        raise RowRefused(*(FieldError(name, "sentence_known_otherwise", message) for name in other))


def _sentence(row: CaseRow) -> ToldFact:
    sentence = row.sentence
    missing = [name for name in ("sentence_start_date", "sentence_type") if name not in sentence]
    if missing:
        raise RowRefused(
            *(FieldError(name, "missing", f"Give {name} with the sentence.") for name in missing)
        )
    fields: dict[str, Any] = {name: value for name, value in sentence.items() if name in _SAME_NAME}
    if sentence["sentence_type"] in INDETERMINATE:
        fields.setdefault("length_months", None)
    try:
        return told("sentence_started", sentence["sentence_start_date"], {**fields, **row.dates})
    except InvalidInput as refused:
        raise RowRefused(*refused.errors) from None


def _release_date(row: CaseRow, known: Mapping[str, Any], file_day: date) -> Iterator[ToldFact]:
    release = row.dates.get("release_date")
    if release and release != known.get("release_date"):
        event_type = "release_date_recalculated" if known.get("release_date") else "release_date_set"
        yield told(event_type, file_day, {"release_date": release})


def _other_dates(row: CaseRow, known: Mapping[str, Any], file_day: date) -> Iterator[ToldFact]:
    names = [name for name in SENTENCE_DATES if name != "release_date" and name in row.dates]
    changed = {name: row.dates[name] for name in names if row.dates[name] != known.get(name)}
    if changed:
        yield told("sentence_dates_changed", file_day, changed)
