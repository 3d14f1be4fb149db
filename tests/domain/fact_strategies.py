"""Makes random cases, in the shape of one scenario, whose facts collide, come late and are taken back."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from tests.domain.naive_stepper import POLICIES

Entry = dict[str, Any]
Event = dict[str, Any]

FIRST_START, LAST_START = date(2023, 11, 1), date(2024, 6, 30)
HORIZON_DAYS = 2200  # about six years from the start of the sentence: what a stepper by days can bear
SENTENCE_TYPES = ("SDS", "EDS", "SOPC", "LIFE", "IPP", "DPP")
INDETERMINATE = ("LIFE", "IPP", "DPP")
LENGTHS = (48, 72, 36, 24, 13, 12, 11)
REVIEWS = ("first", "second", "third")
RECALL_TYPES = ("standard", "standard", "fixed_term_14", "fixed_term_28", "fixed_term_56")
OUTCOMES = ("negative", "negative", "negative", "open_conditions_recommended", "release_directed", "other")
ROSH_LEVELS = ("low", "medium", "high", "very_high", None)
PRISONS = ("FHI", "STI", "PFI", "EWI")
MOVES_NOBODY = (
    "parole_adjourned",
    "parole_deferred",
    "hearing_date_set",
    "prison_transfer",
    "hospital_transfer",
    "unlawfully_at_large",
    "returned_to_custody",
    "security_category_changed",
    "early_allocation_decided",
    "legal_status_changed",
    "significant_change",
)
SETTING_VALUES: dict[str, tuple[Any, ...]] = {
    "contracted_out_handover": ("never", "as_retained"),
    "refusal_counts_from": ("issued", "final"),
    "refusal_inside_six_months": ("stay", "return"),
    "open_conditions": ("return", "stay"),
    "recall": ("community", "custody_until_parole"),
    "put_back_after_handover": ("stay", "return"),
    "handover_counts_from": ("automatic", "home_detention_curfew"),
    "support_after_handover": ("offender_supervisor", "offender_supervisor_and_seconded_officer"),
    "paper_refusal": ("as_hearing", "ignore"),
    "short_time_at_sentence": ("community", "custody"),
    "withdrawn_review": ("return", "stay"),
    "handover_months": (6, 3, 8),
    "seconded_lead": (True, False),
    "initial_assessment_by_community": (False, True),
}


def policies() -> st.SearchStrategy[str]:
    """Option 2 most of the time, for it has the most rules."""
    return st.sampled_from(("omcp-2013-option-2",) * 4 + POLICIES)


@st.composite
def settings_of_option_2(draw: st.DrawFn) -> dict[str, Any]:
    """No setting, or a few of them, or all: each at any of its values."""
    keys = draw(st.lists(st.sampled_from(sorted(SETTING_VALUES)), unique=True, max_size=6))
    return {key: draw(st.sampled_from(SETTING_VALUES[key])) for key in keys}


@st.composite
def entries(draw: st.DrawFn, max_events: int = 12, late: bool = True, retractions: bool = True) -> Entry:
    """One case of about six years.

    `late` lets a fact be told on another day than it happened, `retractions` lets it be taken back.
    """
    start = draw(_days_of(FIRST_START, LAST_START))
    sentence = draw(_sentence(start))
    moments = draw(_moments(start, sentence))
    stories = draw(_exactly(draw(st.integers(0, 2)), _story(start, sentence)))
    told = [event for story in stories for event in story][:max_events]
    singly = draw(_exactly(draw(st.integers(0, max_events - len(told))), _happening(moments, start)))
    happened = [*told, *singly]
    events = [draw(_as_told(event, late=late, retractions=retractions)) for event in happened]
    return {
        "sentence": sentence,
        "provider": draw(st.sampled_from(("nps", "nps", "nps", "crc", None))),
        "events": _few_withdrawals(draw(st.permutations(events))),
        "settings": draw(settings_of_option_2()),
    }


OMIC_PRISONS = (*PRISONS, "MDI", "HDI", "UPI")
_DATES_OF_TODAY = (
    "parole_eligibility_date",
    "tariff_expiry_date",
    "automatic_release_date",
    "conditional_release_date",
    "home_detention_curfew_eligibility_date",
)


@st.composite
def entries_of_today(draw: st.DrawFn, max_events: int = 12) -> Entry:
    """A case with the dates that today's rules read, lifers more often, in either estate."""
    entry = draw(entries(max_events=max_events))
    start = date.fromisoformat(entry["sentence"]["start_date"])
    dates = {
        name: _days_of(start - timedelta(days=200), start + timedelta(days=2500)) for name in _DATES_OF_TODAY
    }
    told = draw(st.fixed_dictionaries({}, optional=dates))
    kind = draw(st.sampled_from(("SDS", "EDS", "LIFE", "LIFE", "IPP")))
    sentence = {
        **entry["sentence"],
        **{name: day.isoformat() for name, day in told.items()},
        "sentence_type": kind,
        "length_months": None if kind in INDETERMINATE else draw(st.sampled_from(LENGTHS)),
        "prison": draw(st.sampled_from(OMIC_PRISONS)),
    }
    return {**entry, "sentence": sentence, "settings": {}}


