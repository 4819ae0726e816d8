"""Which values the administrator may read from text, and the operators that statistics of a type are told with.

To read a value runs the input function of its type. Those of enums, of base types and of ranges over built-in types are
C; that of a domain evaluates its CHECK, which calls the user's functions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.postgres.roles import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueType:
    """What statistics of a type need; an OID is 0 where there is none."""

    oid: int
    readable: bool
    """Whether no code of a user's runs when a value is read."""
    equal: int
    less: int
    """Operators of the type's default B-tree class."""
    element: int
    """Type of the elements an array or a text search vector is known by."""
    element_equal: int
    element_readable: bool
    range: int
    """A range type itself, the range type of a multirange."""


# GetDefaultOpClass in indexcmds.c: the class of the type itself, else one of a type it is read as without conversion,
# preferred types first.
_TYPES = """
    WITH RECURSIVE wanted AS (SELECT DISTINCT unnest(%(types)s::oid[]) AS oid), array_of AS (
      SELECT w.oid, coalesce(e.oid, CASE WHEN w.oid = 'tsvector'::regtype THEN 'text'::regtype ELSE 0 END) AS element
      FROM wanted w LEFT JOIN pg_type e ON e.typarray = w.oid
    ), types AS (
      SELECT oid FROM wanted UNION SELECT element FROM array_of
    ), ranges AS (
      SELECT t.oid, r.rngtypid AS range, r.rngcanonical = 0 AND r.rngsubtype < 16384 AND r.rngsubopc < 16384 AS plain
      FROM types t JOIN pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)
    ), simple AS (
      SELECT t.oid, t.oid < 16384 OR t.typtype = 'e' OR coalesce(r.plain, false)
          OR t.typtype = 'b' AND t.typelem = 0 AND l.lanname IN ('c', 'internal') AS readable,
        coalesce(r.range, 0) AS range, t.typtype, t.typelem
      FROM types w JOIN pg_type t ON t.oid = w.oid JOIN pg_proc p ON p.oid = t.typinput
        JOIN pg_language l ON l.oid = p.prolang LEFT JOIN ranges r ON r.oid = t.oid
    ), classes AS (
      SELECT DISTINCT ON (s.oid) s.oid, o.opcfamily, o.opcintype
      FROM simple s JOIN pg_opclass o ON o.opcdefault JOIN pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
        JOIN pg_type i ON i.oid = o.opcintype
      WHERE o.opcintype = s.oid
        OR o.opcintype = 'anyenum'::regtype AND s.typtype = 'e'
        OR o.opcintype = 'anyrange'::regtype AND s.typtype = 'r'
        OR o.opcintype = 'anymultirange'::regtype AND s.typtype = 'm'
        OR o.opcintype = 'record'::regtype AND s.typtype = 'c'
        OR o.opcintype = 'anyarray'::regtype AND EXISTS (SELECT FROM array_of a WHERE a.oid = s.oid AND a.element <> 0)
        OR EXISTS (SELECT FROM pg_cast k WHERE k.castsource = s.oid AND k.casttarget = o.opcintype
                     AND k.castmethod = 'b' AND k.castcontext = 'i')
      ORDER BY s.oid, o.opcintype = s.oid DESC, i.typispreferred DESC, o.oid
    ), operators AS (
      SELECT c.oid, max(CASE a.amopstrategy WHEN 3 THEN a.amopopr::int8 END) AS equal,
        max(CASE a.amopstrategy WHEN 1 THEN a.amopopr::int8 END) AS less
      FROM classes c JOIN pg_amop a ON a.amopfamily = c.opcfamily
        AND a.amoplefttype = c.opcintype AND a.amoprighttype = c.opcintype
      GROUP BY c.oid
    )
    SELECT w.oid::int8, coalesce(CASE WHEN s.oid < 16384 OR e.oid IS NULL THEN s.readable ELSE e.readable END, false),
      coalesce(o.equal, 0), coalesce(o.less, 0), coalesce(e.oid, 0)::int8, coalesce(eo.equal, 0),
      coalesce(e.readable, false), coalesce(s.range, 0)::int8
    FROM array_of w JOIN simple s ON s.oid = w.oid LEFT JOIN operators o ON o.oid = w.oid
      LEFT JOIN simple e ON e.oid = w.element LEFT JOIN operators eo ON eo.oid = w.element
"""


async def value_types(admin: Session, types: Iterable[int]) -> Mapping[int, ValueType]:
    """The types with these OIDs, none of them a domain.

    Args:
        admin: Autocommit session of the superuser in the database that has them.
        types: What ``ColumnPlace.type`` says.
    """
    cursor = await admin.execute(_TYPES.encode(), {"types": sorted(set(types))})
    return {
        row[0]: ValueType(
            oid=row[0],
            readable=row[1],
            equal=row[2],
            less=row[3],
            element=row[4],
            element_equal=row[5],
            element_readable=row[6],
            range=row[7],
        )
        for row in await cursor.fetchall()
    }
