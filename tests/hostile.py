"""SQL that would get out of a shadow or take all of it: a file a kind, under ``tests/cases/hostile``."""

import tomllib
from pathlib import Path

HOSTILE = Path(__file__).parent / "cases" / "hostile"


def hostile(*kinds: str) -> dict[str, str]:
    """SQL by its name."""
    return {
        f"{kind}-{name}": sql
        for kind in kinds
        for name, sql in tomllib.loads((HOSTILE / f"{kind}.toml").read_text()).items()
    }
