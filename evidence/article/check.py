"""One article against the tracked claims: every sentence, what it claims, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from evidence.article.assertion import assess
from evidence.article.cited import Cited, References
from evidence.article.matching import Matcher
from evidence.article.model import (
    Assertion,
    Block,
    Document,
    Finding,
    Level,
    Match,
    Relation,
    Rule,
    Sentence,
    Sureness,
)
from evidence.article.report import ClaimReading, FileFinding, Report, SentenceReading, summarise
from evidence.article.suppressions import apply_suppressions, read_suppressions
from evidence.article.untracked import untracked_claim
from evidence.article.verdict import Tracked, judge
from evidence.citations.retraction import RetractionStatus
from evidence.claims.model import Article, Claim
from evidence.strength.eligibility import IN_DOUBT, OUT
from evidence.strength.model import Strength


class Library(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of cited papers.

    Attributes:
        statuses: PMID -> what has become of the paper.
        pmids: DOI, in small letters -> PMID.
    """

    statuses: Mapping[int, RetractionStatus]
    pmids: Mapping[str, int]


class Checker:
    """Checks articles against claims and their strengths; made once for any number of articles.

    Args:
        claims: the tracked claims, in file order.
        strengths: claim id -> its strength.
        today: the day on which suppressions and articles may be past their date.
        disabled: rules that are not reported.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        strengths: Mapping[str, Strength],
        *,
        today: date,
        disabled: frozenset[Rule] = frozenset(),
    ) -> None:
        self._matcher = Matcher(claims)
        self._tracked = {claim.id: Tracked.of(claim, strengths[claim.id]) for claim in claims}
        self._today = today
        self._disabled = disabled

    def check(self, document: Document, library: Library, article: Article | None = None) -> Report:
        """Everything that is found in one document.

        Args:
            document: the article.
            library: what is known of the papers that it cites.
            article: the tracked article that the document is, if it is one.
        """
        references = References(document)
        unchecked: dict[str, None] = {}
        readings = []
        for sentence in document.sentences:
            cited = references.of(sentence)
            reading = self._read(sentence, cited, library, unchecked)
            if reading.claims:
                readings.append(reading)
        suppressions, wrong = read_suppressions(document)
        found, unused = apply_suppressions(document, readings, suppressions, self._today)
        of_file = self._enabled([*self._stale(document, article), *wrong, *unused])
        return Report(
            file=document.name,
            article=article.id if article else "",
            findings=of_file,
            sentences=tuple(found),
            summary=summarise(len(document.sentences), tuple(found), of_file, tuple(unchecked)),
        )

    def _read(self, sentence: Sentence, cited: Cited, library: Library, unchecked: dict[str, None]) -> SentenceReading:
        matches = self._matcher.matches(sentence)
        readings = [self._judge(sentence, match, cited) for match in matches]
        if not readings:
            assertion = assess(sentence.text, quote=sentence.block is Block.QUOTE)
            if untracked := untracked_claim(sentence, assertion):
                readings = [_without_claim(assertion, untracked)]
        retracted = list(_retracted(cited, library, unchecked))
        if retracted:
            first = readings[0] if readings else _without_claim(assess(sentence.text))
            readings[:1] = [msgspec.structs.replace(first, findings=(*retracted, *first.findings))]
        if self._disabled:
            readings = [
                msgspec.structs.replace(
                    reading, findings=tuple(one for one in reading.findings if one.rule not in self._disabled)
                )
                for reading in readings
            ]
        return SentenceReading(
            line=sentence.line,
            column=sentence.column,
            start=sentence.start,
            end=sentence.end,
            text=sentence.text,
            claims=tuple(reading for reading in readings if reading.claim or reading.findings),
            cited=tuple(dict.fromkeys([*cited.pmids, *_by_doi(cited, library)])),
        )

    def _judge(self, sentence: Sentence, match: Match, cited: Cited) -> ClaimReading:
        inside = [word for word in match.words if word.start >= 0]
        span = (min(word.start for word in inside), max(word.end for word in inside)) if inside else None
        assertion = assess(sentence.text, span, quote=sentence.block is Block.QUOTE)
        if sentence.lead_in and assertion.relation is Relation.NONE:
            assertion = _with_lead_in(sentence, assertion)
        return judge(sentence, match, self._tracked[match.claim], assertion, cited)

    def _stale(self, document: Document, article: Article | None) -> list[FileFinding]:
        said = document.meta.get("review_by", "")
        until = article.review_by if article else _date(said)
        if until is None and not said:
            return []
        if until is None:
            message, remedy = f"the front matter's review_by '{said}' is no date", "write it like 2027-05-25"
        elif until < self._today:
            owner = article.owner if article else document.meta.get("owner", "")
            message = f"the article was to be reviewed by {until}{f' ({owner})' if owner else ''}"
            remedy = "review it, then move the date"
        else:
            return []
        finding = Finding(rule=Rule.STALE, level=Level.WARNING, message=message, suggestion=remedy)
        return [FileFinding(line=1, column=1, finding=finding)]

    def _enabled(self, findings: Sequence[FileFinding]) -> tuple[FileFinding, ...]:
        return tuple(sorted((one for one in findings if one.finding.rule not in self._disabled), key=_position))


def _with_lead_in(sentence: Sentence, own: Assertion) -> Assertion:
    """A list item without a verb of its own says what the sentence before the list says: "Causes may include: ..."."""
    lead = assess(sentence.lead_in)
    return msgspec.structs.replace(
        own,
        sureness=Sureness(min(own.sureness, lead.sureness)),
        relation=lead.relation,
        denied=own.denied != lead.denied,
        question=own.question or lead.question,
        attributed=own.attributed or lead.attributed,
        words=(*lead.words, *own.words),
    )


def _without_claim(assertion: Assertion, *findings: Finding) -> ClaimReading:
    return ClaimReading(
        claim=None,
        score=0.0,
        words=(),
        asserted=assertion.sureness,
        allowed=None,
        relation=assertion.relation,
        denied=assertion.denied,
        question=assertion.question,
        attributed=assertion.attributed,
        findings=findings,
    )


def _retracted(cited: Cited, library: Library, unchecked: dict[str, None]) -> list[Finding]:
    """What has become of the cited papers; those that nobody knows are noted in ``unchecked``."""
    unchecked.update((f"doi:{doi}", None) for doi in cited.dois if doi not in library.pmids)
    found = []
    for pmid in dict.fromkeys([*cited.pmids, *_by_doi(cited, library)]):
        status = library.statuses.get(pmid)
        if status is None:
            unchecked[f"PMID {pmid}"] = None
        elif status in OUT or status in IN_DOUBT:
            finding = Finding(
                rule=Rule.RETRACTED,
                level=Level.ERROR if status in OUT else Level.WARNING,
                message=f"cites PMID {pmid}: {status.replace('-', ' ')}",
                suggestion="cite another paper, or write without it",
                retracted=(pmid,),
            )
            found.append(finding)
    return found


def _by_doi(cited: Cited, library: Library) -> list[int]:
    return [library.pmids[doi] for doi in cited.dois if doi in library.pmids]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _position(one: FileFinding) -> tuple[int, int, str]:
    return one.line, one.column, one.finding.rule
