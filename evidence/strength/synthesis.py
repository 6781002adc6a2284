"""The arithmetic of putting studies together: random-effects pooling, or counting directions.

Pooling is what the Cochrane Handbook (chapter 10) advises for few, differing studies: between-study variance by
restricted maximum likelihood, confidence interval by Hartung, Knapp, Sidik and Jonkman with the variance factor held
at 1 or more (Röver, Knapp and Friede 2015, BMC Med Res Methodol 15:99), prediction interval from the same standard
error. Where effects cannot be compared, studies are counted by the direction of their point estimate (Cochrane
Handbook, chapter 12; SWiM; Boon and Thomson 2021, Res Synth Methods 12:29), never by their p-values.

Sums use ``math.fsum``, which is exact before rounding: the order of studies cannot change a digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

import msgspec

Z = NormalDist().inv_cdf(0.975)


class Interval(msgspec.Struct, frozen=True, array_like=True):
    """A 95% interval."""

    low: float
    high: float


class Effect(msgspec.Struct, frozen=True):
    """One study's effect on the scale that is pooled (ratios: natural logarithm), with its variance."""

    value: float
    variance: float


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """A random-effects meta-analysis, on the scale of its effects.

    Attributes:
        k: number of studies.
        mean: pooled effect.
        standard_error: by Hartung-Knapp, factor at least 1.
        interval: of the mean, t with k-1 degrees of freedom.
        standard_error_reml, interval_reml: the ones without Hartung-Knapp, normal distribution.
        tau2: between-study variance.
        q: Cochran's Q; i2: share of the variance that lies between studies, percent, from tau2
            (Higgins and Thompson 2002, with the "typical" within-study variance, as metafor prints it).
        prediction: where the effect of a new study would lie; ``None`` below three studies.
        fixed, fixed_interval: the fixed-effect mean, to be shown beside a pool of two.
        weights: of the studies, in the order given; they sum to 1.
    """

    k: int
    mean: float
    standard_error: float
    interval: Interval
    standard_error_reml: float
    interval_reml: Interval
    tau2: float
    q: float
    i2: float
    prediction: Interval | None
    fixed: float
    fixed_interval: Interval
    weights: tuple[float, ...]


def pool(effects: Sequence[Effect]) -> Pool:
    """Pool two or more effects.

    Raises:
        ValueError: fewer than two effects, or a variance that is not positive.
    """
    k = len(effects)
    if k < 2 or any(effect.variance <= 0 for effect in effects):
        raise ValueError("pooling takes two or more effects with a positive variance")
    values = [effect.value for effect in effects]
    variances = [effect.variance for effect in effects]
    tau2 = _reml(values, variances)
    weights = [1 / (variance + tau2) for variance in variances]
    total = math.fsum(weights)
    mean = _mean(values, weights)
    se_reml = total**-0.5
    spread = math.fsum(w * (y - mean) ** 2 for w, y in zip(weights, values, strict=True)) / (k - 1)
    se = se_reml * math.sqrt(max(1.0, spread))
    t = t_quantile(k - 1)
    precisions = [1 / variance for variance in variances]
    precision = math.fsum(precisions)
    fixed = _mean(values, precisions)
    typical = (k - 1) * precision / (precision**2 - math.fsum(p * p for p in precisions))
    return Pool(
        k=k,
        mean=mean,
        standard_error=se,
        interval=_around(mean, t * se),
        standard_error_reml=se_reml,
        interval_reml=_around(mean, Z * se_reml),
        tau2=tau2,
        q=math.fsum(p * (y - fixed) ** 2 for p, y in zip(precisions, values, strict=True)),
        i2=100 * tau2 / (tau2 + typical),
        prediction=_around(mean, t * math.sqrt(tau2 + se * se)) if k >= 3 else None,
        fixed=fixed,
        fixed_interval=_around(fixed, Z * precision**-0.5),
        weights=tuple(w / total for w in weights),
    )


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(w * y for w, y in zip(weights, values, strict=True)) / math.fsum(weights)


def _around(centre: float, half: float) -> Interval:
    return Interval(centre - half, centre + half)


