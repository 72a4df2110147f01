"""Short numbers for texts that stand in many rows: forms, states, people. The rows take half the room.

A question names the text as ever; only in the rows there is its number.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Dialect, Integer, Text, text
from sqlalchemy.types import TypeDecorator

TABLE = "CREATE TABLE IF NOT EXISTS spelling (number INTEGER PRIMARY KEY, said TEXT NOT NULL)"
ALL = "SELECT number, said FROM spelling"
ADD = "INSERT INTO spelling (number, said) VALUES (:number, :said)"


class Spelling:
    """The texts of one index and their numbers; use it under the lock of the index."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self._unwritten: list[dict[str, Any]] = []

    def read(self, connection: Connection) -> None:
        """Take up what the database knows."""
        connection.execute(text(TABLE))
        for number, said in connection.execute(text(ALL)):
            self._numbers[said], self._texts[number] = number, said

    def write(self, connection: Connection) -> None:
        """Put down what is new, with the rows that use it."""
        if self._unwritten:
            connection.execute(text(ADD), self._unwritten)

    def written(self) -> None:
        """What was put down is there for good."""
        self._unwritten.clear()

    def number(self, said: str) -> int:
        """The number of a text, a new one when it is met for the first time."""
        found = self._numbers.get(said)
        if found is None:
            found = self._numbers[said] = len(self._numbers) + 1
            self._texts[found] = said
            self._unwritten.append({"number": found, "said": said})
        return found

    def text(self, number: int) -> str:
        """The text behind a number."""
        return self._texts[number]


class Spelled(TypeDecorator[str]):
    """A column of such texts; a database that has room enough keeps them as they are."""

    impl = Text
    cache_ok = True

    def __init__(self, spelling: Spelling) -> None:
        super().__init__()
        self.spelling = spelling

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return self.spelling.number(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return self.spelling.text(value) if value is not None and dialect.name == "sqlite" else value
