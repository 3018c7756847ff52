//! When two values of a field are the same. Missing, `null`, "" and an empty list are: none.

use serde_json::{Map, Value};

pub fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(members)) => members.values().all(|member| is_empty(Some(member))),
        Some(Value::Bool(_) | Value::Number(_)) => false,
    }
}

pub fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    if is_empty(a) || is_empty(b) {
        return is_empty(a) && is_empty(b);
    }
    match (a, b) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            a.keys().chain(b.keys()).all(|key| same(a.get(key), b.get(key)))
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b)))
        }
        (a, b) => a == b,
    }
}

/// Whether what is stored is what was sent, in another form: case, spaces, punctuation, or the
/// country written before a number. Only for judging what became of our own write.
pub fn loosely_same(sent: &Value, stored: &Value) -> bool {
    match (sent, stored) {
        (Value::String(sent), Value::String(stored)) => {
            let (sent, stored) = (bare(sent), bare(stored));
            sent == stored || same_number(&sent, &stored)
        }
        (Value::Object(sent), Value::Object(stored)) => sent.iter().all(|(key, value)| {
            is_empty(Some(value))
                || stored.get(key).is_none_or(|stored| loosely_same(value, stored))
        }),
        (sent, stored) => same(Some(sent), Some(stored)),
    }
}

/// Letters and digits alone, in lower case: what pairs list entries and judges our own writes.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn same_number(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(a) || !digits(b) {
        return false;
    }
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let national = short.strip_prefix('0').unwrap_or(short);
    national.len() >= 8 && long.ends_with(national)
}

/// Whether `wanted` leaves `held` as it is: what it does not mention it does not change.
pub(super) fn unchanged(
    held: Option<&Map<String, Value>>,
    wanted: Option<&Map<String, Value>>,
) -> bool {
    wanted.into_iter().flatten().all(|(key, value)| {
        let held = held.and_then(|held| held.get(key));
        match (value.as_object(), held.and_then(Value::as_object)) {
            (Some(value), Some(held)) => unchanged(Some(held), Some(value)),
            _ => same(Some(value), held),
        }
    })
}

/// `null` clears: where theirs is a text the network is told so with "".
pub(super) fn said(mine: Value, theirs: Option<&Value>) -> Option<Value> {
    match (mine, theirs) {
        (Value::Null, Some(Value::String(_))) => Some(Value::String(String::new())),
        (Value::Null, _) => None,
        (mine, _) => Some(mine),
    }
}
