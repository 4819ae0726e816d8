"""Moments are kept as numbers, and each that is taken can be written again."""

import pytest

from knowledge.errors import InvalidMoment
from knowledge.stored import moment_of, moment_text


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2026-11-28T20:15:00Z", "2026-11-28T20:15:00.000Z"),
        ("2026-11-28 20:15", "2026-11-28T20:15:00.000Z"),
        ("0001-01-01", "0001-01-01T00:00:00.000Z"),
        ("0001-01-01T00:00:00-14:00", "0001-01-01T14:00:00.000Z"),
        ("9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59+14:00", "9999-12-31T09:59:59.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_a_moment_is_written_as_it_was_given_in_utc(given: str, written: str) -> None:
    """Also the first and the last there are."""
    assert moment_text(moment_of(given)) == written


@pytest.mark.parametrize(
    "text",
    [
        "infinity",
        "-infinity",
        "now",
        "",
        "0000-01-01",
        "10000-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30",
        "2026-11-28T20:15:00+25:00",
    ],
)
def test_what_no_moment_in_utc_is_written_for_is_refused(text: str) -> None:
    """It would be stored, and break every later look at it."""
    with pytest.raises(InvalidMoment, match="is no moment; write ISO 8601"):
        moment_of(text)
