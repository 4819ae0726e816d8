"""Names, types and expressions that statements are made of."""

from server.model.names import MAX_BYTES

ROLES = ("reader", 'odd "role"')
PLAIN = """
    items owner_id status note size total label code weight region amount seen_at ref color stock batch grade level
    title author city serial_no token quantity price origin target phase score rank extra memo draft bin
""".split()
HOSTILE = [
    'quo"te',
    "it's",
    "back\\slash",
    "$$",
    "$1",
    "new\nline",
    "🐘 emoji",
    "select",
    "Table",
    "user",
    "per%cent",
    "%s",
    "%(a)s",
    "sp ace",
    " lead",
    "x; --",
    "/* c",
    "a.b",
    "UPPER",
    "{}",
    "null",
    "tab\there",
    ":name",
    "default",
    "漢字",
    "a" * MAX_BYTES,
    # Alike in all that is left when PostgreSQL cuts a name to append "_pkey" or "_idx".
    "t" * 60 + "one",
    "t" * 60 + "two",
    "t" * 60 + "\"'\\",
    "é" * 31 + "x",
    "E" * MAX_BYTES,
]
TEXTS = [
    "plain words",
    "it's",
    "back\\slash \\n",
    "$$ and $q1$",
    "two\nlines",
    "🐘 100% %s",
    "",
    '"quoted"',
    "-- no",
    "é" * 40,
]
FAMILIES = {
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
    "numeric": "number",
    "numeric(8,2)": "number",
    "real": "number",
    "double precision": "number",
    "text": "text",
    "character varying(20)": "text",
    "character varying": "text",
    "character(6)": "text",
    "boolean": "boolean",
    "date": "time",
    "timestamp with time zone": "time",
    "timestamp(3) without time zone": "time",
    "interval": "interval",
    "uuid": "uuid",
    "jsonb": "json",
    "bytea": "bytes",
    "integer[]": "array",
    "text[]": "array",
    "int4range": "range",
    "inet": "inet",
    "tsvector": "words",
    '"char"': "char",
}
RETYPES = {
    "smallint": ["integer", "bigint", "numeric"],
    "integer": ["bigint", "numeric(8,2)", "text", "double precision", "smallint"],
    "bigint": ["numeric", "text", "integer"],
    "numeric": ["text", "numeric(8,2)", "double precision"],
    "numeric(8,2)": ["numeric", "numeric(12,4)", "numeric(10,2)", "integer"],
    "real": ["double precision"],
    "text": ["character varying(20)", "character varying", 'text COLLATE "C"', "name"],
    "character varying(20)": ["character varying(60)", "text", "character varying"],
    "character varying": ["text", "character varying(40)"],
    "character(6)": ["text", "character(10)"],
    "boolean": ["text"],
    "date": ["timestamp with time zone", "timestamp without time zone", "text"],
    "timestamp with time zone": ["date", "timestamp(0) with time zone", "text"],
    "timestamp(3) without time zone": ["timestamp without time zone", "timestamp with time zone"],
    "interval": ["interval(0)", "text"],
    "uuid": ["text"],
    "jsonb": ["json", "text"],
    "integer[]": ["bigint[]", "text"],
    "text[]": ["character varying[]"],
    "inet": ["text"],
}
# None is longer than six characters: its column would refuse it for ever, and so would ADD COLUMN, but no CREATE TABLE.
DEFAULTS = {
    "number": ["0", "(41 + 1)", "7", "round(2.4)"],
    "text": ["''", "'it''s %'", "E'sl\\\\ash'", "'$$'", "upper('x')", "CURRENT_USER", "('a' || 'b')", "NULL"],
    "boolean": ["false", "(1 > 2)", "true"],
    "time": ["'2020-02-29'", "CURRENT_DATE", "now()", "'infinity'"],
    "interval": ["'1 day'", "'00:00:01.5'"],
    "uuid": ["gen_random_uuid()"],
    "json": ["'{}'", "'{\"a\": [null, \"it''s\"]}'", "jsonb_build_object('a', 1)"],
    "bytes": ["'\\x00ff'"],
    "array": ["'{}'", "ARRAY[]::integer[]"],
    "range": ["'[1,2)'", "int4range(1, 5)"],
    "inet": ["'127.0.0.1'"],
    "words": ["'a b'", "to_tsvector('simple', 'x y')"],
    "char": ["'a'"],
}
CHECKS = {
    "number": ["{c} >= -1000", "{c} <> 777", "{c} IS NULL OR {c} BETWEEN -5 AND 100000", "abs({c}) < 1000000"],
    "text": [
        "{c} <> 'it''s'",
        "length({c}) < 1000",
        "{c} !~ '^\\d+\\$$'",
        "{c} NOT IN ('x', 'y%', E'z\\\\')",
        "{c} NOT LIKE 'q%'",
    ],
    "boolean": ["{c} IS NOT NULL OR true", "{c} OR NOT {c}"],
    "time": ["{c} > '1999-01-01'", "isfinite({c}) OR true"],
    "json": ["jsonb_typeof({c}) <> 'null'", "{c} @> '{{}}'"],
    "array": ["cardinality({c}) < 100"],
    "range": ["NOT isempty({c})"],
}
EXPRESSIONS = {
    "number": ["{c} + 1", "abs({c})", "{c} % 10"],
    "text": ["lower({c})", "{c} || 'x'", 'upper({c} COLLATE "C")', "substr({c}, 1, 3)"],
    "boolean": ["NOT {c}"],
    "json": ["{c} ->> 'n'", "{c} -> 'it''s'"],
    "array": ["cardinality({c})"],
}
GENERATED = {
    "number": [("numeric", "{c} * 2"), ("bigint", "{c} + 1"), ("boolean", "{c} > 0")],
    "text": [("text", "upper({c})"), ("integer", "length({c})"), ("text", "{c} || E'\\\\'''")],
    "boolean": [("boolean", "NOT {c}")],
    "json": [("text", "{c} ->> 'n'")],
    "array": [("integer", "cardinality({c})")],
}
FILTERS = {"number": "{c} > 0", "text": "{c} <> 'it''s'", "boolean": "{c}", "time": "{c} > '2000-01-01'"}
COMPARED = ("number", "text", "time", "uuid", "enum", "boolean", "interval", "inet", "bytes", "array", "char")
