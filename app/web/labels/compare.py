"""Words of comparisons: their states, what stopped them, and the sides that a form offers."""

STATE = {
    "queued": "Waiting to be worked on",
    "running": "Being worked on",
    "done": "Done",
    "failed": "Stopped",
}
FAILURE = {
    "policy_version_changed": "a policy has a newer version now. Start it again",
    "internal_fault": "of a fault of the service. Start it again, and tell the service desk if it stops again",
}
IN_FORCE = ("in_force", "What is in force")
ESTATES = (("", "Both"), ("women", "Women’s estate"), ("men", "Men’s estate"))
PROVIDERS = (("", "Any"), ("nps", "Retained (NPS)"), ("crc", "Contracted out (CRC)"))
SENTENCES = (
    ("", "Any"),
    ("SDS", "Standard determinate"),
    ("EDS", "Extended determinate"),
    ("SOPC", "Offenders of particular concern"),
    ("LIFE", "Life"),
    ("IPP", "Imprisonment for public protection"),
    ("DPP", "Detention for public protection"),
)
PLACE_KIND = {"everywhere": "everywhere", "estate": "the estate", "region": "the region"}
