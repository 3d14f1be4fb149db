"""Turns what the schemas found wrong into coded field errors that say how to mend it, never what was sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from app.domain.refusals import FieldError

DATE = ("date_invalid", "Give a date as YYYY-MM-DD, for example 2026-11-22")
INSTANT = ("date_time_invalid", "Give a date and time with its offset, for example 2026-11-22T09:30:00Z")
NUMBER = ("number_invalid", "Give a number")
WHOLE = ("whole_number_invalid", "Give a whole number")
YES_NO = ("true_or_false_expected", "Give true or false")
TEXT = ("text_expected", "Give text")
CHOICE = ("not_one_of", "Give one of the values that the documentation lists")

PLAIN: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", "This is needed"),
    "extra_forbidden": ("unknown_field", "This is not a field here. Leave it out or check its spelling"),
    "json_invalid": ("json_invalid", "Send well-formed JSON"),
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "timezone_aware": INSTANT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "bool_type": YES_NO,
    "bool_parsing": YES_NO,
    "string_type": TEXT,
    "string_sub_type": TEXT,
    "string_unicode": ("text_invalid", "Give text without characters that cannot be kept"),
    "string_pattern_mismatch": ("format_invalid", "This is not in the expected form"),
    "enum": CHOICE,
    "literal_error": CHOICE,
    "union_tag_invalid": CHOICE,
    "union_tag_not_found": ("missing", "Say which kind it is"),
    "none_required": ("must_be_empty", "Leave this empty"),
    "uuid_type": ("id_invalid", "Give the id as this service gave it"),
    "uuid_parsing": ("id_invalid", "Give the id as this service gave it"),
    "list_type": ("list_expected", "Give a list"),
    "tuple_type": ("list_expected", "Give a list"),
    "set_type": ("list_expected", "Give a list"),
    "dict_type": ("object_expected", "Give an object with named fields"),
    "model_type": ("object_expected", "Give an object with named fields"),
    "model_attributes_type": ("object_expected", "Give an object with named fields"),
    "dataclass_type": ("object_expected", "Give an object with named fields"),
    "url_parsing": ("address_invalid", "Give a full web address"),
}

LIMITED: Mapping[str, tuple[str, str]] = {
    "string_too_short": ("too_short", "Give at least {min_length} characters"),
    "string_too_long": ("too_long", "Give at most {max_length} characters"),
    "too_short": ("too_few", "Give at least {min_length} of these"),
    "too_long": ("too_many", "Give at most {max_length} of these"),
    "greater_than": ("too_small", "Give a value above {gt}"),
    "greater_than_equal": ("too_small", "Give a value of at least {ge}"),
    "less_than": ("too_large", "Give a value below {lt}"),
    "less_than_equal": ("too_large", "Give a value of at most {le}"),
}
"""Kinds whose message names the schema's own limit, never what was sent."""

OTHERWISE = ("value_invalid", "This cannot be taken")
KNOWN_TO_PYDANTIC = frozenset(get_args(ErrorType))
OUR_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
FIELD_NAME = re.compile(r"(?!.*\d{3})[A-Za-z][A-Za-z0-9_-]{0,39}")


def field_errors(errors: Sequence[Mapping[str, Any]], body: object = None) -> list[FieldError]:
    """One error for each field, in order. `body` only serves to find the fields' places in it."""
    found: dict[str, FieldError] = {}
    for error in errors:
        field = _field(error, body)
        found.setdefault(field, FieldError(field, *_code_and_message(error)))
    return list(found.values())


def _code_and_message(error: Mapping[str, Any]) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx") or {}
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in LIMITED:
        code, message = LIMITED[kind]
        return code, message.format_map(context)
    if kind == "value_error":
        return OTHERWISE[0], _without_what_was_sent(str(context.get("error", "")), error.get("input"))
    if kind in KNOWN_TO_PYDANTIC or not OUR_CODE.fullmatch(kind):
        return OTHERWISE
    return kind, _without_what_was_sent(str(error.get("msg", "")), error.get("input"))


def _without_what_was_sent(message: str, given: object) -> str:
    """A message of our own schemas, unless it carries the value that it is about."""
    if not message or (given not in (None, "") and str(given) in message):
        return OTHERWISE[1]
    return message


def _field(error: Mapping[str, Any], body: object) -> str:
    """`sentence.start_date`, `events[2].date`, a parameter's name, or `body` for the whole of it."""
    where, *parts = error["loc"]
    if where != "body":
        return ".".join(_name(part) for part in parts) or str(where)
    if error["type"] == "json_invalid":
        return "body"
    path = ""
    for part in _parts_in(body, parts, may_lack_last=error["type"] == "missing"):
        path += f"[{part}]" if isinstance(part, int) else f".{_name(part)}"
    return path.lstrip(".") or "body"


def _parts_in(body: object, parts: Sequence[int | str], *, may_lack_last: bool) -> list[int | str]:
    """Leave out what stands for a branch of a schema and not for a place in the body."""
    kept: list[int | str] = []
    current = body
    for index, part in enumerate(parts):
        is_lacking = may_lack_last and index == len(parts) - 1
        if isinstance(current, Mapping) and (part in current or is_lacking):
            kept.append(part)
            current = current.get(part)
        elif isinstance(current, list) and isinstance(part, int):
            kept.append(part)
            current = current[part] if part < len(current) else None
    return kept


def _name(part: int | str) -> str:
    """A field's name, where it reads like one; a key that might be somebody's number is not repeated."""
    return str(part) if isinstance(part, int) or FIELD_NAME.fullmatch(part) else "(unnamed)"
