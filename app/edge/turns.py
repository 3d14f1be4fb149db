"""Lets few requests write at once, and one at a time to one thing, so that waiting never holds every thread."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary, WeakValueDictionary

from app.domain.refusals import Unavailable

BUSY = "Many changes are waiting at this moment. Wait a second and send yours again."


@dataclass(slots=True)
class _Queue:
    """Who waits, in one event loop; a thing's own queue is dropped when nobody stands in it."""

    at_once: asyncio.Semaphore
    one_by_one: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def of(self, thing: str) -> asyncio.Lock:
        """The queue for one thing."""
        lock = self.one_by_one.get(thing)
        if lock is None:
            lock = self.one_by_one[thing] = asyncio.Lock()
        return lock


class Turns:
    """Writers wait here without a thread, first come first served, and are told after `patience` seconds."""

    def __init__(self, at_once: int, patience: float) -> None:
        self.at_once = at_once
        self.patience = patience
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue] = WeakKeyDictionary()
        self._making = Lock()

    @asynccontextmanager
    async def take(self, thing: str | None) -> AsyncIterator[None]:
        """A turn to write; writers of the same thing follow each other. Raises Unavailable."""
        queue = self._queue()
        own = queue.of(thing) if thing else asyncio.Lock()
        try:
            async with asyncio.timeout(self.patience):
                await _both(own, queue.at_once)
        except TimeoutError:
            raise Unavailable(BUSY) from None
        try:
            yield
        finally:
            queue.at_once.release()
            own.release()

    def _queue(self) -> _Queue:
        loop = asyncio.get_running_loop()
        with self._making:
            if loop not in self._queues:
                self._queues[loop] = _Queue(asyncio.Semaphore(self.at_once))
            return self._queues[loop]


async def _both(own: asyncio.Lock, at_once: asyncio.Semaphore) -> None:
    """The thing's own turn first: those who wait for it take no place from others."""
    await own.acquire()
    try:
        await at_once.acquire()
    except BaseException:
        own.release()
        raise
