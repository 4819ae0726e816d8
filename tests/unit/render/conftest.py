"""A hand-made plan that uses every part of the model, and what others may hide in its texts."""

import pytest

from server.model.filename import DEFAULT_NAMING
from server.model.lock import LockMode
from server.model.plan import (
    Check,
    Claim,
    Decision,
    Deploy,
    Gauge,
    Hazard,
    Inquiry,
    Loss,
    Option,
    Phase,
    Plan,
    Script,
    Step,
)
from server.model.target import Target


def _step(key: str, up: Script, down: Script) -> Step:
    return Step(
        key=key,
        operation=key.partition(":")[0],
        title=f"Title of {key}",
        reason="So that nobody waits.",
        up=up,
        down=down,
        lock_timeout_ms=2000,
        statement=1,
    )


def _expand() -> Phase:
    exists = "EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'products')"
    add = _step(
        "add_column:public.products.code",
        Script(
            commands=("ALTER TABLE public.products ADD COLUMN IF NOT EXISTS code text",),
            claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE),
            statement_timeout_ms=60_000,
            before=(Check(condition=exists, message='table "products" is missing; 100 % of it'),),
            after=(Check(condition="true", message="column is there"),),
        ),
        Script(
            commands=("ALTER TABLE public.products DROP COLUMN IF EXISTS code",),
            claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE),
            after=(Check(condition="NOT false", message="column is gone"),),
        ),
    )
    index = _step(
        "create_index:public.products_code",
        Script(
            commands=("CREATE INDEX CONCURRENTLY IF NOT EXISTS products_code ON public.products (code) -- as written",),
            transactional=False,
            claim=Claim(lock=LockMode.SHARE_UPDATE_EXCLUSIVE, scans=True),
        ),
        Script(commands=("DROP INDEX CONCURRENTLY IF EXISTS public.products_code",), transactional=False),
    )
    return Phase(name="expand", steps=(add, index))


def _contract() -> Phase:
    drop = _step(
        "drop_column:public.products.sku",
        Script(
            commands=("ALTER TABLE public.products DROP COLUMN IF EXISTS sku",),
            claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE),
        ),
        Script(),
    )
    return Phase(name="contract", steps=(drop,))


@pytest.fixture
def plan() -> Plan:
    """Expand and contract, with an empty phase between, everything decided."""
    return Plan(
        identity="ab" * 32,
        name="Product codes",
        reason="The shop needs them.",
        target=Target(
            database="shop", version="18.4", environment="production", fingerprint="f00d", source="schema files"
        ),
        change="ALTER TABLE products ADD code text",
        desired_schema=False,
        phases=(_expand(), Phase(name="migrate", steps=()), _contract()),
        decisions=(),
        hazards=(
            Hazard(
                code="lock-queue",
                object="public.products",
                effect="All wait.",
                remedy="Retry.",
                source="",
                avoided=True,
            ),
        ),
        losses=(
            Loss(
                object="public.products.sku",
                what="its values",
                preserved="migration_planner.sku_archive",
                since="contract",
            ),
        ),
        operations=("Column code is added to public.products.", "Column sku of public.products is dropped."),
        final_fingerprint="beef",
        column_order_kept=True,
        author="Ada",
        naming=DEFAULT_NAMING,
        services=("api", "scraper"),
        rollback_triggers=(
            Gauge(key="lock-waits", watches="Sessions that wait", query="SELECT 0 AS value", then="Stop the file."),
            Gauge(key="errors", watches="Error rate: yours to measure", query="", then="Go back."),
        ),
        deploys=(
            Deploy(
                before="expand",
                may_run=("code for the schema before",),
                must=("nothing new",),
                proof=(),
            ),
            Deploy(
                before="contract",
                may_run=("both",),
                must=("neither read nor write public.products.sku",),
                proof=(Gauge(key="sessions:sku", watches="Sessions", query="SELECT 1 AS value", then="Wait."),),
            ),
            Deploy(
                before=None,
                may_run=("only code for the schema after",),
                must=("public.products.sku is gone",),
                proof=(),
            ),
        ),
        promises=(Check(condition="EXISTS (SELECT 1)", message="column code is not as it should be"),),
        returns=(Check(condition="EXISTS (SELECT 2)", message="column code is still there"),),
    )


@pytest.fixture
def open_decision() -> Decision:
    """A decision nobody has taken."""
    return Decision(
        key="backfill:public.products.code",
        question="Which value?",
        example="'none'",
        chosen=None,
        options=(Option(answer="'none'", effect="All get it."), Option(answer="", effect="Gone.", sql="DELETE FROM x")),
        inquiry=Inquiry(
            count="SELECT count(*) FROM public.products WHERE code IS NULL",
            listing="SELECT * FROM public.products WHERE code IS NULL LIMIT 100",
            estimate="estimate: about 1,000 rows, null_frac 0.3, so about 300 without",
        ),
        recommendation="Count them first.",
    )


@pytest.fixture(params=["\n", "\r", "\r\n", "\u2028", "\x0b", "\x85"])
def hostile(request: pytest.FixtureRequest) -> str:
    """A text that tries to leave a comment, a literal, a code span, a table cell and a code block."""
    return f"x{request.param}DROP TABLE gone;{request.param}```' $$ | `<script>` */ % \\ {request.param}# Heading"
