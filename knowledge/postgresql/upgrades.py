"""The tables of the schema and how an earlier one becomes the present one."""

import psycopg

from knowledge.errors import ForeignStore, StoreUnavailable
from knowledge.postgresql.documents import DELETED, put_documents
from knowledge.postgresql.text import get

SCHEMA = "knowledge_graph"
STORE = "in PostgreSQL"
"""How the store is called in messages: its URL may hold a password."""
WAIT_S = 60.0
"""For what others write, and for one of this process's connections."""
SLOTS = 16
"""Rows that count changes: writers that bump different ones do not wait for each other."""

_LOCK = 4_716_263_190
"""Of pg_advisory_xact_lock: upgrades follow one another."""

_UPGRADES: tuple[tuple[str, ...], ...] = (
    (
        # Keys are 16-byte digests of texts, which may be longer than an index entry. The first column of each primary
        # key is what a table is distributed by; positions grow with time and need not be unique.
        """
        CREATE TABLE entities (
            name_key bytea PRIMARY KEY,
            position bigint NOT NULL,
            name text NOT NULL,
            type_key bytea NOT NULL,
            entity_type text NOT NULL,
            origin text NOT NULL,
            recorded_at bigint NOT NULL,
            changed_at bigint NOT NULL
        )
        """,
        "CREATE INDEX entities_type ON entities (type_key, position, name_key)",
        """
        CREATE TABLE observations (
            name_key bytea NOT NULL,
            content_key bytea NOT NULL,
            position bigint NOT NULL,
            name text NOT NULL,
            content text NOT NULL,
            origin text NOT NULL,
            recorded_at bigint NOT NULL,
            PRIMARY KEY (name_key, content_key)
        )
        """,
        """
        CREATE TABLE relations (
            source_key bytea NOT NULL,
            target_key bytea NOT NULL,
            type_key bytea NOT NULL,
            position bigint NOT NULL,
            source text NOT NULL,
            target text NOT NULL,
            relation_type text NOT NULL,
            origin text NOT NULL,
            recorded_at bigint NOT NULL,
            PRIMARY KEY (source_key, target_key, type_key)
        )
        """,
        "CREATE INDEX relations_target ON relations (target_key)",
        "CREATE INDEX relations_type ON relations (type_key)",
        """
        CREATE TABLE past (
            subject_key bytea NOT NULL,
            id bytea NOT NULL,
            kind text NOT NULL,
            position bigint NOT NULL,
            subject text NOT NULL,
            target_key bytea,
            target text,
            content_key bytea NOT NULL,
            content text NOT NULL,
            former_name text,
            origin text NOT NULL,
            recorded_at bigint NOT NULL,
            validity text NOT NULL,
            ended_at bigint NOT NULL,
            ended_by text NOT NULL,
            replaced_by text,
            PRIMARY KEY (subject_key, id)
        )
        """,
        "CREATE INDEX past_target ON past (target_key) WHERE target_key IS NOT NULL",
        """
        CREATE TABLE renamings (
            former_key bytea PRIMARY KEY,
            former_name text NOT NULL,
            name_key bytea NOT NULL,
            name text NOT NULL
        )
        """,
        "CREATE INDEX renamings_name ON renamings (name_key)",
        """
        CREATE TABLE measurements (
            subject_key bytea NOT NULL,
            id bytea NOT NULL,
            position bigint NOT NULL,
            subject text NOT NULL,
            measure_key bytea NOT NULL,
            name text NOT NULL,
            value double precision NOT NULL,
            unit text NOT NULL,
            predicted double precision,
            context text NOT NULL,
            origin text NOT NULL,
            recorded_at bigint NOT NULL,
            ended_at bigint,
            PRIMARY KEY (subject_key, id)
        )
        """,
        "CREATE INDEX measurements_subject ON measurements (subject_key, recorded_at)",
        "CREATE INDEX measurements_name ON measurements (measure_key, recorded_at)",
        "CREATE INDEX measurements_moment ON measurements (recorded_at)",
        """
        CREATE TABLE records (
            record_key bytea PRIMARY KEY,
            key text NOT NULL,
            origin text NOT NULL,
            recorded_at bigint NOT NULL
        )
        """,
        # Fields are those of knowledge.search.clauses.Field, words separated by spaces.
        """
        CREATE TABLE documents (
            name_key bytea PRIMARY KEY,
            position bigint NOT NULL,
            fields text[] NOT NULL,
            words tsvector NOT NULL
        )
        """,
        "CREATE INDEX documents_words ON documents USING gin (words)",
        "CREATE INDEX documents_position ON documents (position, name_key)",
        """
        CREATE TABLE words (
            word text COLLATE "C" PRIMARY KEY,
            entities bigint NOT NULL,
            plain boolean NOT NULL,
            grams text[] NOT NULL
        )
        """,
        "CREATE INDEX words_grams ON words USING gin (grams)",
        "CREATE TABLE changes (slot integer PRIMARY KEY, number bigint NOT NULL)",
        f"INSERT INTO changes VALUES {', '.join(f'({slot}, 0)' for slot in range(SLOTS))}",
    ),
    (
        # Words of entities that their rows in documents do not hold.
        """
        CREATE TABLE further_words (
            name_key bytea NOT NULL, word text COLLATE "C" NOT NULL, PRIMARY KEY (name_key, word)
        )
        """,
        "CREATE INDEX further_words_word ON further_words (word)",
    ),
    (
        # Words of names are marks too, so that nothing is asked by its place.
        "DROP INDEX documents_words",
        """
        UPDATE documents SET
            fields[6] = fields[6] || ' name' || replace(fields[1], ' ', ' name'),
            words = strip(words)
                || array_to_tsvector(string_to_array('=name' || replace(fields[1], ' ', ' =name'), ' '))
        WHERE fields[1] <> ''
        """,
        "UPDATE documents SET words = strip(words) WHERE fields[1] = ''",
        "CREATE INDEX documents_words ON documents USING gin (words)",
    ),
)
"""Entry n brings a schema from version n to version n + 1; entries are added, never changed."""

