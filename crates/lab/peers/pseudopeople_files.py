"""Writes the sample population of the Python package pseudopeople as files of records.

The package makes people and spoils what they are written down as: a census of 2020 and the
employers' wage statements (W-2) of the same year. Printed are only names and addresses, as the
two have them in common.

    python3 -m venv venv && venv/bin/pip install pseudopeople==1.3.1
    venv/bin/python crates/lab/peers/pseudopeople_files.py FOLDER
    cargo run --release -p lab --bin quality -- desk FOLDER/census.ndjson FOLDER/w2.ndjson \
        FOLDER/pairs.csv country=US

Who has several wage statements asks once, with the first of them.
"""

import csv
import json
import pathlib
import sys

try:
    import pseudopeople
except ImportError:
    sys.exit("not here: pseudopeople is not installed")

YEAR = 2020
SEED = 7


def text(value):
    """What a cell says, or nothing."""
    said = "" if value is None or value != value else str(value).strip()
    return said if said.lower() not in ("", "nan", "<na>") else None


def record(id, row, place):
    said = lambda column: text(row.get(column))
    names = {
        "givenName": said("first_name"),
        "middleName": said("middle_initial"),
        "familyName": said("last_name"),
    }
    address = {
        "houseNumber": said(place + "street_number"),
        "streetName": said(place + "street_name"),
        "buildingName": said(place + "unit_number"),
        "city": said(place + "city"),
        "province": said(place + "state"),
        "postalCode": said(place + "zipcode"),
    }
    full = lambda members: {name: value for name, value in members.items() if value}
    made = {"id": id, "kind": "person", "names": full(names)}
    if full(address):
        made["addresses"] = [{"kind": "physical", **full(address), "countryCode": "US"}]
    return made


def rows(table, prefix, place):
    for at, row in enumerate(table.to_dict("records")):
        yield row["simulant_id"], record(f"{prefix}-{at}", row, place)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    census = pseudopeople.generate_decennial_census(seed=SEED, year=YEAR)
    wages = pseudopeople.generate_taxes_w2_and_1099(seed=SEED, year=YEAR)
    people = {}
    with open(folder / "census.ndjson", "w") as out:
        for person, made in rows(census, "census", ""):
            people.setdefault(person, []).append(made["id"])
            out.write(json.dumps(made) + "\n")
    asked, found = set(), 0
    with open(folder / "w2.ndjson", "w") as out, open(folder / "pairs.csv", "w") as pairs:
        known = csv.writer(pairs)
        known.writerow(["id_a", "id_b"])
        for person, made in rows(wages, "w2", "mailing_address_"):
            if person in asked:
                continue
            asked.add(person)
            out.write(json.dumps(made) + "\n")
            found += person in people
            known.writerows([one, made["id"]] for one in people.get(person, []))
    print(f"{len(census)} in the census, {len(asked)} asking, {found} of them in the census")


main()
