"""Citation: one record with everything that it says, and what the store knows about it."""

import streamlit as st

from evidence.citations.retraction import notice_of
from evidence.dashboard import links, session, words
from evidence.dashboard.components import citations, page
from evidence.export import papers
from evidence.export.markup import join, tag
from evidence.store import catalogue, hits
from evidence.store import citations as citation_store

BACK = links.inside("Claims", "./")

wanted = st.query_params.get("pmid", "")
with session.reading() as tx:
    stored = citation_store.get(tx, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    if stored is None:
        page.heading("Citation", above=BACK)
        page.nothing(f"The database has no citation with the PMID {wanted!r}.", "Choose a claim in ", BACK, " first.")
        st.stop()
    pmid = stored.citation.pmid
    found_by = hits.of_citation(tx, pmid)
    versions = citation_store.revisions(tx, pmid)
    statements = {claim.id: claim.statement for claim in catalogue.claims(tx)}

citation = stored.citation
notice = notice_of(citation)
from_claim = st.query_params.get("claim", "")
way_back = [BACK]
if from_claim in statements:
    way_back.append(links.inside(statements[from_claim], links.claim_url(from_claim)))
page.heading(citation.title or f"PMID {pmid}", above=join(way_back, " › "))
page.show(
    words.paper_marks(stored.status, notice.kind if notice else None, missing=stored.missing_since is not None),
    tag("p", words.reference(citation), " ", papers.to_paper(pmid, citation.doi, citation.pmcid)),
    citations.reliability(citation),
    page.section("Abstract"),
    citations.abstract(citation),
    page.section("Proposed study design"),
    citations.design(citation),
    page.section("Record"),
    citations.about(citation),
    page.section("Found by"),
    citations.found_by(found_by, statements) if found_by else tag("p", "No query of a tracked claim finds it."),
    page.section("Versions"),
    citations.revisions(versions),
    tag("p", f"Last confirmed by the source: {words.minute(stored.checked_at)} UTC.", class_="ev-small"),
)
