//! Lists: entries are paired by the network's own id, then by what they say, then by their place
//! (home mobile, physical address), and merged member by member. An entry removed on one side and
//! edited on the other is a conflict: a removal never wins silently. What the base did not know of an
//! entry is no edit of it, and neither is another spelling (`spelling`).

use customer::Section;
use serde_json::{Map, Value};

use super::spelling::{agrees, contradicts, end8, moved_apart, of_group, respelt, street_of};
use super::value::{bare, is_empty, said, same, unchanged as members_unchanged};
use super::{Conflict, conflict, consent, members};

/// Members that networks give list entries as their own id.
const IDS: [&str; 6] =
    ["id", "uuid", "vehicleId", "vehicleUuid", "customerVehicleUuid", "addressId"];

pub(super) fn merge(
    section: Section,
    base: &[Value],
    mine: &[Value],
    theirs: &[Value],
    conflicts: &mut Vec<Conflict>,
) -> Vec<Value> {
    let base_in_mine = pair(section, base, mine);
    let base_in_theirs = pair(section, base, theirs);
    let free = |side: &[Value], taken: &[Option<usize>]| -> Vec<usize> {
        (0..side.len()).filter(|at| !taken.contains(&Some(*at))).collect()
    };
    let (mine_new, theirs_new) = (free(mine, &base_in_mine), free(theirs, &base_in_theirs));
    let pick = |side: &[Value], at: &[usize]| -> Vec<Value> {
        at.iter().filter_map(|at| side.get(*at)).cloned().collect()
    };
    let (new_m, new_t) = (pick(mine, &mine_new), pick(theirs, &theirs_new));
    let added_by_both = pair(section, &new_m, &new_t);
    let mut merged: Vec<Value> = Vec::new();

    for (at, t) in theirs.iter().enumerate() {
        let path = format!("{}[{}]", section.member(), merged.len());
        if let Some(b) = base_in_theirs.iter().position(|found| *found == Some(at)) {
            match base_in_mine[b].map(|m| &mine[m]) {
                Some(m) => merged.push(item(section, &path, Some(&base[b]), m, t, conflicts)),
                None if !contradicts(section, &base[b], t) => {}
                None => {
                    conflicts.push(conflict(path, Some(&base[b]), None, Some(t)));
                    merged.push(t.clone());
                }
            }
            continue;
        }
        let new_at = theirs_new.iter().position(|found| *found == at);
        match added_by_both.iter().position(|found| found.is_some() && *found == new_at) {
            Some(m) => merged.push(item(section, &path, None, &new_m[m], t, conflicts)),
            None => merged.push(t.clone()),
        }
    }
    for (at, b) in base.iter().enumerate().filter(|(at, _)| base_in_theirs[*at].is_none()) {
        // Removed there. Kept in the list only while a person has to decide about it.
        let Some(m) = base_in_mine[at].map(|m| &mine[m]) else { continue };
        if item_changed(b, m) {
            let path = format!("{}[{}]", section.member(), merged.len());
            conflicts.push(conflict(path, Some(b), Some(m), None));
            merged.push(m.clone());
        }
    }
    let mine_alone = new_m.iter().zip(&added_by_both).filter(|(_, found)| found.is_none());
    merged.extend(mine_alone.map(|(m, _)| m.clone()));
    merged
}

/// Each entry of `wanted` with what it was in `base`; nothing where it was not there.
pub fn with_what_it_was<'a>(
    section: Section,
    base: &'a Value,
    wanted: &'a Value,
) -> Vec<(Option<&'a Value>, &'a Value)> {
    let (base, wanted) = (super::items(base), super::items(wanted));
    let found = pair(section, base, wanted);
    let was = |at: usize| found.iter().position(|found| *found == Some(at)).map(|b| &base[b]);
    wanted.iter().enumerate().map(|(at, item)| (was(at), item)).collect()
}

/// Whether `wanted` asks for the entries of `held` and no others.
pub(super) fn unchanged(section: Section, held: &[Value], wanted: &[Value]) -> bool {
    let found = pair(section, held, wanted);
    held.len() == wanted.len()
        && held.iter().zip(&found).all(|(item, at)| {
            at.and_then(|at| wanted.get(at)).is_some_and(|wanted| !item_changed(item, wanted))
        })
}

/// Whether `mine` says anything about the entry that `base` does not.
pub fn item_changed(base: &Value, mine: &Value) -> bool {
    !members_unchanged(base.as_object(), mine.as_object())
}

fn item(
    section: Section,
    path: &str,
    base: Option<&Value>,
    mine: &Value,
    theirs: &Value,
    conflicts: &mut Vec<Conflict>,
) -> Value {
    if section == Section::Addresses
        && let Some(base) = base
        && moved_apart(base, mine, theirs)
    {
        conflicts.push(conflict(path.to_owned(), Some(base), Some(mine), Some(theirs)));
        return theirs.clone();
    }
    let empty = Map::new();
    let m = mine.as_object().unwrap_or(&empty);
    let t = theirs.as_object().unwrap_or(&empty);
    let told = |side: Option<&Value>| side.and_then(|side| side.get("value")).cloned();
    let was = told(base).or_else(|| told(Some(theirs)));
    let moved = |now: Option<Value>| match (now, &was) {
        (Some(now), Some(was)) => !agrees(section, "value", theirs, was, &now),
        (now, was) => now.is_some() && !is_empty(was.as_ref()),
    };
    let reached = consent::Reached {
        mine_moved: moved(told(Some(mine))),
        theirs_moved: moved(told(Some(theirs))),
    };
    let mut merged = Map::new();
    let before = base.and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let mut keys: Vec<&String> = Vec::new();
    for key in t.keys().chain(m.keys()).chain(before) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let path = format!("{path}.{key}");
        let (b, wanted, there) = (base.and_then(|base| base.get(key)), m.get(key), t.get(key));
        let value = if key == "consent" {
            consent::merge(&path, b, wanted, there, &reached, conflicts)
        } else if let (Some(group), Some(base)) = (respelt(section, key, base, theirs), base) {
            of_group(group, key, base, m, t)
        } else {
            member(section, &path, key, [b, wanted, there], theirs, conflicts)
        };
        if let Some(value) = value {
            merged.insert(key.clone(), value);
        }
    }
    Value::Object(merged)
}

