"""Today's rules over facts that come and go, stepping through every day: gathers flat facts, asks the flat oracle.

The second definition that the fold is held to (`naive_stepper` is that of the older policies, and lends the reading
of an entry). Written from policies/omic.md and the paragraph of ownership.md that begins "Under `omic`".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.domain import naive_stepper as reading
from tests.domain.naive_omic import answer
from tests.domain.naive_stepper import Entry, Fact

LIFE = ("LIFE", "IPP", "DPP")
DATES = (
    "release_date", "licence_expiry_date", "parole_eligibility_date", "tariff_expiry_date",
    "automatic_release_date", "conditional_release_date", "home_detention_curfew_eligibility_date",
)  # fmt: skip
WOMENS = ("AGI", "BZI", "DHI", "DWI", "ESI", "EWI", "FHI", "LNI", "NHI", "PFI", "SDI", "STI")
OPEN = ("HDI", "HBI", "HVI", "KMI", "KVI", "LYI", "NSI", "UPI", "SPI", "EHI", "SUI", "TCI", "FDI")
ELIGIBLE = ("SENTENCED", "INDETERMINATE_SENTENCE", "RECALL", "IMMIGRATION_DETAINEE")
CIVIL = (
    "A/FINE", "A_FINE", "A_CFINE", "CIVIL", "CIVIL_CON", "CIVIL_DT", "CIV_RMD", "YOC_CONT", "YO_CFINE",
)  # fmt: skip
MOVES = (*reading.CLOSURES, "sentence_started", "released", "recalled")


@dataclass
class Told:
    """A date of the sentence: what it is, from when it counts, and whether it stands for all sentences."""

    name: str
    value: date | None
    whole: bool
    counts_from: date


@dataclass
class Life:
    """What has happened to a case by the end of a day."""

    place: str = "unsentenced"
    closed_because: str = "case_closed"
    kinds: list[str | None] = field(default_factory=list)
    start: date | None = None
    court_cases: dict[str, date] = field(default_factory=dict)
    life_cases: set[str] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)
    mappa: int | None = None
    recalled: bool = False
    prison: str | None = None
    moved_on: date | None = None
    category: str | None = None
    category_since: date | None = None
    hearings: dict[str, date] = field(default_factory=dict)
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    open_longest: list[str] = field(default_factory=list)
    early: bool = False
    early_window: bool | None = None
    legal_status: str | None = None
    imprisonment_status: str | None = None


def decide_each_day(entry: Entry, first: date, last: date) -> dict[date, dict[str, Any]]:
    """The answer of every day from the facts known on it; days that know the same facts share one walk."""
    answers: dict[date, dict[str, Any]] = {}
    known: list[Fact] | None = None
    lives: dict[date, dict[str, Any]] = {}
    for day in _days(first, last):
        now = reading._known(entry, day, False, None)
        if now != known:
            known, lives = now, dict(_walk(entry, now, last))
        answers[day] = lives.get(day) or _said("none", None, [], "not_sentenced")
    return answers


def _walk(entry: Entry, known: list[Fact], last: date) -> Iterator[tuple[date, dict[str, Any]]]:
    if not known:
        return
    sentence = entry.get("sentence") or {}
    life = Life(mappa=sentence.get("mappa_level"), prison=sentence.get("prison"))
    for day in _days(min(fact.date for fact in known), last):
        todays = sorted((f for f in known if f.date == day), key=lambda fact: fact.order)
        for fact in _starts_before_their_decisions(todays):
            _apply(life, fact, day)
        expiry = _in_force(life, "licence_expiry_date", day)
        if life.place == "licence" and expiry and day > expiry:
            life.place, life.closed_because = "closed", "sentence_ended"
        yield day, _answer(life, day)


def _starts_before_their_decisions(todays: list[Fact]) -> list[Fact]:
    """A start and a decision of one review on one day count start first; an unnamed one may be of the day's start."""
    named = {f.fields.get("review") for f in todays if f.kind == "parole_decision"}
    early = [f for f in todays if f.kind == "parole_process_started" and _one_of(f, named)]
    place = next((n for n, f in enumerate(todays) if f.kind == "parole_decision"), 0)
    others = [f for f in todays if f not in early]
    return [*others[:place], *early, *others[place:]]


def _one_of(start: Fact, named: set[Any]) -> bool:
    return start.fields.get("review") in named or None in named


