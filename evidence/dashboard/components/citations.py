"""Citations: as rows of a list, and one in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from evidence.citations.design import propose_design
from evidence.citations.model import Author, Citation, MeshHeading
from evidence.citations.retraction import retraction_of
from evidence.dashboard import highlight, links, words
from evidence.dashboard.components.page import section
from evidence.dashboard.components.table import Column, facts, table
from evidence.export import papers
from evidence.export.markup import Html, join, tag
from evidence.store import listing
from evidence.store.citations import Revision
from evidence.store.hits import Hit
from evidence.store.listing import ListedCitation
from evidence.strength.eligibility import Place

_COLUMNS = (
    Column("Citation", "wide"),
    Column("Year", "number"),
    Column("Proposed design"),
    Column("What became of it"),
    Column("Found by", "quiet"),
    Column("First seen", "date"),
)


def rows(citations: Iterable[ListedCitation], of_claim: str, places: Mapping[int, Collection[Place]]) -> Html:
    """A table of citations; ``of_claim`` is the claim whose list it is, ``places`` what became of them, by PMID."""
    return table("Citations", _COLUMNS, (_row(one, of_claim, places.get(one.pmid, ())) for one in citations))


def how_many(shown: int, of_all: int, marked: Mapping[listing.Mark, int]) -> Html:
    """How many citations there are, and how many of them need a second look."""
    number = words.count(of_all, "citation") if shown == of_all else f"{shown:,} of {words.count(of_all, 'citation')}"
    borne = [f"{count:,} {words.mark_word(mark).lower()}" for mark, count in marked.items()]
    among = f"; of all: {', '.join(borne)}" if borne else ""
    return tag("p", f"{number}, newest first{among}", class_="ev-small ev-many")


def _row(citation: ListedCitation, of_claim: str, places: Collection[Place]) -> Sequence[str]:
    left = citation.left_at is not None
    title = citation.title or f"PMID {citation.pmid} (the record has no title)"
    paper = join(
        (
            words.paper_marks(citation.status, citation.notice, left=left),
            tag("div", links.inside(title, links.citation_url(citation.pmid, of_claim)), class_="ev-paper"),
            tag(
                "div",
                citation.journal,
                " ",
                papers.to_paper(citation.pmid, citation.doi, citation.pmcid),
                class_="ev-small",
            ),
        )
    )
    found_by = join(
        (tag("div", query if claim == of_claim else f"{claim} / {query}") for claim, query in citation.queries)
    )
    return (
        paper,
        str(citation.year or "–"),
        words.plain(citation.design),
        join(tag("div", words.PLACE_MARKS[place].html()) for place in Place if place in places),
        found_by,
        words.day(citation.first_seen_at),
    )


def abstract(citation: Citation, terms: Sequence[str] = ()) -> Html:
    """The abstract with its labels, or that there is none; words that begin with one of ``terms`` are marked."""
    if not citation.abstract:
        return tag("p", "The record holds no abstract.", class_="ev-quiet")
    paragraphs = (
        tag("p", tag("strong", f"{part.label}: ") if part.label else "", highlight.marked(part.text, terms))
        for part in citation.abstract
    )
    notice = tag("p", citation.abstract_copyright, class_="ev-small") if citation.abstract_copyright else ""
    return tag("div", *paragraphs, notice, class_="ev-abstract")


def reliability(citation: Citation) -> Html:
    """What the retraction status of a paper rests on; empty when there is nothing to say."""
    status = retraction_of(citation)
    if not status.reasons:
        return Html()
    return join((section("Why this status"), tag("ul", *(tag("li", reason) for reason in status.reasons))))


def design(citation: Citation) -> Html:
    """The study design that the rules propose, and why."""
    proposal = propose_design(citation)
    grounds = "by NLM's publication type" if proposal.certain else "by rules over MeSH and words"
    return facts(
        (
            (
                "Proposed",
                join((tag("strong", words.plain(proposal.design)), f", {grounds}; no reviewer has confirmed it")),
            ),
            ("Because of", "; ".join(proposal.basis)),
        )
    )


def about(citation: Citation) -> Html:
    """Everything else that the record says."""
    return facts(
        (
            ("Authors", _authors(citation)),
            ("Title in its own language", citation.vernacular_title),
            ("Languages", ", ".join(citation.languages)),
            ("Publication types", ", ".join(term.name for term in citation.publication_types)),
            ("MeSH", _items(map(_heading, citation.mesh))),
            ("Further concepts", ", ".join(term.name for term in citation.supplementary_mesh)),
            ("Keywords", ", ".join(keyword.text for keyword in citation.keywords)),
            ("Substances", ", ".join(substance.name for substance in citation.substances)),
            ("Registrations", _items(f"{one.databank} {one.number}".strip() for one in citation.registrations)),
            (
                "Funding",
                _items(", ".join(filter(None, (g.agency, g.number, g.country))) for g in citation.grants)
                or "none stated in the record",
            ),
            ("Conflicts of interest", citation.conflict_of_interest or "no statement in the record"),
            ("Linked records", _items(_link(citation))),
            ("State in PubMed", citation.indexing_status or ""),
        )
    )


def found_by(hits: Iterable[Hit], statements: Mapping[str, str]) -> Html:
    """Which queries find a citation, since when, and until when; ``statements``: of the claims, by id."""
    columns = (
        Column("Claim", "wide"),
        Column("Query"),
        Column("First seen", "date"),
        Column("Last seen", "date"),
        Column("Left the query", "date"),
    )
    return table(
        "Queries that find this citation",
        columns,
        (
            (
                links.inside(statements[hit.claim_id], links.claim_url(hit.claim_id)),
                hit.query_id,
                words.day(hit.first_seen_at),
                words.day(hit.last_seen_at),
                words.day(hit.left_at),
            )
            for hit in hits
        ),
    )


def revisions(versions: Sequence[Revision]) -> Html:
    """When the record was stored, and what changed each time."""
    columns = (
        Column("Version", "number"),
        Column("Stored (UTC)", "date"),
        Column("Revised by NLM", "date"),
        Column("Changed", "wide"),
    )
    former: Citation | None = None
    told = []
    for version in versions:
        now = version.citation
        revised = now.revised.iso() if now.revised else "–"
        told.append((str(version.number), words.minute(version.stored_at), revised, _difference(former, now)))
        former = now
    return table("Versions of this record", columns, reversed(told))


def _difference(former: Citation | None, now: Citation) -> str:
    if former is None:
        return "first stored"
    changed = [
        words.plain(name.replace("_", "-"))
        for name in now.__struct_fields__
        if getattr(former, name) != getattr(now, name)
    ]
    return ", ".join(changed)


def _authors(citation: Citation) -> Html:
    names = join(map(_author, citation.authors), ", ")
    return names if citation.authors_complete or not names else join((names, ", and others (the record's list is cut)"))


def _author(author: Author) -> Html:
    where = "; ".join(author.affiliations)
    return tag("span", author.name(), title=where or None)


def _heading(heading: MeshHeading) -> str:
    name = f"{heading.name}{'*' if heading.major else ''}"
    return " / ".join([name, *(f"{one.name}{'*' if one.major else ''}" for one in heading.qualifiers)])


def _link(citation: Citation) -> Iterable[Html]:
    for link in citation.links:
        to = papers.outside(f"PubMed {link.pmid}", papers.pubmed_url(link.pmid)) if link.pmid else ""
        yield join((f"{link.type}: {link.source} ", to, f" {link.note}" if link.note else ""))


def _items(items: Iterable[str]) -> Html:
    listed = [tag("li", item) for item in items if item]
    return tag("ul", *listed) if listed else Html()
