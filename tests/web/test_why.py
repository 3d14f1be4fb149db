"""The page that tells, rule by rule, why a case is with its owner."""

from datetime import date

from app.domain.caller import Role
from tests.parts.pages import Browser
from tests.parts.service import RunningService, opened


def test_the_page_tells_each_rule_what_it_saw_and_what_would_change_it(
    service: RunningService, officer: Browser
) -> None:
    service.clock.turn_to(date(2026, 11, 22))
    sentence = {
        "sentence_type": "SDS",
        "length_months": 96,
        "start_date": "2025-01-13",
        "release_date": "2029-01-13",
    }
    case = opened(service.system(Role.RW), sentence=sentence, provider="nps", prison="FHI")
    page = officer.open(f"/cases/{case['id']}/why")
    assert "Custodial phase: this rule decides" in page.text
    assert "Pre-release stage opens" in page.text
    assert "A parole process starts: the community would be responsible" in page.text
    later = officer.open(f"/cases/{case['id']}/why?on-day=13&on-month=7&on-year=2028")
    assert "Six months before release: this rule decides" in later.text
    assert "OMCP Board paper" in later.text


def test_what_is_no_date_is_told_with_today_still_shown(service: RunningService, officer: Browser) -> None:
    case = opened(service.system(Role.RW), prison="FHI")
    page = officer.open(f"/cases/{case['id']}/why?on-day=31&on-month=2&on-year=2027", status=400)
    assert "real date" in page.text
    assert "The rules that were tried" in page.text