def _apply(life: Life, fact: Fact, day: date) -> None:
    _note(life, fact)
    if life.place == "closed":
        return
    if fact.kind in MOVES:
        _move(life, fact)
    elif fact.kind == "early_allocation_decided":
        _assessed(life, fact, day)
    else:
        _learn(life, fact)
        _of_parole(life, fact)


def _move(life: Life, fact: Fact) -> None:
    """What puts her in custody, out of it, or ends the case."""
    if fact.kind in reading.CLOSURES:
        life.place = "closed"
    elif fact.kind == "sentence_started":
        _sentenced(life, fact)
    elif fact.kind == "released" and life.place == "custody":
        life.place, life.recalled = "licence", False
    elif fact.kind == "recalled" and life.place != "unsentenced":
        life.place, life.recalled = "custody", True
        life.prison = fact.fields.get("to_prison") or life.prison


def _learn(life: Life, fact: Fact) -> None:
    """What becomes known of her without moving her."""
    if fact.kind == "sentence_varied_on_appeal":
        if life.place != "unsentenced" and fact.fields.get("sentence_type"):
            life.kinds = [fact.fields["sentence_type"]]
    elif fact.kind == "risk_changed":
        life.mappa = fact.fields.get("mappa_level", life.mappa)
    elif fact.kind == "prison_transfer":
        life.prison, life.moved_on = fact.fields["to_prison"], fact.date
    elif fact.kind == "security_category_changed":
        life.category = fact.fields["category"]
        life.category_since = _day(fact.fields.get("approved_on")) or fact.date
    elif fact.kind == "legal_status_changed":
        life.legal_status = fact.fields.get("legal_status", life.legal_status)
        life.imprisonment_status = fact.fields.get("imprisonment_status", life.imprisonment_status)


def _note(life: Life, fact: Fact) -> None:
    if fact.kind == "released" or (fact.kind == "recalled" and life.place == "custody" and not life.recalled):
        life.told = [t for t in life.told if t.name != "release_date"]  # "a release uses up the release date"
    begins = fact.kind == "sentence_started"
    removes = not begins or fact.told > 0
    for name in DATES:
        if name in fact.fields and (fact.fields[name] is not None or removes):
            late = max(fact.date, fact.recorded_on) if name == "release_date" else fact.date
            life.told.append(Told(name, _day(fact.fields[name]), not begins, late))


def _sentenced(life: Life, fact: Fact) -> None:
    if life.place == "licence":
        life.start, life.early, life.early_window = None, False, None
    life.place = "custody"
    kind = fact.fields.get("sentence_type")
    life.kinds.append(kind)
    begins = _day(fact.fields.get("starts_on")) or fact.date
    life.start = min(life.start or begins, begins)
    if fact.fields.get("category"):
        life.category, life.category_since = fact.fields["category"], fact.date
    case = fact.fields.get("court_case", "")
    life.court_cases[case] = min(life.court_cases.get(case, begins), begins)
    if kind in LIFE:
        life.life_cases.add(case)


def _assessed(life: Life, fact: Fact, day: date) -> None:
    """Section 6: the last assessment, made inside the window, that is eligible or accepted."""
    if life.start and fact.date < life.start:
        return
    decision = fact.fields["decision"]
    if decision in ("eligible", "discretionary", "ineligible") or life.early_window is None:
        judged = _day(fact.fields.get("assessed_on")) or fact.date
        flat = _flat(life, day)
        names = ("tariff_expiry_date", "parole_eligibility_date", "target_hearing_date",
                 "automatic_release_date", "conditional_release_date")  # fmt: skip
        earliest = min((flat[name] for name in names if flat[name]), default=None)
        life.early_window = earliest is not None and earliest <= judged + relativedelta(months=18)
    life.early = bool(life.early_window) and decision in ("eligible", "accepted")


