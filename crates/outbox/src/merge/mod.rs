//! Three-way merge of one section: what the person saw (base), what they want (mine), what the
//! network holds now (theirs).
//!
//! Per field: theirs unchanged → mine; mine unchanged → theirs; both the same → that; else a
//! person decides. A field that differs on both sides is never resolved here, with one exception:
//! a withdrawn consent wins. Nothing is made up: every value of the result stands in one of the
//! three.
//!
//! Three values: a member that is missing in mine stays as it is, `null` and "" clear it. A base may
//! know less than the network's detail (an import, a row of a search): in an entry of a list a member
//! missing there was not known, which is not the same as empty, and what the network adds to it is
//! nobody's change.

mod consent;
mod list;
mod spelling;
mod value;

use customer::Section;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::resolve;
pub use list::{item_changed, with_what_it_was};
pub use value::{is_empty, loosely_same, same};

/// A field both sides changed. `null` stands for a value, or a whole list entry, that is not there.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// A record path: `names.givenName`, `channels[0].value`; indexes count in the merged value.
    pub field: String,
    pub base: Value,
    pub mine: Value,
    pub theirs: Value,
}

impl std::fmt::Debug for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conflict").field("field", &self.field).finish_non_exhaustive()
    }
}

/// The merged section. Where fields are in conflict it holds theirs, and must not be sent.
#[derive(Clone, PartialEq)]
pub struct Merge {
    pub value: Value,
    pub conflicts: Vec<Conflict>,
}

impl Merge {
    pub const fn is_clean(&self) -> bool {
        self.conflicts.is_empty()
    }
}

impl std::fmt::Debug for Merge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Merge").field("conflicts", &self.conflicts).finish_non_exhaustive()
    }
}

pub fn three_way(section: Section, base: &Value, mine: &Value, theirs: &Value) -> Merge {
    let mut conflicts = Vec::new();
    let value = if section.is_list() {
        Value::Array(list::merge(section, items(base), items(mine), items(theirs), &mut conflicts))
    } else {
        let members = members(section.member(), map(base), map(mine), map(theirs), &mut conflicts);
        Value::Object(members)
    };
    Merge { value, conflicts }
}

/// The same with every conflict decided for mine: a person's own later edit over their earlier
/// one, and what the window shows of a change that has not been sent.
pub fn mine_wins(section: Section, base: &Value, mine: &Value, theirs: &Value) -> Value {
    let merge = three_way(section, base, mine, theirs);
    let mine = |_: &Conflict| resolve::Side::Mine;
    resolve::decide(section, merge.value, &merge.conflicts, mine)
}

/// Every member that mine wants otherwise than the network holds it, for a person to decide, whether
/// or not the network's differs from what was seen. Lists are merged as ever.
pub fn side_by_side(section: Section, base: &Value, mine: &Value, theirs: &Value) -> Merge {
    let Some(wanted) = mine.as_object().filter(|_| !section.is_list()) else {
        return three_way(section, base, mine, theirs);
    };
    let asked = |key: &str, mine: &Value| {
        !same(Some(mine), base.get(key)) && !same(Some(mine), theirs.get(key))
    };
    let conflicts = wanted
        .iter()
        .filter(|(key, mine)| asked(key, mine))
        .map(|(key, mine)| {
            let path = format!("{}.{key}", section.member());
            conflict(path, base.get(key), Some(mine), theirs.get(key))
        })
        .collect();
    Merge { value: theirs.clone(), conflicts }
}

/// Whether `wanted` asks for anything that `held` does not hold.
pub fn asks_for_nothing(section: Section, held: &Value, wanted: &Value) -> bool {
    if section.is_list() {
        list::unchanged(section, items(held), items(wanted))
    } else {
        value::unchanged(map(held), map(wanted))
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn map(value: &Value) -> Option<&Map<String, Value>> {
    value.as_object()
}

/// Merges the members of one object. `path` names the object.
fn members(
    path: &str,
    base: Option<&Map<String, Value>>,
    mine: Option<&Map<String, Value>>,
    theirs: Option<&Map<String, Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Map<String, Value> {
    let mut merged = Map::new();
    let keys = theirs.into_iter().chain(mine).flat_map(Map::keys);
    for key in keys {
        if merged.contains_key(key) {
            continue;
        }
        let of = |side: Option<&Map<String, Value>>| side.and_then(|side| side.get(key)).cloned();
        let (b, m, t) = (base.and_then(|base| base.get(key)), of(mine), of(theirs));
        if let Some(value) = field(&format!("{path}.{key}"), b, m, t, conflicts) {
            merged.insert(key.clone(), value);
        }
    }
    merged
}

fn field(
    path: &str,
    base: Option<&Value>,
    mine: Option<Value>,
    theirs: Option<Value>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    let Some(mine) = mine else { return theirs };
    if same(Some(&mine), base) || same(Some(&mine), theirs.as_ref()) {
        return theirs;
    }
    if same(theirs.as_ref(), base) {
        return value::said(mine, theirs.as_ref());
    }
    if let (Some(m), Some(t)) = (mine.as_object(), theirs.as_ref().and_then(Value::as_object)) {
        let b = base.and_then(Value::as_object);
        return Some(Value::Object(members(path, b, Some(m), Some(t), conflicts)));
    }
    conflicts.push(conflict(path.to_owned(), base, Some(&mine), theirs.as_ref()));
    theirs
}

fn conflict(
    field: String,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
) -> Conflict {
    let or_null = |side: Option<&Value>| side.cloned().unwrap_or(Value::Null);
    Conflict { field, base: or_null(base), mine: or_null(mine), theirs: or_null(theirs) }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

#[cfg(test)]
#[path = "properties.rs"]
mod properties;
