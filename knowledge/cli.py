"""The command line of ``kg-memory``: serve the graph, bring it in and out, look after its store."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from knowledge.configuration import chosen_url
from knowledge.errors import KnowledgeError
from knowledge.store import Store, open_store
from knowledge.transfer import Imported, export_file, import_file

_REFERENCE_FILE = "MEMORY_FILE_PATH"
_SHOWN_LINES = 20

DONE, INCOMPLETE, FAILED = 0, 1, 2
"""Exit codes: all is well; lines were kept aside, or something is wrong with the store; nothing could be done."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    options = _parser().parse_args(arguments)
    work: Callable[[Store, argparse.Namespace], int] = getattr(options, "work", _serve)
    try:
        store = open_store(chosen_url(getattr(options, "store", None), os.environ, Path.cwd()))
        code = work(store, options)
    except (KnowledgeError, OSError) as error:
        sys.stderr.write(f"kg-memory: {error}\n")
        code = FAILED
    raise SystemExit(code)


def _serve(store: Store, options: argparse.Namespace) -> int:
    # The other commands must not wait for all that a server needs.
    from knowledge.app import build_server  # noqa: PLC0415

    port = getattr(options, "port", 8765) if getattr(options, "http", False) else None
    if file := os.environ.get(_REFERENCE_FILE):
        sys.stderr.write(
            f"kg-memory: {_REFERENCE_FILE} is set, but the graph is kept in a store of its own; "
            f'bring the file over once: kg-memory import "{file}"\n'
        )
    build_server(store).serve(port)
    return DONE


def _import(store: Store, options: argparse.Namespace) -> int:
    path = options.file or os.environ.get(_REFERENCE_FILE)
    if path is None:
        sys.stderr.write(f"kg-memory: no file to import; name one, or set {_REFERENCE_FILE}\n")
        return FAILED
    imported = import_file(store, Path(path).expanduser())
    sys.stdout.write(
        f"imported {imported.entities} entities, {imported.observations} observations and "
        f"{imported.relations} relations that were not there yet\n"
    )
    return DONE if imported.aside is None else _told(imported, path)


def _told(imported: Imported, path: str) -> int:
    for number, fault in imported.faults[:_SHOWN_LINES]:
        sys.stderr.write(f"{path}:{number}: {fault}\n")
    if len(imported.faults) > _SHOWN_LINES:
        sys.stderr.write(f"and {len(imported.faults) - _SHOWN_LINES} more\n")
    sys.stderr.write(f"kg-memory: {len(imported.faults)} lines are kept aside in {imported.aside}\n")
    return INCOMPLETE


def _export(store: Store, options: argparse.Namespace) -> int:
    exported = export_file(store, Path(options.file).expanduser(), overwrite=options.force)
    sys.stdout.write(f"exported {exported.entities} entities and {exported.relations} relations\n")
    return DONE


def _check(store: Store, _: argparse.Namespace) -> int:
    problems = store.check()
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if problems:
        return INCOMPLETE
    sys.stdout.write("nothing is wrong\n")
    return DONE


def _backup(store: Store, options: argparse.Namespace) -> int:
    store.backup(options.destination)
    sys.stdout.write(f"copied to {options.destination}\n")
    return DONE


def _parser() -> argparse.ArgumentParser:
    # An option may stand before or after the command: none has a default that could undo what was said before.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--store",
        metavar="URL",
        help="sqlite:///relative/path, sqlite:////absolute/path or postgresql://user@host/database "
        "(default: $KG_STORE, else memory.store of migration-planner.toml, else a file in the user's data folder)",
    )
    serving = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    serving.add_argument("--http", action="store_true", help="serve http://127.0.0.1:PORT/mcp instead of stdio")
    serving.add_argument("--port", type=_port, help="port of --http (default: 8765)")
    parser = argparse.ArgumentParser(
        prog="kg-memory",
        description="A knowledge graph for agents over MCP; without a command it serves.",
        epilog="Exit codes: 0 all is well; 1 lines were kept aside, or check found something; 2 nothing was done.",
        parents=[common, serving],
    )
    commands = parser.add_subparsers(title="commands", metavar="")

    def command(name: str, work: Callable[[Store, argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parents = [common, serving] if work is _serve else [common]
        made = commands.add_parser(name, help=text, description=text, parents=parents)
        made.set_defaults(work=work)
        return made

    command("serve", _serve, "Serve the graph over MCP.")
    bring = command("import", _import, "Add what a file of the reference memory server holds (JSONL).")
    bring.add_argument("file", nargs="?", help=f"(default: ${_REFERENCE_FILE})")
    take = command("export", _export, "Write the graph as a file that the reference memory server reads (JSONL).")
    take.add_argument("file", help="- writes to standard output")
    take.add_argument("--force", action="store_true", help="replace a file that is there")
    command("check", _check, "Look for damage in the store.")
    copy = command("backup", _backup, "Copy the store while it is in use.")
    copy.add_argument("destination", help="path or sqlite:/// URL of a new file; PostgreSQL has pg_dump")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f'"{text}" is no port; give a number from 1 to 65535')
    return int(text)
