"""Reads one record of the platform: leniently, for every field may be missing, null or odd."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import whole_months_between
from app.domain.event_fields import CATEGORIES, EARLIEST, LATEST, LEGAL_STATUSES, parse_date
from app.domain.facts import IN_SCOPE_MONTHS
from app.domain.identifiers import is_prison_number
from app.domain.imported import RowRefused
from app.domain.person_facts import is_unborn
from app.domain.prisoner_record.codes import (
    NO_SENTENCE_YET,
    NOT_A_PRISON,
    SENTENCED,
    Left,
    indeterminate_type,
    left_by,
)
from app.domain.refusals import FieldError

DETAILS: Mapping[str, tuple[str, int]] = {
    "pncNumber": ("pnc", 13),
    "croNumber": ("cro", 20),
    "bookingId": ("booking_id", 20),
    "firstName": ("first_name", 100),
    "middleNames": ("middle_names", 200),
    "lastName": ("last_name", 100),
    "gender": ("gender", 40),
    "cellLocation": ("cell_location", 100),
    "csra": ("csra", 40),
    "mostSeriousOffence": ("most_serious_offence", 300),
}
"""Descriptive fields, the column each is kept in, and the most characters it may have."""

SENTENCE_DATES: Mapping[str, str] = {
    "paroleEligibilityDate": "parole_eligibility_date",
    "tariffDate": "tariff_expiry_date",
    "licenceExpiryDate": "licence_expiry_date",
    "homeDetentionCurfewEligibilityDate": "home_detention_curfew_eligibility_date",
    "homeDetentionCurfewActualDate": "home_detention_curfew_actual_date",
    "automaticReleaseDate": "automatic_release_date",
    "conditionalReleaseDate": "conditional_release_date",
}


_PRISON = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class PrisonerRecord:
    """What one record says. None is what it does not say; `notes` are the odd values left out, by field."""

    number: str
    details: Mapping[str, Any]
    prison: str | None = None
    left: Left | None = None
    inside: bool = False
    movement: tuple[str | None, str | None, date | None] = (None, None, None)
    sentenced: bool = False
    start_date: date | None = None
    expiry_date: date | None = None
    sentence_type: str = "SDS"
    recall: bool | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    other_release_date: date | None = None
    post_recall_release_date: date | None = None
    category: str | None = None
    legal_status: str | None = None
    imprisonment_status: str | None = None
    admitted_on: date | None = None
    received_on: date | None = None
    hospital: str | None = None
    notes: tuple[FieldError, ...] = ()

    @property
    def booking(self) -> str | None:
        """The booking that the record belongs to."""
        booking: str | None = self.details.get("booking_id")
        return booking

    @property
    def length_months(self) -> int | None:
        """Whole months from the start to the day after expiry; None where indeterminate.

        Never under twelve: remand and tagged bail already shorten it, so a length worked out never puts a
        case out of scope.
        """
        if self.sentence_type in {"LIFE", "IPP", "DPP"}:
            return None
        if self.start_date is None or self.expiry_date is None:
            return IN_SCOPE_MONTHS
        months = whole_months_between(self.start_date, self.expiry_date + timedelta(days=1))
        return min(max(months, IN_SCOPE_MONTHS), 1200)

    def release_date(self, *, recalled: bool) -> date | None:
        """After a recall the post-recall date, else unknown; otherwise the earlier of the conditional and the
        automatic date, else the calculated one. `confirmedReleaseDate` never counts (A8)."""
        if recalled:
            return self.post_recall_release_date
        own = [
            self.dates[name]
            for name in ("conditional_release_date", "automatic_release_date")
            if name in self.dates
        ]
        return min(own, default=self.other_release_date)

    def release_kind(self, *, recalled: bool) -> str:
        """Which date of the platform the release date is."""
        day = self.release_date(recalled=recalled)
        if recalled:
            return "PRRD"
        if day == self.dates.get("conditional_release_date"):
            return "CRD"
        return "ARD" if day == self.dates.get("automatic_release_date") else "calculated"


def read_record(given: Any, today: date = LATEST) -> PrisonerRecord:
    """What the record says on this day. Raises RowRefused where it is no record of a person in the platform's shape."""
    if not isinstance(given, Mapping):
        raise RowRefused(FieldError("", "not_an_object", "Give one JSON object for each person."))
    reader = _Reader(given, today)
    number = reader.text("prisonerNumber", 20)
    if number is None or not is_prison_number(number.upper()):
        message = "Give the prison number as a letter, four digits and two letters, for example A1234BC."
        raise RowRefused(FieldError("prisonerNumber", "prison_number_invalid", message))
    return reader.record(number.upper())


