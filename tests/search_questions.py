"""Questions over ``tests.migration_history`` as people and agents ask them, each with what would answer it.

They were written from the history's tables and stories, not from what a search makes of them. Every second one is held
out: the search was never tuned on it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.migration_history import History, Migration

Right = str | Callable[[Migration], bool]
"""Names of entities, separated by spaces, or which migrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; any of the right entities answers it."""

    kind: str
    text: str
    right: frozenset[str]
    held_out: bool


def questions(past: History) -> Iterator[Question]:
    """All questions with their answers in this history; those that nothing in it answers are left out."""
    number = 0
    for kind, asked in _QUESTIONS.items():
        for text, right in asked:
            number += 1
            names = right.split() if isinstance(right, str) else [each.name for each in past.migrations if right(each)]
            if names:
                yield Question(kind=kind, text=text, right=frozenset(names), held_out=number % 2 == 0)


def _on(table: str, **wanted: str) -> Callable[[Migration], bool]:
    """Migrations of a table, with a trouble, operation, column, service or outcome."""

    def right(migration: Migration) -> bool:
        facts = {
            "operation": [migration.operation],
            "column": [migration.column],
            "service": [migration.service],
            "outcome": [migration.outcome],
            "trouble": migration.troubles,
        }
        return table in ("", migration.table) and all(value in facts[key] for key, value in wanted.items())

    return right


_QUESTIONS: dict[str, list[tuple[str, Right]]] = {
    "exact name": [
        ("column:shop.public.products.price", "column:shop.public.products.price"),
        ("table:billing.public.invoices", "table:billing.public.invoices"),
        ("service:paymentGateway", "service:paymentGateway"),
        ("hazard:lock_timeout", "hazard:lock_timeout"),
        ("strategy:batched_backfill", "strategy:batched_backfill"),
        ("owner:team-fulfilment", "owner:team-fulfilment"),
        ("incident:2024-05-13-login-outage", "incident:2024-05-13-login-outage"),
        ("logistics.public.processing_jobs.locked_at", "column:logistics.public.processing_jobs.locked_at"),
        ("identity.auth.users", "table:identity.auth.users"),
        ("analytics.events.daily_rollups", "table:analytics.events.daily_rollups"),
        ("shop.public.order_line_items.tax_rate", "column:shop.public.order_line_items.tax_rate"),
        ("lesson:two-deploys", "lesson:two-deploys"),
    ],
    "part of a name": [
        ("price_history", "table:shop.public.price_history"),
        ("search_vector", "column:shop.public.products.search_vector lesson:search-vector-trigger"),
        ("provider_reference", "column:billing.public.payments.provider_reference"),
        ("credit_notes", "table:billing.public.credit_notes"),
        ("tracking_number", "column:logistics.public.shipments.tracking_number"),
        ("feature_flags", "table:identity.auth.feature_flags"),
        ("ab_test_results", "table:analytics.events.ab_test_results"),
        ("checkout-api", "service:checkout-api"),
        ("jobRunner", "service:jobRunner"),
        ("quarantine_then_drop", "strategy:quarantine_then_drop"),
        ("parcel_events", "table:logistics.public.parcel_events"),
        ("password_hash", "column:identity.auth.users.password_hash"),
    ],
    "beginning": [
        ("processing_j", "table:logistics.public.processing_jobs"),
        ("wareh", "table:logistics.public.warehouses"),
        ("dunn", "table:billing.public.dunning_attempts service:dunning-mailer"),
        ("subscr", "table:billing.public.subscriptions"),
        ("wishl", "table:shop.public.wishlists incident:2026-02-14-wishlist-leak"),
        ("clickstr", "service:clickstream-loader"),
        ("delivery_ro", "table:logistics.public.delivery_routes"),
        ("experiment_assi", "table:analytics.events.experiment_assignments"),
        ("audit_l", "table:identity.auth.audit_log"),
        ("ledger_ent", "table:billing.public.ledger_entries"),
        ("marketing_opt", "column:shop.public.customers.marketing_opt_in"),
        ("black-fri", "incident:2023-11-24-black-friday-checkout"),
    ],
    "identifier in words": [
        ("products price", "column:shop.public.products.price"),
        ("processing jobs", "table:logistics.public.processing_jobs"),
        ("order line items table", "table:shop.public.order_line_items"),
        ("payment gateway service", "service:paymentGateway"),
        ("customers.email", "column:shop.public.customers.email"),
        ("users.email column", "column:identity.auth.users.email"),
        ("orderLineItems", "table:shop.public.order_line_items"),
        ("experiment console", "service:experimentConsole"),
        ("last four digits of payment methods", "column:billing.public.payment_methods.last_four"),
        ("FeatureFlags", "table:identity.auth.feature_flags"),
        ("stockMovements", "table:logistics.public.stock_movements"),
        ("api keys scopes", "column:identity.auth.api_keys.scopes"),
        ("job runner", "service:jobRunner"),
        ("page-views", "table:analytics.events.page_views"),
        ("reviews moderated by", "column:shop.public.reviews.moderated_by"),
        ("tax rates valid from", "column:billing.public.tax_rates.valid_from"),
    ],
    "words out of order": [
        ("price products", "column:shop.public.products.price"),
        ("email of customers in shop", "column:shop.public.customers.email"),
        ("jobs processing priority", "column:logistics.public.processing_jobs.priority"),
        ("expiry of sessions expires_at", "column:identity.auth.sessions.expires_at"),
        ("due date invoices", "column:billing.public.invoices.due_date"),
        ("methods payment brand", "column:billing.public.payment_methods.brand"),
        ("capacity warehouses", "column:logistics.public.warehouses.capacity"),
        ("outage login", "incident:2024-05-13-login-outage"),
        ("backfill ledger batch size", "lesson:batch-size-for-ledger"),
        ("refunds double", "incident:2025-01-09-double-refunds"),
        ("concurrently create index strategy", "strategy:create_index_concurrently"),
        ("table partition and swap", "strategy:partition_beside_and_swap"),
    ],
    "misspelt": [
        ("procesing_jobs", "table:logistics.public.processing_jobs"),
        ("invioces", "table:billing.public.invoices"),
        ("warehosues", "table:logistics.public.warehouses"),
        ("subscripton", "table:billing.public.subscriptions"),
        ("wishlits", "table:shop.public.wishlists"),
        ("paymnet methods", "table:billing.public.payment_methods"),
        ("shipmnets tracking number", "column:logistics.public.shipments.tracking_number"),
        ("custmers email", "column:shop.public.customers.email"),
        ("dedlock", "hazard:deadlock"),
        ("inventroy levels", "table:shop.public.inventory_levels"),
        ("lock_timout", "hazard:lock_timeout"),
        ("replica lagg", "hazard:replica_lag"),
        ("campain budget", "column:analytics.events.campaigns.budget"),
        ("feture flags rollout", "column:identity.auth.feature_flags.rollout_percent"),
        ("expirement assignments", "table:analytics.events.experiment_assignments"),
        ("black firday", "incident:2023-11-24-black-friday-checkout"),
        ("double refnuds", "incident:2025-01-09-double-refunds"),
        ("permisions service", "service:permissions-service"),
    ],
    "story": [
        ("what happened on black friday?", "incident:2023-11-24-black-friday-checkout"),
        ("why could nobody log in", "incident:2024-05-13-login-outage"),
        ("scanners lost events because of a missing partition", "incident:2024-08-30-parcel-scans-lost"),
        ("when were refunds paid twice", "incident:2025-01-09-double-refunds"),
        ("products sold for nothing", "incident:2025-06-02-prices-zero"),
        ("dashboards blank after dropping a column", "incident:2025-09-21-dashboards-blank"),
        ("private wishlists leaked", "incident:2026-02-14-wishlist-leak"),
        ("VACUUM FULL on the job queue", "incident:2025-03-18-queue-standstill"),
        ("can we rewrite the audit log", "lesson:audit-never-rewrite"),
        ("is it ok to touch orders on a monday", "lesson:avoid-mondays-on-orders"),
        ("pgbouncer and prepared statements", "lesson:pgbouncer-prepared"),
        ("how many rows per batch for ledger backfills", "lesson:batch-size-for-ledger"),
        ("maintenance_work_mem for gist index", "lesson:gist-index-memory"),
        ("bloat of processing_jobs after indexing locked_at", "lesson:hot-updates-lost"),
        ("do we need to run analyze after changing a type", "lesson:analyze-after-type-change"),
        ("debezium stops when a column is renamed", "lesson:kafka-connector-stops"),
        ("which timestamps were local time Madrid", "lesson:utc-everywhere"),
        ("rounding differences cents credit notes", "lesson:float-money"),
        ("gaps in invoice numbers sequence cache", "lesson:invoice-number-gap"),
        ("nightly export holding transactions open", "lesson:long-transactions-nightly"),
        ("SKIP LOCKED", "lesson:job-queue-skip-locked"),
        ("anti-wraparound vacuum blocks alter table", "lesson:autovacuum-freeze"),
        ("case insensitive uniqueness of emails", "lesson:email-case"),
        ("how much WAL does rewriting parcel events write", "lesson:wal-volume"),
        ("new column missing on the replica for some seconds", "lesson:read-replica-routing"),
        ("unaccent in an index expression", "lesson:unaccent-immutable"),
        ("partial index active products", "lesson:partial-index-active"),
        ("index before foreign key deletes slow", "lesson:fk-index-first"),
        ("length of tracking numbers abroad", "lesson:tracking-number-length"),
        ("renaming takes how many deploys", "lesson:two-deploys"),
        ("truncate sessions at night", "lesson:sessions-truncate"),
        ("monthly invoice run stuck behind index build", "incident:2024-02-06-invoice-run-stuck"),
    ],
    "relation": [
        ("what hit lock_timeout", _on("", trouble="lock_timeout")),
        ("migrations that hit a deadlock", _on("", trouble="deadlock")),
        ("which migrations used quarantine_then_drop", _on("", operation="drop_column")),
        ("used_strategy batched_backfill", _on("", operation="backfill")),
        ("who owns the payments table", "table:billing.public.payments owner:team-payments"),
        ("processing_jobs owned by", "table:logistics.public.processing_jobs"),
        ("service that writes processing_jobs", "service:jobRunner"),
        ("which service reads payment_methods", "service:paymentGateway"),
        ("what writes parcel_events", "service:tracking-ingest"),
        ("who reads warehouses", "service:route-optimizer"),
        ("incident observed on wishlists", "incident:2026-02-14-wishlist-leak"),
        ("incidents on the users table", "incident:2024-05-13-login-outage"),
        ("migrations that changed products.price", _on("products", column="price")),
        ("hit disk_full", _on("", trouble="disk_full")),
        ("migrations rolled back", _on("", outcome="rolled_back")),
        ("ended_as failed", _on("", outcome="failed")),
    ],
    "two steps": [
        ("migration that hit lock timeout on orders", _on("orders", trouble="lock_timeout")),
        ("replica lag while filling ledger_entries", _on("ledger_entries", trouble="replica_lag")),
        ("deadlock with jobRunner on processing_jobs", _on("processing_jobs", trouble="deadlock")),
        ("users table migrations that were rolled back", _on("users", outcome="rolled_back")),
        ("failed index build on parcel_events", _on("parcel_events", operation="create_index", outcome="failed")),
        ("disk full when partitioning page_views", _on("page_views", operation="partition_table", trouble="disk_full")),
        ("duplicates in invoices", _on("invoices", trouble="duplicate_rows")),
        ("cached plan errors after changing a type on sessions", _on("sessions", trouble="cached_plan")),
        ("nulls left in customers.email", _on("customers", column="email", trouble="null_values")),
        ("widening the key of audit_log", _on("audit_log", operation="widen_key")),
        ("drop column of campaigns that failed", _on("campaigns", operation="drop_column", outcome="failed")),
        ("renaming a column of subscriptions", _on("subscriptions", operation="rename_column")),
        ("foreign key on return_requests shipment_id", _on("return_requests", operation="add_foreign_key")),
        ("statement timeout validating payments", _on("payments", trouble="statement_timeout")),
        ("slow index build on login_attempts", _on("login_attempts", trouble="slow_index_build")),
        ("backfilling stock_movements with troubles", _on("stock_movements", operation="backfill")),
        ("connection storm on roles", _on("roles", trouble="connection_storm")),
        ("set_not_null orders.customer_id", _on("orders", operation="set_not_null", column="customer_id")),
    ],
}
