"""Configuration files and environment into values; every mistake names the key and what it must be."""

import glob
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import cast, get_args, get_type_hints

from server.errors import ConfigurationError, InvalidArgument, UnknownDatabase
from server.model.configuration import Configuration, DatabaseSettings, OutputFormat, ProjectSettings
from server.model.filename import DEFAULT_NAMING, LONGEST, is_too_long
from server.model.plan import HazardCode
from server.model.policy import Policy
from server.model.target import UNLABELLED
from server.toml_table import Table

FILE_NAME = "migration-planner.toml"
PATH_VARIABLE = "MIGRATION_PLANNER_CONFIG"
STORE_VARIABLE = "KG_STORE"
SNAPSHOT_SUFFIX = ".snapshot.json"
"""Ends the name of a file that is taken for a snapshot without being configured."""

_SHOWN_NAME = 200
_OUTPUT_FORMATS: tuple[OutputFormat, ...] = get_args(OutputFormat)
_NAMING = re.compile(r"(?:\w|-|\{date\}|\{name\}){1,80}", re.ASCII)
_STORE_FILE = "sqlite:///"
_STORE_DATABASE = re.compile(r"postgres(?:ql)?://.")
_CONNECTION_STRING = re.compile(
    r"[a-z][a-z0-9+.-]*://|\b(host|hostaddr|port|dbname|user|password|service)\s*=|:[^/]*@", re.I
)
# PostgreSQL reads a timeout of 0 as no limit at all, which no plan may ask for.
_MAY_BE_ZERO = frozenset({"small_table_rows", "batch_pause_ms", "quarantine_days", "archive_days"})
_PATTERNS = ("table_names", "column_names", "index_names", "constraint_names")
_HAZARDS = ("accepted_hazards", "forbidden_hazards")


def load_configuration(*, path: Path | None, environment: Mapping[str, str], working_directory: Path) -> Configuration:
    """Everything configured, with defaults for the rest.

    Args:
        path: The file to read; without one the environment may name it, else it is looked for upwards.
        environment: Variables for ``${VAR}``, ``MIGRATION_PLANNER_CONFIG`` and ``KG_STORE``.
        working_directory: Where the search starts; the root when there is no file.

    Raises:
        ConfigurationError: The file is missing or broken, or a key, type or variable in it is wrong.
    """
    named = path or (Path(environment[PATH_VARIABLE]) if environment.get(PATH_VARIABLE) else None)
    file = (working_directory / named).resolve() if named else _find_upwards(working_directory.resolve())
    if file is None:
        table = Table({}, name="", file=FILE_NAME, environment=environment)
        return _configuration(table, working_directory.resolve(), environment)
    table = Table(_read_toml(file), name="", file=file.name, environment=environment)
    return _configuration(table, file.parent, environment)


def resolve_database(configuration: Configuration, database: str) -> DatabaseSettings:
    """The database a caller means.

    Args:
        configuration: What is configured.
        database: A configured name, the path of an SQL file, of a folder of them or of a snapshot inside the root, or
            nothing when exactly one database is configured.

    Raises:
        InvalidArgument: It is a connection string.
        UnknownDatabase: No such name is configured and no such file lies inside the root.
    """
    known = {settings.name: settings for settings in configuration.databases}
    if database in known:
        return known[database]
    if not database.strip():
        if len(known) == 1:
            return configuration.databases[0]
        raise UnknownDatabase(f"no database is named; {_known(known, '')}")
    if _CONNECTION_STRING.search(database):
        raise InvalidArgument(
            f"a connection string is not taken as an argument; write it under [databases.<name>] in {FILE_NAME},"
            ' as url = "${VARIABLE}", and give the name'
        )
    if (snapshot := _snapshot_inside(configuration.root.resolve(), database)) is not None:
        return DatabaseSettings(name=database, url=None, schema_files=(), snapshot=snapshot, environment=UNLABELLED)
    files = _schema_inside(configuration.root.resolve(), database)
    if not files:
        raise UnknownDatabase(
            f'no database "{database[:_SHOWN_NAME]}" is configured and no SQL file or snapshot of that path lies in '
            "the project; " + _known(known, database)
        )
    return DatabaseSettings(name=database, url=None, schema_files=files, environment=UNLABELLED)


def schema_paths(settings: DatabaseSettings) -> tuple[Path, ...]:
    """The schema files and the snapshot of a database, resolved; patterns and folders are followed."""
    snapshot = [settings.snapshot] if settings.snapshot else []
    return tuple(file.resolve() for file in (*_expand(settings.schema_files), *snapshot))


