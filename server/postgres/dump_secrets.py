"""Keeps secrets of a dump to itself: what it says of foreign servers and of those who log in there."""

import re

from server.grammar import Node, body_of, deparsed, kind_of

WITHHELD = "<withheld>"
"""As the catalog writes them, so that a schema has the same fingerprint with and without."""

# As queries/foreign_servers.sql, which reads them from a catalog.
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|credential|key|user", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"(pass(word|wd)?|pwd)\s*=|://[^/@]*:[^/]*@", re.IGNORECASE)
_EVERY = "create_user_mapping_stmt"
_SOME = frozenset(["create_fdw_stmt", "create_foreign_server_stmt"])


def without_secrets(schema: str) -> str:
    """The dump with each option that is or may be a secret replaced; everything else is as it was.

    Args:
        schema: As ``pg_dump --schema-only`` writes it, without psql's own commands.
    """
    import postgast  # noqa: PLC0415 (0.2 s, and needed only here)

    tree = postgast.parse(schema)
    data, parts, done = schema.encode(), [], 0
    for raw in tree.stmts:
        kind = kind_of(raw.stmt)
        if kind not in {_EVERY, *_SOME} or not _withhold(body_of(raw.stmt), every=kind == _EVERY):
            continue
        parts += [data[done : raw.stmt_location], b"\n", deparsed(raw.stmt).encode()]
        done = raw.stmt_location + (raw.stmt_len or len(data) - raw.stmt_location)
    return b"".join([*parts, data[done:]]).decode()


def _withhold(statement: Node, *, every: bool) -> bool:
    """Whether the statement had something to withhold, which is gone from it now."""
    found = False
    for option in statement.options:
        element = option.def_elem
        value = element.arg.string.sval
        if every or _SECRET_NAME.search(element.defname) or _SECRET_VALUE.search(value):
            element.arg.string.sval = WITHHELD
            found = True
    return found