def _exactly(number: int, one: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """As many as drawn beforehand: left to itself a list is nearly always short."""
    return st.lists(one, min_size=number, max_size=number)


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


@st.composite
def _days_of(draw: st.DrawFn, first: date, last: date) -> date:
    """Any day, month ends (where six months are hardest) far more often than they come."""
    day = draw(st.dates(first, last))
    return min(month_end(day), last) if draw(st.integers(0, 3)) == 0 else day


@st.composite
def _sentence(draw: st.DrawFn, start: date) -> dict[str, Any]:
    sentence_type = draw(st.sampled_from(("SDS", "SDS", *SENTENCE_TYPES)))
    release = draw(st.none() | _days_of(start + timedelta(days=60), start + timedelta(days=1800)))
    return {
        "prison_number": "A1234BC",
        "prison": draw(st.sampled_from(PRISONS)),
        "start_date": start.isoformat(),
        "sentence_type": sentence_type,
        "length_months": None if sentence_type in INDETERMINATE else draw(st.sampled_from(LENGTHS)),
        "release_date": _iso(release),
        "home_detention_curfew_actual_date": _iso(draw(_curfew(release))),
        "licence_expiry_date": _iso(
            draw(st.none() | _days_of(start + timedelta(days=400), start + timedelta(days=HORIZON_DAYS)))
        ),
        "rosh_level": draw(st.sampled_from(ROSH_LEVELS)),
        "mappa_level": draw(st.sampled_from((0, 1, 2, 3, None))),
        "ppo": draw(st.sampled_from((False, False, True, None))),
    }


def _curfew(release: date | None) -> st.SearchStrategy[date | None]:
    if release is None:
        return st.none()
    return st.none() | st.integers(1, 180).map(lambda days: release - timedelta(days=days))


@st.composite
def _moments(draw: st.DrawFn, start: date, sentence: dict[str, Any]) -> list[date]:
    """The few days on which the facts of this case fall, so that they meet, and its edges."""
    end = start + timedelta(days=HORIZON_DAYS)
    moments = draw(st.lists(_days_of(start, end), min_size=3, max_size=6))
    moments.append(start)
    if sentence["release_date"]:
        release = date.fromisoformat(sentence["release_date"])
        six_months = release - relativedelta(months=6)
        near = [six_months + timedelta(days=shift) for shift in (-40, -1, 0, 1, 30)]
        near += [release - timedelta(days=1), release, release + timedelta(days=50)]
        moments += [day for day in near if start <= day <= end]
    return moments


@st.composite
def _happening(draw: st.DrawFn, moments: list[date], start: date) -> Event:
    happened = draw(st.sampled_from(moments)) + timedelta(days=draw(st.sampled_from((0, 0, 0, 1, 10))))
    kind = draw(st.sampled_from(_KINDS))
    if (kind.startswith("parole_") or kind in {"released", "recalled"}) and draw(st.integers(0, 9)) == 0:
        happened = start - timedelta(days=draw(st.integers(1, 60)))  # remembered until the sentence
    return draw(_event(kind, happened))


def _story(start: date, sentence: dict[str, Any]) -> st.SearchStrategy[list[Event]]:
    told = _review_told(start) | _recall_told(start)
    if sentence["release_date"] is None:
        return told
    return told | _put_back_told(start, date.fromisoformat(sentence["release_date"]))


@st.composite
def _put_back_told(draw: st.DrawFn, start: date, release: date) -> list[Event]:
    """A release date put back about when the case is handed over, and perhaps a decision soon after."""
    happened = max(start, release - timedelta(days=draw(st.integers(20, 200))))
    later = _days_of(happened + timedelta(days=150), happened + timedelta(days=700))
    kind = draw(st.sampled_from(("release_date_recalculated", "sentence_dates_changed")))
    put_back = {"date": happened.isoformat(), "type": kind, "release_date": draw(later).isoformat()}
    return [put_back, *draw(_perhaps_decided(happened))]


@st.composite
def _review_told(draw: st.DrawFn, start: date) -> list[Event]:
    """A review from its start to how it ends, for chance alone seldom puts the two together."""
    review = draw(st.sampled_from(REVIEWS))
    begun = draw(_days_of(start, start + timedelta(days=1500)))
    ended = begun + timedelta(days=draw(st.integers(0, 400)))
    kind = draw(
        st.sampled_from(("parole_decision", "parole_decision", "parole_decision", "parole_withdrawn"))
    )
    named = draw(st.sampled_from(({"review": review}, {})))
    begins = draw(_event("parole_process_started", begun))
    return [begins | {"review": review}, draw(_event(kind, ended)) | named, *draw(_perhaps_set_aside(ended))]


@st.composite
def _perhaps_set_aside(draw: st.DrawFn, after: date) -> list[Event]:
    """What was decided is now and then set aside, and then decided anew or withdrawn."""
    if draw(st.integers(0, 2)):
        return []
    on = after + timedelta(days=draw(st.integers(0, 100)))
    later = on + timedelta(days=draw(st.integers(0, 100)))
    kind = draw(st.sampled_from(("parole_decision", "parole_decision_set_aside", "parole_withdrawn")))
    return [draw(_event("parole_decision_set_aside", on)), draw(_event(kind, later))]


@st.composite
def _recall_told(draw: st.DrawFn, start: date) -> list[Event]:
    """A release and its recall, and perhaps a decision soon after."""
    freed = draw(_days_of(start, start + timedelta(days=1200)))
    back = freed + timedelta(days=draw(st.integers(0, 300)))
    return [draw(_event("released", freed)), draw(_event("recalled", back)), *draw(_perhaps_decided(back))]


@st.composite
def _perhaps_decided(draw: st.DrawFn, after: date) -> list[Event]:
    """A decision that follows though no start of its review need be known."""
    if draw(st.booleans()):
        return []
    return [draw(_event("parole_decision", after + timedelta(days=draw(st.integers(0, 100)))))]


@st.composite
def _event(draw: st.DrawFn, kind: str, happened: date) -> Event:
    fields = draw(_FIELDS.get(kind, lambda _: st.just({}))(happened))
    return {"date": happened.isoformat(), "type": kind, **fields}


@st.composite
def _as_told(draw: st.DrawFn, event: Event, *, late: bool, retractions: bool) -> Event:
    recorded_on, told = date.fromisoformat(event["date"]), dict(event)
    if late and draw(st.integers(0, 3)) == 0:
        recorded_on += timedelta(days=draw(st.sampled_from((1, 17, 60, 200, -3))))
        told["recorded_on"] = recorded_on.isoformat()
    if retractions and draw(st.integers(0, 7)) == 0:
        taken_back = recorded_on + timedelta(days=draw(st.sampled_from((0, 1, 30, 150))))
        told["retracted_on"] = taken_back.isoformat()
    return told


def _few_withdrawals(events: list[Event]) -> list[Event]:
    """A withdrawal makes a stepper walk again from the start: three in a case are enough."""
    withdrawals = [event for event in events if event["type"] == "parole_withdrawn"]
    return [event for event in events if event not in withdrawals[3:]]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _a_date_after(happened: date) -> st.SearchStrategy[str]:
    """A release date that may lie just behind, inside six months, at their edge, or years ahead."""
    return _days_of(happened - timedelta(days=30), happened + timedelta(days=900)).map(date.isoformat)


def _review() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={"review": st.sampled_from(REVIEWS)})


