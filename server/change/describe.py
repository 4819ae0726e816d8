"""A name for a change whose caller gave none."""

import re
import unicodedata

from server.grammar import Node, body_of, enum_name, kind_of, messages
from server.model.names import derived

_VERBS = {
    "create_stmt": "create",
    "create_table_as_stmt": "create",
    "alter_table_stmt": "alter",
    "index_stmt": "index",
    "insert_stmt": "insert_into",
    "update_stmt": "update",
    "delete_stmt": "delete_from",
    "merge_stmt": "merge_into",
    "truncate_stmt": "truncate",
    "create_trig_stmt": "create_trigger_on",
    "rename_stmt": "rename",
    "view_stmt": "create_view",
    "drop_stmt": "drop",
    "create_seq_stmt": "create_sequence",
    "alter_seq_stmt": "alter_sequence",
    "create_enum_stmt": "create_enum",
    "alter_enum_stmt": "alter_enum",
    "create_function_stmt": "create_function",
}
_SETTINGS = {"variable_set_stmt", "variable_show_stmt"}


def default_name(nodes: list[Node]) -> str:
    """A short name in snake case from the statements, such as ``alter_products``; ``..._and_more`` for several."""
    telling = [node for node in nodes if kind_of(node) not in _SETTINGS] or nodes
    names = list(dict.fromkeys(_name(node) for node in telling))
    return derived(names[0], *(["and_more"] if len(names) > 1 else []))


def _name(node: Node) -> str:
    kind = kind_of(node)
    verb = _VERBS.get(kind, kind.removesuffix("_stmt"))
    words = unicodedata.normalize("NFKD", f"{verb} {_object(node)}").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _object(node: Node) -> str:
    """Name of what the statement is about, empty when the tree does not say so in one place."""
    statement = body_of(node)
    match kind_of(node):
        case "drop_stmt":
            what = enum_name(statement, "remove_type").removeprefix("OBJECT_")
            name = _dropped(statement.objects[0])
            return name if what == "TABLE" else f"{what} {name}"
        case "view_stmt":
            return str(statement.view.relname)
        case "create_seq_stmt" | "alter_seq_stmt":
            return str(statement.sequence.relname)
        case "create_enum_stmt" | "alter_enum_stmt":
            return str(statement.type_name[-1].string.sval)
        case "create_function_stmt":
            return str(statement.funcname[-1].string.sval)
        case "create_table_as_stmt":
            return str(statement.into.rel.relname)
        case "truncate_stmt":
            return str(statement.relations[0].range_var.relname)
    fields = statement.DESCRIPTOR.fields_by_name
    return str(statement.relation.relname) if "relation" in fields else ""


def _dropped(reference: Node) -> str:
    named = reference.object_with_args.objname if kind_of(reference) == "object_with_args" else [reference]
    strings = [message.sval for part in named for message in messages(part) if message.DESCRIPTOR.name == "String"]
    return str(strings[-1]) if strings else ""
