"""Statements do on a real server what is written down of them; a minor version may change that.

``python -m bench.statement_forms --write`` writes it down again; look at the difference before it is kept.
"""

import pytest

from tests.statement_forms.forms import MAJORS
from tests.statement_forms.measuring import measured
from tests.statement_forms.seen import read_seen, unlike

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("major", MAJORS)
async def test_every_form_of_statement_does_what_is_written_down_of_it(major: int) -> None:
    """Hazards and strategies rest on it."""
    assert unlike(read_seen(major), await measured(major)) == []
