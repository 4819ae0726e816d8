"""Claims for what no strategy knows: a way back that is the difference of two schemas claims what it was seen to do."""

from dataclasses import replace

from server.model.lock import LockMode
from server.model.plan import Claim, Plan, Step
from server.model.proof import Evidence, ScriptEvidence

_DERIVED_BACK = frozenset(["as_written", "add_label"])
"""Operations whose way back is the difference between two schemas."""


_WATCHED = frozenset(["as_written", "maintain"])
"""Operations that claim what was seen of them. A lock that one takes outside a transaction is seen only if it lasts."""


def with_observed_claims(plan: Plan, evidence: Evidence) -> Plan:
    """The plan that claims what a rehearsal saw where no strategy knows it; its identity is stale."""
    seen = {script.step: script for script in evidence.scripts if script.direction == "down"}
    phases = tuple(
        replace(phase, steps=tuple(_calibrated(_raised(step, evidence), seen.get(step.key)) for step in phase.steps))
        for phase in plan.phases
    )
    return replace(plan, phases=phases)


def _raised(step: Step, evidence: Evidence) -> Step:
    """The step that claims the strongest lock seen on the way up, if it was watched from outside."""
    if step.operation not in _WATCHED or step.up.transactional:
        return step
    scripts = [script for script in evidence.scripts if script.step == step.key and script.direction != "down"]
    seen = [lock.mode for script in scripts for lock in script.locks]
    claim = replace(step.up.claim, lock=max(seen, default=step.up.claim.lock))
    return replace(step, up=replace(step.up, claim=claim)) if claim.lock > step.up.claim.lock else step


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
