"""A TOML table whose values are taken by key and type; what is left over is a mistake."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NoReturn

from server.errors import ConfigurationError

_VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Table:
    """One TOML table; values are taken out by key and type, and what is left over is an error."""

    def __init__(self, data: Mapping[str, object], *, name: str, file: str, environment: Mapping[str, str]) -> None:
        self._rest = dict(data)
        self._taken: list[str] = []
        self._name = name
        self._file = file
        self._environment = environment

    def take(self, key: str) -> object:
        """The value as it stands, None when the key is missing."""
        self._taken.append(key)
        return self._rest.pop(key, None)

    def text(self, key: str) -> str | None:
        """The text with its variables filled in, None when the key is missing."""
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            self.wrong(key, "a text")
        return self._expanded(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, none when the key is missing."""
        value = self.take(key)
        items = [] if value is None else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
            self.wrong(key, "a list of texts")
        return tuple(self._expanded(key, item) for item in items)

    def number(self, key: str, default: int, *, least: int) -> int:
        """The whole number, or the default."""
        value = self.take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong(key, f"a whole number from {least}")
        return value

    def truth(self, key: str, default: bool) -> bool:
        """True or false, or the default."""
        value = self.take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, "true or false")
        return value

    def table(self, key: str) -> "Table":
        """The table below, an empty one when the key is missing."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, f"a table, as in [{key}]")
        return Table(value or {}, name=self._path(key), file=self._file, environment=self._environment)

    def tables(self, key: str) -> dict[str, "Table"]:
        """The tables below by the names somebody chose."""
        table = self.table(key)
        return {name: table.table(name) for name in list(table._rest)}

    def wrong(self, key: str, expected: str) -> NoReturn:
        """Refuse the value of a key, never showing it: it may be a secret."""
        raise ConfigurationError(f'"{self._path(key)}" in {self._file} must be {expected}')

    def finish(self) -> None:
        """Refuse keys nobody took."""
        for key in self._rest:
            near = get_close_matches(key, self._taken, n=1, cutoff=0.0)
            raise ConfigurationError(
                f'unknown key "{self._path(key)}" in {self._file}; did you mean "{near[0]}"? '
                f"Known here: {', '.join(self._taken)}"
            )

    def _path(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def _expanded(self, key: str, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            found = self._environment.get(match[1])
            if not found:
                raise ConfigurationError(
                    f'"{self._path(key)}" in {self._file} needs the environment variable "{match[1]}", which is not'
                    " set; set it, or take the key out"
                )
            return found

        return _VARIABLE.sub(value, text)
