"""The tables of a file and how an earlier file becomes the present one."""

import sqlite3
from pathlib import Path

from knowledge.errors import ForeignStore
from knowledge.sqlite import documents
from knowledge.stored import digest

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
    (
        # Moments are milliseconds since 1970, 0 when unknown; origins as in knowledge.stored.
        "ALTER TABLE entities RENAME TO entities_1",
        "ALTER TABLE observations RENAME TO observations_1",
        "ALTER TABLE relations RENAME TO relations_1",
        "DROP INDEX relations_target",
        # What relations refer to: names of entities, whether these exist or not, and types of relations.
        "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """
        CREATE TABLE entities (
            id INTEGER PRIMARY KEY,
            name_id INTEGER NOT NULL UNIQUE,
            entity_type TEXT NOT NULL,
            origin TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL
        )
        """,
        "CREATE INDEX entities_type ON entities (entity_type)",
        # By digest: an index over contents would hold each a second time.
        """
        CREATE TABLE observations (
            id INTEGER PRIMARY KEY,
            entity_id INTEGER NOT NULL,
            digest BLOB NOT NULL,
            content TEXT NOT NULL,
            origin TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            UNIQUE (entity_id, digest)
        )
        """,
        """
        CREATE TABLE relations (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL,
            target INTEGER NOT NULL,
            relation_type INTEGER NOT NULL,
            origin TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            UNIQUE (source, target, relation_type)
        )
        """,
        "CREATE INDEX relations_target ON relations (target)",
        "CREATE INDEX relations_type ON relations (relation_type)",
        # Facts that hold no longer. The position is the id that a fact had while it held.
        """
        CREATE TABLE past (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            position INTEGER NOT NULL,
            subject INTEGER NOT NULL,
            target INTEGER,
            content TEXT NOT NULL,
            former_name TEXT,
            origin TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            validity TEXT NOT NULL,
            ended_at INTEGER NOT NULL,
            ended_by TEXT NOT NULL,
            replaced_by TEXT
        )
        """,
        "CREATE INDEX past_subject ON past (subject)",
        "CREATE INDEX past_target ON past (target) WHERE target IS NOT NULL",
        "CREATE TABLE renamings (former_name TEXT PRIMARY KEY, name_id INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX renamings_name ON renamings (name_id)",
        """
        CREATE TABLE measurements (
            id INTEGER PRIMARY KEY,
            subject INTEGER NOT NULL,
            name TEXT NOT NULL,
            value REAL NOT NULL,
            unit TEXT NOT NULL,
            predicted REAL,
            context TEXT NOT NULL,
            origin TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            ended_at INTEGER
        )
        """,
        "CREATE INDEX measurements_subject ON measurements (subject, recorded_at)",
        "CREATE INDEX measurements_name ON measurements (name, recorded_at)",
        "CREATE INDEX measurements_moment ON measurements (recorded_at)",
        "CREATE TABLE records (key TEXT PRIMARY KEY, origin TEXT NOT NULL, recorded_at INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE changes (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
        "INSERT INTO changes VALUES (0, 0)",
        "INSERT INTO names (name) SELECT name FROM entities_1 ORDER BY id",
        "INSERT INTO entities SELECT e.id, n.id, e.entity_type, '', 0, 0 FROM entities_1 e JOIN names n USING (name)",
        """
        INSERT INTO observations
        SELECT id, entity_id, knowledge_digest(content), content, '', 0 FROM observations_1 ORDER BY id
        """,
        """
        INSERT OR IGNORE INTO names (name)
        SELECT source FROM relations_1 UNION SELECT target FROM relations_1 UNION SELECT relation_type FROM relations_1
        """,
        """
        INSERT INTO relations
        SELECT r.id, s.id, t.id, k.id, '', 0
        FROM relations_1 r
        JOIN names s ON s.name = r.source
        JOIN names t ON t.name = r.target
        JOIN names k ON k.name = r.relation_type
        ORDER BY r.id
        """,
        "DROP TABLE relations_1",
        "DROP TABLE observations_1",
        "DROP TABLE entities_1",
    ),
    (
        # Words are cut and folded by knowledge.search, the same for every kind of store.
        "DROP TABLE search",
        # What is not needed for finding is left out: positions of words, since a field has each once, and lengths.
        """
        CREATE VIRTUAL TABLE documents USING fts5 (name, kind, content, relations, past, marks,
            detail = 'column', columnsize = 0, tokenize = "ascii tokenchars '~='")
        """,
        "CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, entities INTEGER NOT NULL)",
        # Of words of letters alone, which may be misspelt, and of all others.
        """
        CREATE VIRTUAL TABLE word_grams USING fts5 (plain, coded,
            content = '', detail = 'column', columnsize = 0, tokenize = "ascii tokenchars '^$'")
        """,
    ),
    (
        # Words of large entities that came later than what their rows in documents hold.
        """
        CREATE TABLE further_words (
            entity_id INTEGER NOT NULL, word TEXT NOT NULL, PRIMARY KEY (entity_id, word)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX further_words_word ON further_words (word)",
    ),
    (
        # Words of names are marks too, so that nothing is asked by column. What earlier versions left of deleted
        # entities whose names moved belongs to nothing.
        """
        CREATE VIRTUAL TABLE documents_5 USING fts5 (name, kind, content, relations, past, marks,
            detail = 'none', columnsize = 0, tokenize = "ascii tokenchars '~='")
        """,
        """
        INSERT INTO documents_5 (rowid, name, kind, content, relations, past, marks)
        SELECT rowid, name, kind, content, relations, past,
            CASE WHEN name = '' THEN marks ELSE marks || ' =name' || replace(name, ' ', ' =name') END
        FROM documents
        WHERE rowid IN (SELECT id FROM entities UNION ALL SELECT -subject FROM past WHERE kind = 'entity')
        ORDER BY rowid
        """,
        "DROP TABLE documents",
        "ALTER TABLE documents_5 RENAME TO documents",
    ),
)
"""Entry n brings a file from version n to version n + 1; entries are added, never changed."""