LATEST = len(_UPGRADES)
_ENDED_INDEXED = 2
"""The first version in which deleted entities are indexed, and all words of large ones."""
_FOLLOWED = 500
"""Neighbours of what was deleted or renamed that version 1 indexed again."""
_LARGE_BYTES = 300_000
"""Of an entity's words: of what is smaller all was indexed before."""


def upgrade(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Bring the schema to the present version, in one transaction; a present one is only looked at.

    Args:
        connection: With autocommit.

    Raises:
        ForeignStore: The schema holds another application's tables, or a newer version of ours.
        StoreUnavailable: The database cannot hold every text.
    """
    if version(connection) == LATEST:
        return
    (encoding,) = connection.execute("SHOW server_encoding").fetchone() or ("",)
    if encoding != "UTF8":
        raise StoreUnavailable(
            store=STORE,
            fact=f"lies in a database with encoding {encoding}, which cannot hold every text",
            remedy="create a database with ENCODING 'UTF8' and name that one",
        )
    with connection.transaction():
        # A role's default may be another, and keep from it what was written while it waited.
        connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        _keep_others_out(connection)
        # Read again under the lock: another process may have been faster.
        found = version(connection)
        # Asked first: IF NOT EXISTS wants the right to create also where there is nothing to create.
        if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() == (None,):
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"SET LOCAL search_path = {SCHEMA}, public")
        for statements in _UPGRADES[found:]:
            for statement in statements:
                connection.execute(statement)
        if 0 < found < _ENDED_INDEXED:
            _index_again(connection)
        if found == 0:
            connection.execute("CREATE TABLE version (only_row integer PRIMARY KEY, number integer NOT NULL)")
            connection.execute("INSERT INTO version VALUES (0, %s)", (LATEST,))
        connection.execute("UPDATE version SET number = %s", (LATEST,))


def _keep_others_out(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Wait for all that is written or read under the version before, and let others wait for the present one.

    Each transaction of every version reads the version first, and so keeps a lock on its table until it ends.
    """
    if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.version",)).fetchone() != (None,):
        connection.execute(f"SET LOCAL lock_timeout = '{WAIT_S:.0f}s'")
        connection.execute(f"LOCK TABLE {SCHEMA}.version IN ACCESS EXCLUSIVE MODE")


def _index_again(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Index deleted entities, those whose words are more than was indexed before, and those left behind when more than
    500 referred to what was deleted or renamed."""
    large = f"""
        SELECT name FROM entities JOIN documents USING (name_key)
        WHERE octet_length(array_to_string(fields, ' ')) > {_LARGE_BYTES}
    """
    every = """
        SELECT source_key, source, target_key FROM relations
        UNION ALL SELECT subject_key, subject, target_key FROM past WHERE kind = 'relation'
    """
    left_behind = f"""
        WITH every AS ({every}), crowded AS (
            SELECT target_key FROM every
            WHERE target_key IN (SELECT subject_key FROM past WHERE kind = 'entity')
            GROUP BY target_key HAVING count(*) > {_FOLLOWED}
        )
        SELECT source FROM every JOIN crowded USING (target_key) WHERE source_key IN (SELECT name_key FROM entities)
    """
    for query in (DELETED, large, left_behind):
        for name in sorted({get(str(name)) for (name,) in connection.execute(query).fetchall()}):
            put_documents(connection, {name}, {}, ())


def version(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    """The version of the schema's tables; 0: it has none.

    Raises:
        ForeignStore: The schema holds another application's tables, or a newer version of ours.
    """
    tables = connection.execute(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p')",
        (SCHEMA,),
    ).fetchall()
    if not tables:
        return 0
    if ("version",) not in tables:
        raise ForeignStore(
            store=STORE,
            fact=f"finds tables of another application in schema {SCHEMA}",
            remedy="give the knowledge store a database of its own",
        )
    row = connection.execute(f"SELECT number FROM {SCHEMA}.version").fetchone()
    found = int(str(row[0])) if row else 0
    if found > LATEST:
        raise ForeignStore(
            store=STORE,
            fact=f"has version {found}, newer than {LATEST}, the newest this program knows",
            remedy="upgrade migration-planner",
        )
    return found
