"""Noise is recognised by the group, whatever the order of its articles."""

from __future__ import annotations

from toolkit.induce import noise

SIGN = "\U000f0000"


def test_what_is_usual_is_learnt_from_all_articles_alike() -> None:
    # More articles than are looked at: those at the front held one form only.
    whole = [(f"編號{k:04d}，額度{SIGN}元整。", ["3000"]) for k in range(noise.SAMPLE)]
    cut = [(f"另有{k:04d}，利率{SIGN}個點。", ["12"]) for k in range(noise.SAMPLE)]
    damaged = [(f"另有9999，利率{SIGN}的{SIGN}個點。", ["1", "2"])]
    lifted = [*whole, *cut, *damaged]
    signs = frozenset(SIGN)
    forwards = noise.mend(lifted, signs)
    assert noise.mend(lifted[::-1], signs) == forwards[::-1]
    assert forwards[-1] == (f"另有9999，利率{SIGN}個點。", ["1的2"])
