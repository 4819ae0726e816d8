"""Numbers that were given in another unit than was asked for."""

from math import log

_SLIPS = {
    1000.0: "milliseconds given as seconds",
    1 / 1000.0: "seconds given as thousandths",
    60.0: "seconds given as minutes, or minutes as hours",
    1 / 60.0: "minutes given as seconds",
    3600.0: "seconds given as hours",
    1 / 3600.0: "hours given as seconds",
}
"""How many times the right value is given, and what that looks like."""

_TOLERANCE = log(1.9)
"""Beside a factor: what takes 60 times as long as ever before is rarer than a slip."""


def slip_of(ratio: float, *, among: float) -> str | None:
    """What slip a value looks like.

    Args:
        ratio: Logarithm of measured over predicted.
        among: What it usually is.

    Returns:
        A phrase, or None when it is no further off than work can be.
    """
    distance = ratio - among
    near = min(_SLIPS, key=lambda factor: abs(distance - log(factor)))
    return _SLIPS[near] if abs(distance - log(near)) <= _TOLERANCE else None
