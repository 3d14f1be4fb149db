"""What a person asked of the caseload: filters, order and part of the list, as its address says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from app.web.labels.records import MISSING_SHORT

SIZES = (25, 50, 100)
SORTS = ("last_name", "prison_number", "handover_date", "release_date")
USUAL = {"status": "open", "sort": "last_name,asc", "size": "25"}
FILTERS = ("q", "prison", "region", "responsible", "status", "attention", "handover", "changed")
ALSO = (
    "missing", "allocation", "staff", "role", "handover_from", "handover_to", "release_from", "release_to",
)  # fmt: skip
"""Filters that other pages lead here with, by the names of the API; only `missing` is offered here too."""

KEPT = (*FILTERS, *ALSO, "sort", "size")
PASSED_ON = tuple(name for name in KEPT if name not in {"handover", "changed"})

RESPONSIBLE = (("", "Anybody"), ("custody", "The prison"), ("community", "The community"), ("none", "Nobody"))
STATUS = (
    ("open", "All open cases"),
    ("custody", "In custody"),
    ("recalled", "Recalled to custody"),
    ("licence", "Released on licence"),
    ("not_sentenced", "Not sentenced"),
    ("closed", "Closed cases"),
)
ATTENTION = (
    ("", "Any case"),
    ("release_not_recorded", "Release not recorded"),
    ("provider_missing", "Provider missing"),
    ("release_date_unknown", "Release date unknown"),
    ("details_unconfirmed", "Details to confirm"),
)
HANDOVER = (
    ("", "At any time"),
    ("28", "In the next 4 weeks"),
    ("56", "In the next 8 weeks"),
    ("84", "In the next 12 weeks"),
    ("182", "In the next 26 weeks"),
)


CHANGED = (
    ("", "At any time"),
    ("7", "In the last 7 days"),
    ("28", "In the last 4 weeks"),
    ("84", "In the last 12 weeks"),
)


CHOICES = {
    "responsible": RESPONSIBLE,
    "handover": HANDOVER,
    "changed": CHANGED,
    "attention": ATTENTION,
    "missing": (("", "Anything or nothing"), *MISSING_SHORT.items()),
    "status": STATUS,
}


OFFERED = ("prison", "region", *CHOICES)
"""The filters that the page itself offers."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see: the filters as the address has them, and the part of the list."""

    filters: Mapping[str, str]
    page: int
    cursor: str | None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From the address; what is missing is as usual, what makes no sense is left to the API to refuse."""
        filters = {name: query.get(name, USUAL.get(name, "")).strip() for name in KEPT}
        if filters["size"] not in {str(size) for size in SIZES}:
            filters["size"] = USUAL["size"]
        asked = query.get("page", "")
        return cls(
            filters, int(asked) if asked.isdecimal() and len(asked) < 7 else 1, query.get("next") or None
        )

    @property
    def size(self) -> int:
        """Cases on one page."""
        return int(self.filters["size"])

    @property
    def sorted_by(self) -> tuple[str, str]:
        """The field and the direction."""
        name, _, direction = self.filters["sort"].partition(",")
        return name, direction or "asc"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the usual is asked for."""
        return any(self.filters[name] != USUAL.get(name, "") for name in (*FILTERS, *ALSO))

    @property
    def narrowed_by(self) -> list[tuple[str, str]]:
        """The filters of another page that hold here, with their values."""
        return [(name, self.filters[name]) for name in ALSO if self.filters[name] and name != "missing"]

    @property
    def without_others(self) -> str:
        """The same list without them."""
        return self.address(**dict.fromkeys(ALSO, None))

    @property
    def file(self) -> str:
        """The same list as a CSV file."""
        return self.address().replace("/cases", "/cases.csv", 1)

    def address(self, **changes: str | int | None) -> str:
        """The caseload's address with these changes; another filter or order begins at its first page."""
        told = {k: v for k, v in {**self.filters, **changes}.items() if v and str(v) != USUAL.get(k, "")}
        return f"/cases?{urlencode(told)}" if told else "/cases"

    def asked_of_api(self, today: date) -> dict[str, str | int | None]:
        """The same as parameters of the API."""
        coming, gone = _days(self.filters["handover"]), _days(self.filters["changed"])
        return {
            **{name: self.filters[name] for name in PASSED_ON},
            **({"handover_from": today.isoformat(), "handover_to": _after(today, coming)} if coming else {}),
            "changed_from": (today - timedelta(days=gone)).isoformat() if gone else None,
            "page": None if self.cursor else self.page,
            "next": self.cursor,
        }


def _after(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def _days(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
