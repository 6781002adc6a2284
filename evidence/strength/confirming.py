"""A person's word on a body of evidence, and how it meets the proposals.

A confirmation holds for the body that the person saw. When studies or proposals change, it lapses: the strength is
provisional again, each domain takes the lower of what was confirmed and what is proposed now, and nothing rates up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from evidence.claims.model import Claim
from evidence.grading.model import Result
from evidence.grading.rules import Problem
from evidence.strength.domains import Proposal
from evidence.strength.material import Confirmation
from evidence.strength.model import FURTHEST, METHOD_VERSION, Body, Domain, Judged
from evidence.strength.studies import Contribution


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """The domains of a body after everybody has spoken; ``by`` is empty while nobody has confirmed it as it stands."""

    domains: dict[Domain, Judged]
    by: str = ""
    at: datetime | None = None
    lapsed: bool = False


def fingerprint(claim: Claim, studies: Sequence[Contribution], proposals: Mapping[Domain, Proposal]) -> str:
    """Names what a person looks at when confirming: the question, the studies, the proposals.

    A further report of a study is no change, so the papers themselves are left out.
    """
    question = (claim.statement, claim.kind, claim.population, claim.exposure, claim.comparator, claim.outcomes)
    seen = [msgspec.structs.replace(study, pmids=(), result=_plain(study.result)) for study in studies]
    text = msgspec.json.encode((METHOD_VERSION, question, seen, dict(proposals)), order="deterministic")
    return hashlib.sha256(text).hexdigest()[:16]


def _plain(result: Result) -> Result:
    # Encoding leaves out a default only where it is the very same object, which depends on where a value has been.
    return msgspec.structs.replace(result, directness=msgspec.structs.replace(result.directness))


def rule(key: str, seen: str, proposals: Mapping[Domain, Proposal], confirmations: Iterable[Confirmation]) -> Ruling:
    """Apply the newest confirmation of the body to the proposals."""
    newest = max((c for c in confirmations if c.body == key), key=lambda c: (c.at, c.by), default=None)
    if newest is None:
        return Ruling(domains={d: Judged(p.levels, _unasked(d, p.levels), p.reason) for d, p in proposals.items()})
    decisions = {decision.domain: decision for decision in newest.decisions}
    holds = newest.fingerprint == seen
    domains = {}
    for domain, proposal in proposals.items():
        decision = decisions.get(domain)
        final = proposal.levels if decision is None else _within(domain, decision.final)
        reason = proposal.reason
        if decision is not None and decision.final != proposal.levels:
            reason = f"{proposal.reason} - {newest.by}: {decision.reason}" if reason else decision.reason
        if domain.rates_up and decision is None:
            final = 0
        if not holds:
            final = 0 if domain.rates_up else min(final, proposal.levels)
        domains[domain] = Judged(proposal.levels, final, reason)
    return Ruling(domains=domains, by=newest.by if holds else "", at=newest.at if holds else None, lapsed=not holds)


def _unasked(domain: Domain, levels: int) -> int:
    return 0 if domain.rates_up else levels


def _within(domain: Domain, levels: int) -> int:
    furthest = FURTHEST[domain]
    return max(0, min(levels, furthest)) if domain.rates_up else min(0, max(levels, furthest))


def levels(domains: Mapping[Domain, Judged]) -> int:
    """Sum of the levels that hold; rating up counts only where nothing was rated down (GRADE guidelines 9)."""
    down = sum(judged.final for domain, judged in domains.items() if not domain.rates_up)
    return down or sum(judged.final for domain, judged in domains.items() if domain.rates_up)


def check_confirmation(confirmation: Confirmation, body: Body) -> tuple[Problem, ...]:
    """Everything that is wrong with a confirmation of a body as it stands."""
    problems = []
    if confirmation.body != body.key:
        problems.append(Problem("body", f"is {confirmation.body}, but is checked against {body.key}"))
    if confirmation.fingerprint != body.fingerprint:
        problems.append(Problem("fingerprint", "the body has changed since you opened it: look at it again"))
    if not confirmation.by.strip():
        problems.append(Problem("by", "a confirmation needs a name"))
    if confirmation.at.tzinfo is None:
        problems.append(Problem("at", "the time has no time zone"))
    named = [decision.domain for decision in confirmation.decisions]
    for index, decision in enumerate(confirmation.decisions):
        at = f"decisions[{index}]"
        judged = body.domains.get(decision.domain)
        if judged is None:
            problems.append(Problem(at, f"{decision.domain} is not judged for this body"))
            continue
        if named.index(decision.domain) < index:
            problems.append(Problem(at, f"{decision.domain} is decided twice"))
        if decision.final != _within(decision.domain, decision.final):
            furthest = FURTHEST[decision.domain]
            problems.append(Problem(f"{at}.final", f"{decision.domain} lies between 0 and {furthest:+d}"))
        if decision.final != judged.proposed and not decision.reason.strip():
            problems.append(Problem(f"{at}.reason", f"{decision.domain} differs from the proposal: say why"))
    finals = {domain: 0 if domain.rates_up else judged.proposed for domain, judged in body.domains.items()}
    finals |= {decision.domain: decision.final for decision in confirmation.decisions if decision.domain in finals}
    if min(finals.values(), default=0) < 0 and any(levels > 0 for domain, levels in finals.items() if domain.rates_up):
        problems.append(Problem("decisions", "nothing rates up where something is rated down"))
    return tuple(problems)