def _reml(values: Sequence[float], variances: Sequence[float]) -> float:
    """The between-study variance at which the restricted likelihood is highest.

    Fisher scoring (Viechtbauer 2005, J Educ Behav Stat 30:261) inside a bracket in which the score changes sign, so
    that it always arrives; a step that would leave the bracket, or that is not half the last one, is a bisection.
    """

    def score(tau2: float) -> tuple[float, float]:
        """Twice the derivative of the restricted log-likelihood, and the expected information."""
        weights = [1 / (variance + tau2) for variance in variances]
        squares = [w * w for w in weights]
        total, total2 = math.fsum(weights), math.fsum(squares)
        total3 = math.fsum(w * s for w, s in zip(weights, squares, strict=True))
        mean = _mean(values, weights)
        residual = math.fsum(s * (y - mean) ** 2 for s, y in zip(squares, values, strict=True))
        return residual - total + total2 / total, total2 - 2 * total3 / total + (total2 / total) ** 2

    low, (slope, information) = 0.0, score(0.0)
    if slope <= 0:
        return 0.0
    high = max((max(values) - min(values)) ** 2, *variances)
    while score(high)[0] > 0:
        high *= 2
    tau2, last = 0.0, high
    for _ in range(200):
        following = tau2 + (slope / information if information > 0 else 0.0)
        if not low < following < high or abs(following - tau2) > last / 2:
            following = (low + high) / 2
        last = abs(following - tau2)
        if last <= 1e-12 * (1e-3 + following):
            return following
        tau2 = following
        slope, information = score(tau2)
        low, high = (tau2, high) if slope > 0 else (low, tau2)
    return tau2


def t_quantile(degrees: int) -> float:
    """The 97.5% point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))


def small_study_p(x: Sequence[float], y: Sequence[float], weights: Sequence[float]) -> float:
    """Two-sided p of the slope of a weighted regression of ``y`` on ``x``: the test behind Egger's and Peters'.

    1 where every ``x`` is the same: then nothing can be seen.
    """
    from scipy.special import stdtr

    degrees = len(x) - 2
    centre_x, centre_y = _mean(x, weights), _mean(y, weights)
    sxx = math.fsum(w * (a - centre_x) ** 2 for w, a in zip(weights, x, strict=True))
    sxy = math.fsum(w * (a - centre_x) * (b - centre_y) for w, a, b in zip(weights, x, y, strict=True))
    if sxx <= 0:
        return 1.0
    slope = sxy / sxx
    residual = math.fsum(
        w * (b - centre_y - slope * (a - centre_x)) ** 2 for w, a, b in zip(weights, x, y, strict=True)
    )
    error = math.sqrt(residual / degrees / sxx)
    return float(2 * stdtr(degrees, -abs(slope) / error)) if error > 0 else 0.0


def egger_p(effects: Sequence[Effect]) -> float:
    """Egger's test (BMJ 1997;315:629): effect on standard error, weighted by precision."""
    return small_study_p(
        [math.sqrt(e.variance) for e in effects], [e.value for e in effects], [1 / e.variance for e in effects]
    )


def peters_p(effects: Sequence[Effect], events: Sequence[int], n: Sequence[int]) -> float:
    """Peters' test (JAMA 2006;295:676) for ratios: effect on 1/n, weighted by events x non-events / n.

    Every study needs at least one participant with and one without the event.
    """
    return small_study_p(
        [1 / size for size in n],
        [e.value for e in effects],
        [event * (size - event) / size for event, size in zip(events, n, strict=True)],
    )


def wilson(successes: int, n: int) -> Interval:
    """Wilson's 95% interval of a proportion (JASA 1927;22:209); 0 to 1 when there is nothing to count."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, z2 = successes / n, Z * Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def sign_test(one: int, other: int) -> float:
    """Exact two-sided p that directions fall this unevenly by chance; shown to readers, used by no rule."""
    n = one + other
    tail = sum(math.comb(n, i) for i in range(min(one, other) + 1))
    return min(1.0, 2 * tail / (1 << n))
