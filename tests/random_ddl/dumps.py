"""A schema as ``pg_dump`` writes it."""

import re
import subprocess
from collections import Counter
from pathlib import Path

from server.postgres.printed import as_read_again


def dumped(pg_dump: Path, conninfo: str) -> Counter[str]:
    """Each object's text, its columns in order of their names."""
    command = [str(pg_dump), "--schema-only", f"--dbname={conninfo}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    # What follows the last object belongs to none.
    text = text.partition("\n--\n-- PostgreSQL database dump complete\n")[0]
    sections = re.split(r"^--\n-- Name: .*\n--\n", text, flags=re.MULTILINE)
    # \\restrict has another word each time.
    lines = ([line for line in section.splitlines() if not line.startswith("\\")] for section in sections)
    # What is printed once is printed otherwise after it was restored.
    return Counter(as_read_again("\n".join(_in_order(section)).strip()) for section in lines)


def _in_order(section: list[str]) -> list[str]:
    """The lines of one object, in order where theirs is that in which columns or privileges came about."""
    lists_columns = any(re.match(r"CREATE ((UNLOGGED |FOREIGN )?TABLE |TYPE .* AS \($)", line) for line in section[:2])
    # Who grants in another's name does so one after the other.
    lists_grants = all(line.startswith(("GRANT ", "REVOKE ")) for line in section if line)
    return sorted(line.rstrip(",") for line in section) if lists_columns or lists_grants else section
