"""A made-up history of migrations: what a company's agents and people would have in their graph after some years.

The same seed gives the same history. Names, texts and relations are as the planner and people write them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.model import Entity, Relation

SCHEMAS = {
    "shop.public": {
        "orders": "id customer_id status placed_at total_cents currency discount_code shipping_address_id",
        "order_line_items": "id order_id product_id quantity unit_price_cents tax_rate",
        "products": "id sku title price weight_grams is_active search_vector",
        "product_categories": "id parent_id slug position",
        "customers": "id email phone_number first_name last_name created_at marketing_opt_in",
        "shopping_carts": "id customer_id expires_at coupon",
        "reviews": "id product_id rating body moderated_by",
        "wishlists": "id customer_id is_public",
        "inventory_levels": "product_id warehouse_id on_hand reserved",
        "price_history": "product_id valid_from old_price new_price",
    },
    "billing.public": {
        "invoices": "id account_id number issued_on due_date amount_cents paid_at",
        "payments": "id invoice_id provider provider_reference captured_at refunded_cents",
        "payment_methods": "id account_id brand last_four expires_on",
        "subscriptions": "id account_id plan_id renews_at canceled_at",
        "credit_notes": "id invoice_id reason amount_cents",
        "ledger_entries": "id debit_account credit_account booked_at amount",
        "dunning_attempts": "id invoice_id attempt sent_at",
        "tax_rates": "id country rate valid_from",
    },
    "logistics.public": {
        "shipments": "id order_id carrier tracking_number dispatched_at delivered_at",
        "warehouses": "id code city capacity",
        "processing_jobs": "id kind payload attempts locked_by locked_at priority",
        "delivery_routes": "id driver_id geometry planned_for",
        "stock_movements": "id product_id warehouse_id delta moved_at",
        "return_requests": "id shipment_id reason approved_by",
        "parcel_events": "id shipment_id kind occurred_at scan_location",
        "carrier_contracts": "id carrier starts_on ends_on",
    },
    "identity.auth": {
        "users": "id email password_hash last_login_at locale",
        "sessions": "id user_id token_digest ip_address user_agent expires_at",
        "api_keys": "id owner_id prefix scopes revoked_at",
        "audit_log": "id actor_id action subject happened_at details",
        "roles": "id name description",
        "role_assignments": "user_id role_id granted_by",
        "login_attempts": "id email succeeded source_ip attempted_at",
        "feature_flags": "key enabled rollout_percent",
    },
    "analytics.events": {
        "page_views": "id session_id url referrer viewed_at",
        "conversions": "id session_id campaign_id value",
        "campaigns": "id name channel budget",
        "daily_rollups": "day metric dimension total",
        "experiment_assignments": "experiment variant visitor_id assigned_at",
        "ab_test_results": "experiment variant lift p_value",
    },
}
"""Database and schema, tables, and columns of each."""

OWNERS = {
    "shop.public": "team-storefront",
    "billing.public": "team-payments",
    "logistics.public": "team-fulfilment",
    "identity.auth": "team-identity",
    "analytics.events": "team-growth",
}
SERVICES = {
    "checkout-api": ("shop.public", ["orders", "order_line_items", "shopping_carts", "inventory_levels"]),
    "catalog-web": ("shop.public", ["products", "product_categories", "reviews", "price_history"]),
    "invoice-worker": ("billing.public", ["invoices", "credit_notes", "tax_rates"]),
    "paymentGateway": ("billing.public", ["payments", "payment_methods"]),
    "dunning-mailer": ("billing.public", ["dunning_attempts", "invoices", "subscriptions"]),
    "jobRunner": ("logistics.public", ["processing_jobs"]),
    "tracking-ingest": ("logistics.public", ["parcel_events", "shipments"]),
    "route-optimizer": ("logistics.public", ["delivery_routes", "warehouses"]),
    "login-service": ("identity.auth", ["users", "sessions", "login_attempts"]),
    "permissions-service": ("identity.auth", ["roles", "role_assignments", "api_keys"]),
    "clickstream-loader": ("analytics.events", ["page_views", "conversions"]),
    "experimentConsole": ("analytics.events", ["experiment_assignments", "ab_test_results"]),
}
OPERATIONS = {
    "add_column": ("add_nullable_then_default", "Adds column {column} to {table}."),
    "drop_column": ("quarantine_then_drop", "Drops column {column} of {table} after readers are gone."),
    "set_not_null": ("check_then_not_null", "Makes {column} of {table} mandatory: no nulls any more."),
    "change_column_type": ("shadow_column_swap", "Changes the type of {column} in {table}."),
    "rename_column": ("two_names_with_triggers", "Renames {column} of {table} while old code still runs."),
    "create_index": ("create_index_concurrently", "Builds an index on {column} of {table} without blocking writers."),
    "add_foreign_key": ("not_valid_then_validate", "Adds a foreign key from {column} of {table}."),
    "backfill": ("batched_backfill", "Fills {column} of {table} in small batches."),
    "add_check": ("check_not_valid_then_validate", "Adds a check on {column} of {table}."),
    "partition_table": ("partition_beside_and_swap", "Partitions {table} by {column}."),
    "widen_key": ("widen_integer_key", "Widens the key {column} of {table} from integer to bigint."),
    "split_table": ("copy_and_dual_write", "Moves {column} of {table} into a table of its own."),
}
TROUBLES = {
    "lock_timeout": "Step {step} gave up after lock_timeout: a long report held ACCESS SHARE on {table}.",
    "statement_timeout": "Validation ran into statement_timeout after {minutes} minutes on {table}.",
    "deadlock": "Deadlock between the backfill and {service}; one batch was retried.",
    "replica_lag": "The replica fell {minutes} minutes behind while {table} was filled; batches were throttled.",
    "disk_full": "The volume was 97 % full when the new copy of {table} was built.",
    "duplicate_rows": "Duplicates in {column} of {table} made the unique index invalid.",
    "cached_plan": "Connections of {service} failed with 'cached plan must not change result type'.",
    "null_values": "{rows} rows of {table} still had nulls in {column}.",
    "connection_storm": "The pool of {service} was exhausted while {table} was locked for {minutes} seconds.",
    "slow_index_build": "The index on {column} took {minutes} minutes, four times the estimate.",
}
REASONS = [
    "Finance asks for it before the end of the quarter.",
    "Needed by {service} for the next release.",
    "Cleans up after the move to cents.",
    "Requested in the privacy review.",
    "The mobile team wants to show it.",
    "Prepares the split of the monolith.",
    "Speeds up the nightly report.",
    "Removes what nobody has read for a year.",
]
LESSONS = {
    "avoid-mondays-on-orders": "Do not touch orders on Monday mornings: the settlement report keeps it locked.",
    "batch-size-for-ledger": "Ledger backfills behave best with 2,000 rows a batch; 10,000 left the replica behind.",
    "analyze-after-type-change": "After a change of type run ANALYZE, or the planner takes nested loops.",
    "pgbouncer-prepared": "Behind pgbouncer in transaction mode, prepared statements outlive a schema change.",
    "gist-index-memory": "The GiST index over delivery geometries needs maintenance_work_mem of at least 2 GB.",
    "hot-updates-lost": "An index on locked_at of processing_jobs ended HOT updates and tripled bloat.",
    "enum-label-order": "Reordering enum labels breaks clients that compare them by position.",
    "vacuum-before-swap": "Vacuum the shadow table before swapping, otherwise the first queries are slow.",
    "email-case": "Two customers differed only in the case of their email; use lower(email) for uniqueness.",
    "utc-everywhere": "timestamps without time zone were local time in Madrid; convert with AT TIME ZONE first.",
    "sessions-truncate": "Sessions can be truncated at night; users merely log in again.",
    "audit-never-rewrite": "Auditors forbid rewriting the audit log: add new columns beside, never alter.",
    "kafka-connector-stops": "The Debezium connector stops at renamed columns until its schema registry is refreshed.",
    "long-transactions-nightly": "Between 02:00 and 03:30 the export holds a transaction open; locks wait behind it.",
    "invoice-number-gap": "Invoice numbers must have no gaps, so never use a sequence cache above one.",
    "float-money": "Amounts were once floats; rounding differences of a cent remain in credit notes before 2021.",
    "tracking-number-length": "Carriers abroad use tracking numbers of up to 40 characters.",
    "flag-before-contract": "Switch the feature flag off and wait one deploy before the contract phase.",
    "two-deploys": "A rename needs two deploys: first read both names, then write only the new one.",
    "autovacuum-freeze": "Anti-wraparound autovacuum cannot be cancelled and blocks ALTER TABLE on page views.",
    "statistics-target": "Raise the statistics target of experiment before partitioning assignments.",
    "fk-index-first": "Index the referencing column before adding a foreign key, or deletes become sequential scans.",
    "wal-volume": "Rewriting parcel events wrote 300 GB of WAL and filled the archive.",
    "search-vector-trigger": "The trigger for search_vector doubles the cost of each batch; disable it with care.",
    "read-replica-routing": "catalog-web reads from the replica, so a new column is not there for some seconds.",
    "unaccent-immutable": "unaccent is not immutable; wrap it before using it in an index expression.",
    "json-default": "A default of '{}' for details doubled the row size of old tuples.",
    "money-type": "The type money depends on the locale; we use integer cents.",
    "partial-index-active": "A partial index on is_active products is a tenth of the size.",
    "job-queue-skip-locked": "Workers pick jobs with SKIP LOCKED: an exclusive lock on the queue stalls everything.",
}
INCIDENTS = {
    "2023-11-24-black-friday-checkout": (
        "shop.public",
        "orders",
        "Checkout was down for eleven minutes: adding a column with a volatile default rewrote the whole table.",
    ),
    "2024-02-06-invoice-run-stuck": (
        "billing.public",
        "invoices",
        "The monthly invoice run waited behind an index build that was not concurrent.",
    ),
    "2024-05-13-login-outage": (
        "identity.auth",
        "users",
        "Nobody could log in: password_hash was renamed while old pods were still running.",
    ),
    "2024-08-30-parcel-scans-lost": (
        "logistics.public",
        "parcel_events",
        "Handheld scanners lost events since a partition for September was missing.",
    ),
    "2025-01-09-double-refunds": (
        "billing.public",
        "payments",
        "Refunds were paid twice after the unique constraint on provider_reference had been dropped.",
    ),
    "2025-03-18-queue-standstill": (
        "logistics.public",
        "processing_jobs",
        "Workers stood still for half an hour: VACUUM FULL took an exclusive lock on the job queue.",
    ),
    "2025-06-02-prices-zero": (
        "shop.public",
        "products",
        "Some products were sold for nothing, because the backfill wrote zero where the new price was unknown.",
    ),
    "2025-09-21-dashboards-blank": (
        "analytics.events",
        "daily_rollups",
        "Dashboards were blank: a materialized view depended on the column that was removed.",
    ),
    "2025-10-11-replica-promoted": (
        "identity.auth",
        "audit_log",
        "A replica was promoted by mistake when replication lag alarms fired during a backfill.",
    ),
    "2026-02-14-wishlist-leak": (
        "shop.public",
        "wishlists",
        "Private wishlists were visible, as row security was not enabled on the copied table.",
    ),
}
_OUTCOMES = ["succeeded", "succeeded", "succeeded", "succeeded", "rolled_back", "failed"]
_PEOPLE = ["Ines", "Tomasz", "Priya", "Lukas", "Chiara", "Noor", "Kenji", "Amara"]
_START = datetime(2022, 1, 3, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """What one migration of the history did and met."""

    name: str
    title: str
    schema: str
    table: str
    column: str
    operation: str
    strategy: str
    service: str
    troubles: tuple[str, ...]
    outcome: str
    day: datetime
    entity: Entity
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All of it: what the migrations are about, then these in the order of time, with what was learned between."""

    subjects: tuple[Entity, ...]
    subject_relations: tuple[Relation, ...]
    migrations: tuple[Migration, ...]

    def entities(self) -> Iterator[Entity]:
        """Every entity, oldest first."""
        yield from self.subjects
        yield from (migration.entity for migration in self.migrations)

    def relations(self) -> Iterator[Relation]:
        """Every relation, oldest first."""
        yield from self.subject_relations
        for migration in self.migrations:
            yield from migration.relations


