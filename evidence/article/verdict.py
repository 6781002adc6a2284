"""May this sentence be written? How sure it sounds, held against how sure the evidence lets it sound.

Each rule is explained with an example and a remedy in ``docs/rules.md``. The check warns about meaning and leaves the
decision to the writer. A sentence that is weaker than the evidence is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from evidence.article.cited import Cited
from evidence.article.direction import Stance, is_reversed
from evidence.article.ladder import Allowed, Side, allowed
from evidence.article.model import Assertion, Block, Finding, Level, Match, Relation, Rule, Sentence, Sureness
from evidence.article.report import ClaimReading
from evidence.article.shift import names_the_laboratory
from evidence.claims.model import Claim, Importance, Kind
from evidence.grading.model import RiskOfBias
from evidence.strength.model import Certainty, Domain, Strength, Verdict

MOST_CITED = 5
"""References that are proposed for one sentence."""

SOUNDS = {
    Sureness.UNCERTAIN: "uncertain",
    Sureness.POSSIBLE: "possible",
    Sureness.PROBABLE: "probable",
    Sureness.FLAT: "certain",
}

_BIAS = (RiskOfBias.LOW, RiskOfBias.SOME, RiskOfBias.HIGH, RiskOfBias.CRITICAL)
_CAUSAL = {Relation.CAUSAL, Relation.CONDITIONAL}
_LABORATORY = {Certainty.ANIMALS: "animals", Certainty.HUMAN_CELLS: "human cells or tissue in the laboratory"}


class Tracked(msgspec.Struct, frozen=True):
    """A claim with its strength, what both allow a text to say, and which way the claim itself points."""

    claim: Claim
    strength: Strength
    allowed: Allowed
    stance: Stance

    @classmethod
    def of(cls, claim: Claim, strength: Strength) -> Tracked:
        """Puts them together."""
        return cls(claim, strength, allowed(claim, strength), Stance.of(claim))


def judge(sentence: Sentence, match: Match, tracked: Tracked, assertion: Assertion, cited: Cited) -> ClaimReading:
    """What a sentence says of a claim, and what is wrong with that.

    Args:
        sentence: as it stands in the article.
        match: that it makes the claim, and why.
        tracked: the claim with its evidence.
        assertion: how sure the claim's clause sounds.
        cited: the papers that the sentence cites.
    """
    findings = [] if assertion.question else list(_findings(sentence, tracked, assertion, cited))
    if len(findings) > 1:  # what is wrong in a worse way says itself what to cite
        findings = [finding for finding in findings if finding.rule is not Rule.UNCITED]
    if assertion.attributed or assertion.quoted or sentence.block is Block.QUOTE:
        # The text reports what others say; that still reaches readers, but it is no statement of ours.
        findings = [_at_most_warning(finding) for finding in findings]
    return ClaimReading(
        claim=match.claim,
        score=match.score,
        words=match.words,
        asserted=assertion.sureness,
        allowed=tracked.allowed.sureness,
        relation=assertion.relation,
        standing=tracked.allowed.because,
        denied=assertion.denied,
        question=assertion.question,
        attributed=assertion.attributed,
        guidelines=positions(tracked.strength) if any(one.rule is not Rule.UNCITED for one in findings) else (),
        findings=tuple(sorted(findings, key=lambda one: (-one.level.rank, one.rule))),
    )


def _findings(sentence: Sentence, tracked: Tracked, assertion: Assertion, cited: Cited) -> Iterator[Finding]:
    if assertion.sureness is Sureness.UNCERTAIN:
        return
    yield from _about_sureness(tracked, assertion, against=is_reversed(tracked.stance, sentence.text, assertion))
    yield from _about_relation(tracked, assertion)
    yield from _about_people(sentence, tracked)
    yield from _about_retracted_basis(tracked)
    to_cite = best_citations(tracked.strength)
    if to_cite and not cited.anything:
        yield Finding(rule=Rule.UNCITED, level=Level.NOTE, message="names no source", citations=to_cite)


def _about_sureness(tracked: Tracked, assertion: Assertion, *, against: bool) -> Iterator[Finding]:
    """At most one of EV001, EV003, EV004 and EV008: they exclude each other."""
    can, sounds = tracked.allowed, assertion.sureness
    flat = Level.ERROR if sounds >= Sureness.PROBABLE else Level.WARNING
    words = f" ({_quoted(assertion.words)})" if assertion.words else ""
    what = f"sounds {SOUNDS[sounds]}{words}{' that it is not so' if against else ''}"
    if tracked.strength.direction is Verdict.NO_EVIDENCE:
        yield _finding(Rule.NO_EVIDENCE, flat, f"{what}, but {_nothing(tracked)}", tracked)
    elif can.side is Side.FOR and against:
        yield _finding(Rule.WRONG_DIRECTION, flat, f"says the opposite of the evidence: {can.because}", tracked)
    elif can.side is Side.AGAINST and not against:
        level = Level.ERROR if can.sureness > Sureness.UNCERTAIN else flat
        yield _finding(Rule.CONTRADICTED, level, f"the evidence speaks against it: {can.because}", tracked)
    elif sounds > can.sureness:
        level = Level.ERROR if sounds - can.sureness > 1 else Level.WARNING
        so_sure = f"the evidence lets it sound {SOUNDS[can.sureness]} at most: {can.because}"
        yield _finding(Rule.OVERSTATED, level, f"{what}, but {so_sure}", tracked)


def _about_relation(tracked: Tracked, assertion: Assertion) -> Iterator[Finding]:
    no_evidence = tracked.strength.direction is Verdict.NO_EVIDENCE
    if tracked.allowed.causal or no_evidence or assertion.relation not in _CAUSAL:
        return
    level = Level.ERROR if assertion.relation is Relation.CAUSAL else Level.WARNING
    words = f" ({_quoted(assertion.words)})" if assertion.words else ""
    yield _finding(Rule.CAUSAL, level, f"causal words{words}, but the evidence shows an association at most", tracked)


def _about_people(sentence: Sentence, tracked: Tracked) -> Iterator[Finding]:
    """Evidence from elsewhere that the sentence does not name."""
    strength = tracked.strength
    if tracked.allowed.side is Side.OPEN or names_the_laboratory(sentence.text):
        return
    if strength.certainty in _LABORATORY:
        message = f"speaks of people, but it was seen in {_LABORATORY[strength.certainty]} only"
        yield _finding(Rule.SHIFTED, Level.WARNING, message, tracked)
    elif tracked.claim.kind is not Kind.MECHANISM and (reason := _indirect(tracked.claim, strength)):
        yield _finding(Rule.SHIFTED, Level.NOTE, f"the studies do not quite answer the claim: {reason}", tracked)


def _indirect(claim: Claim, strength: Strength) -> str:
    for body in strength.bodies:
        judged = body.domains.get(Domain.INDIRECTNESS)
        surrogate = any(one.name == body.outcome and one.importance is Importance.SURROGATE for one in claim.outcomes)
        if body.key in strength.headline and judged and judged.final < 0 and not surrogate:
            return judged.reason
    return ""


def _about_retracted_basis(tracked: Tracked) -> Iterator[Finding]:
    for banner in tracked.strength.banners:
        yield _finding(Rule.RETRACTED, Level.WARNING, f"its evidence is in doubt: {banner.rstrip('.')}", tracked)


def best_citations(strength: Strength) -> tuple[int, ...]:
    """PMIDs to cite for a claim: of what its strength was read from, the least biased and weightiest studies first."""
    bodies = [body for body in strength.bodies if body.key in strength.headline]
    lines = sorted(
        (_BIAS.index(line.risk_of_bias), -line.weight, line.pmids) for body in bodies for line in body.studies
    )
    anchors = [body.review for body in bodies if body.review]
    return tuple(dict.fromkeys([*anchors, *(pmid for _, _, pmids in lines for pmid in pmids)]))[:MOST_CITED]


def positions(strength: Strength) -> tuple[str, ...]:
    """What guidelines say of a claim, for writers: ``ESHRE 2023: recommends against ...``."""
    return tuple(
        f"{one.body} {one.year}: {one.position}{f' ({one.recommendation})' if one.recommendation else ''}"
        for one in strength.guidelines
    )


def _finding(rule: Rule, level: Level, message: str, tracked: Tracked) -> Finding:
    return Finding(
        rule=rule,
        level=level,
        message=message,
        suggestion=tracked.allowed.wording,
        citations=best_citations(tracked.strength),
    )


def _nothing(tracked: Tracked) -> str:
    strength = tracked.strength
    aside = [f"{strength.waiting} waiting for reviewers"] if strength.waiting else []
    aside += [f"{strength.retracted} retracted"] if strength.retracted else []
    linked = f" ({strength.citations} linked{', ' if aside else ''}{', '.join(aside)})" if strength.citations else ""
    return f"no study counts as evidence yet{linked}"


def _at_most_warning(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, level=Level.WARNING) if finding.level is Level.ERROR else finding


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
