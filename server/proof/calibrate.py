"""Claims for what no strategy knows: a way back that is the difference of two schemas claims what it was seen to do."""

from dataclasses import replace

from server.model.lock import LockMode
from server.model.plan import Claim, Plan, Step
from server.model.proof import Evidence, ScriptEvidence

_DERIVED_BACK = frozenset(["as_written", "add_label"])
"""Operations whose way back is the difference between two schemas."""


def with_observed_claims(plan: Plan, evidence: Evidence) -> Plan:
    """The plan whose derived ways back claim what a rehearsal saw of them; its identity is stale."""
    seen = {script.step: script for script in evidence.scripts if script.direction == "down"}
    phases = tuple(
        replace(phase, steps=tuple(_calibrated(step, seen.get(step.key)) for step in phase.steps))
        for phase in plan.phases
    )
    return replace(plan, phases=phases)


def _calibrated(step: Step, seen: ScriptEvidence | None) -> Step:
    if step.operation not in _DERIVED_BACK or seen is None:
        return step
    claim = Claim(
        lock=max((lock.mode for lock in seen.locks), default=LockMode.NONE),
        rewrites=bool(seen.rewritten),
        scans=bool(seen.scanned),
        small=step.down.claim.small,
    )
    return replace(step, down=replace(step.down, claim=claim))


def with_claims(scripts: tuple[ScriptEvidence, ...], plan: Plan) -> tuple[ScriptEvidence, ...]:
    """The evidence beside the claims the plan makes now."""
    steps = {step.key: step for step in plan.steps}
    return tuple(
        replace(s, claim=steps[s.step].down.claim if s.direction == "down" else steps[s.step].up.claim) for s in scripts
    )
