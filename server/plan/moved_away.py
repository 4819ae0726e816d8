"""What dropping a column means when its values live on in another table."""

from dataclasses import dataclass

from server.model.plan import Loss
from server.plan.fragment import PlacedStep


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedAway:
    """What comes before, between and after the steps that archive and drop a column, and bring it back."""

    opening: tuple[PlacedStep, ...] = ()
    """Before the column is archived."""
    ending: tuple[PlacedStep, ...] = ()
    """After it was archived, before it is dropped."""
    stop: tuple[str, ...] = ()
    """On the way back, before its values are brought back."""
    refill: tuple[str, ...] = ()
    """On the way back, after that: what was written elsewhere since."""
    what: str = "its values, until the archive is dropped; rows inserted after contract have none"
    """What may be lost of the column."""
    losses: tuple[Loss, ...] = ()
    """What else."""
