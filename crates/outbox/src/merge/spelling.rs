//! Two spellings of one thing in an entry of a list: an import, a search row and the network's own
//! detail do not write numbers, cars and addresses alike, and each of them may know less than the
//! next. None of that is a change by anybody.

use customer::{ChannelKind, Section, email, street};
use serde_json::{Map, Value};

use super::consent;
use super::value::{bare, is_empty, loosely_same, same};

/// Members of an address that say one thing together, in parts or in the network's lines.
const GROUPS: [&[&str]; 3] = [
    &["streetType", "streetName", "houseNumber", "line1"],
    &[
        "buildingName",
        "blockName",
        "floorNumber",
        "doorNumber",
        "estate",
        "suburb",
        "poBoxName",
        "poBoxSuite",
        "line2",
    ],
    &["county", "province"],
];
/// The network's own form of the other members of its group: it says nothing beside them.
const LINES: [&str; 2] = ["line1", "line2"];

/// Whether two values of a member are one value, in another notation.
pub(super) fn agrees(section: Section, key: &str, entry: &Value, a: &Value, b: &Value) -> bool {
    if same(Some(a), Some(b)) {
        return true;
    }
    let (Some(left), Some(right)) = (a.as_str(), b.as_str()) else {
        // A year is a number here and a text there.
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        return key == "year" && text(a) == text(b);
    };
    match (section, key) {
        (Section::Communication, "value") if kind(entry) == Some(ChannelKind::Email) => {
            email::comparable(left) == email::comparable(right)
        }
        (Section::Communication, "value") => loosely_same(a, b),
        (Section::Vehicles, "vin") => {
            let (left, right) = (bare(left), bare(right));
            left == right || (left.len() != right.len() && end8(&left) == end8(&right))
        }
        (Section::Vehicles, "licensePlate") | (Section::Addresses, "postalCode") => {
            bare(left) == bare(right)
        }
        _ => false,
    }
}

fn kind(entry: &Value) -> Option<ChannelKind> {
    entry.get("kind").and_then(|kind| serde_json::from_value(kind.clone()).ok())
}

/// The last 8 of a VIN: all that may be known of it.
pub(super) fn end8(vin: &str) -> &str {
    vin.char_indices().rev().nth(7).map_or(vin, |(at, _)| &vin[at..])
}

/// The group of an address that a member belongs to, where both entries say the same in it and do
/// not write it alike.
pub(super) fn respelt(
    section: Section,
    key: &str,
    a: Option<&Value>,
    b: &Value,
) -> Option<&'static [&'static str]> {
    let group = GROUPS.into_iter().find(|group| group.contains(&key));
    let group = group.filter(|_| section == Section::Addresses)?;
    let a = a?;
    let alike = group.iter().all(|key| same(a.get(key), b.get(key)));
    (!alike && group_agrees(group, a, b)).then_some(group)
}

fn group_agrees(group: &[&str], a: &Value, b: &Value) -> bool {
    let words = said(group, a);
    !words.is_empty() && words == said(group, b)
}

/// The words of a group. Where there are parts, a line is only another form of them.
fn said(group: &[&str], address: &Value) -> Vec<String> {
    let texts = |lines: bool| {
        let keys = group.iter().filter(move |key| LINES.contains(key) == lines);
        let texts = keys.filter_map(|key| address.get(key).and_then(Value::as_str));
        street::words(texts)
    };
    let named = group[0] != "streetType" || !is_empty(address.get("streetName"));
    let parts = if named { texts(false) } else { Vec::new() };
    if parts.is_empty() { texts(true) } else { parts }
}

/// The words of the street alone, however it is spelt.
pub(super) fn street_of(address: &Value) -> Vec<String> {
    said(GROUPS[0], address)
}

/// Whether `theirs` says anything that `base` says otherwise. What one of them leaves out, the other
/// may add: `base` was perhaps a row that shows less, or an export that shows more.
pub(super) fn contradicts(section: Section, base: &Value, theirs: &Value) -> bool {
    let (Some(b), Some(t)) = (base.as_object(), theirs.as_object()) else {
        return !same(Some(base), Some(theirs));
    };
    t.iter().any(|(key, there)| {
        let Some(here) = b.get(key).filter(|here| !is_empty(Some(here))) else { return false };
        if is_empty(Some(there)) {
            return false;
        }
        match key.as_str() {
            // What a network calls somebody's car is its own reading of who owns it.
            "relationship" => false,
            "consent" => consent::contradicts(here, there),
            _ if respelt(section, key, Some(base), theirs).is_some() => false,
            _ => !agrees(section, key, theirs, here, there) && !refines(here, there),
        }
    })
}

/// Where in a place, and which place: told apart, they make an address nobody lives at.
const WHERE: [&[&str]; 2] = [GROUPS[0], &["buildingName", "doorNumber", "poBoxNumber"]];
const PLACE: [&[&str]; 1] = [&["postalCode", "city", "countryCode"]];

/// Whether one side moved an address within its place, and the other to another place.
pub(super) fn moved_apart(base: &Value, mine: &Value, theirs: &Value) -> bool {
    let moved = |side: &Value, groups: &[&[&str]]| {
        groups.iter().any(|group| {
            group.iter().any(|key| {
                let (was, now) = (base.get(key), side.get(key));
                // What was not known before was perhaps only filled in.
                let (Some(was), Some(now)) = (was.filter(|was| !is_empty(Some(was))), now) else {
                    return false;
                };
                !agrees(Section::Addresses, key, side, was, now)
                    && respelt(Section::Addresses, key, Some(base), side).is_none()
            })
        })
    };
    let of = |side: &Value| (moved(side, &WHERE), moved(side, &PLACE));
    matches!(
        (of(mine), of(theirs)),
        ((true, false), (false, true)) | ((false, true), (true, false))
    )
}

/// For members this program has no name for.
fn refines(here: &Value, there: &Value) -> bool {
    let (Some(here), Some(there)) = (here.as_object(), there.as_object()) else { return false };
    let shared = |(key, value): (&String, &Value)| match there.get(key) {
        None => true,
        Some(other) => same(Some(value), Some(other)) || refines(value, other),
    };
    here.iter().all(shared)
}

/// What an edit makes of a member whose group is spelt otherwise at the network. An edit of any part
/// of it is an edit of the whole: what it leaves open stays as it was seen.
pub(super) fn of_group(
    group: &[&str],
    key: &str,
    base: &Value,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Option<Value> {
    let edited = group
        .iter()
        .any(|key| mine.get(*key).is_some_and(|wanted| !same(Some(wanted), base.get(key))));
    let theirs = theirs.get(key).cloned();
    if !edited {
        return theirs;
    }
    match mine.get(key).cloned() {
        Some(wanted) => super::value::said(wanted, theirs.as_ref()),
        // A line that is written anew from its parts is not held against them.
        None => theirs.or_else(|| base.get(key).cloned()),
    }
}
