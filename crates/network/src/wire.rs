//! Reading and writing JSON of a shape nobody guarantees: members may be missing, empty, null, a
//! number instead of a text, or unknown to us.
//!
//! Nothing here knows a network; nothing is lost: what is not understood stays where it was. It
//! never refuses, which is why it is not the reader of files and edits: that one
//! (`customer::shape`) holds a person's input to the documented form and names each mistake.

use customer::Section;
use customer::record::Unknown;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use url::Url;

/// A member's text. Empty and null mean that the network knows nothing.
pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(as_text)
}

pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Numbers that some servers send as texts.
pub(crate) fn number(value: &Value, key: &str) -> Option<u64> {
    match value.get(key)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Takes a member's text out of an object; a member of another shape stays in it.
pub(crate) fn take(members: &mut Map<String, Value>, key: &str) -> Option<String> {
    match members.get(key) {
        Some(Value::Array(_) | Value::Object(_) | Value::Bool(_)) | None => None,
        Some(Value::Null | Value::Number(_) | Value::String(_)) => {
            members.shift_remove(key).as_ref().and_then(as_text)
        }
    }
}

pub(crate) fn take_object(members: &mut Map<String, Value>, key: &str) -> Map<String, Value> {
    match members.get_mut(key) {
        Some(Value::Object(inner)) => {
            let inner = std::mem::take(inner);
            members.shift_remove(key);
            inner
        }
        Some(Value::Null) => {
            members.shift_remove(key);
            Map::new()
        }
        _ => Map::new(),
    }
}

pub(crate) fn object(value: Option<&Value>) -> Map<String, Value> {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}

pub(crate) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether the record itself names a member so, at any of its places.
fn is_ours(key: &str) -> bool {
    matches!(key, "id" | "customerKey" | "kind" | "status")
        || Section::ALL
            .into_iter()
            .any(|section| section.member() == key || section.members().contains(&key))
}

/// What is left of an object once the known members are taken: unknown, but not nothing. A member
/// that only shares its name with one of the record's (myKaarma's integer `id`) would be read back
/// as that one; it stays in the raw answer alone.
pub(crate) fn rest(mut members: Map<String, Value>) -> Unknown {
    members.retain(|key, value| !says_nothing(value) && !is_ours(key));
    members
}

/// Null, "", and whatever holds nothing else: networks spell out every member of what is not there.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(says_nothing),
        Value::Object(members) => members.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A whole section for a write: what the network holds, with our members over it. "" is what
/// clears a member under replacing and under merging alike, so it stands for every unknown one.
/// A value that says what is there already keeps the form it has there (a number stays one).
pub(crate) fn whole(
    held: Option<&Value>,
    known: &[(&str, Option<&str>)],
    other: &Unknown,
) -> Map<String, Value> {
    let mut members = object(held);
    members.retain(|_, value| !value.is_null());
    for (key, wanted) in known {
        let same = members.get(*key).is_some_and(|there| as_text(there).as_deref() == *wanted);
        if !same || !members.contains_key(*key) {
            members.insert((*key).to_owned(), Value::from(wanted.unwrap_or_default()));
        }
    }
    for (key, value) in other {
        if !known.iter().any(|(name, _)| name == key) {
            members.insert(key.clone(), value.clone());
        }
    }
    members
}

/// Only what is known: for a create.
pub(crate) fn known(
    members: &[(&str, Option<&str>)],
    other: &Unknown,
) -> Option<Map<String, Value>> {
    let mut all: Map<String, Value> = members
        .iter()
        .filter_map(|(key, value)| Some(((*key).to_owned(), Value::from((*value)?))))
        .filter(|(_, value)| value.as_str() != Some(""))
        .collect();
    for (key, value) in other {
        all.entry(key.clone()).or_insert_with(|| value.clone());
    }
    (!all.is_empty()).then_some(all)
}

/// RFC 3986 unreserved characters stay; a space becomes %20 and a plus %2B, because the servers
/// do not agree on what "+" means.
pub(crate) const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn with_query(mut url: Url, pairs: &[(&str, String)]) -> Url {
    if !pairs.is_empty() {
        let said: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={}", utf8_percent_encode(value, QUERY)))
            .collect();
        url.set_query(Some(&said.join("&")));
    }
    url
}

/// Adds path segments, each encoded; `None` where one could climb out of the path or is no id.
pub(crate) fn with_segments(mut url: Url, segments: &[&str]) -> Option<Url> {
    let acceptable = |s: &&str| {
        !s.is_empty()
            && !matches!(*s, "." | "..")
            && s.len() <= 512
            && !s.chars().any(char::is_control)
    };
    if !segments.iter().all(acceptable) {
        return None;
    }
    url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
    Some(url)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_encodes_space_and_plus_and_everything_reserved() {
        let url = Url::parse("https://x.example/a").unwrap();
        let url = with_query(url, &[("searchTerm", "DOM 1+2&é@x".into())]);
        assert_eq!(url.query(), Some("searchTerm=DOM%201%2B2%26%C3%A9%40x"));
    }

    #[test]
    fn an_id_cannot_leave_its_segment() {
        let url = || Url::parse("https://x.example/v1").unwrap();
        let path = |id: &str| with_segments(url(), &["customers", id]).map(|u| u.path().to_owned());
        assert_eq!(path("01-16203").as_deref(), Some("/v1/customers/01-16203"));
        assert_eq!(path("a/b?c#d %").as_deref(), Some("/v1/customers/a%2Fb%3Fc%23d%20%25"));
        for bad in ["", ".", "..", "a\nb"] {
            assert_eq!(path(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_unknown_member_never_takes_the_name_of_a_known_one() {
        let members = json!({"id": 7, "givenName": {}, "name": [], "suffix": "Jr", "x": "",
            "formattedAddress": {"line1": "", "line2": null}, "list": [{}, ""]});
        let left = rest(object(Some(&members)));
        assert_eq!(Value::from(left), json!({"suffix": "Jr"}));
    }

    #[test]
    fn a_whole_section_keeps_the_unknown_and_clears_with_an_empty_text() {
        let held = json!({"houseNumber": 12, "city": "Leeds", "geo": {"lat": 1}, "old": null});
        let body = whole(
            Some(&held),
            &[("houseNumber", Some("12")), ("city", None), ("county", None)],
            &Unknown::new(),
        );
        assert_eq!(
            Value::from(body),
            json!({"houseNumber": 12, "city": "", "geo": {"lat": 1}, "county": ""})
        );
    }
}
