"""The formats a plan's scripts can be written in."""

from collections.abc import Mapping
from typing import Protocol

from server.model.configuration import OutputFormat
from server.model.plan import Plan
from server.render.sql_files import render_files


class Render(Protocol):
    """Writes the scripts of a plan; ``date`` is ``YYYY-MM-DD``, the answer is text by file name in running order."""

    def __call__(self, plan: Plan, *, date: str) -> dict[str, str]: ...


FORMATS: Mapping[OutputFormat, Render] = {"sql": render_files}
