"""The figures of Splink on files of records, beside those that `quality desk` prints.

    python3 -m venv venv && venv/bin/pip install splink
    cargo run --release -p lab --bin quality -- export FOLDER seed=2001
    venv/bin/python crates/lab/peers/splink_figures.py FOLDER/stored.ndjson FOLDER/asking.ndjson \
        FOLDER/pairs.csv

Two classes, weights learnt from the records without their truth (EM), frequencies of names taken
from them, several blocking rules, each of which may find a pair. The same file twice: its
duplicates, pair by pair.
"""

import csv
import json
import re
import sys

try:
    import pandas as pd
    import splink
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
except ImportError:
    sys.exit("Splink: not here")


def flat(line):
    record = json.loads(line)
    names = record.get("names") or {}
    address = (record.get("addresses") or [{}])[0]
    vehicle = (record.get("vehicles") or [{}])[0]
    channels = record.get("channels") or []

    def first(kind):
        return next((one["value"] for one in channels if one.get("kind") == kind), None)

    digits = re.sub(r"\D", "", first("phone") or "")[-9:]
    lower = lambda text: text.strip().lower() if text and text.strip() else None
    code = lambda text: re.sub(r"\W", "", text).upper() if text else None
    return {
        "unique_id": record["id"],
        "given": lower(names.get("givenName")),
        "family": lower(names.get("familyName")),
        "birth": (record.get("identity") or {}).get("birthDate"),
        "phone": digits or None,
        "email": lower(first("email")),
        "vin": (code(vehicle.get("vin")) or "")[-8:] or None,
        "number": lower(address.get("houseNumber")),
        "street": lower(address.get("streetName")),
        "town": lower(address.get("suburb") or address.get("city")),
        "postcode": code(address.get("postalCode")),
    }


def read(path):
    with open(path) as lines:
        return pd.DataFrame([flat(line) for line in lines]).astype(object)


COMPARED = {
    "given": lambda: cl.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(
        term_frequency_adjustments=True
    ),
    "family": lambda: cl.JaroWinklerAtThresholds("family", [0.92, 0.8]).configure(
        term_frequency_adjustments=True
    ),
    "birth": lambda: cl.DamerauLevenshteinAtThresholds("birth", [1, 2]),
    "phone": lambda: cl.DamerauLevenshteinAtThresholds("phone", [1]),
    "email": lambda: cl.DamerauLevenshteinAtThresholds("email", [2]),
    "vin": lambda: cl.DamerauLevenshteinAtThresholds("vin", [1]),
    "number": lambda: cl.DamerauLevenshteinAtThresholds("number", [1]),
    "street": lambda: cl.JaroWinklerAtThresholds("street", [0.9, 0.8]).configure(
        term_frequency_adjustments=True
    ),
    "town": lambda: cl.JaroWinklerAtThresholds("town", [0.9]),
    "postcode": lambda: cl.DamerauLevenshteinAtThresholds("postcode", [1]),
}

BLOCKS = [
    ("given", "family"), ("family", "birth"), ("given", "birth"), ("birth",), ("phone",),
    ("email",), ("vin",), ("postcode", "number"), ("street", "number"), ("family", "postcode"),
    ("given", "postcode"), ("family", "street"), ("given", "street"),
]


def main():
    stored_path, asking_path, pairs_path = sys.argv[1:4]
    one_file = stored_path == asking_path
    stored = read(stored_path)
    asking = stored if one_file else read(asking_path)
    with open(pairs_path) as lines:
        known = {frozenset(pair) for pair in list(csv.reader(lines))[1:]}
    said = lambda column: stored[column].notna().any() and asking[column].notna().any()
    columns = [column for column in COMPARED if said(column) and stored[column].nunique() > 1]
    rules = [block for block in BLOCKS if all(column in columns for column in block)]
    swapped = ["l.given = r.family and l.family = r.given"]
    settings = SettingsCreator(
        link_type="dedupe_only" if one_file else "link_only",
        comparisons=[COMPARED[column]() for column in columns],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules] + swapped,
    )
    api = DuckDBAPI()
    tables = [stored] if one_file else [stored, asking]
    if hasattr(api, "register"):
        tables = [api.register(table) for table in tables]
        linker = Linker(tables, settings)
    else:
        linker = Linker(tables, settings, api)
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in rules[:3]], recall=0.8
    )
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in [("family", "postcode"), ("given", "family"), ("birth",)]:
        if all(column in columns for column in rule):
            train.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_weight=-20).as_pandas_dataframe()
    found = found[["unique_id_l", "unique_id_r", "match_weight"]]
    report(found, set(stored["unique_id"]), asking["unique_id"], known, one_file)


def report(found, stored, asking, known, one_file):
    scored = []
    best = {}
    for a, b, weight in found.itertuples(index=False):
        right = frozenset((a, b)) in known
        scored.append((-weight, right))
        for one, other in ((a, b), (b, a)):
            if one_file or other in stored and one not in stored:
                best.setdefault(one, []).append((-weight, right))
    def highest(scored, all_pairs):
        scored.sort()
        right, best_f1 = 0, (0.0, 0.0)
        for at, (weight, is_right) in enumerate(scored):
            right += is_right
            best_f1 = max(best_f1, (2 * right / (at + 1 + all_pairs), -weight))
        return best_f1
    partnered = {one for pair in known for one in pair}
    returning = [one for one in asking if one in partnered]
    print(f"Splink {splink.__version__}: {len(scored)} pairs compared")
    for most in (1, 3, 5):
        share = sum(
            any(right for _, right in sorted(best.get(one, []))[:most]) for one in returning
        )
        print(f"top-{most} {share / len(returning):.4f}")
    f1, weight = highest([min(said) for said in best.values()], len(returning))
    print(f"best F1 of the first candidates {f1:.4f} from match weight {weight:.1f}")
    f1, weight = highest(scored, len(known))
    print(f"best F1 pair by pair {f1:.4f} from match weight {weight:.1f}")


main()
