"""Hostile SQL, as a schema and as a change, gets at nothing beyond its own copy, as is seen from outside.

No test reads an error's words: files, listeners, processes, roles and other databases say whether something got out.
Bombs are in ``test_containment_bombs.py``; what holds of a superuser too, in ``test_confinement.py``.
"""

import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import psutil
import psycopg
import pytest

from server import pipeline
from server.change.read import read_change
from server.errors import PlannerError
from server.model.names import literal
from server.postgres.clone import Clone
from server.postgres.data import ADMIN
from server.postgres.direct_run import run_directly
from server.postgres.roles import SANDBOX
from server.postgres.shadow import Shadow
from server.postgres.template import Template
from tests.cases_runner import services_in, told
from tests.hostile import HOSTILE, hostile
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

ANSWERS_SECONDS = 5
SECRET = "not for SQL to read"
KEPT = "CREATE TABLE public.kept (word text); INSERT INTO public.kept VALUES ('kept');"

ATTACKS = hostile("programs", "files", "network", "databases", "roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A shadow under attack, and what lies around it."""

    shadow: Shadow
    neighbour: Clone
    """A copy that another call uses meanwhile."""
    template: Template
    listener: socket.socket
    folder: Path
    secret: Path

    def written_for(self, attack: str) -> str:
        """The attack with the names of this place."""
        return (
            attack.replace("{neighbour}", self.neighbour.name)
            .replace("{template}", self.template.database)
            .replace("{port}", str(self.listener.getsockname()[1]))
            .replace("{folder}", str(self.folder))
            .replace("{secret}", str(self.secret))
            .replace("{data}", str(self.neighbour._server.folder / "data"))
            .replace("{sandbox}", SANDBOX)
        )

    async def look(self) -> dict[str, object]:
        """All that must be after an attack as it was before."""
        cluster = self.neighbour._server
        data = cluster.folder / "data"
        server = psutil.Process(cluster.pid)
        programs: set[str] = set()
        for child in server.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                programs.add(child.name())
        conninfo = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as session:
            cursor = await session.execute(f"SELECT {', '.join(SHARED)}".encode())
            names = [column.name for column in cursor.description or ()]
            shared = dict(zip(names, await cursor.fetchone() or (), strict=True))
        return {
            **shared,
            "files_of_settings": [
                (data / name).read_text() for name in ("postgresql.auto.conf", "pg_hba.conf", "postgresql.conf")
            ],
            "data": sorted(path.name for path in data.iterdir()),
            "folder": sorted(path.name for path in self.folder.iterdir()),
            "programs": programs,
            "server": server.create_time(),
        }


SHARED = [
    f"(SELECT pg_catalog.array_agg(pg_catalog.to_jsonb(r) ORDER BY r::text) FROM ({query}) AS r) AS {name}"
    for name, query in {
        # A role that a schema names is made, without login and rights. Nobody logs in as the sandbox role itself, so
        # its own settings are nobody's.
        "roles": "SELECT r.*, NULL AS rolconfig, pg_catalog.shobj_description(r.oid, 'pg_authid') FROM pg_roles AS r"
        " WHERE rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls OR rolcanlogin"
        f" OR oid < 16384 OR rolname = '{SANDBOX}'",
        "passwords": "SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin",
        "members": "SELECT roleid::regrole, member::regrole, admin_option FROM pg_auth_members"
        f" WHERE roleid < 16384 OR roleid = '{SANDBOX}'::regrole",
        "databases": "SELECT datname, datdba::regrole, datistemplate, datallowconn, datconnlimit, datacl,"
        " pg_catalog.shobj_description(oid, 'pg_database') FROM pg_database WHERE datname !~ '^t_'",
        "settings": "SELECT s.*, setrole::regrole FROM pg_db_role_setting AS s"
        " LEFT JOIN pg_database AS d ON d.oid = setdatabase"
        f" WHERE setrole <> '{SANDBOX}'::regrole AND datname IS NOT NULL AND datname !~ '^t_'",
        "tablespaces": "SELECT spcname FROM pg_tablespace",
        "slots": "SELECT slot_name FROM pg_replication_slots",
        "prepared": "SELECT gid FROM pg_prepared_xacts",
        "subscriptions": "SELECT subname FROM pg_subscription",
        "granted_settings": "SELECT parname, paracl FROM pg_parameter_acl",
    }.items()
]


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A server with a neighbour at work, a secret, and somebody who listens."""
    folder = tmp_path_factory.mktemp("open")
    # Open to everybody, so that nothing but the shadow itself is in the way.
    for each in (folder, *folder.parents[:3]):
        each.chmod(each.stat().st_mode | 0o055)
    folder.chmod(0o777)
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o644)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        async with Shadow(folder_of(request.param), private=True) as shadow:
            template = await shadow.template(KEPT)
            async with shadow.clone(template) as neighbour:
                yield Place(
                    shadow=shadow,
                    neighbour=neighbour,
                    template=template,
                    listener=listener,
                    folder=folder,
                    secret=secret,
                )


def as_written(attack: str) -> str:
    """The attack; where it names its own database, in blocks that fill that in."""
    return blocks(attack, ending="") if "{own}" in attack else attack


def swallowed(attack: str) -> str:
    """Each statement in a block that goes on when it fails, and that no reading of the text refuses."""
    return blocks(attack, ending="EXCEPTION WHEN OTHERS THEN NULL;")


def blocks(attack: str, *, ending: str) -> str:
    """Each statement in a block of its own."""
    texts = (literal(each.strip()) for each in split(attack))
    own = "pg_catalog.quote_ident(pg_catalog.current_database())"
    return "".join(
        f"DO $do$ BEGIN EXECUTE pg_catalog.replace({text}, '{{own}}', {own}); {ending} END $do$;\n" for text in texts
    )


def split(attack: str) -> Iterator[str]:
    """Statements; what stands in quotes holds no semicolon that ends one."""
    parts, quoted = [], False
    for word in attack.split(";"):
        parts.append(word)
        quoted ^= bool(word.count("'") % 2)
        if not quoted:
            yield ";".join(parts)
            parts = []


async def run_as_change(place: Place, attack: str) -> None:
    """Run it as ``generate_migration`` first does."""
    change = read_change(attack)
    await run_directly(place.shadow, place.template, change)


async def run_as_schema(place: Place, attack: str) -> None:
    """Load it, copy it, read it, and look whether it holds what it was to steal."""
    template = await place.shadow.template(KEPT + attack)
    async with place.shadow.clone(template) as clone:
        admin = await clone.connect_admin()
        await clone.original(admin)
        cursor = await admin.execute("SELECT FROM pg_catalog.pg_class WHERE relname = 'stolen' AND relkind = 'r'")
        assert not await cursor.fetchall(), "it has what it came for"


@pytest.mark.parametrize("name", ATTACKS)
async def test_nothing_gets_out(place: Place, name: str) -> None:
    """A schema or a change is somebody else's text, and may be run in the same minute as another's."""
    attack = place.written_for(ATTACKS[name])
    session = await place.neighbour.connect()
    await session.execute("SELECT 'unheard'")
    before = await place.look()
    # As written last, as loading ends with the first statement that is refused.
    for run, text in ((run_as_change, swallowed(attack)), (run_as_schema, swallowed(attack) + as_written(attack))):
        with contextlib.suppress(PlannerError):
            await run(place, text)
    with anyio.fail_after(ANSWERS_SECONDS):
        async with place.shadow.clone(place.template) as fresh:
            kept = await (await (await fresh.connect()).execute("SELECT word FROM kept")).fetchall()
    assert kept == [("kept",)]
    assert await (await session.execute("SELECT word FROM public.kept")).fetchall() == [("kept",)]
    await session.close()
    assert await place.look() == before
    with pytest.raises(BlockingIOError):
        place.listener.accept()


@pytest.mark.parametrize("rows", [0, 5])
async def test_no_trap_is_sprung_by_the_administrator(place: Place, tmp_path: Path, rows: int) -> None:
    """Whatever a schema holds, only the sandbox role runs it: in loading, planning and a rehearsal."""
    (tmp_path / "schema.sql").write_text(place.written_for((HOSTILE / "traps.sql").read_text()))
    before = await place.look()
    rehearsed = await pipeline.dry_run(
        services_in(tmp_path, place.shadow),
        plan="",
        database="schema.sql",
        change=(HOSTILE / "sprung.sql").read_text(),
        rows=rows,
        progress=told,
    )
    assert rehearsed.verdict.equivalent, rehearsed.verdict.findings
    assert await place.look() == before
