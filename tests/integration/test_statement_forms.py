"""Statements do on a real server what is written down of them; a minor version may change that.

``python -m bench.statement_forms --write`` writes it down again; look at the difference before it is kept.
"""

import pytest

from tests.conftest import is_short
from tests.statement_forms.forms import MAJORS, all_kinds
from tests.statement_forms.measuring import measured
from tests.statement_forms.seen import read_seen, unlike

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("major", MAJORS)
async def test_every_form_of_statement_does_what_is_written_down_of_it(major: int, pytestconfig: pytest.Config) -> None:
    """Hazards and strategies rest on it. A short run measures each form on one major, half of them on either."""
    kinds = all_kinds()
    every = {kind.name: {form.name for form in kind.forms if form.since <= major} for kind in kinds}
    written = read_seen(major)
    assert {kind: forms.keys() for kind, forms in written.items()} == every
    if is_short(pytestconfig):
        kinds = [kind.half(major) for kind in kinds]
    seen = await measured(major, kinds)
    written = {kind: {name: written[kind][name] for name in forms} for kind, forms in seen.items()}
    assert unlike(written, seen) == []
