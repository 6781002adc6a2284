"""The pages without a browser: what they say. How they look and what they let through is proved in tests/e2e."""

from __future__ import annotations

import html
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence.app import App
from evidence.services.refresh import RefreshOptions, refresh
from evidence.store import catalogue, runs
from evidence.store.database import Database
from tests.support.dashboard import GOOD, HOSTILE, MANY, RETRACTED, fill

Show = Callable[..., AppTest]
ROOT = Path(__file__).parents[2]


def said(test: AppTest) -> str:
    """All the HTML that a page shows."""
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


# --- Claims -------------------------------------------------------------------------------------------


def test_an_empty_database_says_what_to_do(show: Show) -> None:
    shown = said(show("claims"))
    assert "No claims are stored yet." in shown
    assert "<code>evidence refresh</code>" in shown
    assert "evidence.db" in shown


@pytest.mark.usefixtures("filled")
def test_the_first_page_counts_what_matters(show: Show) -> None:
    shown = said(show("claims"))
    assert "<strong>5</strong><span>claims and parts" in shown
    assert f"<strong>{MANY + 3 + len(HOSTILE)}</strong><span>citations" in shown
    assert ">1</a></strong><span>of them retracted" in shown
    assert ">1</a></strong><span>queries failing" in shown
    assert ">1</a></strong><span>queries overdue" in shown
    assert "<strong>2026-03-01 04:30</strong><span>last refresh (UTC)" in shown


@pytest.mark.usefixtures("filled")
def test_what_changed_since_the_last_visit_is_told_and_a_first_visit_is_told_nothing(
    show: Show, cookies: dict[str, str]
) -> None:
    assert "Since your last visit" not in said(show("claims"))
    cookies["evidence-visits"] = "20260228T120000Z~20260101T000000Z"
    shown = said(show("claims"))
    assert "Since your last visit (2026-02-28 12:00 UTC): 1 paper retracted" in shown
    assert "1 citation newly found" in shown
    assert html.escape(RETRACTED.title) in shown
    cookies["evidence-visits"] = "20260302T120000Z"
    assert "Since your last visit (2026-03-02 12:00 UTC): nothing has changed." in said(show("claims"))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("cookie", ["", "~", "yesterday", "20260228T120000Z~<script>", "20990101T000000Z"])
def test_what_the_browser_remembers_wrongly_is_forgotten(show: Show, cookies: dict[str, str], cookie: str) -> None:
    cookies["evidence-visits"] = cookie
    assert "Since your last visit" not in said(show("claims"))


@pytest.mark.usefixtures("filled")
def test_parts_stand_indented_below_their_claim(show: Show) -> None:
    shown = said(show("claims"))
    places = [shown.index(text) for text in ("Both things help.", "The first thing helps.", "Many papers")]
    assert places == sorted(places)
    assert '<div class="ev-depth-0"><a href="claim?claim=whole" target="_self">Both things help.</a>' in shown
    assert '<div class="ev-depth-1"><a href="claim?claim=first"' in shown


@pytest.mark.usefixtures("filled")
def test_claims_are_filtered_by_the_words_in_the_address(show: Show) -> None:
    shown = said(show("claims", text="many"))
    assert "Many papers" in shown
    assert "Both things" not in shown
    assert "No claim fits" in said(show("claims", text="nothing at all"))


# --- Claim --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
def test_a_claim_shows_its_definition_and_its_citations(show: Show) -> None:
    shown = said(show("claim", claim="first"))
    assert '<h1 class="ev-title">The first thing helps.</h1>' in shown
    assert 'Part of</dt><dd><a href="claim?claim=whole"' in shown
    assert "4 citations, newest first; of all: 1 retracted, 1 expression of concern, 1 no longer found" in shown
    assert f"https://pubmed.ncbi.nlm.nih.gov/{GOOD.pmid}/" in shown
    assert "https://doi.org/10.1002/%28sici%29" in shown
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC900000001/" in shown


@pytest.mark.usefixtures("filled")
def test_a_compound_claim_shows_its_parts_and_their_citations(show: Show) -> None:
    shown = said(show("claim", claim="whole"))
    assert "Parts (asserts every one)" in shown
    assert "4 citations" in shown
    assert "first / main" in shown


