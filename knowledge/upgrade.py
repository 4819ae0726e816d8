"""The tables of a store and how an earlier file becomes the present one."""

import sqlite3
from pathlib import Path

from knowledge.errors import ForeignStore

_UPGRADES: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE entities (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, entity_type TEXT NOT NULL)",
        """
        CREATE TABLE observations (
            id INTEGER PRIMARY KEY,
            entity_id INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
            content TEXT NOT NULL,
            UNIQUE (entity_id, content)
        )
        """,
        # By name, without a foreign key: the reference server lets a relation name an entity that comes later.
        """
        CREATE TABLE relations (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            relation_type TEXT NOT NULL,
            UNIQUE (source, target, relation_type)
        )
        """,
        "CREATE INDEX relations_target ON relations (target)",
        "CREATE VIRTUAL TABLE search USING fts5 (name, entity_type, content, tokenize = 'unicode61')",
    ),
)
"""Entry n brings a file from version n to version n + 1; entries are added, never changed."""

LATEST = len(_UPGRADES)


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the present version, in one transaction; a present one is only looked at.

    Raises:
        ForeignStore: The file holds another application's tables, or a newer version of ours.
    """
    if _version(connection, path) == LATEST:
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        # Read again under the lock: another process may have been faster.
        for statements in _UPGRADES[_version(connection, path) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute("CREATE TABLE IF NOT EXISTS knowledge_version (version INTEGER NOT NULL)")
        connection.execute("DELETE FROM knowledge_version")
        connection.execute("INSERT INTO knowledge_version VALUES (?)", (LATEST,))


def _version(connection: sqlite3.Connection, path: Path) -> int:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return 0
    if "knowledge_version" not in tables:
        raise ForeignStore(
            path=path, fact="holds tables of another application", remedy="give the knowledge store a file of its own"
        )
    row = connection.execute("SELECT max(version) FROM knowledge_version").fetchone()
    version = int(row[0] or 0)
    if version > LATEST:
        raise ForeignStore(
            path=path,
            fact=f"has version {version}, newer than {LATEST}, the newest this program knows",
            remedy="upgrade migration-planner",
        )
    return version
