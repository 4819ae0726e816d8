"""A statement of a schema made so that the shadow's PostgreSQL takes it, without what that has not."""

from collections.abc import Iterator

import psycopg

from server.grammar import Node, deparsed, enum_name, messages, statement
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
    return [tuple(each.string.sval for each in node.names) for node in _type_nodes(statement(text))]


def _without_modifiers(text: str, types: set[str]) -> str:
    tree = statement(text)
    names = {spelled.rpartition(".")[2] for spelled in types}
    for node in _type_nodes(tree):
        if identifier(node.names[-1].string.sval) in names:
            del node.typmods[:]
    return deparsed(tree)


def _without_leakproof(text: str) -> str:
    tree = statement(text)
    options = tree.create_function_stmt.options
    kept = [each for each in options if each.def_elem.defname != "leakproof"]
    del options[:]
    options.extend(kept)
    return deparsed(tree)


def _without_compression(text: str) -> str:
    tree = statement(text)
    for element in tree.create_stmt.table_elts:
        element.column_def.compression = ""
    return deparsed(tree)


def _without_access_method(text: str) -> str:
    tree = statement(text)
    tree.create_stmt.access_method = ""
    return deparsed(tree)


def _sorted_by_bytes(text: str) -> str:
    tree = statement(text)
    options = tree.define_stmt.definition
    del options[:]
    options.extend(statement("CREATE COLLATION c (provider = libc, locale = 'C')").define_stmt.definition)
    return deparsed(tree)


def _wrapper_name(text: str) -> str:
    return str(statement(text).create_fdw_stmt.fdwname)


def _is_collation(text: str) -> bool:
    return enum_name(statement(text).define_stmt, "kind") == "OBJECT_COLLATION"


def _type_nodes(tree: Node) -> Iterator[Node]:
    return (node for node in messages(tree) if node.DESCRIPTOR.name == "TypeName")
