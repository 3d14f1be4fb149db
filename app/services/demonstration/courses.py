"""What happens in the course of a sentence: moves, risk, release, recall, the ends of a case, and slips of the pen."""

from datetime import date, timedelta
from typing import Any

from app.domain.calendar import DAY
from app.services.demonstration.chance import Chance
from app.services.demonstration.estate import Establishment
from app.services.demonstration.history import History
from app.services.demonstration.sentences import Sentence

WRONG_PERSON = "Recorded on the wrong person's case."
TYPED_WRONG = "The year was typed wrongly; the sentence sheet was checked."
UNASSESSED, CLOSED = "U", {"women": "R", "men": "C"}


def arrive(history: History, prison: str, day: date, *, on_remand: bool) -> None:
    """She is received, before or after sentence."""
    history.tell("prison_transfer", day, to_prison=prison)
    if on_remand:
        history.tell("legal_status_changed", day, legal_status="REMAND")
        history.tell("security_category_changed", day, category=UNASSESSED)


def be_sentenced(chance: Chance, history: History, sentence: Sentence, estate: str) -> None:
    """The sentence, told on its day or a few days after, and her category within ten working days."""
    indeterminate = sentence.kind in {"LIFE", "IPP"}
    status = "INDETERMINATE_SENTENCE" if indeterminate else "SENTENCED"
    late = chance.number(1, 4) if chance.falls(10) else 0
    history.tell("sentence_started", sentence.started_on, late_by=late, **sentence.fields)
    history.tell("legal_status_changed", sentence.started_on, late_by=late, legal_status=status)
    categorised = sentence.started_on + timedelta(chance.number(5, 14))
    if categorised <= history.today:
        restricted = indeterminate and chance.falls(6) and estate == "women"
        history.tell("security_category_changed", categorised, category="Q" if restricted else CLOSED[estate])


def be_assessed(chance: Chance, history: History, sentence: Sentence) -> str | None:
    """Risk, and the provider that follows from it; answers the provider, None where nobody has said."""
    dangerous = sentence.kind != "SDS"
    rosh = chance.by_weight(
        {"medium": 4, "high": 5, "very_high": 1} if dangerous else {"low": 4, "medium": 5, "high": 1}
    )
    mappa = chance.by_weight({1: 5, 2: 3, 3: 1} if dangerous else {0: 8, 1: 1})
    risk: dict[str, Any] = {"rosh_level": rosh, "ppo": not dangerous and chance.falls(3)}
    if not chance.falls(6):
        risk["mappa_level"] = mappa
    day = min(sentence.started_on + timedelta(chance.number(0, 12)), history.today)
    history.tell("risk_changed", day, **risk)
    if chance.falls(2):
        return None
    retained = dangerous or rosh == "high" or mappa > 0 or not chance.falls(62)
    provider = "nps" if retained else "crc"
    history.tell("provider_changed", sentence.started_on, provider=provider)
    return provider


def be_moved(
    chance: Chance, history: History, place: Establishment, origin: str, span: tuple[date, date]
) -> None:
    """A transfer from the prison of reception; now and then nobody tells it for some days."""
    day = chance.day(*span)
    late = chance.number(2, 6) if chance.falls(8) else 0
    history.tell("prison_transfer", day, late_by=late, to_prison=place.code, from_prison=origin)
    if place.purpose == "open":
        history.tell("security_category_changed", day, category="T")


def recalculated(chance: Chance, history: History, sentence: Sentence, told: date) -> None:
    """The release date that now stands, after the sentence was first told with another."""
    day = chance.day(told + 20 * DAY, history.today - DAY)
    if sentence.release_on and told + 21 * DAY < day < history.today:
        history.tell("release_date_recalculated", day, release_date=sentence.release_on)


def in_passing(chance: Chance, history: History, sentence: Sentence, provider: str | None) -> None:
    """What happens to some in custody: another risk level, another provider, hospital, a mistaken entry."""
    first = max(sentence.started_on + 15 * DAY, history.opened_on + DAY)
    if first > history.today - 6 * DAY:
        return
    day = chance.day(first, history.today - 5 * DAY)
    if provider == "crc" and chance.falls(5):
        history.tell("provider_changed", day, provider="nps", rosh_level="high")
    elif chance.falls(9):
        history.tell("risk_changed", day, rosh_level=chance.one_of(("low", "medium", "high")))
    elif chance.falls(2):
        history.tell("hospital_transfer", day, to="A secure hospital")
        history.tell("returned_to_custody", chance.day(day + DAY, history.today))
    if chance.falls(3):
        _slip(chance, history, sentence, day)


def _slip(chance: Chance, history: History, sentence: Sentence, day: date) -> None:
    """A fact that was never so, taken back within days."""
    back = day + timedelta(chance.number(1, 5))
    if sentence.release_on and chance.falls(50):
        year_off = sentence.release_on + timedelta(365)
        history.tell("release_date_recalculated", day, release_date=year_off)
        history.take_back(back, TYPED_WRONG)
    else:
        history.tell("parole_process_started", day, review=f"{day.year}/9")
        history.take_back(back, WRONG_PERSON)


def be_released(chance: Chance, history: History, day: date) -> None:
    """Released on the day that was due; now and then it is told some days after."""
    late = chance.number(1, 5) if chance.falls(9) else 0
    history.tell("released", day, late_by=late, release_type="automatic")


def be_recalled(chance: Chance, history: History, sentence: Sentence, prison: str, released_on: date) -> None:
    """Recalled to custody; after a fixed-term recall released again where its days have passed."""
    day = chance.day(released_on + 20 * DAY, history.today - 3 * DAY)
    if sentence.kind == "SDS" and chance.falls(45):
        days = chance.one_of((14, 28))
        ends = day + timedelta(days)
        recall = f"fixed_term_{days}"
        history.tell("recalled", day, recall_type=recall, release_date=ends, to_prison=prison)
        if ends < history.today:
            history.tell("released", ends, release_type="after_fixed_term_recall")
        return
    fields: dict[str, Any] = {"release_date": sentence.expires_on} if sentence.expires_on else {}
    history.tell("recalled", day, recall_type="standard", to_prison=prison, **fields)
    started = day + timedelta(chance.number(28, 45))
    if started < history.today:
        history.tell("parole_process_started", started, review=f"{started.year}/1", review_type="Recall")
        decided = started + timedelta(chance.number(60, 120))
        if decided < history.today and chance.falls(60):
            history.tell("parole_decision", decided, review=f"{started.year}/1", outcome="negative")


def close(chance: Chance, history: History, sentence: Sentence) -> None:
    """A case that ends before its sentence: removal, death, or a conviction that was quashed."""
    told = max(telling.fact.date for telling in history.tellings)
    first = max(sentence.started_on + 20 * DAY, history.opened_on + DAY, told + DAY)
    day = min(chance.day(first, history.today - DAY), history.today)
    why = chance.by_weight({"removed_from_uk": 5, "died": 3, "conviction_quashed": 1})
    fields: dict[str, Any] = {"scheme": "Early removal scheme"} if why == "removed_from_uk" else {}
    history.tell(why, day, **fields)
