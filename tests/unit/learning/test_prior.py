"""What is expected of a step comes from what it was seen to do and from sizes; without sizes it is nothing."""

import pytest

from server.learning.prior import work_of
from server.model.lock import LockMode
from server.model.plan import Claim, Script
from server.model.proof import ScriptEvidence

WRITES_PASS = Claim(lock=LockMode.SHARE_UPDATE_EXCLUSIVE, scans=True)


def seen(*, rewritten: tuple[str, ...] = (), waits_for: tuple[str, ...] = ()) -> ScriptEvidence:
    """What a rehearsal saw of a script."""
    return ScriptEvidence(
        step="s",
        phase="expand",
        direction="up",
        claim=Claim(),
        locks=(),
        rewritten=rewritten,
        scanned=(),
        waits_for=waits_for,
        duration_ms=1,
        error=None,
    )


@pytest.mark.parametrize(
    ("script", "evidence", "work"),
    [
        (Script(commands=("c",)), seen(), "catalog"),
        (Script(commands=("c",)), seen(rewritten=("public.t",)), "rewrite"),
        (Script(commands=("c",), claim=WRITES_PASS), seen(), "scan"),
        (Script(commands=("c",), claim=WRITES_PASS, transactional=False), seen(waits_for=("snapshots",)), "build"),
        (Script(commands=("c",), claim=WRITES_PASS, transactional=False), seen(), "batches"),
        (Script(commands=("c",)), None, "catalog"),
    ],
)
def test_work_is_told_by_what_a_script_claims_and_was_seen_to_do(
    script: Script, evidence: ScriptEvidence | None, work: str
) -> None:
    """Not by the text of its SQL."""
    assert work_of(script, evidence) == work
