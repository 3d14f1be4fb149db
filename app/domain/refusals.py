"""The one tree of refusals: what was not done, why, and what to do next. No status code stands here."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be taken: where it stands, a stable code, and how to mend it."""

    field: str
    code: str
    message: str


class Refusal(Exception):
    """Something asked for that was not done. `code` is stable, `message` tells the person what to do next."""

    code = "refused"

    def __init__(self, message: str, *, code: str | None = None, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.errors = tuple(errors)


class NotSignedIn(Refusal):
    """No token, or one that cannot be trusted."""

    code = "not_signed_in"


class NotPermitted(Refusal):
    """The caller's role does not allow this."""

    code = "not_permitted"


class NotFound(Refusal):
    """There is no such thing, or nothing that this caller may see."""

    code = "not_found"


class InvalidInput(Refusal):
    """What was sent cannot be taken; `errors` names each field."""

    code = "invalid_input"

    @classmethod
    def of(cls, field: str, code: str, message: str) -> "InvalidInput":
        """A refusal about one field."""
        return cls(message, errors=[FieldError(field, code, message)])


class RefusedByRule(Refusal):
    """A rule of the service stands against it."""

    code = "refused_by_rule"


class Conflict(Refusal):
    """It would clash with what is already recorded."""

    code = "conflict"


class StaleVersion(Conflict):
    """Somebody changed it after the caller read it."""

    code = "stale_version"


class VersionMissing(Refusal):
    """A change was sent without saying which version it was made from."""

    code = "version_missing"


class KeyReused(Refusal):
    """An idempotency key came again with another body."""

    code = "idempotency_key_reused"


class StillRunning(Conflict):
    """The same request is being carried out now."""

    code = "still_running"


class TooManyTries(Refusal):
    """Asked too often; wait and try again."""

    code = "too_many_tries"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(Refusal):
    """The service cannot answer at this moment; the same request may be sent again."""

    code = "unavailable"
