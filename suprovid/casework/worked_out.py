"""Values that cost something, worked out only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class WorkedOut(Mapping[str, Any]):
    """Values by name, each worked out when somebody asks for it."""

    def __init__(self, worked_out: Mapping[str, Callable[[], Any]]) -> None:
        self._worked_out = worked_out

    def __getitem__(self, name: str) -> Any:
        return self._worked_out[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._worked_out)

    def __len__(self) -> int:
        return len(self._worked_out)