def read_schema_files(settings: DatabaseSettings, *, root: Path | None = None) -> str:
    """The SQL of a database's schema files in order, each after a comment that names it.

    Args:
        settings: A database with schema files.
        root: Folder the names in comments are relative to; without it they are bare.

    Raises:
        ConfigurationError: A file is missing or is not UTF-8, or there is none.
    """
    return "\n".join(f"-- {name}\n{text}\n" for name, text in _schema_parts(settings, root))


def place_in_schema(settings: DatabaseSettings, *, root: Path | None = None, line: int) -> str:
    """Line and file, for a person, of a line of what ``read_schema_files`` returns."""
    first = 1
    for name, text in _schema_parts(settings, root):
        # A comment before each file, a blank line after it.
        after = first + text.count("\n") + 3
        if line < after:
            return f'line {max(line - first, 1)} of "{name}"'
        first = after
    return f"line {line}"


def _schema_parts(settings: DatabaseSettings, root: Path | None) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    for file in _expand(settings.schema_files):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ConfigurationError(
                f'schema file "{file.name}" of database "{settings.name}" does not exist; correct its path'
            ) from None
        except OSError as error:
            raise ConfigurationError(f'schema file "{file.name}" cannot be read: {error.strerror}') from None
        except UnicodeDecodeError as error:
            raise ConfigurationError(
                f'schema file "{file.name}" is not UTF-8 at byte {error.start}; save it as UTF-8'
            ) from None
        shown = file.relative_to(root).as_posix() if root is not None and file.is_relative_to(root) else file.name
        parts.append((" ".join(shown.splitlines()), text.rstrip()))
    if not parts:
        raise ConfigurationError(f'database "{settings.name}" has no schema file; its patterns match nothing')
    return parts


def _configuration(table: Table, root: Path, environment: Mapping[str, str]) -> Configuration:
    databases = tuple(_database(name, entry, root) for name, entry in table.tables("databases").items())
    projects = tuple(_project(name, entry, root) for name, entry in table.tables("projects").items())
    migrations = root / (table.text("migrations") or "migrations")
    shadow_url = table.text("shadow_url")
    memory = table.table("memory")
    store_url = _store_url(memory.text("store"), root, environment)
    memory.finish()
    policy = _policy(table.table("policy"))
    output_format = table.text("output_format") or _OUTPUT_FORMATS[0]
    if output_format not in _OUTPUT_FORMATS:
        table.wrong("output_format", f"one of {', '.join(_OUTPUT_FORMATS)}")
    naming = table.text("naming") or DEFAULT_NAMING
    if not _NAMING.fullmatch(naming) or "{name}" not in naming:
        table.wrong("naming", "letters, digits, hyphens and underscores around {name}, and {date} where it is wanted")
    if is_too_long(naming):
        table.wrong("naming", f"short enough for file names of at most {LONGEST} bytes")
    table.finish()
    return Configuration(
        root=root,
        databases=databases,
        projects=projects or (ProjectSettings(name=root.name or "project", path=root, exclude=()),),
        migrations=migrations,
        store_url=store_url,
        shadow_url=shadow_url,
        policy=policy,
        output_format=output_format,
        naming=naming,
    )


def _database(name: str, table: Table, root: Path) -> DatabaseSettings:
    url = table.text("url")
    schema = table.take("schema")
    items = [schema] if isinstance(schema, str) else [] if schema is None else schema
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        table.wrong("schema", "a path or a list of paths")
    snapshot = table.text("snapshot")
    environment = table.text("environment") or UNLABELLED
    table.finish()
    if [url is not None, bool(items), snapshot is not None].count(True) != 1:
        table.wrong("url", "given, or schema, or snapshot, and only one of them")
    return DatabaseSettings(
        name=name,
        url=url,
        schema_files=tuple(root / item for item in items),
        snapshot=root / snapshot if snapshot else None,
        environment=environment,
    )


def _project(name: str, table: Table, root: Path) -> ProjectSettings:
    path = root / (table.text("path") or ".")
    exclude, owners = table.texts("exclude"), table.texts("owners")
    table.finish()
    if not path.is_dir():
        table.wrong("path", f'a folder that exists, relative to the file; "{path.name}" does not')
    return ProjectSettings(name=name, path=path.resolve(), exclude=exclude, owners=owners)


