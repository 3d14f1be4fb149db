"""Refuses a query parameter given twice, so that no two readers of one address take different values."""

from urllib.parse import unquote_plus

from app.edge.arrival import Arrival, Check
from app.edge.problem import Refused

MAY_REPEAT = frozenset({"id"})
"""The parameters that are lists, for which repeating is the way to send several values: people to compare."""

REPEATED = Refused(400, "parameter_repeated", "A parameter was given twice. Give each of them once.")


def check_parameters(may_repeat: frozenset[str]) -> Check:
    """400 where a parameter outside `may_repeat` comes more than once."""

    def check(arrival: Arrival) -> Refused | None:
        query = arrival.scope["query_string"]
        if b"&" not in query:
            return None
        seen: set[str] = set()
        for pair in query.decode("latin-1").split("&"):
            name = unquote_plus(pair.partition("=")[0])
            if name in seen and name not in may_repeat:
                return REPEATED
            if pair:
                seen.add(name)
        return None

    return check
