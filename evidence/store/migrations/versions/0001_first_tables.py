"""The first tables: what is tracked, what PubMed says, what the refreshes did."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("archived_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part_of", sa.String()),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("definition_hash", sa.String(), nullable=False),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("archived_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
    )
    op.create_index("ix_claim_part_of", "claim", ["part_of"])
    op.create_table(
        "query",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("query_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("sentinels", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("archived_at", TIME),
        sa.Column("due_on", sa.Date()),
        sa.Column("last_success_at", TIME),
        sa.Column("last_count", sa.Integer()),
        sa.Column("translation", sa.Text()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("key", name="pk_query"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_query_claim_id"),
        sa.UniqueConstraint("claim_id", "query_id", name="uq_query_claim_id_query_id"),
    )
    op.create_table(
        "citation",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("doi", sa.Text(), nullable=False),
        sa.Column("pmcid", sa.Text(), nullable=False),
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("notice", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Text()),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("checked_at", TIME, nullable=False),
        sa.Column("missing_since", TIME),
        sa.PrimaryKeyConstraint("pmid", name="pk_citation"),
    )
    op.create_index("ix_citation_checked_at", "citation", ["checked_at"])
    op.create_index("ix_citation_doi", "citation", ["doi"])
    op.create_table(
        "citation_revision",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("pmid", "number", name="pk_citation_revision"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_citation_revision_pmid"),
    )
    op.create_table(
        "hit",
        sa.Column("query", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("left_at", TIME),
        sa.PrimaryKeyConstraint("query", "pmid", name="pk_hit"),
        sa.ForeignKeyConstraint(["query"], ["query.key"], name="fk_hit_query"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_hit_pmid"),
    )
    op.create_index("ix_hit_pmid", "hit", ["pmid"])
    op.create_table(
        "refresh_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("retracted", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_run"),
    )
    op.create_index("ix_refresh_run_started_at", "refresh_run", ["started_at"])
    op.create_table(
        "refresh_query",
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("query", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("query_id", sa.String(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("count", sa.Integer()),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("run", "query", name="pk_refresh_query"),
        sa.ForeignKeyConstraint(["run"], ["refresh_run.id"], name="fk_refresh_query_run"),
        sa.ForeignKeyConstraint(["query"], ["query.key"], name="fk_refresh_query_query"),
    )
    op.create_index("ix_refresh_query_query", "refresh_query", ["query"])
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("run", sa.Integer()),
        sa.Column("claim_id", sa.String()),
        sa.Column("query", sa.Integer()),
        sa.Column("pmid", sa.Integer()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["run"], ["refresh_run.id"], name="fk_event_run"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_event_claim_id"),
        sa.ForeignKeyConstraint(["query"], ["query.key"], name="fk_event_query"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_event_pmid"),
    )
    for column in ("at", "kind", "run", "claim_id", "pmid"):
        op.create_index(f"ix_event_{column}", "event", [column])
