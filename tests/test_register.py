"""Answers whether the reference data of prisons and probation regions is whole and plausible."""

import csv
import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent / "migrations" / "data"
Row = dict[str, str]

PRISON_COLUMNS = [
    "code", "name", "estate", "category", "category_source", "operator",
    "region", "latitude", "longitude", "active", "country", "in_scope",
]  # fmt: skip
REGION_COLUMNS = ["code", "name", "country", "latitude", "longitude"]
WOMENS = {"AGI", "BZI", "DHI", "DWI", "ESI", "EWI", "FHI", "LNI", "NHI", "PFI", "SDI", "STI"}
REGIONS = {
    "north_east": "North East",
    "north_west": "North West",
    "yorkshire_and_the_humber": "Yorkshire and the Humber",
    "wales": "Wales",
    "west_midlands": "West Midlands",
    "east_midlands": "East Midlands",
    "south_west": "South West",
    "south_central": "South Central",
    "east_of_england": "East of England",
    "london": "London",
    "kent_surrey_and_sussex": "Kent, Surrey and Sussex",
    "greater_manchester": "Greater Manchester",
}
CATEGORIES = {
    "women_closed", "women_open", "high_security", "category_b", "category_c", "category_d",
    "local", "young_offender", "youth", "immigration_removal",
}  # fmt: skip
OUT_OF_SCOPE = {"youth", "immigration_removal"}


def read(name: str) -> tuple[list[str], list[Row]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or []), rows


PRISON_HEADER, PRISONS = read("prisons.csv")
REGION_HEADER, REGION_ROWS = read("probation_regions.csv")
BY_CODE = {row["code"]: row for row in PRISONS}


def is_in_england_or_wales(row: Row) -> bool:
    return 49.8 <= float(row["latitude"]) <= 55.9 and -5.8 <= float(row["longitude"]) <= 1.9


def test_both_files_have_the_columns_the_migration_reads() -> None:
    assert PRISON_HEADER == PRISON_COLUMNS
    assert REGION_HEADER == REGION_COLUMNS


def test_every_prison_code_is_three_letters_and_unique() -> None:
    assert all(re.fullmatch(r"[A-Z]{3}", row["code"]) for row in PRISONS)
    assert len(BY_CODE) == len(PRISONS)


def test_every_prison_name_is_given_and_unique() -> None:
    names = [row["name"] for row in PRISONS]
    assert all(names)
    assert len(set(names)) == len(names)


def test_the_twelve_probation_regions_are_there_once_each() -> None:
    assert {row["code"]: row["name"] for row in REGION_ROWS} == REGIONS
    assert len(REGION_ROWS) == len(REGIONS)


def test_every_prison_lies_in_a_known_region_and_every_region_has_a_prison() -> None:
    assert {row["region"] for row in PRISONS} == set(REGIONS)


def test_every_place_is_inside_england_and_wales() -> None:
    assert [row["code"] for row in PRISONS + REGION_ROWS if not is_in_england_or_wales(row)] == []


def test_every_coordinate_has_four_decimal_places() -> None:
    places = [row[axis] for row in PRISONS + REGION_ROWS for axis in ("latitude", "longitude")]
    assert [place for place in places if not re.fullmatch(r"-?\d+\.\d{4}", place)] == []


def test_every_closed_value_is_one_of_the_known_words() -> None:
    assert {row["estate"] for row in PRISONS} == {"women", "men"}
    assert {row["category"] for row in PRISONS} <= CATEGORIES
    assert {row["category_source"] for row in PRISONS} <= {"verified", "general_knowledge"}
    assert {row["operator"] for row in PRISONS} <= {"public", "Sodexo", "Serco", "G4S", "MTC", "Mitie"}
    assert {row[flag] for row in PRISONS for flag in ("active", "in_scope")} <= {"true", "false"}


def test_exactly_the_twelve_womens_prisons_are_in_the_womens_estate_and_active() -> None:
    womens = [row for row in PRISONS if row["estate"] == "women"]
    assert {row["code"] for row in womens} == WOMENS
    assert {(row["active"], row["in_scope"]) for row in womens} == {("true", "true")}


def test_a_womens_category_belongs_to_the_womens_estate_and_to_no_other() -> None:
    for row in PRISONS:
        assert row["category"].startswith("women_") == (row["estate"] == "women"), row["code"]


def test_only_askham_grange_and_east_sutton_park_are_open_womens_prisons() -> None:
    assert {row["code"] for row in PRISONS if row["category"] == "women_open"} == {"AGI", "ESI"}


def test_no_womens_prison_is_in_wales() -> None:
    assert {row["country"] for row in PRISONS if row["estate"] == "women"} == {"England"}


def test_the_country_wales_and_the_region_wales_are_the_same_prisons() -> None:
    for row in PRISONS + REGION_ROWS:
        region = row.get("region", row["code"])
        assert row["country"] == ("Wales" if region == "wales" else "England"), row["code"]


def test_only_youth_and_immigration_places_are_out_of_scope() -> None:
    for row in PRISONS:
        assert (row["in_scope"] == "false") == (row["category"] in OUT_OF_SCOPE), row["code"]


def test_at_least_115_prisons_in_scope_are_active() -> None:
    in_use = [row for row in PRISONS if row["active"] == "true" and row["in_scope"] == "true"]
    assert len(in_use) >= 115


@pytest.mark.parametrize(
    ("code", "operator"),
    [("BZI", "Sodexo"), ("PFI", "Sodexo"), ("PBI", "Sodexo"), ("ACI", "Sodexo"), ("FEI", "Serco"),
     ("FWI", "G4S"), ("MKI", "Mitie"), ("LGI", "public"), ("BMI", "public"), ("STI", "public")],
)  # fmt: skip
def test_a_prison_has_its_present_operator(code: str, operator: str) -> None:
    assert BY_CODE[code]["operator"] == operator


@pytest.mark.parametrize(
    ("code", "region"),
    [("FHI", "east_midlands"), ("STI", "north_west"), ("AGI", "yorkshire_and_the_humber"),
     ("BZI", "kent_surrey_and_sussex"), ("DWI", "kent_surrey_and_sussex"), ("DHI", "west_midlands"),
     ("ESI", "kent_surrey_and_sussex"), ("EWI", "south_west"), ("LNI", "north_east"),
     ("NHI", "yorkshire_and_the_humber"), ("PFI", "east_of_england"), ("SDI", "kent_surrey_and_sussex"),
     ("MRI", "greater_manchester"), ("RSI", "north_west"), ("CFI", "wales"), ("WWI", "london"),
     ("IWI", "south_central"), ("ONI", "east_of_england"), ("KVI", "north_east")],
)  # fmt: skip
def test_a_prison_lies_in_the_region_where_it_stands(code: str, region: str) -> None:
    assert BY_CODE[code]["region"] == region


@pytest.mark.parametrize(
    ("code", "start"),
    [("FEI", "Fosse Way"), ("FWI", "Five Wells"), ("MKI", "Millsike"), ("FMI", "Feltham"),
     ("PFI", "Peterborough Female"), ("FHI", "Foston Hall")],
)  # fmt: skip
def test_a_code_names_the_prison_it_should(code: str, start: str) -> None:
    assert BY_CODE[code]["name"].startswith(start)
