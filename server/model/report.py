"""What somebody reports of a run, as it arrives: steps by any name for them, numbers without proof."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.model.outcome import Status

PhaseChoice = Literal["", "expand", "migrate", "contract"]
"""A phase; empty: all of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a person or a runner knows; steps go by number in the plan, from 1, by key or by title."""

    status: Status
    phase: PhaseChoice = ""
    started: str = ""
    """ISO 8601."""
    finished: str = ""
    who: str = ""
    notes: str = ""
    steps: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    """Step to what was seen of it: ``seconds``, ``waited`` (seconds for locks), ``rows`` and ``error`` (message, with
    the SQLSTATE where it is known)."""
    measurements: Mapping[str, float | str] = field(default_factory=dict)
    log: str = ""
    """What psql printed."""
