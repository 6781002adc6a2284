"""Column types: what Python values look like in the database, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Python always sees a timezone-aware datetime in UTC; naive ones are refused.

    SQLite has no time zones: there the column holds UTC without saying so.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What the database is given."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: times are stored as UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What Python is given back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text from outside. What no database can hold is replaced by U+FFFD, on both databases alike.

    PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8 form; one such character in one record
    must not stop a refresh. XML cannot carry either, MEDLINE text and error messages can.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """What the database is given."""
        if value is None or (value.isascii() and "\x00" not in value):
            return value
        return _UNSTORABLE.sub("\ufffd", value)


class Json(TypeDecorator[Any]):
    """A value kept as JSON text and read back as the type that the column names.

    Text rather than the databases' own JSON types: those change numbers and refuse an escaped NUL.
    """

    impl = Text
    cache_ok = True

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.of = of
        self._decode = msgspec.json.Decoder(of).decode

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """What the database is given."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """What Python is given back."""
        return None if value is None else self._decode(value)