@pytest.mark.usefixtures("filled")
def test_retracted_papers_are_marked_and_can_be_shown_alone(show: Show) -> None:
    test = show("claim", claim="first")
    test.multiselect(key="only").set_value(["Retracted"]).run()
    shown = said(test)
    assert "1 of 4 citations" in shown
    assert RETRACTED.title in shown
    assert GOOD.title not in shown


@pytest.mark.usefixtures("filled")
def test_many_citations_come_a_page_at_a_time(show: Show) -> None:
    test = show("claim", claim="many")
    assert said(test).count('class="ev-paper"') == 50
    last = show("claim", claim="many", page="3")
    assert said(last).count('class="ev-paper"') == MANY - 100
    found = show("claim", claim="many", text="paper 7")
    assert "Plain paper 77" in said(found)


@pytest.mark.usefixtures("filled")
def test_queries_show_their_term_letter_by_letter_and_the_sentinels_missed(show: Show) -> None:
    shown = said(show("claim", claim="first", view="Queries"))
    assert html.escape('"first thing"[tiab] AND <b>x</b>[tiab]') in shown
    assert f'PubMed {GOOD.pmid}</a> <span class="ev-mark ev-good">' in shown
    assert 'PubMed 900000009</a> <span class="ev-mark ev-doubt">' in shown
    failing = said(show("claim", claim="second", view="Queries"))
    assert "no answer &lt;b&gt;at all" in failing
    assert "Overdue" in failing


@pytest.mark.usefixtures("filled")
def test_history_tells_what_became_of_the_papers(show: Show) -> None:
    shown = said(show("claim", claim="first", view="History"))
    assert "Corrected" not in shown  # of another claim's papers
    grave = shown[: shown.index(">Everything<")]
    assert RETRACTED.title in grave
    assert "Sentinel missed" in grave
    assert "Newly found" not in grave


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("wanted", ["", "no-such", "<b>x</b>"])
def test_an_unknown_claim_leads_back(show: Show, wanted: str) -> None:
    shown = said(show("claim", **({"claim": wanted} if wanted else {})))
    assert '<a href="./" target="_self">Claims</a>' in shown
    assert "<b>x" not in shown


# --- Citation -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("filled")
def test_a_citation_shows_what_its_record_says(show: Show) -> None:
    shown = said(show("citation", pmid=str(GOOD.pmid), claim="first"))
    for text in (
        "A sound trial",
        "<strong>RESULTS: </strong>It works.",
        "Doe J",
        "The Group",
        "J Sound. 2025-06;3(2):10-12",
    ):
        assert text in shown
    assert '<a href="claim?claim=first" target="_self">The first thing helps.</a>' in shown
    assert "no reviewer has confirmed it" in shown
    assert "first stored" in shown


@pytest.mark.usefixtures("filled")
def test_a_retracted_citation_says_why(show: Show) -> None:
    shown = said(show("citation", pmid=str(RETRACTED.pmid)))
    assert "Why this status" in shown
    assert "RetractionIn J Sound. 2024;1:1 (PMID 900000003)" in shown


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("wanted", ["", "900000999", "-1", "٣", "9" * 30, "x"])
def test_an_unknown_citation_leads_back(show: Show, wanted: str) -> None:
    assert "The database has no citation" in said(show("citation", pmid=wanted))


@pytest.mark.usefixtures("filled")
def test_no_text_of_a_record_becomes_an_element(show: Show) -> None:
    for record in HOSTILE:
        shown = said(show("citation", pmid=str(record.pmid)))
        assert not any(f"<{name}" in shown for name in ("script", "img", "style", "i>"))
        assert not show("citation", pmid=str(record.pmid)).markdown


# --- Refresh ------------------------------------------------------------------------------------------


def test_without_a_refresh_the_page_says_so(show: Show) -> None:
    assert "No refresh has run yet." in said(show("refresh"))


@pytest.mark.usefixtures("filled")
def test_events_that_need_a_look_come_first(show: Show) -> None:
    test = show("refresh")
    shown = said(test)
    assert "Retracted" in shown
    assert "Sentinel missed" in shown
    assert "no answer &lt;b&gt;at all" in shown
    assert "Newly found" not in shown
    assert "<strong>2026-03-01 04:30</strong><span>last refresh (UTC): some queries failed" in shown
    assert "<strong>2100-01-01</strong><span>next due" in shown
    test.selectbox(key="events").set_value("Everything").run()
    assert "Newly found" in said(test)