def _store_url(configured: str | None, root: Path, environment: Mapping[str, str]) -> str | None:
    # kg-memory reads the variable as it stands, so it is not made relative to the root here.
    url = environment.get(STORE_VARIABLE) or configured
    if url is None:
        return None
    if _STORE_DATABASE.match(url):
        return url
    if not url.startswith(_STORE_FILE) or url == _STORE_FILE:
        raise ConfigurationError(
            f'the store in "memory.store" or {STORE_VARIABLE} must be {_STORE_FILE}<path> or '
            "postgresql://<user>@<host>/<database>"
        )
    path = url.removeprefix(_STORE_FILE)
    return url if environment.get(STORE_VARIABLE) or path.startswith("~") else f"{_STORE_FILE}{root / path}"


def _policy(table: Table) -> Policy:
    defaults = Policy()
    values: dict[str, object] = {}
    for field in fields(Policy):
        kind, default = get_type_hints(Policy)[field.name], getattr(defaults, field.name)
        if kind is bool:
            values[field.name] = table.truth(field.name, default)
        elif kind is int:
            values[field.name] = table.number(field.name, default, least=0 if field.name in _MAY_BE_ZERO else 1)
        elif kind is str:
            values[field.name] = table.text(field.name) or default
        else:
            values[field.name] = table.texts(field.name) or default
    for name in _PATTERNS:
        try:
            re.compile(str(values[name]))
        except re.error:
            table.wrong(name, "a regular expression")
    _refuse_unknown_hazards(table, values)
    table.finish()
    return Policy(**values)  # type: ignore[arg-type]  # each value was taken by the field's own type


def _refuse_unknown_hazards(table: Table, values: Mapping[str, object]) -> None:
    accepted, forbidden = (cast(tuple[str, ...], values[name]) for name in _HAZARDS)
    known: tuple[str, ...] = get_args(HazardCode)
    for name, codes in zip(_HAZARDS, (accepted, forbidden), strict=True):
        if not set(codes) <= set(known):
            table.wrong(name, f"a list of codes of hazards; known: {', '.join(known)}")
    if set(accepted) & set(forbidden):
        table.wrong(_HAZARDS[1], f"without what {_HAZARDS[0]} holds")


def _find_upwards(folder: Path) -> Path | None:
    return next((each / FILE_NAME for each in (folder, *folder.parents) if (each / FILE_NAME).is_file()), None)


def _read_toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(f'configuration file "{file}" does not exist') from None
    except OSError as error:
        raise ConfigurationError(f'configuration file "{file}" cannot be read: {error.strerror}') from None
    except ValueError as error:
        raise ConfigurationError(f'configuration file "{file}" is not TOML in UTF-8: {error}') from None


def _known(known: Iterable[str], database: str) -> str:
    names = sorted(known)
    if not names:
        return f"none is configured: give the path of an SQL file, or configure one in {FILE_NAME}"
    near = get_close_matches(database, names, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    listed = ", ".join(f'"{name}"' for name in names)
    return f"{hint}configured: {listed}"


def _snapshot_inside(root: Path, database: str) -> Path | None:
    if "\0" in database or not database.lower().endswith(SNAPSHOT_SUFFIX):
        return None
    path = (root / database).resolve()
    try:
        return path if path.is_relative_to(root) and path.is_file() else None
    except OSError:
        return None


def _schema_inside(root: Path, database: str) -> tuple[Path, ...]:
    if "\0" in database:
        return ()
    path = (root / database).resolve()
    try:
        if not path.is_relative_to(root) or not (path.is_dir() or path.suffix.lower() == ".sql"):
            return ()
        # A link in the folder may lead out of it; what it leads to is as forbidden as a path that does.
        files = [file for file in _expand((path,)) if file.is_file()]
    except OSError:
        # A name too long for the file system is an error there, and simply no schema here.
        return ()
    return tuple(file for file in files if file.resolve().is_relative_to(root))


def _expand(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += _without_downs(path.rglob("*.sql"))
        elif glob.has_magic(str(path)) and not path.exists():
            # Path.glob takes no absolute pattern.
            found += _without_downs(Path(each) for each in glob.glob(str(path), recursive=True))  # noqa: PTH207
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _without_downs(files: Iterable[Path]) -> list[Path]:
    # A folder of migrations holds the way back too; running it would undo what was just built.
    return sorted(file for file in files if file.is_file() and not file.name.endswith(".down.sql"))
