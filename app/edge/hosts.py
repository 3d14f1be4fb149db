"""Answers only under the names that this installation is known by."""

import re

from app.edge.arrival import Arrival, Check
from app.edge.problem import Refused

HOST = re.compile(r"(?P<name>[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")

HOST_REFUSED = Refused(400, "host_unknown", "This service is not known under the name in the Host header.")


def check_host(allowed_hosts: str) -> Check:
    """400 for a Host outside `allowed_hosts`: names by commas, `*.example.org` for all below, `*` for any."""
    names = {name.strip().lower() for name in allowed_hosts.split(",") if name.strip()}
    endings = tuple(name[1:] for name in names if name.startswith("*."))
    known: dict[bytes, bool] = {}

    def is_ours(value: bytes) -> bool:
        found = HOST.fullmatch(value.decode("latin-1").lower())
        if found is None:
            return False
        name = found["name"]
        return "*" in names or name in names or name.strip("[]") in names or name.endswith(endings or ("\0",))

    def check(arrival: Arrival) -> Refused | None:
        value = arrival.headers.get(b"host", b"")
        if b"host" in arrival.repeated:
            return HOST_REFUSED
        if value not in known:
            if not is_ours(value):
                return HOST_REFUSED
            if len(known) < 1000:
                known[value] = True
        return None

    return check