@pytest.mark.usefixtures("filled")
def test_a_retraction_names_the_claims_it_concerns(show: Show) -> None:
    test = show("refresh")
    test.selectbox(key="events").set_value("Retracted").run()
    assert '<a href="claim?claim=first" target="_self">first</a>' in said(test)


@pytest.mark.usefixtures("filled")
def test_runs_show_their_queries_warnings_and_errors(show: Show) -> None:
    shown = said(show("refresh", view="Runs"))
    assert "Some queries failed" in shown
    assert "odd &lt;b&gt;" in shown
    assert "no answer &lt;b&gt;at all" in shown


@pytest.mark.usefixtures("filled")
def test_the_overdue_query_stands_first(show: Show) -> None:
    shown = said(show("refresh", view="Queries"))
    body = shown[shown.index("<tbody>") :]
    assert body.index("second") < body.index("first")
    assert body.count("Overdue") == 1


@pytest.fixture
def tracked(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A claims.yaml of which the database knows everything, from the sample."""
    claims = tmp_path / "claims.yaml"
    claims.write_text((ROOT / "claims.yaml").read_text())
    monkeypatch.setenv("EVIDENCE_CLAIMS_FILE", str(claims))
    monkeypatch.setenv("EVIDENCE_SAMPLE_FOLDER", str(ROOT / "data" / "sample"))
    app = App.from_environment()
    with closing(Database.open(url)) as database:
        refresh(database, app.source("sample"), app.catalogue(), app.clock, RefreshOptions())
    return claims


def test_a_dry_run_tells_what_a_refresh_would_change_and_changes_nothing(show: Show, tracked: Path, url: str) -> None:
    test = show("refresh", view="Dry run")
    test.button(key="dry-run").click().run()
    assert "No query is due." in said(test)
    tracked.write_text(tracked.read_text().replace("nk-immune-defence", "nk-immune-anew"))
    with closing(Database.open(url)) as database, database.read() as tx:
        before = runs.recent(tx), [claim.id for claim in catalogue.claims(tx)]
    test.button(key="dry-run").click().run()
    shown = said(test)
    assert "claim=nk-immune-anew" in shown
    assert "No query is due." not in shown
    with closing(Database.open(url)) as database, database.read() as tx:
        assert (runs.recent(tx), [claim.id for claim in catalogue.claims(tx)]) == before


def test_a_dry_run_that_cannot_be_made_says_why(show: Show, tracked: Path) -> None:
    tracked.write_text("claims: {")
    test = show("refresh", view="Dry run")
    test.button(key="dry-run").click().run()
    assert "That cannot be found out now." in said(test)
    assert "claims.yaml" in said(test)
    assert not test.exception


# --- The frame ----------------------------------------------------------------------------------------


def test_only_a_sample_is_announced_as_one(show: Show, url: str) -> None:
    database = Database.open(url)
    fill(database, source="sample")
    database.close()
    assert "not a recorded PubMed answer" in said(show("app"))


@pytest.mark.usefixtures("filled")
def test_pubmed_data_are_not(show: Show) -> None:
    assert "not a recorded PubMed answer" not in said(show("app"))


def test_a_database_made_anew_is_the_one_that_is_shown(show: Show, filled: str, tmp_path: Path) -> None:
    assert "Both things help." in said(show("claims"))
    for file in tmp_path.glob("evidence.db*"):
        file.unlink()
    assert "No claims are stored yet." in said(show("claims"))


def test_a_broken_setting_is_told_with_its_remedy(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_READ_TIMEOUT", "soon")
    shown = said(show("app"))
    assert "EVIDENCE_READ_TIMEOUT" in shown
    assert shown.count("<h1") == 1
    assert "What to do: " in shown


def test_a_database_that_cannot_be_read_is_told_with_its_remedy(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no.db").write_text("this is no database, whatever its name says" * 100)
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", f"sqlite:///{tmp_path}/no.db")
    shown = said(show("app"))
    assert "is a file that is not a SQLite database" in shown
    assert 'role="alert"' in shown
