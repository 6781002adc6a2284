"""A corpus of real records in which every term finds what it describes."""

from __future__ import annotations

from pathlib import Path

from tests.support.eutils import boolean
from tests.support.eutils.corpus import Corpus, Found
from tests.support.eutils.fields import Fields, fields_of
from tests.support.eutils.records import Record


class TopicCorpus(Corpus):
    """A corpus that evaluates the terms that nothing was said about."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[int, tuple[Record, Fields]] = {}
        self._searched: list[Record] = []
        self._known: dict[str, set[int]] = {}

    @classmethod
    def of(cls, *files: Path) -> TopicCorpus:
        """The records of these NLM files, read at once, so that the first search is no slower than the next."""
        corpus = cls()
        for file in files:
            corpus.add_file(file)
        for record in corpus.records():
            corpus._fields(record)
        return corpus

    def evaluate(self, term: str) -> Found:
        """Every record that the term describes.

        Raises:
            ValueError: the term cannot be read (parentheses, an unknown tag).
        """
        records = self.records()
        if records != self._searched:
            self._searched, self._known = records, {}
        pmids = boolean.evaluate(term, [(record, self._fields(record)) for record in records], self._known)
        return Found(pmids=sorted(pmids), translation=term, messages=() if pmids else ("No items found.",))

    def _fields(self, record: Record) -> Fields:
        known, fields = self._read.get(record.pmid, (None, None))
        if known is not record or fields is None:
            fields = fields_of(record.xml)
            self._read[record.pmid] = (record, fields)
        return fields
