"""S7: reading leaves the record as it was: every GET of the API and every page that links lead to.

That every change needs the token of its own session, and none from another site passes, is told in `tests/web`
(test_forgery) and in test_cross_site.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache

import pytest
import sqlalchemy as sa

from app.api.openapi import operations
from app.domain.caller import Role
from tests.parts.pages import signed_in
from tests.parts.service import RunningService, opened, told
from tests.reliability.standing import noted

BOOKKEEPING = {"audit_entry", "staff_session"}
"""What a person's reading may touch: the entry that says so, and when the session was last used."""
MOST_PAGES = 60
LINK = re.compile(r'href="(/[^"#]*)"')


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    return sqlite_service


def content(service: RunningService, *, but: set[str] | None = None) -> dict[str, str]:
    """A checksum of each table."""
    engine = sa.create_engine(service.database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = {
            name: hashlib.sha256(
                repr(sorted(map(str, connection.execute(sa.select(table))))).encode()
            ).hexdigest()
            for name, table in tables_of(service.database_url).tables.items()
            if name not in (but or set())
        }
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    engine.dispose()
    return {**found, "the tables": repr(sorted(map(str, made)))}


@cache
def tables_of(url: str) -> sa.MetaData:
    """Every table as the database has it: its shape stays, and finding it takes longer than reading the rows."""
    found = sa.MetaData()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found.reflect(engine)
    engine.dispose()
    return found


def addresses(service: RunningService, case: str) -> Iterator[str]:
    """Every GET of the document, on a real case."""
    for path, method, _ in operations(service.service.api.openapi()):
        if method == "GET":
            yield path.replace("{case}", case).replace("{policy}", "omic").replace("{run}", case)


def test_no_get_of_the_api_changes_anything(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    case = opened(clerk)["id"]
    told(clerk, case, noted(1))
    client = service.system(Role.RO)
    before = content(service)
    for address in addresses(service, case):
        for query in ("", "?on=2026-01-01&as_known_on=2026-01-01&q=a&sort=last_name,desc&size=1"):
            assert client.get(address + query).status_code < 500
            assert client.head(address).status_code in {200, 405}
    assert content(service) == before


def test_a_persons_reading_leaves_only_its_traces(service: RunningService) -> None:
    case = opened(service.system(Role.RW))["id"]
    person = service.person(Role.OMU_MANAGER, everywhere=True)
    before = content(service, but=BOOKKEEPING)
    entries = content(service)["audit_entry"]
    for address in addresses(service, case):
        assert person.get(address).status_code < 500
    assert content(service, but=BOOKKEEPING) == before
    assert content(service)["audit_entry"] != entries


def test_no_page_changes_anything_by_being_looked_at(service: RunningService) -> None:
    opened(service.system(Role.RW))
    browser = signed_in(service, Role.OMU_MANAGER, everywhere=True)
    before = content(service, but=BOOKKEEPING)
    seen, waiting = set[str](), ["/"]
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        seen.add(address)
        answer = browser.client.get(address)
        assert answer.status_code < 500, address
        if "text/html" in answer.headers.get("content-type", ""):
            found = (each.replace("&amp;", "&") for each in LINK.findall(answer.text))
            waiting += [each for each in dict.fromkeys(found) if each not in seen and each not in waiting]
    assert len(seen) > 5
    assert content(service, but=BOOKKEEPING) == before


def test_the_checksums_see_a_write(service: RunningService) -> None:
    """The negative control."""
    clerk = service.system(Role.RW)
    before = content(service, but=BOOKKEEPING)
    opened(clerk)
    after = content(service, but=BOOKKEEPING)
    assert {name for name in after if after[name] != before[name]} >= {"case_record", "case_event"}
