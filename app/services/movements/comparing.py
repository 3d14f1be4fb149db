"""Sets the women's prisons side by side for a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.placements import Needs, Option, side_by_side
from app.repositories import panel_care, places, prison_offers

Row = Mapping[str, Any]


def needs_of(connection: Connection, proposal: Row, case: Row, on: date) -> Needs:
    """What she needs of a prison: by what the proposal names, her home as it stands, and her status on the day."""
    region = proposal["home_region"] or case["home_region"]
    return Needs(
        interventions=proposal["interventions_needed"],
        is_restricted=panel_care.is_restricted(connection, case["id"], on),
        with_baby=proposal["needs_mother_and_baby_unit"],
        home=places.regions(connection).get(region) if region else None,
    )


def options_for(connection: Connection, needs: Needs) -> list[Option]:
    """Every prison of the women's estate for her, the nearest to home first."""
    prisons, offers = prison_offers.womens_prisons(connection), prison_offers.offers(connection)
    return side_by_side(prisons, offers, needs)


def shown(options: Sequence[Option], proposal: Row, now_at: str | None) -> list[dict[str, Any]]:
    """The prisons as they are shown, marked where she is, where she would go and what was advised."""
    return [
        {
            **{name: value for name, value in asdict(option).items() if name != "prison"},
            "prison": option.prison,
            "is_barred": option.is_barred,
            "is_now": option.prison["code"] == now_at,
            "is_proposed": option.prison["code"] == proposal["prison_code"],
            "is_advised": option.prison["code"] == proposal["advised_prison"],
        }
        for option in options
    ]
