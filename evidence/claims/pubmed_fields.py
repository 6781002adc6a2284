"""The search fields that PubMed knows, by every name it gives them.

Sources: PubMed User Guide, "Search field tags" (https://pubmed.ncbi.nlm.nih.gov/help/#search-tags), and
E-utilities EInfo for the database ``pubmed``, whose field names E-utilities accept as tags too. Case
and spacing of a tag do not matter to PubMed.
"""

from __future__ import annotations

import re

_MESH = """
    mh, mesh, mesh terms, majr, mesh major topic, nm, subs, supplementary concept
"""
_OTHER_HEADINGS = """
    sh, subh, mesh subheading, mesh subheadings, subheading, pa, papx, pharmacological action,
    pt, ptyp, publication type, la, lang, language, sb, subset, filter, filt
"""
_TEXT_WORDS = """
    tiab, title/abstract, ti, titl, title, tw, word, text word, text words, ot, otrm, other term, tt,
    transliterated title
"""
_DATES = """
    dp, pdat, date - publication, publication date, edat, date - entry, entry date, crdt, date - create, create date,
    mdat, lr, date - modification, modification date, mhda, date - mesh, mesh date, dcom, cdat, date - completion,
    completion date, ppdt, print publication date, epdt, electronic publication date
"""
_OTHERS = """
    all, all fields, ad, affl, affiliation, aid, article identifier, au, auth, author, auid, aucl, author -
    identifier, author identifier, 1au, faut, author - first, first author name, lastau, laut, author - last, last
    author name, fau, full, full author name, cn, coln, author - corporate, corporate author, book, cois, conflict
    of interest statement, conflict of interest statements, ed, editor, eid, extended pmid, fir, finv, full
    investigator name, ir, investigator, gr, grnt, grants and funding, ip, iss, issue, isbn, jid, nlm unique id,
    lid, location id, pg, page, pagination, pid, publisher id, pl, cnty, place of publication, pmid, uid, ps,
    subject - personal name, personal name as subject, pubn, publisher, rn, ecno, ec/rn number, si, secondary source
    id, ta, jour, journal, vi, vol, volume, dso
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(" ".join(name.split()) for name in text.split(","))


MESH = _names(_MESH)
"""MeSH headings and supplementary concepts: the vocabulary that NLM's indexing adds to a record."""
HEADINGS = MESH | _names(_OTHER_HEADINGS)
"""Fields of fixed vocabularies, whose entries are matched whole."""
TEXT_WORDS = _names(_TEXT_WORDS)
"""Words of the record itself; they find papers that have not been indexed yet."""
DATES = _names(_DATES)
FIELDS = HEADINGS | TEXT_WORDS | DATES | _names(_OTHERS)

RANGES = DATES | {"uid", "pmid"}
"""Fields whose entries have an order, so that ``1:9[uid]`` means something."""
PROXIMITY = frozenset({"ti", "title", "tiab", "title/abstract", "ad", "affiliation"})
"""Fields that can be searched for words near each other, ``"..."[tiab:~3]`` (User Guide, Proximity searching)."""
UNEXPLODED = _names("mh, mesh, mesh terms, majr, mesh major topic, sh, subh, mesh subheading, mesh subheadings")
"""Fields that take ``:noexp``, a heading without the narrower ones below it."""


def normalised(tag: str) -> str:
    """A tag without its brackets, in small letters, spaces single and none around colons and slashes."""
    return re.sub(r"\s*([:/])\s*", r"\1", " ".join(tag.strip("[]").lower().split()))


def field_of(tag: str) -> str:
    """The field that a tag names, without what follows a colon; the tag as ``normalised`` gives it."""
    return tag.partition(":")[0]


def is_known(tag: str) -> bool:
    """Whether PubMed understands the tag, as ``normalised`` gives it; proximity is judged elsewhere."""
    field, _, option = tag.partition(":")
    if not option:
        return tag in FIELDS
    if option == "noexp":
        return field in UNEXPLODED
    return option.startswith("~") and field in FIELDS
