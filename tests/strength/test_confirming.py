"""What a person may say of a body of evidence, and what is refused."""

from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.grading.model import RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.confirming import check_confirmation
from evidence.strength.material import Confirmation, Decision
from evidence.strength.model import Certainty, Domain
from tests.support.grading import START, agreed, at, found, make_claim

MATERIAL = agreed([found(1.5, 1.2, 1.9, n=900, events=400)] * 3)
(BODY,) = compute(make_claim(), MATERIAL).bodies


def word(*decisions: Decision, **changes: Any) -> Confirmation:
    fields: dict[str, Any] = {"body": BODY.key, "fingerprint": BODY.fingerprint, "by": "Cem", "at": at(5)}
    return Confirmation(**(fields | {"decisions": decisions} | changes))


def decided(domain: Domain, final: int, reason: str = "why") -> Decision:
    return Decision(domain=domain, final=final, reason=reason)


@pytest.mark.parametrize(
    ("confirmation", "fields"),
    [
        (word(), set()),
        (word(decided(Domain.RISK_OF_BIAS, -1, "")), set()),
        (word(decided(Domain.RISK_OF_BIAS, -2)), set()),
        (word(decided(Domain.RISK_OF_BIAS, -2, " ")), {"decisions[0].reason"}),
        (word(decided(Domain.RISK_OF_BIAS, -3)), {"decisions[0].final"}),
        (word(decided(Domain.INDIRECTNESS, 1)), {"decisions[0].final"}),
        (word(decided(Domain.LARGE_EFFECT, 1)), {"decisions[0]"}),
        (word(decided(Domain.IMPRECISION, -1), decided(Domain.IMPRECISION, -2)), {"decisions[1]"}),
        (word(fingerprint="old"), {"fingerprint"}),
        (word(body="another"), {"body"}),
        (word(by=" ", at=START.replace(tzinfo=None)), {"by", "at"}),
    ],
)
def test_a_confirmation_is_checked(confirmation: Confirmation, fields: set[str]) -> None:
    assert {problem.field for problem in check_confirmation(confirmation, BODY)} == fields


def test_the_newest_word_holds_and_its_reason_is_shown() -> None:
    first = word(decided(Domain.RISK_OF_BIAS, -2, "unblinded"))
    second = word(decided(Domain.RISK_OF_BIAS, 0, "live birth cannot be biased by that"), at=at(6), by="Dot")
    (body,) = compute(make_claim(), msgspec.structs.replace(MATERIAL, confirmations=(second, first))).bodies
    judged = body.domains[Domain.RISK_OF_BIAS]
    assert (judged.proposed, judged.final) == (-1, 0)
    assert judged.reason.endswith("Dot: live birth cannot be biased by that")
    assert body.certainty is Certainty.HIGH


def test_rating_up_with_something_rated_down_is_refused_and_without_effect() -> None:
    cohorts = agreed([found(2.4, 2.0, 2.9, n=5000, events=900, design=Design.COHORT, risk=RiskOfBias.LOW)])
    (body,) = compute(make_claim(), cohorts).bodies
    both = Confirmation(
        body=body.key,
        fingerprint=body.fingerprint,
        by="Cem",
        at=at(5),
        decisions=(decided(Domain.LARGE_EFFECT, 1), decided(Domain.INDIRECTNESS, -1)),
    )
    assert [problem.field for problem in check_confirmation(both, body)] == ["decisions"]
    (after,) = compute(make_claim(), msgspec.structs.replace(cohorts, confirmations=(both,))).bodies
    assert after.certainty is Certainty.VERY_LOW
