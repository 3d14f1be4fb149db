"""The bank holidays of England and Wales, for the rules that count working days (requirements B.8 row 75)."""

from collections.abc import Collection, Iterator
from datetime import date

import holidays


class BankHolidays(Collection[date]):
    """Every bank holiday of England and Wales; a year is worked out when a day of it is first asked about."""

    def __init__(self) -> None:
        self._known = holidays.country_holidays("GB", subdiv="ENG")

    def __contains__(self, day: object) -> bool:
        return day in self._known

    def __iter__(self) -> Iterator[date]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


BANK_HOLIDAYS = BankHolidays()
