"""From any point of a plan back to before it: which files, in which order, what to look at, and what that costs."""

from typing import Literal

from server.model.plan import PHASES, Loss, Phase, Plan
from server.render.sql_files import file_name, loss_text, phases_with_steps
from server.render.text import bullets, code, prose

Verdict = Literal["lossless", "lossy", "point of no return"]


def verdict_after(plan: Plan, phase: Phase) -> tuple[Verdict, tuple[Loss, ...]]:
    """What a rollback costs once the phase's up file ran, also in part, and the losses that make it so."""
    reached = PHASES[: PHASES.index(phase.name) + 1]
    losses = tuple(loss for loss in plan.losses if loss.since is None or loss.since in reached)
    steps = {step.key for each in plan.phases if each.name in reached for step in each.steps}
    gone = any(loss.preserved is None and not loss.only_live and not loss.restored for loss in losses)
    if gone or steps & set(plan.without_way_back):
        return "point of no return", losses
    return ("lossy" if losses else "lossless"), losses


def ways_back(plan: Plan, date: str) -> str:
    """A section for each phase that may have been reached, last first, in Markdown."""
    return "\n\n".join(_from(plan, phase, date) for phase in reversed(phases_with_steps(plan)))


def ways_back_in_words(plan: Plan, date: str) -> tuple[str, ...]:
    """One sentence for each phase that may have been reached, last first."""
    found = []
    for phase in reversed(phases_with_steps(plan)):
        files = ", ".join(file_name(plan, each, "down", date=date) for each in _undone(plan, phase))
        found.append(f"When {phase.name} ran, also in part, a rollback is {verdict_after(plan, phase)[0]}: run {files}")
    return tuple(found)


def _undone(plan: Plan, phase: Phase) -> list[Phase]:
    phases = phases_with_steps(plan)
    return list(reversed(phases[: phases.index(phase) + 1]))


def _from(plan: Plan, phase: Phase, date: str) -> str:
    undone = _undone(plan, phase)
    verdict, losses = verdict_after(plan, phase)
    files = [code(file_name(plan, each, "down", date=date)) for each in undone]
    downs = [step.down for each in undone for step in reversed(each.steps)]
    checks = list(dict.fromkeys(check.message for down in downs for check in down.before))
    costs = [prose(loss_text(loss)) for loss in losses]
    return "\n\n".join(
        [
            f"### When {phase.name.capitalize()} Ran, Also in Part: {verdict.capitalize()}",
            bullets(
                [
                    f"Run, in this order: {', '.join(files)}",
                    *(f"It stops with: {prose(message)}" for message in checks),
                    *(f"Lost: {cost}" for cost in costs),
                    *(["Only a backup taken before has all of it"] if verdict == "point of no return" else []),
                    "Then: run the verification queries of the way back, and look whether errors are gone",
                ],
                none="",
            ),
        ]
    )
