"""Identifiers and literals as PostgreSQL reads them; no other module writes a quote mark."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

MAX_BYTES = 63
"""Longest identifier in bytes, NAMEDATALEN - 1 (all supported versions)."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")

# Keywords that cannot stand unquoted everywhere a name may stand: categories R, T and C of
# pg_get_keywords() in PostgreSQL 18, https://www.postgresql.org/docs/18/sql-keywords-appendix.html
_KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case
    cast char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default
    deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant
    greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join
    json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
    json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national
    natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
    placing position precision primary real references returning right row select session_user setof similar
    smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true
    union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat
    xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()
)


# A large schema has tens of thousands of names, and each is spelled many times over.
_REMEMBERED = 1 << 17


@lru_cache(maxsize=_REMEMBERED)
def identifier(name: str) -> str:
    """The name as SQL, quoted when PostgreSQL would otherwise read it differently."""
    if _PLAIN.match(name) and name not in _KEYWORDS:
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """The text as an SQL string constant, whatever ``standard_conforming_strings`` says."""
    escaped = text.replace("'", "''")
    if "\\" in escaped:
        doubled = escaped.replace("\\", "\\\\")
        return f" E'{doubled}'"
    return f"'{escaped}'"


def dollar_quoted(body: str) -> str:
    """The body between dollar quotes whose tag does not occur in it."""
    tag, number = "$$", 0
    while tag in body + tag[:-1]:
        number += 1
        tag = f"$q{number}$"
    return f"{tag}{body}{tag}"


def identifiers(names: tuple[str, ...] | list[str]) -> str:
    """The names as a comma separated SQL list."""
    return ", ".join(identifier(name) for name in names)


def derived(*parts: str) -> str:
    """A name made of parts joined by underscores, at most 63 bytes; a longer one is cut and ends in a hash."""
    name = "_".join(parts)
    if len(name.encode()) <= MAX_BYTES:
        return name
    suffix = "_" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[: MAX_BYTES - len(suffix)].decode(errors="ignore") + suffix


def chosen_name(table: str, column: str, label: str) -> str:
    """The name PostgreSQL chooses when none is given, such as ``orders_total_not_null``.

    Both names are cut in turn, the longer one first, until all fits: ``makeObjectName`` in PostgreSQL's
    commands/indexcmds.c (all supported versions).
    """
    ones, others = table.encode(), column.encode()
    room = MAX_BYTES - len(label.encode()) - 2
    lengths = [len(ones), len(others)]
    while sum(lengths) > room:
        lengths[0 if lengths[0] > lengths[1] else 1] -= 1
    parts = (ones[: lengths[0]].decode(errors="ignore"), others[: lengths[1]].decode(errors="ignore"), label)
    return "_".join(parts)


@lru_cache(maxsize=_REMEMBERED)
def _path(*names: str) -> str:
    return ".".join(map(identifier, names))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class QualifiedName:
    """A name and the schema it lives in, unquoted."""

    schema: str
    name: str

    @property
    def sql(self) -> str:
        """Schema and name, quoted as needed."""
        return _path(self.schema, self.name)

    def __str__(self) -> str:
        return self.sql


_TOKEN = re.compile(
    r"""'(?:[^']|'')*'            # string constant
      | "(?:[^"]|"")*"            # quoted identifier
      | [^\W\d][\w$]*             # plain identifier or keyword
      | .""",
    re.VERBOSE | re.DOTALL,
)


def tokens(definition: str) -> list[str]:
    """All of a definition as PostgreSQL prints it, in strings, names, words and single characters."""
    return _TOKEN.findall(definition)


def with_renamed(definition: str, old: str, new: str) -> str:
    """A definition as PostgreSQL prints it, with every column ``old`` replaced; strings and paths stay as they are."""
    found, put = identifier(old), identifier(new)
    parts = ["", *tokens(definition), ""]
    # what stands beside a point is part of a path: of a type, a function or a field
    return "".join(
        put if token == found and "." not in (parts[number - 1], parts[number + 1]) else token
        for number, token in enumerate(parts[1:-1], start=1)
    )


def with_type_renamed(definition: str, before: QualifiedName, after: QualifiedName) -> str:
    """A definition as PostgreSQL prints it, with every type ``before`` replaced; strings stay as they are."""
    parts, path = tokens(definition), [identifier(before.schema), ".", identifier(before.name)]
    found: list[str] = []
    position = 0
    while position < len(parts):
        if parts[position : position + 3] == path:
            found.append(after.sql)
            position += 3
        else:
            found.append(parts[position])
            position += 1
    return "".join(found)


_PART = re.compile(r"""(?:"((?:[^"]|"")+)"|([^".]+))(?:\.|\Z)""")


def parse_names(sql: str) -> tuple[str, ...]:
    """The names of a path such as ``public."Order"``, unquoted.

    Raises:
        ValueError: It is no such path.
    """
    names, position = [], 0
    while position < len(sql):
        found = _PART.match(sql, position)
        if found is None:
            raise ValueError(f"{sql} is no path of names")
        names.append(found[1].replace('""', '"') if found[1] is not None else found[2])
        position = found.end()
    return tuple(names)


def parse_qualified(sql: str) -> QualifiedName:
    """The name that ``QualifiedName.sql``, or PostgreSQL's format('%I.%I', …), spells so.

    Raises:
        ValueError: It has not two parts.
    """
    schema, name = parse_names(sql)
    return QualifiedName(schema=schema, name=name)


def column_path(table: QualifiedName, column: str) -> str:
    """Qualified name of a column as SQL, such as ``public.products.sku``."""
    return _path(table.schema, table.name, column)
