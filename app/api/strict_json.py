"""Reads JSON bodies strictly: one meaning or none. For routers: `APIRouter(route_class=StrictRoute)`."""

import json
from collections.abc import Callable, Coroutine
from math import isinf
from typing import Any

from fastapi import Request
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.domain.refusals import InvalidInput

DEEPEST = 32
LONGEST_NUMBER = 20

NOT_JSON = ("json_invalid", "Send well-formed JSON")
KEY_REPEATED = ("key_repeated", "A name stands twice in one object. Give each once")
NOT_A_NUMBER = ("number_invalid", "NaN and Infinity are not numbers here")
NUMBER_TOO_LARGE = ("number_too_large", "A number is too large")
TOO_DEEP = ("too_deep", f"Nest objects and lists at most {DEEPEST} deep")
TEXT_INVALID = ("text_invalid", "Send UTF-8 text without NUL and without half characters")


def read_json(raw: bytes) -> Any:
    """What `raw` says. Raises InvalidInput for what is no JSON, has two meanings, or cannot be kept."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput.of("body", *TEXT_INVALID) from None
    if raw.count(b"{") + raw.count(b"[") > DEEPEST:
        _refuse_depth(text)
    try:
        said = _DECODER.decode(text)
    except json.JSONDecodeError:
        raise InvalidInput.of("body", *NOT_JSON) from None
    if "\\u" in text:
        _refuse_half_characters(said)
    return said


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise InvalidInput.of("body", *KEY_REPEATED)
    return said


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise InvalidInput.of("body", *NUMBER_TOO_LARGE)
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise InvalidInput.of("body", *NUMBER_TOO_LARGE)
    return number


def _no_constant(_name: str) -> None:
    raise InvalidInput.of("body", *NOT_A_NUMBER)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant
)


def _refuse_depth(text: str) -> None:
    depth, in_text, escaped = 0, False, False
    for character in text:
        if in_text:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_text = False
        elif character == '"':
            in_text = True
        elif character in "{[":
            depth += 1
            if depth > DEEPEST:
                raise InvalidInput.of("body", *TOO_DEEP)
        elif character in "}]":
            depth -= 1


def _refuse_half_characters(said: Any) -> None:
    """Escapes can name a NUL or half of a surrogate pair, which no database keeps."""
    written = json.dumps(said, ensure_ascii=False)
    if "\\u0000" in written.replace("\\\\", "") or not _can_be_kept(written):
        raise InvalidInput.of("body", *TEXT_INVALID)


def _can_be_kept(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class StrictRequest(Request):
    """A request whose JSON was read by `read_json` before the framework asks for it."""

    said: Any = None

    async def read(self) -> None:
        """Read the body; its refusals must come from here, for the framework rewords any error of `json`."""
        try:
            raw = await self.body()
        except ClientDisconnect:
            raise HTTPException(400) from None
        if raw:
            self.said = read_json(raw)

    async def json(self) -> Any:
        """The body."""
        return self.said


class StrictRoute(APIRoute):
    """A route that takes `application/json` alone and reads it strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, given a strict request where a JSON body is declared."""
        handle = super().get_route_handler()
        if self.body_field is None or isinstance(self.body_field.field_info, Form):
            return handle

        async def strictly(request: Request) -> Response:
            _refuse_other_content(request)
            strict = StrictRequest(request.scope, request.receive)
            await strict.read()
            return await handle(strict)

        return strictly


def _refuse_other_content(request: Request) -> None:
    given = request.headers.get("content-type")
    if given is None:
        if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
            return
        raise HTTPException(415)
    kind, _, parameters = given.lower().partition(";")
    charset = parameters.replace('"', "").replace(" ", "")
    if kind.strip() != "application/json" or charset not in {"", "charset=utf-8"}:
        raise HTTPException(415)
