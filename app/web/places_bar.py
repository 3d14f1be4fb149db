"""The ways between the pages: which are offered to a person, and at which of them a page stands."""

from app.web.session import Person

PLACES = (
    ("/", "Home", None),
    ("/dashboard", "From above", "may_see_from_above"),
    ("/my-cases", "My cases", "may_hold_cases"),
    ("/cases", "Caseload", "may_read_cases"),
    ("/handovers", "Handovers", "may_read_cases"),
    ("/tasks", "Tasks", "may_see_tasks"),
    ("/allocate", "Allocate", "may_allocate"),
    ("/parole", "Parole", "may_read_cases"),
    ("/panel", "Panel", "panel_parts"),
    ("/cases/new", "New case", "may_open_cases"),
    ("/staff", "Staff", "may_see_staff"),
    ("/policies/comparisons", "Compare policies", "may_compare"),
    ("/policies", "Policies", "may_see_policies"),
    ("/imports", "Imports", "may_import"),
    ("/help", "Help", None),
)
"""Where each leads, its name, and the question about the person that offers it."""


def offered_to(person: Person) -> tuple[tuple[str, str], ...]:
    """Address and name of each place that is offered, in order."""
    return tuple((href, text) for href, text, may in PLACES if may is None or getattr(person, may))


def place_of(path: str) -> str | None:
    """The address of the place that holds a page: the nearest above it, Home for itself alone."""
    above = [href for href, _, _ in PLACES if path == href or (href != "/" and path.startswith(f"{href}/"))]
    return max(above, key=len, default=None)
