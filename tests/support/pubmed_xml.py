"""Small synthetic PubMed records, as NLM's DTD wants them: fields are put in where the DTD has them."""

from __future__ import annotations

PMID = 900000001
DOCTYPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def article(
    pmid: int | str = PMID,
    *,
    version: str = "1",
    status: str = "MEDLINE",
    dates: str = "",
    journal: str = '<JournalIssue CitedMedium="Print"><PubDate><Year>2021</Year></PubDate></JournalIssue>',
    title: str = "A title.",
    pages: str = "<Pagination><MedlinePgn>1-9</MedlinePgn></Pagination>",
    abstract: str = "",
    authors: str = "",
    languages: str = "<Language>eng</Language>",
    databanks: str = "",
    grants: str = "",
    types: str = '<PublicationType UI="D016428">Journal Article</PublicationType>',
    after_types: str = "",
    info: str = "<MedlineTA>J Synth</MedlineTA>",
    after_info: str = "",
    history: str = "",
    ids: str = '<ArticleId IdType="pubmed">900000001</ArticleId>',
    references: str = "",
) -> str:
    """One ``PubmedArticle``; each argument is the XML of its place in the record."""
    return f"""
  <PubmedArticle>
    <MedlineCitation Status="{status}" Owner="NLM">
      <PMID Version="{version}">{pmid}</PMID>{dates}
      <Article PubModel="Print">
        <Journal>{journal}</Journal>
        <ArticleTitle>{title}</ArticleTitle>
        {pages}{abstract}{authors}{languages}{databanks}{grants}
        <PublicationTypeList>{types}</PublicationTypeList>{after_types}
      </Article>
      <MedlineJournalInfo>{info}</MedlineJournalInfo>{after_info}
    </MedlineCitation>
    <PubmedData>{history}
      <PublicationStatus>ppublish</PublicationStatus>
      <ArticleIdList>{ids}</ArticleIdList>{references}
    </PubmedData>
  </PubmedArticle>"""


def book_article(
    pmid: int = PMID,
    *,
    ids: str = '<ArticleId IdType="bookaccession">NBK900001</ArticleId>',
    book: str = "",
    title: str = "",
    authors: str = "",
    after_authors: str = "",
) -> str:
    """One ``PubmedBookArticle``."""
    return f"""
  <PubmedBookArticle>
    <BookDocument>
      <PMID Version="1">{pmid}</PMID>
      <ArticleIdList>{ids}</ArticleIdList>
      <Book>
        <Publisher><PublisherName>Synthetic Press</PublisherName><PublisherLocation>Oslo</PublisherLocation></Publisher>
        <BookTitle>A <i>Book</i></BookTitle>
        <PubDate><Year>2019</Year></PubDate>{book}
      </Book>
      {title}<Language>eng</Language>{authors}
      <PublicationType UI="D016454">Review</PublicationType>{after_authors}
    </BookDocument>
    <PubmedBookData>
      <History><PubMedPubDate PubStatus="entrez"><Year>2019</Year><Month>2</Month><Day>3</Day></PubMedPubDate></History>
      <PublicationStatus>ppublish</PublicationStatus>
      <ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>
    </PubmedBookData>
  </PubmedBookArticle>"""


def article_set(*records: str, doctype: str = DOCTYPE) -> bytes:
    """A whole file."""
    return f"{doctype}<PubmedArticleSet>{''.join(records)}\n</PubmedArticleSet>\n".encode()
