"""Configuration is found, read and refused with the key that is wrong; secrets are never shown."""

from pathlib import Path

import pytest

from knowledge.configuration import chosen_url
from knowledge.location import place_of
from server.configuration import load_configuration, read_schema_files, resolve_database
from server.errors import ConfigurationError, InvalidArgument, UnknownDatabase
from server.model.configuration import Configuration
from server.model.policy import Policy

SECRET = "postgresql://app:hunter2@db.example/shop"


def load(folder: Path, text: str, **environment: str) -> Configuration:
    """The configuration of a folder whose file holds the text."""
    (folder / "migration-planner.toml").write_text(text, encoding="utf-8")
    return load_configuration(path=None, environment=environment, working_directory=folder)


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    """The server starts in any folder; the folder itself is the only project."""
    configuration = load_configuration(path=None, environment={}, working_directory=tmp_path)
    assert configuration.root == tmp_path
    assert configuration.databases == ()
    assert [(each.name, each.path) for each in configuration.projects] == [(tmp_path.name, tmp_path)]
    assert configuration.migrations == tmp_path / "migrations"
    assert configuration.policy == Policy()
    assert configuration.store_url is None
    assert configuration.output_format == "sql"


def test_every_key_reaches_its_field(tmp_path: Path) -> None:
    """One example of all that can be configured."""
    (tmp_path / "api").mkdir()
    configuration = load(
        tmp_path,
        """
        migrations = "db/migrations"
        output_format = "sql"
        [databases.shop]
        url = "${SCHEME}://${REST}"
        environment = "production"
        [databases.files]
        schema = ["db/schema.sql", "db/more"]
        [databases.one]
        schema = "db/schema.sql"
        [projects.api]
        path = "api"
        exclude = ["dist/**"]
        owners = ["@api"]
        [memory]
        store = "sqlite:///kg.db"
        [policy]
        lock_timeout_ms = 500
        statement_timeout_ms = 1
        small_table_rows = 0
        batch_rows = 3
        batch_pause_ms = 0
        archive = false
        quarantine_days = 7
        archive_days = 30
        table_names = "[a-z_]+"
        column_names = "[a-z_]+"
        index_names = "[a-z_]+_idx"
        constraint_names = "[a-z_]+_key"
        refuse_names = true
        accepted_hazards = ["column-order"]
        forbidden_hazards = ["truncate", "blocks-as-written"]
        author = "Ada"
        services = ["web"]
        """,
        SCHEME="postgresql",
        REST="app@db/shop",
    )
    shop, files, one = configuration.databases
    assert (shop.name, shop.url, shop.environment) == ("shop", "postgresql://app@db/shop", "production")
    assert (files.url, files.schema_files) == (None, (tmp_path / "db/schema.sql", tmp_path / "db/more"))
    assert (one.schema_files, one.environment) == ((tmp_path / "db/schema.sql",), "unlabelled")
    assert [(each.name, each.path, each.exclude, each.owners) for each in configuration.projects] == [
        ("api", tmp_path / "api", ("dist/**",), ("@api",))
    ]
    assert configuration.migrations == tmp_path / "db/migrations"
    assert configuration.store_url == f"sqlite:///{tmp_path / 'kg.db'}"
    assert configuration.policy == Policy(
        lock_timeout_ms=500,
        statement_timeout_ms=1,
        small_table_rows=0,
        batch_rows=3,
        batch_pause_ms=0,
        archive=False,
        quarantine_days=7,
        archive_days=30,
        table_names="[a-z_]+",
        column_names="[a-z_]+",
        index_names="[a-z_]+_idx",
        constraint_names="[a-z_]+_key",
        refuse_names=True,
        accepted_hazards=("column-order",),
        forbidden_hazards=("truncate", "blocks-as-written"),
        author="Ada",
        services=("web",),
    )


