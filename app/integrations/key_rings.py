"""Which public keys count now: our own from the database, or an outside issuer's from its JWKS address."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import httpx
import structlog

from app.domain.refusals import Refusal, Unavailable
from app.integrations.outbound import json_answer, outbound_client
from app.integrations.tokens import PublicKey, usable_keys

ISSUER_SILENT = "The sign-in service cannot be reached at this moment. Wait a moment and try again."
FIRST_PAUSE = timedelta(seconds=2)
log = structlog.get_logger()

LoadKeys = Callable[[datetime], Mapping[str, PublicKey]]


class KeyRing(Protocol):
    """What a reader of tokens asks: the key by this id, and whether the set has changed since."""

    @property
    def edition(self) -> int:
        """A number that grows whenever the set of keys is loaded anew."""

    def find(self, kid: str, moment: datetime) -> PublicKey | None:
        """The key by this id, loading the set again, seldom, when it is unknown or old."""


class LoadedKeys:
    """Keys loaded from somewhere: at first use, when they are `fresh_for` old, and for an unknown id.

    Loading happens at most once in `pause`, so that made-up ids cannot drive it. While a set is old and its
    source silent, the old set stands.
    """

    def __init__(self, load: LoadKeys, *, fresh_for: timedelta, pause: timedelta) -> None:
        self._load = load
        self._fresh_for = fresh_for
        self._pause = pause
        self._lock = threading.Lock()
        self._keys: Mapping[str, PublicKey] = {}
        self._loaded_at: datetime | None = None
        self._tried_at: datetime | None = None
        self.edition = 0

    def find(self, kid: str, moment: datetime) -> PublicKey | None:
        """The key by this id; `Unavailable` while no set could be loaded at all."""
        known = kid in self._keys
        if not (known and self._is_fresh(moment)):
            self._load_again(moment, may_wait=not known)
        return self._keys.get(kid)

    def refresh(self, moment: datetime) -> None:
        """See that a set is loaded and not old; `Unavailable` while none could be loaded at all."""
        if not self._is_fresh(moment):
            self._load_again(moment, may_wait=self.edition == 0)

    def forget(self) -> None:
        """Load again at the next use: the source is known to have changed."""
        self._loaded_at = self._tried_at = None

    def _is_fresh(self, moment: datetime) -> bool:
        return self._loaded_at is not None and moment - self._loaded_at < self._fresh_for

    def _load_again(self, moment: datetime, *, may_wait: bool) -> None:
        if not self._tried_lately(moment) and self._lock.acquire(timeout=2 if may_wait else 0):
            try:
                if not self._tried_lately(moment):
                    self._try_to_load(moment)
            finally:
                self._lock.release()
        if self.edition == 0:
            raise Unavailable(ISSUER_SILENT)

    def _try_to_load(self, moment: datetime) -> None:
        try:
            self._keys, self._loaded_at = dict(self._load(moment)), moment
            self.edition += 1
        except (httpx.HTTPError, ValueError, Refusal) as error:
            log.warning("keys_not_loaded", reason=type(error).__name__)
        finally:
            self._tried_at = moment

    def _tried_lately(self, moment: datetime) -> bool:
        pause = self._pause if self.edition else min(self._pause, FIRST_PAUSE)
        return self._tried_at is not None and abs(moment - self._tried_at) < pause


def stored_keys(load: LoadKeys) -> LoadedKeys:
    """Our own keys. Another worker may have made a new one, which the first token signed with it tells."""
    return LoadedKeys(load, fresh_for=timedelta(minutes=5), pause=timedelta(seconds=5))


def fetched_keys(address: str) -> LoadedKeys:
    """An outside issuer's keys."""
    return LoadedKeys(
        lambda _: fetch_keys(address), fresh_for=timedelta(minutes=10), pause=timedelta(seconds=30)
    )


def fetch_keys(address: str) -> Mapping[str, PublicKey]:
    """The usable keys at a JWKS address."""
    return usable_keys(json_answer(outbound_client().get(address)))