def _of_parole(life: Life, fact: Fact) -> None:
    review = fact.fields.get("review")
    if fact.kind in ("parole_process_started", "hearing_date_set"):
        name = str(review or "")
        if fact.kind == "parole_process_started" and name not in life.open_longest:
            life.open_longest.append(name)
        if fact.fields.get("target_hearing_date"):
            life.hearings[name] = _day(fact.fields["target_hearing_date"])  # type: ignore[assignment]
        return
    if fact.kind not in ("parole_decision", "parole_withdrawn", "parole_decision_set_aside"):
        return
    if fact.kind == "parole_decision_set_aside":
        name = review or (life.outcomes[-1][0] if life.outcomes else "")
        life.outcomes = [one for one in life.outcomes if one[0] != name]
        if name not in life.open_longest:
            life.open_longest.append(name)
        return
    name = review or (life.open_longest[0] if life.open_longest else "")
    life.open_longest = [one for one in life.open_longest if one != name]
    if fact.kind == "parole_decision":
        life.outcomes = [one for one in life.outcomes if one[0] != name] + [(name, fact.fields["outcome"])]


def _in_force(life: Life, name: str, day: date) -> date | None:
    standing: list[date] = []
    for one in life.told:
        if one.name == name and one.counts_from <= day:
            kept = [] if one.whole else standing
            standing = standing if one.value is None and not one.whole else kept
            if one.value is not None:
                standing = [*standing, one.value]
    return max(standing, default=None)


def _flat(life: Life, day: date) -> dict[str, Any]:
    """The case of this day as flat facts, for the oracle."""
    flat: dict[str, Any] = {name: _in_force(life, name, day) for name in DATES}
    if not (flat["automatic_release_date"] or flat["conditional_release_date"]):
        flat["conditional_release_date"] = flat["release_date"]
    kinds = [kind for kind in life.kinds if kind in LIFE]
    counted = {review: on for review, on in life.hearings.items() if on >= (life.start or date.min)}
    done = [
        (counted[review], n, outcome)
        for n, (review, outcome) in enumerate(life.outcomes)
        if review in counted
    ]
    last = max(done, default=None)
    woman, arrived = life.prison in WOMENS, life.moved_on or life.start
    if arrived and life.start:
        arrived = max(arrived, life.start)
    is_open = life.category == "T" if woman else life.prison in OPEN
    starts = [life.court_cases[case] for case in life.life_cases]
    expiry = flat["licence_expiry_date"]
    return flat | {
        "sentence_type": kinds[0] if kinds else "SDS",
        "start_date": life.start,
        "target_hearing_date": max(counted.values(), default=None),
        "parole_outcome": None if last is None or last[2] == "release_directed" else "not_release",
        "mappa_level": life.mappa,
        "recalled": life.recalled,
        "immigration_case": life.imprisonment_status == "DET",
        "early_allocation": life.early and (expiry is None or expiry >= day),
        "open_conditions": is_open,
        "open_prison_rules_apply": is_open
        and (woman or (arrived is not None and arrived >= date(2021, 3, 31))),
        "category_active_since": life.category_since,
        "prison_arrival_date": arrived,
        "estate": "women" if woman else "men",
        "additional_indeterminate_sentence": len(starts) > 1 and max(starts) > min(starts),
    }


def _answer(life: Life, day: date) -> dict[str, Any]:
    flat = _flat(life, day)
    if life.place == "closed":
        return _said("none", None, [], life.closed_because)
    if life.place == "unsentenced" and not flat["immigration_case"]:
        return _said("none", None, [], "not_sentenced")
    if life.place == "licence":
        return _said("community", "community_offender_manager", [], "released_on_licence")
    if not _passes_the_gate(life, flat):
        return _said("none", None, [], "outside_policy")
    side, supports, code, start, handover = answer(flat, day)
    if side == "community":
        who = _said(side, "community_offender_manager", ["prison_offender_manager"], code)
    else:
        who = _said(side, "prison_offender_manager", ["community_offender_manager"] if supports else [], code)
    return who | {"handover_date": handover, "handover_start": start}


def _passes_the_gate(life: Life, flat: dict[str, Any]) -> bool:
    if life.imprisonment_status in CIVIL:
        return False
    if life.legal_status is None:
        return True
    names = ("conditional_release_date", "automatic_release_date", "parole_eligibility_date",
             "home_detention_curfew_eligibility_date", "tariff_expiry_date")  # fmt: skip
    dated = flat["sentence_type"] in LIFE or any(flat[name] for name in names)
    return life.legal_status in ELIGIBLE and (flat["immigration_case"] or (life.start is not None and dated))


def _said(side: str, lead: str | None, supporting: list[str], code: str) -> dict[str, Any]:
    return {
        "responsible": side,
        "lead_role": lead,
        "supporting": supporting,
        "reason_code": code,
        "handover_date": None,
        "handover_start": None,
    }


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(number)
