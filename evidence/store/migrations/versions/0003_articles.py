"""Files of articles, and what checks of them saw.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables."""
    op.add_column("article", sa.Column("file", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("article") as table:
        table.alter_column("file", server_default=None)
    op.create_table(
        "article_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_check"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_check_article_id"),
    )
    op.create_index("ix_article_check_article_id", "article_check", ["article_id"])
    op.create_table(
        "article_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_review"),
        sa.ForeignKeyConstraint(["check"], ["article_check.id"], name="fk_article_review_check"),
    )
    op.create_index("ix_article_review_check", "article_review", ["check"])