@st.composite
def _another_sentence(draw: st.DrawFn, happened: date) -> dict[str, Any]:
    sentence_type = draw(st.sampled_from(SENTENCE_TYPES))
    length = None if sentence_type in INDETERMINATE else draw(st.sampled_from(LENGTHS))
    dates = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "release_date": _a_date_after(happened),
                "licence_expiry_date": _a_date_after(happened),
                "starts_on": st.just((happened + timedelta(days=90)).isoformat()),
                "court_case": st.just("2"),
            },
        )
    )
    return {"sentence_type": sentence_type, "length_months": length, **dates}


@st.composite
def _dates_changed(draw: st.DrawFn, happened: date) -> dict[str, Any]:
    keys = ("release_date", "home_detention_curfew_actual_date", "licence_expiry_date", "tariff_expiry_date")
    chosen = draw(st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=3))
    return {key: draw(st.none() | _a_date_after(happened)) for key in chosen}


def _variation(happened: date) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"length_months": st.sampled_from(LENGTHS)},
        optional={
            "release_date": _a_date_after(happened),
            "sentence_type": st.sampled_from(("SDS", "EDS", "SOPC")),
        },
    )


def _decision(happened: date) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"outcome": st.sampled_from(OUTCOMES)},
        optional={
            "review": st.sampled_from(REVIEWS),
            "on_papers": st.booleans(),
            "final_on": st.integers(0, 60).map(lambda days: (happened + timedelta(days=days)).isoformat()),
        },
    )