def test_the_file_is_found_upwards(tmp_path: Path) -> None:
    """An agent may be started in any folder of the repository; paths start at the file."""
    (tmp_path / "migration-planner.toml").write_text('migrations = "m"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    configuration = load_configuration(path=None, environment={}, working_directory=inner)
    assert configuration.root == tmp_path
    assert configuration.migrations == tmp_path / "m"


def test_a_path_given_wins_over_the_environment_and_that_over_the_search(tmp_path: Path) -> None:
    """The more explicit wins."""
    for name in ("migration-planner.toml", "environment.toml", "given.toml"):
        (tmp_path / name).write_text(f'migrations = "{name}"')
    environment = {"MIGRATION_PLANNER_CONFIG": "environment.toml"}
    given = load_configuration(path=Path("given.toml"), environment=environment, working_directory=tmp_path)
    named = load_configuration(path=None, environment=environment, working_directory=tmp_path)
    assert (given.migrations.name, named.migrations.name) == ("given.toml", "environment.toml")


def test_a_file_that_was_named_must_exist(tmp_path: Path) -> None:
    """Defaults in its place would plan against the wrong database."""
    with pytest.raises(ConfigurationError, match=r"absent\.toml.*does not exist"):
        load_configuration(path=Path("absent.toml"), environment={}, working_directory=tmp_path)


def test_the_store_of_the_environment_wins(tmp_path: Path) -> None:
    """KG_STORE is what kg-memory reads; both servers must open the same store."""
    text = '[memory]\nstore = "sqlite:///kg.db"'
    assert load(tmp_path, text, KG_STORE="sqlite:////tmp/x.db").store_url == "sqlite:////tmp/x.db"


@pytest.mark.parametrize(
    "store",
    [
        "sqlite:///graphs/kg.db",
        "sqlite:////tmp/kg.db",
        "sqlite:///~/kg.db",
        "sqlite:///${FOLDER}/kg.db",
        "postgresql://team@db/graph",
    ],
)
def test_both_servers_find_the_same_store_in_the_configuration(tmp_path: Path, store: str) -> None:
    """Two graphs, of which each server knows one, would forget half of what was learned."""
    configuration = load(tmp_path, f'[memory]\nstore = "{store}"', FOLDER="elsewhere")
    assert configuration.store_url is not None
    chosen = chosen_url(None, {"FOLDER": "elsewhere"}, tmp_path)
    assert place_of(chosen) == place_of(configuration.store_url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_store_in_postgresql_is_taken_as_it_stands_and_never_shown(tmp_path: Path, scheme: str) -> None:
    """A team shares it; its password comes from a variable."""
    text = f'[memory]\nstore = "{scheme}://team:${{PASSWORD}}@db/graph"'
    configuration = load(tmp_path, text, PASSWORD="secret")
    assert configuration.store_url == f"{scheme}://team:secret@db/graph"
    assert "secret" not in repr(configuration)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("migration = 'x'", r'unknown key "migration".*did you mean "migrations"'),
        ("[polcy]", r'unknown key "polcy".*did you mean "policy"'),
        ("[policy]\nlock_timeout = 5", r'unknown key "policy\.lock_timeout".*"lock_timeout_ms"'),
        ("[databases.shop]\nuri = 'x'", r'unknown key "databases\.shop\.uri".*"url"'),
        ("[projects.api]\npth = '.'", r'unknown key "projects\.api\.pth".*"path"'),
        ("[memory]\nstor = 'x'", r'unknown key "memory\.stor".*"store"'),
        ("[policy]\nlock_timeout_ms = '5'", r'"policy\.lock_timeout_ms".*whole number from 1'),
        ("[policy]\nlock_timeout_ms = 0", r'"policy\.lock_timeout_ms".*whole number from 1'),
        ("[policy]\nlock_timeout_ms = true", r'"policy\.lock_timeout_ms".*whole number'),
        ("[policy]\nbatch_pause_ms = -1", r"whole number from 0"),
        ("[policy]\narchive = 1", r'"policy\.archive".*true or false'),
        ("[policy]\nservices = 'web'", r'"policy\.services".*list of texts'),
        ("[policy]\nquarantine_days = -1", r'"policy\.quarantine_days".*whole number from 0'),
        ("[policy]\ntable_names = '['", r'"policy\.table_names".*a regular expression'),
        ("[policy]\naccepted_hazards = ['colum-order']", r'"policy\.accepted_hazards".*known: .*column-order'),
        (
            "[policy]\naccepted_hazards = ['truncate']\nforbidden_hazards = ['truncate']",
            r'"policy\.forbidden_hazards".*without what accepted_hazards holds',
        ),
        ("naming = '{name}-{name}-{name}-{name}'", r'"naming".*file names of at most 255 bytes'),
        ("migrations = 3", r'"migrations".*a text'),
        ("databases = 3", r'"databases".*a table'),
        ("[databases]\nshop = 'x'", r'"databases\.shop".*a table'),
        ("[databases.shop]", r'"databases\.shop\.url".*or schema'),
        ("[databases.shop]\nurl = 'x'\nschema = 'y'", r'"databases\.shop\.url".*only one'),
        ("[databases.shop]\nschema = 3", r'"databases\.shop\.schema".*a path'),
        ("[projects.api]\npath = 'absent'", r'"projects\.api\.path".*a folder that exists'),
        ("[memory]\nstore = 'redis://x'", r"sqlite:///"),
        ("output_format = 'yaml'", r'"output_format".*one of sql'),
        ("naming = '{date}'", r'"naming".*\{name\}'),
        ("naming = '../{name}'", r'"naming".*letters, digits'),
        ("naming = '{date}-{nmae}-{name}'", r'"naming".*letters, digits'),
        ("migrations = ", r"not TOML"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    """A misspelt key that is ignored is a limit that does not hold."""
    with pytest.raises(ConfigurationError, match=message):
        load(tmp_path, text)


@pytest.mark.parametrize("environment", [{}, {"SHOP_URL": ""}])
def test_an_unset_variable_names_itself_its_key_and_its_file(tmp_path: Path, environment: dict[str, str]) -> None:
    """The reader knows which of three places to look at."""
    with pytest.raises(ConfigurationError, match=r'"databases\.shop\.url" in migration-planner\.toml.*"SHOP_URL"'):
        load(tmp_path, '[databases.shop]\nurl = "postgresql://${SHOP_URL}/x"', **environment)


def test_a_connection_string_is_never_shown(tmp_path: Path) -> None:
    """Neither by the value nor by an error about what stands beside it."""
    configuration = load(tmp_path, '[databases.shop]\nurl = "${SHOP_URL}"', SHOP_URL=SECRET)
    assert "hunter2" not in repr(configuration)
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, '[databases.shop]\nurl = "${SHOP_URL}"\nschema = "x.sql"', SHOP_URL=SECRET)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "argument", [SECRET, "postgres://u@h/d", "host=db password=hunter2", "dbname = shop", "app:hunter2@db/shop"]
)
def test_a_connection_string_as_an_argument_is_refused_without_showing_it(tmp_path: Path, argument: str) -> None:
    """Arguments end in logs and in the context of an agent."""
    configuration = load(tmp_path, "")
    with pytest.raises(InvalidArgument, match=r"\[databases\.<name>\]") as caught:
        resolve_database(configuration, argument)
    assert argument not in str(caught.value)


def test_a_database_is_found_by_name_or_by_being_the_only_one(tmp_path: Path) -> None:
    """With two, nothing is guessed."""
    one = load(tmp_path, "[databases.shop]\nschema = 'a.sql'")
    assert resolve_database(one, "shop") == resolve_database(one, "") == one.databases[0]
    two = load(tmp_path, "[databases.shop]\nschema = 'a.sql'\n[databases.stock]\nschema = 'b.sql'")
    with pytest.raises(UnknownDatabase, match='no database is named; configured: "shop", "stock"'):
        resolve_database(two, "")
    with pytest.raises(UnknownDatabase, match='did you mean "stock"'):
        resolve_database(two, "stok")


def test_a_schema_file_or_folder_inside_the_root_is_a_database(tmp_path: Path) -> None:
    """With no configuration at all a path is enough; the way down of a migration is not part of a schema."""
    folder = tmp_path / "db"
    folder.mkdir()
    for name in ("b.sql", "a.sql", "c.down.sql", "notes.txt"):
        (folder / name).write_text(f"-- {name}")
    configuration = load_configuration(path=None, environment={}, working_directory=tmp_path)
    assert resolve_database(configuration, "db/a.sql").schema_files == (folder / "a.sql",)
    assert resolve_database(configuration, str(folder / "a.sql")).schema_files == (folder / "a.sql",)
    found = resolve_database(configuration, "db")
    assert found.schema_files == (folder / "a.sql", folder / "b.sql")
    assert (found.name, found.url, found.environment) == ("db", None, "unlabelled")


def test_nothing_outside_the_root_is_a_database(tmp_path: Path) -> None:
    """Neither by path, nor by link, nor by a link in a folder; the answer is that of a file that is not there."""
    (tmp_path / "secret.sql").write_text("SELECT 'secret'")
    root = tmp_path / "root"
    (root / "db").mkdir(parents=True)
    (root / "link.sql").symlink_to(tmp_path / "secret.sql")
    (root / "db" / "link.sql").symlink_to(tmp_path / "secret.sql")
    configuration = load_configuration(path=None, environment={}, working_directory=root)
    for argument in ("../secret.sql", str(tmp_path / "secret.sql"), "link.sql", "db", "absent.sql", "x\0y", "."):
        with pytest.raises(UnknownDatabase, match="no SQL file or snapshot of that path lies in the project"):
            resolve_database(configuration, argument)


def test_schema_files_are_joined_in_order_and_named(tmp_path: Path) -> None:
    """An error of PostgreSQL on the shadow must be traceable to a file."""
    folder = tmp_path / "db"
    folder.mkdir()
    (folder / "2.sql").write_text("SELECT 2;\n")
    (folder / "1.sql").write_bytes(b"\xef\xbb\xbfSELECT 1;")
    (tmp_path / "first.sql").write_text("SELECT 0;")
    settings = load(tmp_path, "[databases.shop]\nschema = ['first.sql', 'db/*.sql', 'db']").databases[0]
    assert read_schema_files(settings, root=tmp_path) == (
        "-- first.sql\nSELECT 0;\n\n-- db/1.sql\nSELECT 1;\n\n-- db/2.sql\nSELECT 2;\n"
    )


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ("absent.sql", '"absent.sql" of database "shop" does not exist'),
        ("latin.sql", '"latin.sql" is not UTF-8 at byte 8'),
        ("none/*.sql", 'database "shop" has no schema file'),
    ],
)
def test_a_schema_that_cannot_be_read_says_which_file_and_why(tmp_path: Path, schema: str, message: str) -> None:
    """PostgreSQL would only say that a table does not exist."""
    (tmp_path / "latin.sql").write_bytes("SELECT 'é'".encode("latin-1"))
    settings = load(tmp_path, f"[databases.shop]\nschema = '{schema}'").databases[0]
    with pytest.raises(ConfigurationError, match=message):
        read_schema_files(settings)
