//! Numbers of somebody's papers (social security, driving licence, passport) wherever they stand in what
//! is shown, and the act of having been shown one.

use crate::Desk;
use crate::audit::AGAIN;
use crate::failure::Result;
use serde_json::Value;
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::sync::{Arc, PoisonError};
use uuid::Uuid;

/// What stands in the place of one that is not shown.
pub const HIDDEN: &str = "•••";
/// The sides of a field that is told by its path.
const SIDES: [&str; 5] = ["base", "mine", "theirs", "sent", "stored"];

/// Whether a member of a record holds such a number. Networks name them as they like.
pub fn is_number(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "socialsecurityid"
        || name.contains("passport")
        || name.contains("driv") && name.contains("licen")
}

/// The same of a path: `identity.socialSecurityId`.
pub fn is_path_of_number(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(is_number)
}

/// Whose numbers stand in an answer, by the nearest `local_id` around them; none where nobody of this desk
/// is meant.
pub fn shown_in(answer: &Value) -> BTreeSet<Option<Uuid>> {
    let mut found = BTreeSet::new();
    gather(answer, None, &mut found);
    found
}

fn gather(answer: &Value, about: Option<Uuid>, found: &mut BTreeSet<Option<Uuid>>) {
    match answer {
        Value::Object(members) => {
            let named = members.get("local_id").and_then(Value::as_str);
            let about = named.and_then(|id| Uuid::parse_str(id).ok()).or(about);
            let path = members.get("field").and_then(Value::as_str).unwrap_or_default();
            let of_path = is_path_of_number(path);
            for (name, value) in members {
                if says(value) && (is_number(name) || of_path && SIDES.contains(&name.as_str())) {
                    found.insert(about);
                }
                gather(value, about, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, about, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn says(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty() && text != HIDDEN,
        Value::Number(_) => true,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

impl Desk {
    /// Puts into the audit whose numbers are on the screen, or printed, by what is about to be. Once a
    /// customer in ten minutes: the same page is read again and again.
    pub async fn numbers_are_shown(self: &Arc<Self>, answer: &Value) -> Result<()> {
        let about = shown_in(answer);
        if about.is_empty() {
            return Ok(());
        }
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.note_shown(about)).await?
    }

    fn note_shown(&self, about: BTreeSet<Option<Uuid>>) -> Result<()> {
        const WHAT: &str = "identity number shown";
        let now = self.clock.now();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.retain(|_, at| now.duration_since(*at).abs() < AGAIN);
        for one in about {
            if let Entry::Vacant(first) = shown.entry(one) {
                match one {
                    Some(local_id) => self.note_act(WHAT, local_id)?,
                    None => {
                        let author = self.author();
                        self.store.mine.append_audit(&author, WHAT, None, now)?;
                    }
                }
                first.insert(now);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ANA: &str = "01900000-0000-7000-8000-000000000001";
    const BEN: &str = "01900000-0000-7000-8000-000000000002";

    fn shown(answer: &Value) -> Vec<Option<String>> {
        shown_in(answer).into_iter().map(|id| id.map(|id| id.to_string())).collect()
    }

    #[test]
    fn a_number_is_found_with_whose_it_is_wherever_it_stands() {
        let ana = || vec![Some(ANA.to_owned())];
        let table = [
            (json!({"local_id": ANA, "record": {"identity": {"socialSecurityId": "1"}}}), ana()),
            (
                json!({"local_id": ANA, "record": {"personalDetails": {"drivingLicenceNumber": "1"}}}),
                ana(),
            ),
            (json!({"local_id": ANA, "record": {"identity": {"passportNumber": 7}}}), ana()),
            (
                json!({"candidates": [
                    {"local_id": ANA, "record": {"identity": {"socialSecurityId": "1"}}},
                    {"local_id": BEN, "record": {"identity": {"birthDate": "1980-01-31"}}},
                ]}),
                ana(),
            ),
            (
                json!({"local_id": ANA, "conflicts": [
                    {"field": "identity.socialSecurityId", "mine": "1", "theirs": null}]}),
                ana(),
            ),
            (json!({"record": {"identity": {"socialSecurityId": "1"}}}), vec![None]),
        ];
        for (answer, wanted) in table {
            assert_eq!(shown(&answer), wanted, "{answer}");
        }
    }

    #[test]
    fn what_says_no_number_shows_none() {
        for answer in [
            json!({"local_id": ANA, "record": {"identity": {"socialSecurityId": ""}}}),
            json!({"local_id": ANA, "conflicts": [
                {"field": "identity.socialSecurityId", "mine": HIDDEN, "theirs": HIDDEN}]}),
            json!({"fields": [{"field": "identity.socialSecurityId", "code": "too_long"}]}),
            json!({"local_id": ANA, "record": {"vehicles": [{"licensePlate": "AB12 CDE"}]}}),
        ] {
            assert_eq!(shown(&answer), Vec::<Option<String>>::new(), "{answer}");
        }
    }
}
