"""The documented cases of the demonstration: one for each thing that the rules do (`docs/demonstration.md`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_before
from app.services.demonstration.chance import Chance, court_day
from app.services.demonstration.estate import ESTATE
from app.services.demonstration.history import History, Life
from app.services.demonstration.people import person, with_community_manager
from app.services.demonstration.sentences import release_for_handover

Happenings = Callable[[History], None]


@dataclass(frozen=True, slots=True)
class Story:
    """A case with a number that stays. `responsible` and `reason_code` are its answer on the first day."""

    number: int
    shows: str
    responsible: str
    reason_code: str
    happened: Happenings
    name: tuple[str, str]
    opened_days_ago: int = 400
    prison: str = "FHI"
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def prison_number(self) -> str:
        """The documented number."""
        return f"Z{self.number}DM"


def story_lives(today: date) -> Iterator[Life]:
    """The stories as they stand on the day of the loading."""
    places = {place.code: place for place in ESTATE}
    for story in STORIES:
        place, chance = places[story.prison], Chance(story.prison_number)
        details = person(chance, place, (story.prison_number, f"X90{story.number}"), today - timedelta(6500))
        first_name, last_name = story.name
        named = {"first_name": first_name, "middle_names": None, "last_name": last_name, "home_area": "Derby"}
        details = with_community_manager(chance, {**details, **named, "home_region": "east_midlands"})
        history = History(today - timedelta(story.opened_days_ago), today)
        story.happened(history)
        yield Life({**details, **story.details}, place.estate, history)


def _ago(history: History, days: int) -> date:
    return history.today - timedelta(days)


def _ahead(history: History, days: int) -> date:
    return history.today + timedelta(days)


def _sentenced(history: History, release: date, *, provider: str | None = "nps", prison: str = "FHI") -> None:
    """Four years, half of them in custody, low or medium risk as the provider takes them."""
    started = court_day(months_before(release, 24))
    history.tell("prison_transfer", started, to_prison=prison)
    history.tell(
        "sentence_started",
        started,
        sentence_type="SDS",
        length_months=48,
        release_date=release,
        conditional_release_date=release,
        licence_expiry_date=release + timedelta(730),
    )
    rosh = {"nps": "high", "crc": "medium"}.get(provider or "", "medium")
    history.tell(
        "risk_changed", started, rosh_level=rosh, mappa_level=1 if provider == "nps" else 0, ppo=False
    )
    history.tell(
        "security_category_changed", started + timedelta(10), category="C" if prison == "NMI" else "R"
    )
    if provider:
        history.tell("provider_changed", started, provider=provider)


def _for_life(history: History, years_ago: int, tariff_years: int) -> None:
    started = court_day(_ago(history, years_ago * 365))
    tariff = started + timedelta(tariff_years * 365)
    history.tell("prison_transfer", started, to_prison="FHI")
    history.tell(
        "sentence_started", started, sentence_type="LIFE", length_months=None, tariff_expiry_date=tariff
    )
    history.tell("risk_changed", started, rosh_level="high", mappa_level=2, ppo=False)
    history.tell("security_category_changed", started + timedelta(9), category="R")
    history.tell("provider_changed", started, provider="nps")


def _handover_in(days: int) -> Happenings:
    return lambda history: _sentenced(history, release_for_handover(_ahead(history, days)))


def _lifer_in_parole(history: History) -> None:
    _for_life(history, 14, 13)
    begins = _ago(history, 150)
    hearing = _ahead(history, 40)
    history.tell(
        "parole_process_started", begins, review="R1", review_type="On tariff", target_hearing_date=hearing
    )
    history.tell(
        "parole_adjourned", _ago(history, 25), review="R1", reason="A psychologist's report is awaited."
    )


def _refused_and_returned(history: History) -> None:
    _for_life(history, 16, 14)
    history.tell("parole_process_started", _ago(history, 230), review="R1", review_type="Post-tariff")
    history.tell("parole_decision", _ago(history, 35), review="R1", outcome="negative")


def _refused_inside_six_months(history: History) -> None:
    _sentenced(history, _ahead(history, 120))
    history.tell("parole_process_started", _ago(history, 190), review="R1")
    history.tell("parole_decision", _ago(history, 12), review="R1", outcome="negative")


def _release_directed(history: History) -> None:
    _for_life(history, 15, 14)
    history.tell("parole_process_started", _ago(history, 210), review="R1", review_type="Post-tariff")
    history.tell("parole_decision", _ago(history, 6), review="R1", outcome="release_directed")


def _set_aside(history: History) -> None:
    _for_life(history, 17, 15)
    history.tell("parole_process_started", _ago(history, 240), review="R1", review_type="Post-tariff")
    history.tell("parole_decision", _ago(history, 60), review="R1", outcome="negative")
    history.tell("parole_decision_set_aside", _ago(history, 20), review="R1")


def _withdrawn(history: History) -> None:
    _for_life(history, 12, 12)
    history.tell("parole_process_started", _ago(history, 120), review="R1", review_type="On tariff")
    history.tell(
        "parole_withdrawn", _ago(history, 30), review="R1", reason="She asked for more time to prepare."
    )


def _recalled(history: History) -> None:
    release = _ago(history, 150)
    _sentenced(history, release)
    history.tell("released", release, release_type="automatic")
    ends = release + timedelta(730)
    history.tell("recalled", _ago(history, 21), recall_type="standard", release_date=ends, to_prison="FHI")


def _recalled_for_28_days(history: History) -> None:
    release = _ago(history, 200)
    _sentenced(history, release, provider="crc")
    history.tell("released", release, release_type="automatic")
    recalled, ends = _ago(history, 50), _ago(history, 22)
    history.tell("recalled", recalled, recall_type="fixed_term_28", release_date=ends, to_prison="FHI")
    history.tell("released", ends, release_type="after_fixed_term_recall")


def _put_back(history: History) -> None:
    release = release_for_handover(_ago(history, 40))
    _sentenced(history, release)
    later = release + timedelta(130)
    history.tell("release_date_recalculated", _ago(history, 10), release_date=later)


def _brought_forward(history: History) -> None:
    release = _ahead(history, 320)
    _sentenced(history, release)
    history.tell("release_date_recalculated", _ago(history, 4), release_date=_ahead(history, 150))


def _told_late(history: History) -> None:
    _sentenced(history, _ahead(history, 420))
    history.tell(
        "parole_process_started", _ago(history, 60), late_by=40, review="R1", review_type="Extended sentence"
    )


def _taken_back(history: History) -> None:
    _sentenced(history, _ahead(history, 400))
    history.tell("parole_process_started", _ago(history, 50), review="R1")
    history.take_back(_ago(history, 20), "Recorded on the wrong person's case.")


def _contracted_out(history: History) -> None:
    _sentenced(history, _ahead(history, 60), provider="crc")


def _short(history: History) -> None:
    started = court_day(_ago(history, 40))
    release = started + timedelta(120)
    history.tell("prison_transfer", started, to_prison="FHI")
    history.tell(
        "sentence_started",
        started,
        sentence_type="SDS",
        length_months=8,
        release_date=release,
        automatic_release_date=release,
        licence_expiry_date=started + timedelta(243),
    )
    history.tell("provider_changed", started, provider="crc")


def _remand(history: History) -> None:
    arrived = _ago(history, 33)
    history.tell("prison_transfer", arrived, to_prison="FHI")
    history.tell("legal_status_changed", arrived, legal_status="REMAND")
    history.tell("security_category_changed", arrived, category="U")


def _on_licence(history: History) -> None:
    release = _ago(history, 45)
    _sentenced(history, release)
    history.tell("released", release, release_type="automatic")


def _died(history: History) -> None:
    _sentenced(history, _ahead(history, 300))
    history.tell("died", _ago(history, 30))


def _release_not_recorded(history: History) -> None:
    _sentenced(history, _ago(history, 3))


def _provider_missing(history: History) -> None:
    _sentenced(history, _ahead(history, 500), provider=None)


def _at_a_mens_prison(history: History) -> None:
    _sentenced(history, release_for_handover(_ahead(history, 20)), prison="NMI")
    moved = _ago(history, 90)
    history.tell("prison_transfer", moved, late_by=3, to_prison="MDI", from_prison="NMI")


UNCONFIRMED = {"unconfirmed": ["sentence_type", "length_months"]}

STORIES = (
    Story(1001, "A plain case three days before its handover", "custody", "custodial_phase",
          _handover_in(3), ("Marigold", "Thornbeck")),
    Story(1002, "Handed over nine days ago", "community", "six_months_before_release",
          _handover_in(-9), ("Oluchi", "Kwartengo")),
    Story(1003, "Serving life, in a parole review that was adjourned", "community", "parole_process",
          _lifer_in_parole, ("Bethan", "Glynfawr")),
    Story(1004, "Refused parole and returned to the prison", "custody", "returned_after_decision",
          _refused_and_returned, ("Hazel", "Quillfeather")),
    Story(1005, "Refused parole inside the six months, so it stays", "community", "refused_inside_six_months",
          _refused_inside_six_months, ("Priya", "Banerjiwal")),
    Story(1006, "Release directed, not yet released", "community", "release_directed",
          _release_directed, ("Niamh", "Windlestraw")),
    Story(1007, "A refusal that was set aside: the review is open again", "community", "parole_process",
          _set_aside, ("Zofia", "Nowakiel")),
    Story(1008, "A review withdrawn: as if it had not begun", "custody", "custodial_phase",
          _withdrawn, ("Pearl", "Adewumbi")),
    Story(1009, "On standard recall", "community", "recalled",
          _recalled, ("Stacey", "Whinberry")),
    Story(1010, "Released again after a fixed-term recall, contracted out", "community", "released_on_licence",
          _recalled_for_28_days, ("Chantelle", "Larkhollow")),
    Story(1011, "Release put back after the handover: held with the community", "community",
          "release_date_put_back", _put_back, ("Tamsin", "Orchardleigh")),
    Story(1012, "Release brought forward past the handover date", "community", "six_months_before_release",
          _brought_forward, ("Fatima", "Rahmandi")),
    Story(1013, "Parole begun 60 days ago, told 20 days ago", "community", "parole_process",
          _told_late, ("Elspeth", "Gorsedale")),
    Story(1014, "A parole start taken back: recorded for the wrong person", "custody", "custodial_phase",
          _taken_back, ("Carys", "Llanfeddyn")),
    Story(1015, "Contracted out: stays with the prison to the gate", "custody", "custodial_phase",
          _contracted_out, ("Jade", "Tumbleford")),
    Story(1016, "Under twelve months: nobody owns it", "none", "out_of_scope_under_12_months",
          _short, ("Leanne", "Moorcastle"), opened_days_ago=40),
    Story(1017, "On remand: nobody owns it yet", "none", "not_sentenced",
          _remand, ("Yasmin", "Farooqand"), opened_days_ago=33,
          details={"community_manager_name": None, "community_manager_email": None, "community_team": None}),
    Story(1018, "Released on licence six weeks ago", "community", "released_on_licence",
          _on_licence, ("Gwen", "Rhosgarreg")),
    Story(1019, "Died in custody: closed", "none", "case_closed",
          _died, ("Ruth", "Eldermarsh")),
    Story(1020, "Release date passed and no release recorded", "community", "six_months_before_release",
          _release_not_recorded, ("Kelly", "Bexcombe")),
    Story(1021, "Nobody has said which provider; details from an import to confirm", "custody", "custodial_phase",
          _provider_missing, ("Sunita", "Chaudreshi"), details=UNCONFIRMED),
    Story(1022, "At a men's prison, moved three days before anybody told it", "custody", "custodial_phase",
          _at_a_mens_prison, ("Owain", "Trevannock"), prison="MDI"),
)  # fmt: skip