def history(*, migrations: int = 2_000) -> History:
    """A history with so many migrations."""
    chance = random.Random(6)
    subjects = list(_subjects())
    relations = list(_subject_relations())
    made = tuple(_migration(chance, number, migrations) for number in range(migrations))
    return History(subjects=tuple(subjects), subject_relations=tuple(relations), migrations=made)


def _subjects() -> Iterator[Entity]:
    for place, tables in SCHEMAS.items():
        database = place.partition(".")[0]
        yield Entity(name=f"database:{database}", entity_type="Database", observations=("PostgreSQL 15, production.",))
        yield Entity(name=f"schema:{place}", entity_type="Schema")
        yield Entity(name=f"owner:{OWNERS[place]}", entity_type="Owner", observations=(f"Answers for {database}.",))
        for number, (table, columns) in enumerate(tables.items(), start=1):
            size = f"About {number * 3_700_000:,} rows, {number * 2} GB with indexes."
            yield Entity(name=f"table:{place}.{table}", entity_type="Table", observations=(size,))
            for column in columns.split():
                yield Entity(name=f"column:{place}.{table}.{column}", entity_type="Column")
            first = columns.split()[1]
            yield Entity(name=f"index:{place}.{table}_{first}_idx", entity_type="Index")
    for service in SERVICES:
        yield Entity(name=f"service:{service}", entity_type="Service", observations=("Deployed several times a day.",))
    for strategy, text in OPERATIONS.values():
        about = text.format(column="a column", table="a table")
        yield Entity(name=f"strategy:{strategy}", entity_type="Strategy", observations=(about,))
    for trouble, text in TROUBLES.items():
        about = text.format(
            step="one", table="the table", minutes="some", service="a service", column="it", rows="Some"
        )
        yield Entity(name=f"hazard:{trouble}", entity_type="Hazard", observations=(about,))
    for name, text in LESSONS.items():
        yield Entity(name=f"lesson:{name}", entity_type="Lesson", observations=(text,))
    for name, (_, _, text) in INCIDENTS.items():
        yield Entity(name=f"incident:{name}", entity_type="Incident", observations=(text,))


