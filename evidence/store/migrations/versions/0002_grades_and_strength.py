"""What people say (grades, adjudications, confirmations, study groups, anchors) and what follows (strengths, the queue)."""

from itertools import groupby

import msgspec
import sqlalchemy as sa
from alembic import op

from evidence.citations.model import Citation
from evidence.store.columns import Json, UtcDateTime
from evidence.store.papers import history_of, row_of
from evidence.strength.material import Paper

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
REVISION = sa.table(
    "citation_revision",
    sa.column("pmid"),
    sa.column("number"),
    sa.column("record"),
    sa.column("stored_at", UtcDateTime),
)
PAPER = sa.table(
    "paper",
    sa.column("pmid"),
    sa.column("number"),
    sa.column("stored_at", UtcDateTime),
    sa.column("facts", Json(Paper)),
    sa.column("is_notice", sa.Boolean),
)


def upgrade() -> None:
    op.create_table(
        "claim_definition",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_claim_definition"),
    )
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("definitions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_version"),
    )
    op.create_table(
        "paper",
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("is_notice", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("pmid", "number", name="pk_paper"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_paper_pmid"),
    )
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_grade"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_grade_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_grade_pmid"),
        sa.UniqueConstraint("claim_id", "pmid", "reviewer", "version", name="uq_grade_claim_id_pmid_reviewer_version"),
    )
    op.create_index("ix_grade_pmid", "grade", ["pmid"])
    op.create_index("ix_grade_reviewer_id", "grade", ["reviewer", "id"])
    op.create_table(
        "handed_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handed_on"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_handed_on_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_handed_on_pmid"),
    )
    op.create_index("ix_handed_on_claim_id_pmid", "handed_on", ["claim_id", "pmid"])
    op.create_index("ix_handed_on_reviewer_id", "handed_on", ["reviewer", "id"])
    op.create_table(
        "adjudication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("adjudicator", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adjudication"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_adjudication_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_adjudication_pmid"),
    )
    op.create_index("ix_adjudication_claim_id_pmid", "adjudication", ["claim_id", "pmid"])
    op.create_index("ix_adjudication_pmid", "adjudication", ["pmid"])
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_confirmation"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_confirmation_claim_id"),
    )
    op.create_index("ix_confirmation_claim_id", "confirmation", ["claim_id"])
    op.create_table(
        "study_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("pmids", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_group"),
    )
    op.create_index("ix_study_group_group_id", "study_group", ["group_id"])
    op.create_table(
        "anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_anchor"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_anchor_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_anchor_pmid"),
    )
    op.create_index("ix_anchor_claim_id", "anchor", ["claim_id"])
    op.create_table(
        "strength",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("claim_hash", sa.String(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_strength"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_strength_claim_id"),
    )
    op.create_index("ix_strength_claim_id_id", "strength", ["claim_id", "id"])
    op.create_table(
        "review_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_task"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_review_task_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_review_task_pmid"),
        sa.UniqueConstraint("claim_id", "pmid", name="uq_review_task_claim_id_pmid"),
    )
    op.create_index("ix_review_task_pmid", "review_task", ["pmid"])
    op.create_index("ix_review_task_queue", "review_task", ["state", "seen_by", "claim_id", "rank"])
    op.create_table(
        "lease",
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("pmid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "pmid", name="pk_lease"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_lease_claim_id"),
        sa.ForeignKeyConstraint(["pmid"], ["citation.pmid"], name="fk_lease_pmid"),
    )
    op.create_index("ix_lease_reviewer", "lease", ["reviewer"])
    fill()


def fill() -> None:
    """What follows from what is stored already."""
    op.execute("INSERT INTO claim_definition (hash, definition) SELECT DISTINCT definition_hash, definition FROM claim")
    connection = op.get_bind()
    tracked = connection.execute(
        sa.text("SELECT definition_hash FROM claim WHERE archived_at IS NULL ORDER BY position, id")
    ).scalars()
    definitions = msgspec.json.encode(list(tracked)).decode()
    if definitions != "[]":
        connection.execute(
            sa.text("INSERT INTO catalogue_version (at, definitions) SELECT max(changed_at), :definitions FROM claim"),
            {"definitions": definitions},
        )
    fill_papers(connection)
    op.execute(
        """
        INSERT INTO review_task (claim_id, pmid, state, seen_by, rank)
        SELECT DISTINCT claim.id, hit.pmid, 'waiting', '[]', -hit.pmid
        FROM hit
        JOIN query ON query.key = hit.query AND query.archived_at IS NULL
        JOIN claim ON claim.id = query.claim_id AND claim.archived_at IS NULL
        JOIN citation ON citation.pmid = hit.pmid
        WHERE hit.left_at IS NULL AND citation.notice IS NULL
          AND citation.status NOT IN ('retracted', 'retracted-and-republished')
          AND NOT EXISTS (SELECT 1 FROM claim AS part WHERE part.part_of = claim.id AND part.archived_at IS NULL)
        """
    )


def fill_papers(connection: sa.Connection) -> None:
    """The facts of every version of every record, a thousand records at a time."""
    last = 0
    while True:
        pmids = list(
            connection.execute(sa.text("SELECT pmid FROM citation WHERE pmid > :last ORDER BY pmid LIMIT 1000"), {"last": last})
            .scalars()
        )
        if not pmids:
            return
        last = pmids[-1]
        rows = connection.execute(
            sa.select(REVISION).where(REVISION.c.pmid.in_(pmids)).order_by(REVISION.c.pmid, REVISION.c.number)
        )
        for _, versions in groupby(rows, key=lambda row: row.pmid):
            told = history_of((v.number, msgspec.json.decode(v.record, type=Citation), v.stored_at) for v in versions)
            connection.execute(sa.insert(PAPER), [row_of(version) for version in told])
