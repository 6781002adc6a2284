"""Claims: every tracked claim with its citations. The first page."""

import streamlit as st

from evidence.article.ladder import fits
from evidence.dashboard import choose, links, session, visits, words
from evidence.dashboard.components import news, page, strength
from evidence.dashboard.components import queries as query_health
from evidence.dashboard.components.claims_map import claims_map
from evidence.dashboard.components.table import Column, figures, table
from evidence.export.marks import Mark
from evidence.export.markup import join, tag
from evidence.services import strength as strengths
from evidence.store import overview, queries, runs
from evidence.store.overview import ClaimOverview
from evidence.strength.model import Strength

FITS = Mark("✓", "fits", "good")
TOO_SURE = Mark("▲", "too sure", "doubt")
COLUMNS = (
    Column("Claim", "wide"),
    Column("Strength of evidence"),
    Column("Studies", "number"),
    Column("Waiting", "number"),
    Column("Section", "quiet"),
    Column("The article says"),
    Column("Citations", "number"),
    Column("Retracted", "number"),
    Column("Last refresh", "date"),
)


def row(depth: int, line: ClaimOverview, found: Strength) -> tuple[str, ...]:
    """A claim as a row of the table."""
    claim = line.claim
    retracted = tag("span", f"✕ {found.retracted}", class_="ev-bad-text") if found.retracted else "0"
    return (
        tag("div", links.inside(claim.statement, links.claim_url(claim.id)), class_=f"ev-depth-{min(depth, 3)}"),
        strength.in_row(found),
        f"{found.studies:,}",
        f"{found.waiting:,}",
        "; ".join(choose.sections_of(claim)),
        join((claim.says, tag("div", (FITS if fits(claim, found) else TOO_SURE).html()))),
        f"{found.citations:,}",
        retracted,
        words.day(line.refreshed_at),
    )


page.heading("Claims")
last_visit = visits.last_visit(session.clock().now())
with session.reading() as tx:
    lines = overview.of_claims(tx)
    standing = {one.claim: one for one in strengths.current(tx)}
    asked = queries.tracked(tx)
    latest = runs.recent(tx, limit=1)
    changed = news.since(tx, last_visit) if last_visit else None
if not lines:
    page.nothing(
        "No claims are stored yet.",
        "Run ", page.command("evidence refresh"), ". The database is ", tag("code", session.database().address), ".",
    )  # fmt: skip
    st.stop()

confirmed = sum(not one.provisional for one in standing.values())
linked = [one.linked for one in standing.values()]
papers, waiting = len(set().union(*(one.papers for one in linked))), len(set().union(*(one.waiting for one in linked)))
retracted = len(set().union(*(one.retracted for one in linked)))
page.show(
    figures(
        (
            (f"{len(lines):,}", "claims and parts", ""),
            (f"{confirmed:,}", "with confirmed strength", ""),
            (links.inside(f"{waiting:,}", "review"), "papers waiting for reviewers", ""),
            (f"{papers:,}", "citations", ""),
            (
                links.inside(f"{retracted:,}", "refresh?events=Retracted"),
                "of them retracted",
                "bad-text" if retracted else "",
            ),
            *query_health.health(asked, session.today()),
            (words.minute(latest[0].started_at) if latest else "never", "last refresh (UTC)", ""),
        )
    )
)
if changed:
    page.show(changed)
page.show(claims_map(tuple(standing.values())))
by_section, by_text = st.columns([1, 2])
sections = list(dict.fromkeys(name for line in lines for name in choose.sections_of(line.claim)))
section = by_section.selectbox("Section", sections, index=None, placeholder="All", key="section", bind="query-params")
text = by_text.text_input("Words of the claim", key="text", bind="query-params", type="search") or ""
direction, level = st.query_params.get("direction", ""), st.query_params.get("certainty", "")
if direction or level:
    shown = ", ".join(filter(None, (direction, level)))
    page.show(tag("p", "Only claims that are ", tag("strong", shown), ". ", links.inside("Show all", "./")))
fitting = choose.standing(choose.claims(lines, section=section, text=text), standing, direction, level)
if fitting:
    page.show(
        table(
            "Claims", COLUMNS, (row(depth, line, standing[line.claim.id]) for depth, line in choose.in_order(fitting))
        )
    )
else:
    page.nothing("No claim fits these filters.", "Use fewer words, or another section.")
