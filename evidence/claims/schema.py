"""Which keys claims.yaml has and what each may hold, one value at a time.

The models describe the file for pydantic, which judges all values at once; ``problems`` turns its
verdicts into our findings. What values mean together is in ``rules``; the meaning of each key is
explained in ``docs/claims-file.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from evidence.claims.findings import Code, quoted
from evidence.claims.model import Better, Combine, Importance, Kind, Says

MAX_PMID = 99_999_999
"""PMIDs have at most eight digits (NLM, MEDLINE/PubMed data element PMID)."""


def _is_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise PydanticCustomError("id", "")
    return text


def _is_pmid(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MAX_PMID:
        raise PydanticCustomError("pmid", "")
    return value


def _is_date(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # no such day
    raise PydanticCustomError("date", "")


_Text = Annotated[str, Field(min_length=1)]
_Id = Annotated[_Text, AfterValidator(_is_id)]
_Pmid = Annotated[int, BeforeValidator(_is_pmid)]
_Date = Annotated[date, BeforeValidator(_is_date)]
_Positive = Annotated[int, Field(ge=1)]


_OPTIONAL: Any = None
"""Default of a key that may be left out. Only the verdicts of these models count, never their values."""


class _Item(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class _Article(_Item):
    id: _Id
    title: _Text
    owner: _Text
    review_by: _Date
    file: _Text = _OPTIONAL


class _Place(_Item):
    article: _Id
    section: _Text


class _Concept(_Item):
    id: _Id
    words: Annotated[list[_Text], Field(min_length=1)]
    note: _Text = _OPTIONAL


class _Outcome(_Item):
    name: _Text
    importance: Annotated[Importance, Field(strict=False)]
    better: Annotated[Better, Field(strict=False)]
    measure: _Text
    minimal_important_difference: Annotated[float, Field(gt=0)] = _OPTIONAL
    mid_unit: _Text = _OPTIONAL
    baseline_risk: Annotated[float, Field(ge=0, le=1)] = _OPTIONAL


class _Query(_Item):
    id: _Id
    term: _Text
    note: _Text = _OPTIONAL
    sentinels: list[_Pmid] = _OPTIONAL
    every_days: _Positive = _OPTIONAL


class _Claim(_Item):
    id: _Id
    statement: _Text
    kind: Annotated[Kind, Field(strict=False)]
    says: Annotated[Says, Field(strict=False)]
    places: list[_Place] = _OPTIONAL
    population: _Text
    exposure: _Text = _OPTIONAL
    intervention: _Text = _OPTIONAL
    comparator: _Text = _OPTIONAL
    outcomes: list[_Outcome] = _OPTIONAL
    aliases: list[_Text] = _OPTIONAL
    about: list[Annotated[list[_Id], Field(min_length=1)]] = _OPTIONAL
    unless: list[_Id] = _OPTIONAL
    votes_needed: _Positive = _OPTIONAL
    queries: list[_Query] = _OPTIONAL
    part_of: _Id = _OPTIONAL
    combine: Annotated[Combine, Field(strict=False)] = _OPTIONAL
    named_in_article: bool = _OPTIONAL


class _File(_Item):
    articles: Annotated[list[_Article], Field(min_length=1)]
    concepts: list[_Concept] = _OPTIONAL
    claims: Annotated[list[_Claim], Field(min_length=1)]


_ITEMS: dict[str, type[_Item]] = {
    "articles": _Article,
    "concepts": _Concept,
    "claims": _Claim,
    "places": _Place,
    "outcomes": _Outcome,
    "queries": _Query,
}
"""What the items of each list are."""


def keys() -> dict[str, tuple[str, ...]]:
    """Every key that the file may have, by the list whose items have it (empty: the file itself)."""
    return {"": tuple(_File.model_fields), **{name: tuple(item.model_fields) for name, item in _ITEMS.items()}}


class Problem(NamedTuple):
    """A value that is not what its key asks for; ``path`` leads to it from the top of the file."""

    path: tuple[str | int, ...]
    code: Code
    what: str
    remedy: str


def problems(values: object) -> Iterator[Problem]:
    """Everything that is wrong with single values of the file.

    Args:
        values: the whole file as dictionaries, lists and scalars; ``None`` stands for a value about
            which a finding exists already.
    """
    try:
        _File.model_validate(values)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield _problem(details)


_TYPES = {
    "string_type": ("text", "put the value in quotes"),
    "bool_type": ("true or false", "write true or false (yes and no are text)"),
    "int_type": ("a whole number", "write digits only, without quotes"),
    "float_type": ("a number", "write digits with a decimal point, without quotes"),
    "list_type": ("a list", "begin each item on a line of its own with '- '"),
    "model_type": ("a set of keys", "write 'key: value' lines"),
}


def _problem(details: ErrorDetails) -> Problem:
    path = details["loc"]
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    name = f"'{key}'" if key else "the file"
    if value is None and kind != "extra_forbidden":
        return Problem(path, Code.EMPTY, f"{name} is empty", "fill it in or remove it")
    match kind:
        case "missing":
            return Problem(path, Code.MISSING_KEY, f"the key '{key}' is missing", f"add '{key}:' with its value")
        case "extra_forbidden":
            return Problem(
                path,
                Code.UNKNOWN_KEY,
                f"unknown key {quoted(key)}",
                _suggestion(key, list(_model_at(path).model_fields)),
            )
        case "string_too_short" | "too_short":
            return Problem(path, Code.EMPTY, f"{name} is empty", "fill it in or remove it")
        case "enum":
            allowed = [word.strip("'") for word in re.findall(r"'[^']*'", str(context["expected"]))]
            return Problem(path, Code.UNKNOWN_VALUE, f"unknown {key} {_shown(value)}", _suggestion(value, allowed))
        case "id":
            return Problem(
                path,
                Code.BAD_ID,
                f"{_shown(value)} is not an id",
                "write small letters, digits and single hyphens, like nk-early-loss",
            )
        case "pmid":
            return Problem(
                path,
                Code.NOT_A_PMID,
                f"{_shown(value)} is not a PMID",
                "write PubMed's number: one to eight digits, without quotes",
            )
        case "date":
            return Problem(
                path, Code.NOT_A_DATE, f"{_shown(value)} is not a date", "write year-month-day, like 2026-06-30"
            )
        case "greater_than" | "greater_than_equal" | "less_than_equal":
            sign, bound = _BOUNDS[kind]
            return Problem(
                path, Code.OUT_OF_RANGE, f"{name} is {value}", f"write a number that is {sign} {context[bound]:g}"
            )
        case _ if kind in _TYPES:
            wanted, remedy = _TYPES[kind]
            sort = "the text " if isinstance(value, str) else ""
            return Problem(path, Code.WRONG_TYPE, f"{name} must be {wanted}, not {sort}{_shown(value)}", remedy)
        case _:
            return Problem(path, Code.WRONG_TYPE, f"{name} cannot be {_shown(value)}: {details['msg']}", "correct it")


_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
}


def _model_at(path: tuple[str | int, ...]) -> type[_Item]:
    lists = [str(step) for step, following in pairwise(path) if isinstance(following, int)]
    return _ITEMS[lists[-1]] if lists else _File


def _suggestion(word: object, allowed: list[str]) -> str:
    close = process.extractOne(str(word).lower(), allowed, scorer=fuzz.ratio, score_cutoff=70)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"{meant}allowed: {', '.join(allowed)}"


def _shown(value: object) -> str:
    match value:
        case dict():
            return "a set of keys"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case _:
            return str(value)
