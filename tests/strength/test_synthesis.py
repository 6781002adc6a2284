"""Pooling equals metafor's printed figures and, on random data, PyMARE and statsmodels."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.strength.synthesis import Effect, egger_p, peters_p, pool, sign_test, wilson

no_deadline = settings(deadline=None)
"""The first example imports scipy."""

FIGURES = json.loads((Path(__file__).parents[1] / "data" / "meta_analysis.json").read_text())


def bcg() -> list[Effect]:
    effects = []
    for cases, others, control_cases, control_others in FIGURES["bcg"]["trials"]:
        n, m = cases + others, control_cases + control_others
        ratio = math.log(cases / n) - math.log(control_cases / m)
        effects.append(Effect(ratio, 1 / cases - 1 / n + 1 / control_cases - 1 / m))
    return effects


def test_bcg_trials_come_out_as_published() -> None:
    expect, pooled = FIGURES["bcg"]["expect"], pool(bcg())
    assert pooled.prediction is not None
    computed = {
        "reml_mu": pooled.mean,
        "reml_se": pooled.standard_error_reml,
        "ci": [pooled.interval_reml.low, pooled.interval_reml.high],
        "tau2": pooled.tau2,
        "Q": pooled.q,
        "I2": pooled.i2,
        "hksj_se": pooled.standard_error,
        "hksj_ci": [pooled.interval.low, pooled.interval.high],
        "prediction_interval_hksj_t_k_minus_1": [pooled.prediction.low, pooled.prediction.high],
    }
    assert computed.keys() == expect.keys()
    printed = {"I2": 0.00501, "Q": 0.000501, "prediction_interval_hksj_t_k_minus_1": 0.000501}
    for name, value in expect.items():
        assert computed[name] == pytest.approx(value, abs=printed.get(name, 5.1e-5)), name


@pytest.mark.parametrize("example", FIGURES["random"])
def test_independent_libraries_say_the_same_of_random_effects(example: dict[str, Any]) -> None:
    expect = example["expect"]
    pooled = pool([Effect(y, v) for y, v in zip(example["y"], example["v"], strict=True)])
    # PyMARE's optimiser stops early; statsmodels' figures then inherit its tau2.
    assert pooled.tau2 == pytest.approx(expect["tau2"], rel=1e-4, abs=1e-4)
    assert pooled.mean == pytest.approx(expect["mu"], abs=1e-4)
    assert pooled.q == pytest.approx(expect["Q"], abs=1e-4)
    assert pooled.fixed == pytest.approx(expect["fixed"], abs=1e-6)
    assert (pooled.fixed_interval.high - pooled.fixed) / 1.959964 == pytest.approx(expect["fixed_se"], abs=1e-6)
    low, high = expect["hksj_ci_unmodified"]
    if expect["hksj_q"] > 1.001:
        assert (pooled.interval.low, pooled.interval.high) == pytest.approx((low, high), rel=1e-3, abs=1e-3)
    else:
        assert pooled.interval.high - pooled.interval.low >= (high - low) * 0.999


effects = st.builds(Effect, st.floats(-3, 3), st.floats(0.001, 4))


@given(st.lists(effects, min_size=2, max_size=12), st.randoms())
@no_deadline
def test_order_of_studies_changes_no_digit(studies: list[Effect], random: Any) -> None:
    shuffled = studies.copy()
    random.shuffle(shuffled)
    one, other = pool(studies), pool(shuffled)
    for field in ("mean", "tau2", "interval", "prediction", "i2", "q", "fixed"):
        assert getattr(one, field) == getattr(other, field)


@given(st.lists(effects, min_size=2, max_size=12))
@no_deadline
def test_pooled_figures_are_coherent(studies: list[Effect]) -> None:
    pooled = pool(studies)
    assert min(e.value for e in studies) - 1e-9 <= pooled.mean <= max(e.value for e in studies) + 1e-9
    assert pooled.interval.low < pooled.mean < pooled.interval.high
    assert pooled.standard_error >= pooled.standard_error_reml
    assert 0 <= pooled.i2 < 100
    assert math.fsum(pooled.weights) == pytest.approx(1)
    if pooled.prediction is not None:
        assert pooled.prediction.low <= pooled.interval.low
        assert pooled.prediction.high >= pooled.interval.high


@given(st.lists(effects, min_size=2, max_size=8))
@no_deadline
def test_tau2_is_where_the_restricted_likelihood_is_highest(studies: list[Effect]) -> None:
    def likelihood(tau2: float) -> float:
        weights = [1 / (e.variance + tau2) for e in studies]
        mean = sum(w * e.value for w, e in zip(weights, studies, strict=True)) / sum(weights)
        squares = sum(w * (e.value - mean) ** 2 for w, e in zip(weights, studies, strict=True))
        return (sum(map(math.log, weights)) - math.log(sum(weights)) - squares) / 2

    tau2 = pool(studies).tau2
    for nearby in (tau2 * 0.99, tau2 * 1.01, tau2 + 1e-4):
        assert likelihood(nearby) <= likelihood(tau2) + 1e-9


def test_one_study_is_not_pooled() -> None:
    with pytest.raises(ValueError, match="two or more"):
        pool([Effect(0, 1)])


def test_small_study_effects_are_seen_by_egger_and_peters() -> None:
    n = [40, 50, 60, 80, 100, 150, 250, 400, 800, 2000]
    variances = [16 / size for size in n]
    slanted = [Effect(0.1 + 1.5 * v**0.5 + (-1) ** i * 0.03, v) for i, v in enumerate(variances)]
    level = [Effect(0.4 + (-1) ** i * 0.2 * v**0.5, v) for i, v in enumerate(variances)]
    events = [size // 4 for size in n]
    assert egger_p(slanted) < 0.01 < 0.1 < egger_p(level)
    assert peters_p(slanted, events, n) < 0.01 < 0.1 < peters_p(level, events, n)


def test_egger_on_the_bcg_trials() -> None:
    # statsmodels 0.15.0, WLS of the log risk ratio on its standard error with weights 1/v: p = 0.188707
    assert egger_p(bcg()) == pytest.approx(0.188707, abs=5e-5)


def test_wilson_interval_and_sign_test() -> None:
    # statsmodels 0.15.0, proportion_confint(7, 10, method="wilson"); scipy 1.12.0, binomtest(2, 10)
    assert (wilson(7, 10).low, wilson(7, 10).high) == pytest.approx((0.3967781, 0.8922087), abs=5e-7)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert sign_test(8, 2) == pytest.approx(0.109375, abs=5e-7)
    assert sign_test(3, 0) == 0.25
    assert sign_test(0, 0) == 1