class _Reader:
    """One pass over the fields of a record, collecting what is odd."""

    def __init__(self, given: Mapping[str, Any], today: date) -> None:
        self._given = given
        self._today = today
        self._notes: list[FieldError] = []

    def record(self, number: str) -> PrisonerRecord:
        legal_status = self._choice("legalStatus", LEGAL_STATUSES)
        imprisonment_status = self.text("imprisonmentStatus", 20)
        start = self.day("sentenceStartDate")
        dates = self._sentence_dates(start)
        left, inside = self._whereabouts(legal_status, imprisonment_status)
        return PrisonerRecord(
            number=number,
            details=self._details(),
            prison=self._prison(),
            left=left,
            inside=inside,
            movement=self._movement(),
            sentenced=self._is_sentenced(legal_status, start),
            start_date=start,
            expiry_date=self.day("sentenceExpiryDate"),
            sentence_type=self._sentence_type(legal_status, imprisonment_status, dates),
            recall=True if legal_status == "RECALL" else self._flag("recall"),
            dates=dates,
            other_release_date=self._after(start, "nonDtoReleaseDate"),
            post_recall_release_date=self._post_recall(start),
            category=self._choice("category", CATEGORIES),
            legal_status=legal_status,
            imprisonment_status=imprisonment_status,
            admitted_on=self.day("lastAdmissionDate"),
            received_on=self.day("receptionDate"),
            hospital=self.text("dischargedHospitalDescription", 200),
            notes=tuple(self._notes),
        )

    def text(self, name: str, longest: int) -> str | None:
        """The text of a field without what cannot be shown; None where there is none or it is too long."""
        value = self._given.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int):
            if value is not None:
                self._odd(name, "text_ignored")
            return None
        text = str(value)
        if not text.isprintable():
            text = "".join(c for c in text if c.isprintable())
        text = text.strip()
        if len(text) > longest:
            self._odd(name, "too_long")
            return None
        return text or None

    def day(self, name: str) -> date | None:
        """The date of a field; None where there is none or it is no date that can be."""
        value = self._given.get(name)
        if value is None or value == "":
            return None
        day = parse_date(value[:10]) if isinstance(value, str) and value[10:11] in {"", "T"} else None
        if day is None or not EARLIEST <= day <= LATEST:
            self._odd(name, "date_ignored")
            return None
        return day

    def _odd(self, name: str, code: str) -> None:
        self._notes.append(FieldError(name, code, "This value was left out; the rest of the row was taken."))

    def _flag(self, name: str) -> bool | None:
        value = self._given.get(name)
        return value if isinstance(value, bool) else None

    def _choice(self, name: str, known: tuple[str, ...]) -> str | None:
        value = self.text(name, 40)
        if value is not None and value.upper() not in known:
            self._odd(name, "unknown_value")
            return None
        return value.upper() if value else None

    def _details(self) -> dict[str, Any]:
        found = {column: self.text(name, longest) for name, (column, longest) in DETAILS.items()}
        details: dict[str, Any] = {column: value for column, value in found.items() if value is not None}
        born = self.day("dateOfBirth")
        if is_unborn(born, self._today):
            self._odd("dateOfBirth", "date_in_future")
        elif born:
            details["date_of_birth"] = born
        need = (self.text("complexityOfNeedLevel", 10) or "").lower()
        if need in {"low", "medium", "high"}:
            details["complexity_of_need"] = need
        patient = self._flag("restrictedPatient")
        if patient is not None:
            details["restricted_patient"] = patient
        return details

    def _prison(self) -> str | None:
        """Where she is, or where she was last if she is out or between prisons."""
        for name in ("prisonId", "lastPrisonId", "supportingPrisonId"):
            code = (self.text(name, 20) or "").upper()
            if code and code not in NOT_A_PRISON:
                if _PRISON.fullmatch(code):
                    return code
                message = "This is no code of a prison: three letters, for example FHI."
                raise RowRefused(FieldError(name, "unknown_prison", message))
        return None

    def _movement(self) -> tuple[str | None, str | None, date | None]:
        kind, reason = self.text("lastMovementTypeCode", 20), self.text("lastMovementReasonCode", 20)
        return (kind, reason, self.day("lastMovementDate"))

    def _whereabouts(self, legal_status: str | None, imprisonment: str | None) -> tuple[Left | None, bool]:
        """How she left, if she has; and whether the record says that she is inside."""
        status = (self.text("status", 20) or "").replace("_", " ")
        whereabouts = self.text("inOutStatus", 10) or (
            "OUT" if self.text("prisonId", 20) == "OUT" else status[-3:].strip()
        )
        kind, reason, _ = self._movement()
        if legal_status == "DEAD" or imprisonment == "DIED":
            return "died", False
        out = status == "INACTIVE OUT" or (whereabouts == "OUT" and not status.startswith("ACTIVE"))
        if kind == "REL" and (out or not (status or whereabouts)):
            return left_by(reason), False
        if status == "INACTIVE OUT" and kind is None:
            return "released", False
        return None, status == "ACTIVE IN" or whereabouts == "IN"

    def _is_sentenced(self, legal_status: str | None, start: date | None) -> bool:
        if legal_status in NO_SENTENCE_YET:
            return False
        indeterminate = self._flag("indeterminateSentence") is True
        return legal_status in SENTENCED or indeterminate or start is not None

    def _sentence_type(
        self, legal_status: str | None, imprisonment: str | None, dates: Mapping[str, date]
    ) -> str:
        if self._flag("indeterminateSentence") or legal_status == "INDETERMINATE_SENTENCE":
            return indeterminate_type(imprisonment)
        return "EDS" if "parole_eligibility_date" in dates else "SDS"

    def _sentence_dates(self, start: date | None) -> dict[str, date]:
        found = {ours: self._after(start, theirs) for theirs, ours in SENTENCE_DATES.items()}
        return {name: day for name, day in found.items() if day is not None}

    def _post_recall(self, start: date | None) -> date | None:
        """The post-recall date, which may also come as the calculated date of that kind."""
        day = self._after(start, "postRecallReleaseDate")
        if day is None and self._given.get("nonDtoReleaseDateType") == "PRRD":
            return self._after(start, "nonDtoReleaseDate")
        return day

    def _after(self, start: date | None, name: str) -> date | None:
        day = self.day(name)
        if day and start and day < start:
            self._odd(name, "before_sentence")
            return None
        return day