LATEST = len(_UPGRADES)
_INDEXED = 3
"""The first version with an index from which later ones make theirs; files before are indexed anew."""
_ENDED_INDEXED = 5
"""The first version in which deleted entities are indexed, also those whose names moved."""
_FOLLOWED = 500
"""Neighbours of what was deleted or renamed that earlier versions indexed again."""
_BATCH = 1_000


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the present version, in one transaction; a present one is only looked at.

    Raises:
        ForeignStore: The file holds another application's tables, or a newer version of ours.
    """
    if version(connection, path) == LATEST:
        return
    connection.create_function("knowledge_digest", 1, digest, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    # Read again under the lock: another process may have been faster.
    before = version(connection, path)
    for statements in _UPGRADES[before:]:
        for statement in statements:
            connection.execute(statement)
    if before < _INDEXED:
        _index_all(connection)
    if before < _ENDED_INDEXED:
        _index_ended(connection)
        _index_left_behind(connection)
    connection.execute("CREATE TABLE IF NOT EXISTS knowledge_version (version INTEGER NOT NULL)")
    connection.execute("DELETE FROM knowledge_version")
    connection.execute("INSERT INTO knowledge_version VALUES (?)", (LATEST,))
    connection.execute("COMMIT")


def _index_all(connection: sqlite3.Connection) -> None:
    _index(connection, "SELECT id FROM entities ORDER BY id")


def _index_left_behind(connection: sqlite3.Connection) -> None:
    """Of more than 500 that referred to what was deleted or renamed, the others were left as they were."""
    every = "SELECT source, target FROM relations UNION ALL SELECT subject, target FROM past WHERE kind = 'relation'"
    crowded = f"""
        SELECT target FROM ({every}) WHERE target IN (SELECT subject FROM past WHERE kind = 'entity')
        GROUP BY target HAVING count(*) > {_FOLLOWED}
    """
    neighbours = f"SELECT source FROM ({every}) WHERE target IN ({crowded})"
    _index(connection, f"SELECT id FROM entities WHERE name_id IN ({neighbours}) ORDER BY id")


def _index(connection: sqlite3.Connection, query: str) -> None:
    ids = [entity_id for (entity_id,) in connection.execute(query)]
    for start in range(0, len(ids), _BATCH):
        documents.put(connection, ids[start : start + _BATCH])


def _index_ended(connection: sqlite3.Connection) -> None:
    documents.put_ended(connection, [name_id for (name_id,) in connection.execute(documents.DELETED)])


def is_present(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there and of the present version; cheap enough to be asked in each write."""
    (found,) = connection.execute("SELECT max(version) FROM knowledge_version").fetchone()
    return bool(found == LATEST)


def version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of a file's tables; 0: it has none.

    Raises:
        ForeignStore: The file holds another application's tables, or a newer version of ours.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return 0
    if "knowledge_version" not in tables:
        raise ForeignStore(
            store=f'"{path}"',
            fact="holds tables of another application",
            remedy="give the knowledge store a file of its own",
        )
    row = connection.execute("SELECT max(version) FROM knowledge_version").fetchone()
    found = int(row[0] or 0)
    if found > LATEST:
        raise ForeignStore(
            store=f'"{path}"',
            fact=f"has version {found}, newer than {LATEST}, the newest this program knows",
            remedy="upgrade migration-planner",
        )
    return found