/// One member of an entry, where another notation of a value is not another value.
fn member(
    section: Section,
    path: &str,
    key: &str,
    [base, mine, theirs]: [Option<&Value>; 3],
    entry: &Value,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    let Some(mine) = mine else { return theirs.cloned() };
    let alike = |a: Option<&Value>, b: Option<&Value>| match (a, b) {
        (Some(a), Some(b)) => agrees(section, key, entry, a, b),
        // Not preferred is what a channel is that nobody prefers.
        (None, Some(Value::Bool(false))) | (Some(Value::Bool(false)), None) => key == "preferred",
        (a, b) => same(a, b),
    };
    if same(Some(mine), base) || same(Some(mine), theirs) {
        return theirs.cloned();
    }
    if alike(base, theirs) {
        return said(mine.clone(), theirs);
    }
    if alike(Some(mine), theirs) {
        return theirs.cloned();
    }
    if let (Some(m), Some(t)) = (mine.as_object(), theirs.and_then(Value::as_object)) {
        let b = base.and_then(Value::as_object);
        return Some(Value::Object(members(path, b, Some(m), Some(t), conflicts)));
    }
    conflicts.push(conflict(path.to_owned(), base, Some(mine), theirs));
    theirs.cloned()
}

type Rule<'a> = &'a dyn Fn(&Value, &Value) -> bool;

/// For each entry on the left, which one on the right is the same.
fn pair(section: Section, left: &[Value], right: &[Value]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; left.len()];
    let rules: [Rule<'_>; 4] = [
        &|a, b| id(a).is_some() && id(a) == id(b),
        &|a, b| slot(section, a) == slot(section, b) && says_the_same(section, a, b),
        &|a, b| says_the_same(section, a, b),
        // Two different ids are two different entries, even in the same place.
        &|a, b| {
            slot(section, a).is_some()
                && slot(section, a) == slot(section, b)
                && (id(a).is_none() || id(b).is_none())
        },
    ];
    for rule in rules {
        for (at, a) in left.iter().enumerate() {
            if found[at].is_none() {
                found[at] = right
                    .iter()
                    .enumerate()
                    .position(|(to, b)| !found.contains(&Some(to)) && rule(a, b));
            }
        }
    }
    found
}

fn text<'a>(item: &'a Value, key: &str) -> Option<&'a str> {
    item.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn id(item: &Value) -> Option<String> {
    IDS.iter().find_map(|key| match item.get(*key) {
        Some(Value::String(id)) if !id.is_empty() => Some(format!("{key}:{id}")),
        Some(Value::Number(id)) => Some(format!("{key}:{id}")),
        _ => None,
    })
}

fn says_the_same(section: Section, a: &Value, b: &Value) -> bool {
    let said = |item: &Value, key: &str| text(item, key).map(bare).filter(|text| !text.is_empty());
    let equal = |key: &str| said(a, key).is_some() && said(a, key) == said(b, key);
    match section {
        Section::Communication => {
            let values = a.get("value").zip(b.get("value"));
            text(a, "kind") == text(b, "kind")
                && (equal("value")
                    || text(a, "value").is_some()
                        && values
                            .is_some_and(|(one, other)| agrees(section, "value", a, one, other)))
        }
        Section::Vehicles => match (said(a, "vin"), said(b, "vin")) {
            (Some(a), Some(b)) => a == b || (a.len() != b.len() && end8(&a) == end8(&b)),
            _ => equal("licensePlate"),
        },
        _ => {
            let (street, there) = (street_of(a), street_of(b));
            let tells = |key: &str| said(a, key).is_some() || said(b, key).is_some();
            let fits = |key: &str| {
                said(a, key).is_none() || said(b, key).is_none() || said(a, key) == said(b, key)
            };
            let same_street = !street.is_empty() && street == there;
            let neither = street.is_empty() && there.is_empty();
            let place = ["poBoxNumber", "postalCode", "city"];
            (same_street && place.iter().all(|key| fits(key)))
                || (neither
                    && place.iter().any(|key| tells(key))
                    && place.iter().all(|key| said(a, key) == said(b, key)))
        }
    }
}

/// The place an entry has where a network keeps one of each. Vehicles have none.
fn slot(section: Section, item: &Value) -> Option<(String, String, String)> {
    let part = |key: &str| text(item, key).unwrap_or_default().to_owned();
    match section {
        Section::Communication => Some((part("kind"), part("use"), part("line"))),
        Section::Addresses => Some((part("kind"), String::new(), String::new())),
        _ => None,
    }
}
