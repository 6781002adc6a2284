"""Citation: one record with everything that it says, and what the store knows about it."""

import streamlit as st

from evidence.citations.design import propose_design
from evidence.citations.retraction import notice_of
from evidence.dashboard import links, session, words
from evidence.dashboard.components import citations, page
from evidence.dashboard.components.table import facts
from evidence.dashboard.markup import join, tag
from evidence.store import citations as citation_store
from evidence.store import hits

BACK = links.inside("Claims", "./")

wanted = st.query_params.get("pmid", "")
with session.reading() as tx:
    stored = citation_store.get(tx, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    if stored is None:
        page.heading("Citation", above=BACK)
        page.nothing(
            f"The database has no citation with the PMID {wanted!r}.",
            "Choose one on the page of a claim in ",
            BACK,
            ".",
        )
        st.stop()
    found_by = hits.of_citation(tx, stored.citation.pmid)
    versions = citation_store.revisions(tx, stored.citation.pmid)

citation = stored.citation
notice = notice_of(citation)
proposal = propose_design(citation)
claims = {hit.claim_id: links.inside(hit.claim_id, links.claim_url(hit.claim_id)) for hit in found_by}
page.heading(citation.title or f"PMID {citation.pmid}", above=join([BACK, *claims.values()], " › "))
page.show(
    words.paper_marks(stored.status, notice.kind if notice else None, missing=stored.missing_since is not None),
    tag("p", words.reference(citation), " ", links.to_paper(citation.pmid, citation.doi, citation.pmcid)),
    citations.reliability(citation),
    page.section("Abstract"),
    citations.abstract(citation),
    page.section("Proposed study design"),
    facts(
        (
            (
                words.plain(proposal.design),
                "by NLM's publication type" if proposal.certain else "proposed; not confirmed by a reviewer",
            ),
            ("Because of", "; ".join(proposal.basis)),
        )
    ),
    page.section("Record"),
    citations.about(citation),
    page.section("Found by"),
    citations.found_by(found_by),
    page.section("Versions"),
    citations.revisions(versions),
    tag("p", f"Last confirmed by the source: {words.minute(stored.checked_at)} UTC.", class_="ev-small"),
)
