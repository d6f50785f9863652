"""Small random markets, dense enough that everything happens: ties, full openings, nobody acceptable."""

import numpy as np

from padan_engine.regions import regions_from_codes, regions_from_points
from padan_engine.types import Graduates, Market, Openings, Ragged, Weights


def small_market(seed, n=25, m=10, skills=6, coarse=True, nothing_required=0.2, seats_high=4, points=True, n_groups=0):
    rng = np.random.default_rng(seed)
    codes = [f"{p}.{r:02d}" for p in (11, 12, 13) for r in range(3)]
    regions = (
        regions_from_points(codes, rng.uniform(-8, 4, 9), rng.uniform(96, 110, 9))
        if points
        else regions_from_codes(codes)
    )

    def skill_rows(count, low, high, level):
        return [
            [
                (int(s), int(rng.integers(1, level + 1)))
                for s in rng.choice(skills, rng.integers(low, high + 1), replace=False)
            ]
            for _ in range(count)
        ]

    step = 1_000_000 if coarse else 1
    reaches = tuple(np.array(r, dtype=np.int32) for r in ([], range(9), range(3), [0, 4, 8]))
    seats = rng.integers(0, seats_high, m)
    return Market(
        regions=regions,
        skills=(*(f"U{i}" for i in range(skills - 1)), "JLPT"),
        first_language=skills - 1,
        graduates=Graduates(
            ids=np.array([f"g{i}" for i in rng.permutation(n)]),
            holds=Ragged.of(skill_rows(n, 0, skills, 3)),
            region=rng.integers(0, 9, n),
            reach=rng.choice([0, 1, 1, 2, 3], n),
            reaches=reaches,
            available_day=rng.integers(0, 100, n),
            lowest_wage_idr=rng.integers(0, 4, n) * step,
            groups=rng.integers(0, 1 << n_groups, n) if n_groups else np.zeros(n, dtype=np.int64),
        ),
        openings=Openings(
            ids=np.array([f"o{i}" for i in rng.permutation(m)]),
            requires=Ragged.of([row if rng.random() > nothing_required else [] for row in skill_rows(m, 1, 2, 2)]),
            welcomes=Ragged.of(skill_rows(m, 0, 3, 2)),
            region=rng.integers(0, 9, m),
            seats=seats,
            wage_idr=rng.integers(2, 7, m) * step,
            start_day=rng.integers(50, 400, m),
            reserved={
                c: ((int(rng.integers(0, n_groups)), int(rng.integers(1, seats[c] + 1))),)
                for c in range(m)
                if n_groups and seats[c] and rng.random() < 0.6
            },
        ),
        weights=Weights()
        if seed % 2
        else Weights(graduate=(100, 0, 0, 0, 0), opening=(0, 0, 100, 0, 0), fit=(50, 0, 50, 0, 0)),
        groups=tuple(f"group{i}" for i in range(n_groups)),
        seed=seed,
    )
