"""What the home page says of parole, key stages and contacts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from app.web.home_needs import Need


async def needs_of_parole(request: Request, prison: str | None) -> list[Need]:
    """Hearings, outcomes, answers and contacts that want following up, each with its list."""
    found = (await request.state.api.get("/follow-up", params={"prison": prison})).json
    return _needs(found, prison, is_community=request.state.person.may_answer)


def _needs(found: Mapping[str, Any], prison: str | None, *, is_community: bool) -> list[Need]:
    answers = (
        Need(
            found["answers_awaited"],
            "Invitations to key stages waiting for an answer",
            "Answer them, and say what you contribute.",
            _list("/key-stages", prison, state="awaiting_answer"),
        )
        if is_community
        else Need(
            found["answers_overdue"],
            "Key stages without an answer from the community",
            "Ask the community manager.",
            _list("/key-stages", prison, state="answer_overdue"),
        )
    )
    return [
        Need(
            found["outcomes_missing"],
            "Parole hearings with no outcome recorded",
            "Record the outcome, or that the hearing was put off.",
            _list("/parole", prison, state="awaiting_outcome"),
            pressing=True,
        ),
        Need(
            found["hearings_next_28_days"],
            "Parole hearings in the next 4 weeks",
            "Check that reports are in.",
            _list("/parole", prison, state="open", within="28"),
        ),
        answers,
        Need(
            found["contact_gaps"],
            "Cases without contact between the two sides",
            "Make contact and record it.",
            _list("/contact-gaps", prison),
        ),
    ]


def _list(path: str, prison: str | None, **filters: str) -> str:
    query = urlencode({name: value for name, value in {"prison": prison, **filters}.items() if value})
    return f"{path}?{query}" if query else path
