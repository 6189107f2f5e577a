"""Figures of the same rows by pandas and NumPy: writes test/golden/query/pandas.json.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 pandas==3.1.1
    venv/bin/python test/query/reference.py
"""

import json
import pathlib

import numpy as np
import pandas as pd

QUANTILES = [0, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.99, 1]


def plain(value):
    """As JSON has it: what is missing is null, a float keeps every digit."""
    if value is None or value is pd.NA or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def figures(x):
    """All figures of one Series, missing values left out."""
    there = x.dropna()
    values = there.to_numpy(dtype=float)
    return {
        "rows": len(x),
        "n": int(x.count()),
        "missing": int(x.isna().sum()),
        "distinct": int(x.nunique()),
        "sum": plain(x.sum(min_count=1)),
        "mean": plain(x.mean()),
        "min": plain(x.min()),
        "max": plain(x.max()),
        "sd": plain(x.std()),
        "variance": plain(x.var()),
        "sdPopulation": plain(x.std(ddof=0)),
        "variancePopulation": plain(x.var(ddof=0)),
        "first": plain(there.iloc[0]) if len(there) else None,
        "last": plain(there.iloc[-1]) if len(there) else None,
        "quantiles": [plain(np.quantile(values, p)) if len(values) else None for p in QUANTILES],
    }


def rows(seed, n, groups, missing):
    """Groups of very different sizes; the last ones have one row, or no value at all."""
    r = np.random.default_rng(seed)
    weights = 1 / np.arange(1, groups + 1)
    g = np.array([f"groupe {i}" for i in range(groups)], dtype=object)[
        r.choice(groups, n, p=weights / weights.sum())
    ]
    x = np.round(r.normal(100, 25, n), 3)
    x[r.random(n) < missing] = np.nan
    g = np.append(g, ["seul", "vide", "vide"])
    x = np.append(x, [12.5, np.nan, np.nan])
    k = r.integers(-50, 50, n + 3)
    h = np.array(["matin", "soir"], dtype=object)[r.integers(0, 2, n + 3)]
    g[r.random(n + 3) < missing] = None
    return pd.DataFrame({"g": g, "h": h, "x": x, "k": k})


def case(name, df):
    by_g = df.groupby("g", dropna=False)
    by_both = df.groupby(["g", "h"], dropna=False)
    edges = np.arange(-50, 51, 10)
    counts, _ = np.histogram(df["k"], bins=edges)
    return {
        "name": name,
        "columns": {c: [plain(v) for v in df[c]] for c in df},
        "all": {c: figures(df[c]) for c in ("x", "k")},
        "byG": [[plain(key), {c: figures(part[c]) for c in ("x", "k")}] for key, part in by_g],
        "byBoth": [[[plain(k) for k in keys], figures(part["x"])] for keys, part in by_both],
        "histogram": {"edges": edges.tolist(), "counts": counts.tolist()},
    }


cases = [
    case("a few groups", rows(1, 400, 4, 0)),
    case("many groups, some rows without value or group", rows(2, 1200, 60, 0.08)),
    case("mostly missing", rows(3, 60, 5, 0.7)),
]
made = {"numpy": np.__version__, "pandas": pd.__version__, "quantiles": QUANTILES, "cases": cases}
target = pathlib.Path(__file__).parents[1] / "golden" / "query" / "pandas.json"
target.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
