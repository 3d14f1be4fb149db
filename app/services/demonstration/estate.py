"""The demonstration's estate: which prisons it shows, how large, what each is for, and whose homes are near."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Establishment:
    """A prison of the demonstration: how many cases it has, and whether people arrive, stay or prepare there."""

    code: str
    cases: int
    purpose: Literal["reception", "training", "open"]
    home_regions: tuple[str, ...]
    """Where its people come from, the nearest first."""
    comes_from: tuple[str, ...] = ()
    """Where people are before they are moved here; empty where they come from court."""
    estate: Literal["women", "men"] = "women"


ESTATE = (
    Establishment("BZI", 118, "reception", ("london", "kent_surrey_and_sussex", "south_central")),
    Establishment("STI", 96, "reception", ("greater_manchester", "north_west", "wales")),
    Establishment("PFI", 88, "reception", ("east_of_england", "east_midlands", "london")),
    Establishment("FHI", 74, "reception", ("east_midlands", "west_midlands", "yorkshire_and_the_humber")),
    Establishment("NHI", 84, "reception", ("yorkshire_and_the_humber", "east_midlands", "north_east")),
    Establishment("EWI", 80, "reception", ("south_west", "wales", "south_central")),
    Establishment("LNI", 66, "reception", ("north_east", "yorkshire_and_the_humber", "north_west")),
    Establishment("DHI", 64, "training", ("west_midlands", "north_west", "wales"), ("FHI", "STI", "EWI")),
    Establishment(
        "DWI", 54, "training", ("london", "kent_surrey_and_sussex", "south_central"), ("BZI", "PFI")
    ),
    Establishment("SDI", 50, "training", ("kent_surrey_and_sussex", "london", "south_west"), ("BZI", "EWI")),
    Establishment(
        "AGI", 30, "open", ("yorkshire_and_the_humber", "north_east", "north_west"), ("NHI", "LNI", "STI")
    ),
    Establishment(
        "ESI", 26, "open", ("kent_surrey_and_sussex", "london", "east_of_england"), ("BZI", "SDI", "PFI")
    ),
    Establishment("NMI", 30, "reception", ("east_midlands", "west_midlands"), estate="men"),
    Establishment(
        "MDI",
        34,
        "training",
        ("yorkshire_and_the_humber", "east_midlands", "north_east"),
        ("NMI",),
        estate="men",
    ),
)

HOMES: Mapping[str, tuple[str, ...]] = {
    "east_midlands": ("Derby", "Leicester", "Nottingham", "Lincoln", "Chesterfield", "Mansfield"),
    "east_of_england": ("Norwich", "Ipswich", "Luton", "Northampton", "Peterborough", "Southend-on-Sea"),
    "greater_manchester": ("Manchester", "Salford", "Bolton", "Oldham", "Wigan", "Rochdale"),
    "kent_surrey_and_sussex": ("Maidstone", "Brighton", "Guildford", "Medway", "Hastings", "Crawley"),
    "london": ("Croydon", "Hackney", "Lambeth", "Newham", "Ealing", "Lewisham", "Haringey"),
    "north_east": ("Newcastle upon Tyne", "Sunderland", "Durham", "Middlesbrough", "Gateshead"),
    "north_west": ("Liverpool", "Preston", "Blackpool", "Carlisle", "Chester", "Warrington"),
    "south_central": ("Reading", "Southampton", "Oxford", "Portsmouth", "Milton Keynes", "Slough"),
    "south_west": ("Bristol", "Plymouth", "Exeter", "Swindon", "Gloucester", "Bournemouth"),
    "wales": ("Cardiff", "Swansea", "Wrexham", "Newport", "Bangor", "Merthyr Tydfil"),
    "west_midlands": ("Birmingham", "Coventry", "Stoke-on-Trent", "Wolverhampton", "Telford", "Worcester"),
    "yorkshire_and_the_humber": ("Leeds", "Sheffield", "Bradford", "Hull", "Doncaster", "York"),
}
