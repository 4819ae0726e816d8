"""Plans with nothing in them but what a test is about."""

from server.model.filename import DEFAULT_NAMING
from server.model.plan import Phase, PhaseName, Plan, Script, Step
from server.model.target import Target

_SCRIPT = Script(commands=("SELECT 1",))


def made_step(key: str, *, up: Script = _SCRIPT) -> Step:
    """A step whose operation is the first part of its key."""
    return Step(
        key=key,
        operation=key.partition(":")[0],
        title=f"Do {key}",
        reason="because",
        up=up,
        down=Script(commands=("SELECT 2",)),
        lock_timeout_ms=2000,
        statement=1,
    )


def made_plan(*steps: Step, contract: tuple[Step, ...] = ()) -> Plan:
    """A plan for the database shop that expands by the steps and contracts by others."""
    names: tuple[tuple[PhaseName, tuple[Step, ...]], ...] = (("expand", steps), ("contract", contract))
    return Plan(
        identity="a" * 64,
        name="made",
        reason="",
        target=Target(
            database="shop", version="18.4", environment="production", fingerprint="before", source="live database"
        ),
        change="",
        desired_schema=False,
        phases=tuple(Phase(name=name, steps=own) for name, own in names if own),
        decisions=(),
        hazards=(),
        losses=(),
        operations=(),
        final_fingerprint="after",
        column_order_kept=True,
        author="",
        naming=DEFAULT_NAMING,
        services=(),
    )
