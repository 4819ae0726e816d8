"""A statement of a schema made so that the shadow's PostgreSQL takes it, without what that has not."""

from collections.abc import Iterator
from typing import Any

import psycopg

from server.model.names import identifier
from server.postgres.stand_ins import StandIns


async def mend(text: str, kind: str, error: psycopg.Error, stand_ins: StandIns) -> str | None:
    """The text to be tried next, after what it lacks was made or it was taken out; None when nothing helps.

    Args:
        text: One statement, which failed.
        kind: Node of PostgreSQL's grammar.
        error: What PostgreSQL said.
        stand_ins: Makes what stands in.
    """
    message, changed = error.diag.message_primary or "", text
    match error.sqlstate, kind:
        case "42704", "create_stmt" if message.startswith("access method "):
            changed = _without_access_method(text)
            stand_ins.say(f"a table is stored as tables usually are, since {message}")
        case "42704", _:
            return text if await stand_ins.for_missing(message, _type_names(text)) else None
        case "42601", _ if message.startswith("type modifier is not allowed"):
            changed = _without_modifiers(text, stand_ins.types)
        case "0A000", "define_stmt" if _is_collation(text):
            changed = _sorted_by_bytes(text)
            stand_ins.say(f'a collation sorts as "C", since {message}')
        case "0A000", "create_stmt" if message.startswith("compression method "):
            changed = _without_compression(text)
            stand_ins.say(f"columns are compressed as they usually are, since {message}")
        case "42501", "create_function_stmt" if "leakproof" in message:
            changed = _without_leakproof(text)
            stand_ins.say("functions are not leakproof, which only a superuser may say")
        case "42501", "create_fdw_stmt":
            # The handler and the validator would be code of the server.
            await stand_ins.wrapper(_wrapper_name(text), member=False)
            return "SELECT"
        case _:
            return None
    return changed if changed != text else None


def _type_names(text: str) -> list[tuple[str, ...]]:
    """The names of the types that a statement mentions, each as its parts."""
    return [tuple(each.string.sval for each in node.names) for node in _type_nodes(_parsed(text).stmts[0].stmt)]


def _without_modifiers(text: str, types: set[str]) -> str:
    """The statement without what stands in parentheses after one of these types, spelled with their schemas."""
    tree = _parsed(text)
    names = {spelled.rpartition(".")[2] for spelled in types}
    for node in _type_nodes(tree.stmts[0].stmt):
        if identifier(node.names[-1].string.sval) in names:
            del node.typmods[:]
    return _deparsed(tree)


def _without_leakproof(text: str) -> str:
    """CREATE FUNCTION without LEAKPROOF, which only a superuser may say."""
    tree = _parsed(text)
    options = tree.stmts[0].stmt.create_function_stmt.options
    kept = [each for each in options if each.def_elem.defname != "leakproof"]
    del options[:]
    options.extend(kept)
    return _deparsed(tree)


def _without_compression(text: str) -> str:
    """CREATE TABLE without the methods that its columns are compressed by."""
    tree = _parsed(text)
    for element in tree.stmts[0].stmt.create_stmt.table_elts:
        element.column_def.compression = ""
    return _deparsed(tree)


def _without_access_method(text: str) -> str:
    """CREATE TABLE stored as tables usually are."""
    tree = _parsed(text)
    tree.stmts[0].stmt.create_stmt.access_method = ""
    return _deparsed(tree)


def _sorted_by_bytes(text: str) -> str:
    """CREATE COLLATION of the C library's "C", whatever it was to sort by."""
    tree = _parsed(text)
    options = tree.stmts[0].stmt.define_stmt.definition
    del options[:]
    options.extend(_parsed("CREATE COLLATION c (provider = libc, locale = 'C')").stmts[0].stmt.define_stmt.definition)
    return _deparsed(tree)


def _wrapper_name(text: str) -> str:
    """The name in CREATE FOREIGN DATA WRAPPER."""
    return str(_parsed(text).stmts[0].stmt.create_fdw_stmt.fdwname)


def _is_collation(text: str) -> bool:
    """Whether the statement is CREATE COLLATION."""
    definition = _parsed(text).stmts[0].stmt.define_stmt
    collation = definition.DESCRIPTOR.fields_by_name["kind"].enum_type.values_by_name["OBJECT_COLLATION"].number
    return bool(definition.kind == collation)


def _parsed(text: str) -> Any:
    import postgast  # noqa: PLC0415 (0.2 s, and needed only once a schema is loaded)

    return postgast.parse(text)


def _deparsed(tree: Any) -> str:
    import postgast  # noqa: PLC0415

    return str(postgast.deparse(tree))


def _type_nodes(message: Any) -> Iterator[Any]:
    if message.DESCRIPTOR.name == "TypeName":
        yield message
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None:
            continue
        for part in value if descriptor.is_repeated else (value,):
            yield from _type_nodes(part)
