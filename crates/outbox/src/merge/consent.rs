//! Consent, the one field with a rule of its own: whoever withdraws it, wins; nobody is opted in
//! by a merge, and an opt-in stays with the number or address it was given for.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Conflict;

const AGREED: &str = "AGREED";
const DENIED: &str = "DENIED";
const UNKNOWN: &str = "UNKNOWN";

/// Whose number or address is on which side: an opt-in may not travel to another one.
pub(super) struct Reached {
    pub mine_moved: bool,
    pub theirs_moved: bool,
}

pub(super) fn merge(
    path: &str,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    reached: &Reached,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    let map = |side: Option<&Value>| side.and_then(Value::as_object).cloned().unwrap_or_default();
    let (base, mine, mut merged) = (map(base), map(mine), map(theirs));
    let ways: BTreeSet<String> = merged.keys().chain(mine.keys()).cloned().collect();
    for way in ways {
        let seen = word(&base, &way);
        let b = seen.unwrap_or(UNKNOWN).to_owned();
        let t = word(&merged, &way).unwrap_or(UNKNOWN).to_owned();
        // Not mentioned: as it is.
        let m = word(&mine, &way).unwrap_or(&b).to_owned();
        let decided = if m == b {
            // Given after it was seen without; a base that never showed any tells nothing of that.
            let given_since = t == AGREED && b != AGREED && seen.is_some();
            let travels = given_since && reached.mine_moved;
            (!travels).then(|| t.clone())
        } else if t == b {
            let travels = m == AGREED && reached.theirs_moved;
            (!travels).then(|| m.clone())
        } else if m == t {
            Some(t.clone())
        } else {
            (m == DENIED || t == DENIED).then(|| DENIED.to_owned())
        };
        match decided {
            // A way nobody ever named stays unnamed.
            Some(state) if state == t => {}
            Some(state) => {
                merged.insert(way, Value::String(state));
            }
            None => conflicts.push(Conflict {
                field: format!("{path}.{way}"),
                base: Value::String(b),
                mine: Value::String(m),
                theirs: Value::String(t),
            }),
        }
    }
    (!merged.is_empty()).then_some(Value::Object(merged))
}

/// Whether somebody has said something since: a way the base does not name is not known.
pub(super) fn contradicts(base: &Value, theirs: &Value) -> bool {
    let (Some(base), Some(theirs)) = (base.as_object(), theirs.as_object()) else { return false };
    base.keys().any(|way| match (word(base, way), word(theirs, way)) {
        (Some(before), now) => before != now.unwrap_or(before),
        (None, _) => false,
    })
}

fn word<'a>(consent: &'a Map<String, Value>, way: &str) -> Option<&'a str> {
    consent.get(way).and_then(Value::as_str).filter(|state| !state.is_empty())
}
