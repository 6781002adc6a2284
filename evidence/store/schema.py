"""The tables, as they are at ``REVISION``. The migrations beside this file make them.

Nothing is ever deleted: what leaves claims.yaml is archived, what leaves a query is marked, what changes
keeps its former versions.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from evidence.article.drift import Snapshot
from evidence.citations.model import PartialDate
from evidence.claims.model import Claim
from evidence.grading.model import Assessment
from evidence.store.columns import CleanText, Json, UtcDateTime
from evidence.strength.material import Decision, Paper
from evidence.strength.model import Strength

REVISION: Final = "0003"
"""The newest migration; a database of another revision is not used until it is upgraded."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# Facts about the database itself: which source its citations came from.
setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", CleanText, nullable=False),
)

# --- What is tracked: claims.yaml as it was last read -------------------------------------------------

article = Table(
    "article",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("owner", CleanText, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("file", CleanText, nullable=False),
    Column("archived_at", UtcDateTime),
)

claim = Table(
    "claim",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("statement", CleanText, nullable=False),
    Column("kind", String, nullable=False),
    Column("part_of", String, index=True),
    Column("definition", Json(Claim), nullable=False),
    Column("definition_hash", String, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("archived_at", UtcDateTime),
)

# Every definition that a claim ever had, and which of them were the catalogue since when: what a strength of a past
# day was about can be read, not guessed. Rows are only ever added.
claim_definition = Table(
    "claim_definition",
    metadata,
    Column("hash", String, primary_key=True),
    Column("definition", Json(Claim), nullable=False),
)

catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("definitions", Json(tuple[str, ...]), nullable=False),
)

query = Table(
    "query",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("query_id", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("term", CleanText, nullable=False),
    Column("every_days", Integer, nullable=False),
    Column("sentinels", Json(tuple[int, ...]), nullable=False),
    Column("note", CleanText, nullable=False),
    Column("archived_at", UtcDateTime),
    # What the refreshes of this very term have come to; empty again when the term changes.
    Column("due_on", Date),
    Column("last_success_at", UtcDateTime),
    Column("last_count", Integer),
    Column("translation", CleanText),
    Column("last_error", CleanText),
    UniqueConstraint("claim_id", "query_id"),
)

# --- What PubMed says ------------------------------------------------------------------------------

# The current version of each record in the columns that lists and rules read.
citation = Table(
    "citation",
    metadata,
    Column("pmid", Integer, primary_key=True, autoincrement=False),
    Column("title", CleanText, nullable=False),
    Column("doi", CleanText, nullable=False),
    Column("pmcid", CleanText, nullable=False),
    Column("journal", CleanText, nullable=False),
    Column("year", Integer, nullable=False),
    Column("design", String, nullable=False),
    Column("status", String, nullable=False),
    Column("notice", String),
    Column("version", Integer, nullable=False),
    Column("revised", Json(PartialDate)),
    Column("content_hash", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False, index=True),
    Column("missing_since", UtcDateTime),
    Index(None, "doi"),
)

# Every version of each record, complete, the current one included; rows are only ever added. Apart from
# ``citation`` because a record is a hundred times as long as the rest: confirming that 100,000 are
# unchanged must not write them all again.
citation_revision = Table(
    "citation_revision",
    metadata,
    Column("pmid", ForeignKey("citation.pmid"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
)

# What strength has to know of a record, each time that it differs from before, so that no record need be opened for
# it. ``number`` is the revision that said so first.
paper = Table(
    "paper",
    metadata,
    Column("pmid", ForeignKey("citation.pmid"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("facts", Json(Paper), nullable=False),
    Column("is_notice", Boolean, nullable=False),
)

# Which query found which citation, and until when.
hit = Table(
    "hit",
    metadata,
    Column("query", ForeignKey("query.key"), primary_key=True, autoincrement=False),
    Column("pmid", ForeignKey("citation.pmid"), primary_key=True, autoincrement=False, index=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
)

# --- What the refreshes did --------------------------------------------------------------------------

refresh_run = Table(
    "refresh_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("options", Json(dict[str, object]), nullable=False),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("finished_at", UtcDateTime),
    Column("status", String, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("retracted", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("error", CleanText),
)

# Names and term as they were asked: the query may read differently today.
refresh_query = Table(
    "refresh_query",
    metadata,
    Column("run", ForeignKey("refresh_run.id"), primary_key=True, autoincrement=False),
    Column("query", ForeignKey("query.key"), primary_key=True, autoincrement=False, index=True),
    Column("claim_id", String, nullable=False),
    Column("query_id", String, nullable=False),
    Column("term", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("count", Integer),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("translation", CleanText, nullable=False),
    Column("warnings", Json(tuple[str, ...]), nullable=False),
    Column("seconds", Double, nullable=False),
    Column("error", CleanText),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String, nullable=False, index=True),
    Column("run", ForeignKey("refresh_run.id"), index=True),
    Column("claim_id", ForeignKey("claim.id"), index=True),
    Column("query", ForeignKey("query.key")),
    Column("pmid", ForeignKey("citation.pmid"), index=True),
    Column("detail", Json(dict[str, object]), nullable=False),
)

# --- What people say -----------------------------------------------------------------------------------
# Rows are only ever added: a correction is a new version, an undo one that is withdrawn.

# ``at``: when the reviewer said it; ``stored_at``: since when this database knows, which is later for imported grades.
# ``revision``: of the citation, as the reviewer saw it.
grade = Table(
    "grade",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("pmid", ForeignKey("citation.pmid"), nullable=False, index=True),
    Column("reviewer", CleanText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("assessment", Json(Assessment), nullable=False),
    UniqueConstraint("claim_id", "pmid", "reviewer", "version"),
    Index(None, "reviewer", "id"),
)

# A reviewer was unsure and left the paper to others; the newest row of a reviewer and paper holds.
handed_on = Table(
    "handed_on",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("pmid", ForeignKey("citation.pmid"), nullable=False),
    Column("reviewer", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index(None, "claim_id", "pmid"),
    Index(None, "reviewer", "id"),
)

adjudication = Table(
    "adjudication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("pmid", ForeignKey("citation.pmid"), nullable=False, index=True),
    Column("adjudicator", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("assessment", Json(Assessment), nullable=False),
    Index(None, "claim_id", "pmid"),
)

confirmation = Table(
    "confirmation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False, index=True),
    Column("body", CleanText, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("decisions", Json(tuple[Decision, ...]), nullable=False),
)

# Which papers report one study, whatever the claim; a later row with the same ``group_id`` dissolves it.
study_group = Table(
    "study_group",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("group_id", String, nullable=False, index=True),
    Column("pmids", Json(tuple[int, ...]), nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("undone", Boolean, nullable=False),
)

# The review that a claim rests on; no PMID: on its primary studies again.
anchor = Table(
    "anchor",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False, index=True),
    Column("pmid", ForeignKey("citation.pmid")),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", CleanText, nullable=False),
)

# --- What follows from it --------------------------------------------------------------------------------

# Each strength that a claim ever had, since when.
strength = Table(
    "strength",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("method", String, nullable=False),
    Column("claim_hash", String, nullable=False),
    Column("strength", Json(Strength), nullable=False),
    Index(None, "claim_id", "id"),
)

# What reviewers still have to do: a row for each claim and paper that lacks votes or has conflicting ones. Derived from
# the tables above and kept beside them, because finding the next paper must not read a million hits.
# ``seen_by``: JSON list of those who have had their turn; there are few different ones, so that the index finds the
# first paper of each without looking at the others. ``rank``: lower comes first.
review_task = Table(
    "review_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim_id", ForeignKey("claim.id"), nullable=False),
    Column("pmid", ForeignKey("citation.pmid"), nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("seen_by", CleanText, nullable=False),
    Column("rank", Integer, nullable=False),
    UniqueConstraint("claim_id", "pmid"),
    Index("ix_review_task_queue", "state", "seen_by", "claim_id", "rank"),
)

# Who is looking at which paper just now; one paper a reviewer.
lease = Table(
    "lease",
    metadata,
    Column("claim_id", ForeignKey("claim.id"), primary_key=True),
    Column("pmid", ForeignKey("citation.pmid"), primary_key=True, autoincrement=False),
    Column("reviewer", CleanText, nullable=False, index=True),
    Column("until", UtcDateTime, nullable=False),
)

# --- Articles that are checked again and again --------------------------------------------------------------

# What each check of a tracked article saw; only ever added to.
article_check = Table(
    "article_check",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("article.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("snapshot", Json(Snapshot), nullable=False),
)

# A person has looked at the article as a check saw it; what changes from then on is drift.
article_review = Table(
    "article_review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("check", ForeignKey("article_check.id"), nullable=False, index=True),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