_ONE_OF_THE_RISKS = st.one_of(
    st.fixed_dictionaries({"rosh_level": st.sampled_from(ROSH_LEVELS)}),
    st.fixed_dictionaries({"mappa_level": st.sampled_from((0, 1, 2, 3, None))}),
    st.fixed_dictionaries({"ppo": st.sampled_from((True, False, None))}),
)

_FIELDS: dict[str, Any] = {
    "sentence_started": _another_sentence,
    "sentence_dates_changed": _dates_changed,
    "sentence_varied_on_appeal": _variation,
    "release_date_set": lambda day: st.fixed_dictionaries({"release_date": _a_date_after(day)}),
    "release_date_recalculated": lambda day: st.fixed_dictionaries({"release_date": _a_date_after(day)}),
    "provider_changed": lambda _: st.fixed_dictionaries(
        {"provider": st.sampled_from(("nps", "crc"))},
        optional={"rosh_level": st.sampled_from(ROSH_LEVELS[:4])},
    ),
    "risk_changed": lambda _: _ONE_OF_THE_RISKS,
    "security_category_changed": lambda day: st.fixed_dictionaries(
        {"category": st.sampled_from(("R", "T"))},
        optional={"approved_on": st.just((day - timedelta(days=9)).isoformat())},
    ),
    "parole_process_started": lambda day: st.fixed_dictionaries(
        {"review": st.sampled_from(REVIEWS)}, optional={"target_hearing_date": _a_date_after(day)}
    ),
    "hearing_date_set": lambda day: st.fixed_dictionaries(
        {"review": st.sampled_from(REVIEWS), "target_hearing_date": _a_date_after(day)}
    ),
    "parole_adjourned": lambda _: _review(),
    "parole_deferred": lambda _: _review(),
    "parole_withdrawn": lambda _: _review(),
    "parole_decision": _decision,
    "parole_decision_set_aside": lambda _: _review(),
    "prison_transfer": lambda _: st.fixed_dictionaries({"to_prison": st.sampled_from(PRISONS)}),
    "recalled": lambda day: st.fixed_dictionaries(
        {"recall_type": st.sampled_from(RECALL_TYPES)}, optional={"release_date": _a_date_after(day)}
    ),
    "early_allocation_decided": lambda _: st.fixed_dictionaries(
        {
            "decision": st.sampled_from(
                ("eligible", "eligible", "discretionary", "accepted", "declined", "ineligible")
            )
        }
    ),
    "legal_status_changed": lambda _: st.fixed_dictionaries(
        {"legal_status": st.sampled_from(("RECALL", "SENTENCED", "REMAND"))},
        optional={"imprisonment_status": st.sampled_from(("DET", "CIVIL", "SENT03"))},
    ),
    "significant_change": lambda _: st.fixed_dictionaries({"what": st.just("an invented change")}),
}

# Often what moves a case, seldom what ends it or moves nobody.
_KINDS = (
    ("parole_process_started", "parole_decision") * 15
    + ("parole_withdrawn", "parole_decision_set_aside", "released", "recalled") * 6
    + ("release_date_set", "release_date_recalculated", "sentence_dates_changed", "provider_changed") * 6
    + ("sentence_started", "sentence_varied_on_appeal", "risk_changed") * 4
    + (*MOVES_NOBODY, "removed_from_uk", "died", "conviction_quashed")
)