def _subject_relations() -> Iterator[Relation]:
    for place, tables in SCHEMAS.items():
        database = place.partition(".")[0]
        yield Relation(source=f"schema:{place}", target=f"database:{database}", relation_type="belongs_to")
        for table, columns in tables.items():
            name = f"table:{place}.{table}"
            yield Relation(source=name, target=f"schema:{place}", relation_type="belongs_to")
            yield Relation(source=name, target=f"owner:{OWNERS[place]}", relation_type="owned_by")
            for column in columns.split():
                yield Relation(source=f"column:{place}.{table}.{column}", target=name, relation_type="belongs_to")
    for service, (place, names) in SERVICES.items():
        for position, table in enumerate(names):
            verb = "writes" if position % 2 == 0 else "reads"
            yield Relation(source=f"service:{service}", target=f"table:{place}.{table}", relation_type=verb)
    for name, (place, table, _) in INCIDENTS.items():
        yield Relation(source=f"incident:{name}", target=f"table:{place}.{table}", relation_type="observed_on")


def _migration(chance: random.Random, number: int, of: int) -> Migration:
    place = chance.choice(list(SCHEMAS))
    table = chance.choice(list(SCHEMAS[place]))
    column = chance.choice(SCHEMAS[place][table].split())
    operation = chance.choice(list(OPERATIONS))
    strategy, about = OPERATIONS[operation]
    service = chance.choice(list(SERVICES))
    troubles = tuple(chance.sample(list(TROUBLES), chance.choice([0, 0, 0, 1, 1, 2])))
    outcome = chance.choice(_OUTCOMES) if troubles else "succeeded"
    day = _START + timedelta(hours=number * 38_000 // of)
    name = f"migration:{chance.getrandbits(48):012x}"
    title = f"{operation}_{table}_{column}"
    values = {
        "table": f"{place}.{table}",
        "column": column,
        "service": service,
        "step": str(chance.randrange(2, 9)),
        "minutes": str(chance.randrange(3, 50)),
        "rows": f"{chance.randrange(10, 90_000):,}",
    }
    told = [
        f"Migration {title} was planned for {place.partition('.')[0]} (production, PostgreSQL 15.6).",
        about.format(**values),
        f"Reason: {chance.choice(REASONS).format(**values)}",
        *(TROUBLES[trouble].format(**values) for trouble in troubles),
        f"Outcome {day:%Y-%m-%d}: {outcome.replace('_', ' ')}, run by {chance.choice(_PEOPLE)}.",
    ]
    ends = [("changes", f"column:{place}.{table}.{column}"), ("used_strategy", f"strategy:{strategy}")]
    ends += [("hit", f"hazard:{trouble}") for trouble in troubles]
    ends += [("ended_as", f"outcome:{outcome}")]
    return Migration(
        name=name,
        title=title,
        schema=place,
        table=table,
        column=column,
        operation=operation,
        strategy=strategy,
        service=service,
        troubles=troubles,
        outcome=outcome,
        day=day,
        entity=Entity(name=name, entity_type="Migration", observations=tuple(told)),
        relations=tuple(Relation(source=name, target=end, relation_type=verb) for verb, end in ends),
    )
