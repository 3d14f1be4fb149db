"""Says where a fault arose and leaves out its words, which may hold what people sent."""

import traceback
from collections.abc import MutableMapping
from typing import Any

MOST_FRAMES = 40
OURS = "/app/"


def describe_fault(error: BaseException) -> list[dict[str, Any]]:
    """The chain of errors, the outermost first: each one's kind and frames, never its message."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append({"kind": _kind(current), "frames": _frames(current)})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def without_words(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A step of the log that replaces exception information by `describe_fault`."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple):
        info = info[1]
    if isinstance(info, BaseException):
        event["fault"] = describe_fault(info)
    return event


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    """From the package on, so that no log names a machine's folders."""
    for mark in ("site-packages/", OURS):
        before, found, after = filename.rpartition(mark)
        if found and before:
            return after if mark != OURS else f"app/{after}"
    return filename.rpartition("/")[2]
