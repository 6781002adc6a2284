"""A citation as somebody needs it who judges it for a claim: its status first, the claim's words marked."""

from __future__ import annotations

from evidence.citations.design import Proposal
from evidence.citations.retraction import notice_of
from evidence.claims.model import Claim
from evidence.dashboard import highlight, words
from evidence.dashboard.components import citations
from evidence.export import papers
from evidence.export.markup import Html, join, tag
from evidence.store.citations import StoredCitation


def head(stored: StoredCitation, claim: Claim) -> Html:
    """Status, journal, year, where to read it, and the title."""
    citation, notice = stored.citation, notice_of(stored.citation)
    title = citation.title or f"PMID {citation.pmid} (the record has no title)"
    return join(
        (
            words.paper_marks(stored.status, notice.kind if notice else None, missing=stored.missing_since is not None),
            tag("p", words.reference(citation), " ", papers.to_paper(citation.pmid, citation.doi, citation.pmcid)),
            tag("h2", highlight.marked(title, highlight.terms_of(claim)), class_="ev-record-title"),
        )
    )


def abstract(stored: StoredCitation, claim: Claim) -> Html:
    """The abstract with its labels."""
    return citations.abstract(stored.citation, highlight.terms_of(claim))


def why_design(proposal: Proposal) -> Html:
    """What speaks for the proposed design."""
    said = f"Proposed because of: {'; '.join(proposal.basis)}" if proposal.basis else "The record does not say"
    return tag("p", said, ".", class_="ev-small")
