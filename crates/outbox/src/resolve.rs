//! A person's answers to a conflict, put into the merged section.

use customer::Section;
use serde_json::Value;

use crate::merge::Conflict;
use crate::{Error, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As it was when the person began.
    Base,
    Mine,
    Theirs,
}

/// One answer: `names.givenName=mine`. A path also answers for everything below it, so that
/// `channels[0]` or `channels` may stand for all their fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub field: String,
    pub side: Side,
}

/// The section as decided. Every conflict has to be answered, and nothing else may be.
pub fn resolve(
    section: Section,
    merged: &Value,
    conflicts: &[Conflict],
    choices: &[Choice],
) -> Result<Value> {
    let covers = |choice: &Choice, conflict: &Conflict| {
        conflict
            .field
            .strip_prefix(choice.field.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
    };
    if let Some(stray) =
        choices.iter().find(|choice| !conflicts.iter().any(|conflict| covers(choice, conflict)))
    {
        return Err(Error::NotInConflict { field: stray.field.clone() });
    }
    // The most exact answer counts.
    let answer = |conflict: &Conflict| {
        choices
            .iter()
            .filter(|choice| covers(choice, conflict))
            .max_by_key(|choice| choice.field.len())
            .map(|choice| choice.side)
    };
    let open: Vec<String> = conflicts
        .iter()
        .filter(|conflict| answer(conflict).is_none())
        .map(|conflict| conflict.field.clone())
        .collect();
    if !open.is_empty() {
        return Err(Error::Undecided { fields: open });
    }
    let side = |conflict: &Conflict| answer(conflict).unwrap_or(Side::Theirs);
    Ok(decide(section, merged.clone(), conflicts, side))
}

/// Puts one side of each conflict into the merged value.
pub(crate) fn decide(
    section: Section,
    mut merged: Value,
    conflicts: &[Conflict],
    side: impl Fn(&Conflict) -> Side,
) -> Value {
    let mut removed = Vec::new();
    for conflict in conflicts {
        let chosen = match side(conflict) {
            Side::Base => &conflict.base,
            Side::Mine => &conflict.mine,
            Side::Theirs => &conflict.theirs,
        };
        let steps = steps(section, &conflict.field);
        if let ([Step::At(at)], true) = (steps.as_slice(), chosen.is_null()) {
            removed.push(*at);
        } else {
            put(&mut merged, &steps, chosen, &conflict.theirs);
        }
    }
    removed.sort_unstable();
    if let Value::Array(items) = &mut merged {
        for at in removed.into_iter().rev() {
            if at < items.len() {
                items.remove(at);
            }
        }
    }
    merged
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    At(usize),
}

/// `channels[0].consent.call` → at 0, `consent`, `call`.
fn steps(section: Section, field: &str) -> Vec<Step> {
    let rest = field.strip_prefix(section.member()).unwrap_or(field);
    rest.split(['.', '['])
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_suffix(']').map(str::parse) {
            Some(Ok(at)) => Step::At(at),
            _ => Step::Member(part.to_owned()),
        })
        .collect()
}

fn put(target: &mut Value, steps: &[Step], chosen: &Value, theirs: &Value) {
    let Some((first, rest)) = steps.split_first() else {
        *target = chosen.clone();
        return;
    };
    match first {
        Step::At(at) => {
            if let Some(item) = target.get_mut(*at) {
                put(item, rest, chosen, theirs);
            }
        }
        Step::Member(name) => {
            let Some(members) = target.as_object_mut() else { return };
            if !rest.is_empty() {
                let member = members
                    .entry(name.clone())
                    .or_insert_with(|| Value::Object(serde_json::Map::new()));
                put(member, rest, chosen, theirs);
            } else if !chosen.is_null() {
                members.insert(name.clone(), chosen.clone());
            } else if theirs.is_string() {
                // Cleared: said with "", so that the network is told.
                members.insert(name.clone(), Value::String(String::new()));
            } else {
                members.remove(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::merge::three_way;

    fn choice(field: &str, side: Side) -> Choice {
        Choice { field: field.to_owned(), side }
    }

    #[test]
    fn each_field_goes_the_way_the_person_says() {
        let base = json!({"givenName": "Maria", "familyName": "Sousa"});
        let mine = json!({"givenName": "Mary", "familyName": "Souza"});
        let theirs = json!({"givenName": "Marie", "familyName": "Sosa"});
        let merge = three_way(Section::Names, &base, &mine, &theirs);
        let choices =
            [choice("names.givenName", Side::Mine), choice("names.familyName", Side::Theirs)];
        let value = resolve(Section::Names, &merge.value, &merge.conflicts, &choices).unwrap();
        assert_eq!(value, json!({"givenName": "Mary", "familyName": "Sosa"}));
    }

    #[test]
    fn what_was_there_before_can_be_put_back() {
        let base = json!({"givenName": "Maria", "title": "Ms"});
        let mine = json!({"givenName": "Mary", "title": "Ms"});
        let theirs = json!({"givenName": "Marie", "title": "Ms"});
        let merge = three_way(Section::Names, &base, &mine, &theirs);
        let choices = [choice("names.givenName", Side::Base)];
        let value = resolve(Section::Names, &merge.value, &merge.conflicts, &choices).unwrap();
        assert_eq!(value, base);
    }

    #[test]
    fn a_field_left_open_or_not_in_conflict_is_said() {
        let merge = three_way(
            Section::Names,
            &json!({"givenName": "a"}),
            &json!({"givenName": "b"}),
            &json!({"givenName": "c"}),
        );
        let open = resolve(Section::Names, &merge.value, &merge.conflicts, &[]);
        assert!(matches!(open, Err(Error::Undecided { fields }) if fields == ["names.givenName"]));
        let stray = [choice("names.title", Side::Mine)];
        let stray = resolve(Section::Names, &merge.value, &merge.conflicts, &stray);
        assert!(matches!(stray, Err(Error::NotInConflict { .. })));
        // `names.given` is not a part of `names.givenName`.
        let half = [choice("names.given", Side::Mine)];
        assert!(resolve(Section::Names, &merge.value, &merge.conflicts, &half).is_err());
    }

    #[test]
    fn one_answer_may_stand_for_a_whole_section() {
        let merge = three_way(
            Section::Names,
            &json!({"givenName": "a", "familyName": "a"}),
            &json!({"givenName": "b", "familyName": ""}),
            &json!({"givenName": "c", "familyName": "c"}),
        );
        assert_eq!(merge.conflicts.len(), 2);
        let all = [choice("names", Side::Mine)];
        let value = resolve(Section::Names, &merge.value, &merge.conflicts, &all).unwrap();
        assert_eq!(value, json!({"givenName": "b", "familyName": ""}));
    }

    #[test]
    fn an_entry_removed_there_and_edited_here_comes_back_or_goes() {
        let base = json!([{"kind": "physical", "city": "Leeds", "streetName": "High Street"}]);
        let mine = json!([{"kind": "physical", "city": "York", "streetName": "High Street"}]);
        let merge = three_way(Section::Addresses, &base, &mine, &json!([]));
        assert_eq!(merge.conflicts.len(), 1);
        let answer = |side| {
            let choices = [choice("addresses[0]", side)];
            resolve(Section::Addresses, &merge.value, &merge.conflicts, &choices).unwrap()
        };
        assert_eq!(answer(Side::Mine), mine);
        assert_eq!(answer(Side::Theirs), json!([]));
    }

    #[test]
    fn a_consent_in_conflict_is_set_in_its_entry() {
        let at = |value: &str, call: &str| {
            json!([{"kind": "phone", "use": "home", "line": "mobile", "value": value,
                    "consent": {"call": call}}])
        };
        let merge = three_way(
            Section::Communication,
            &at("07700900001", "UNKNOWN"),
            &at("07700900001", "AGREED"),
            &at("07700900002", "UNKNOWN"),
        );
        assert_eq!(merge.conflicts[0].field, "channels[0].consent.call");
        let choices = [choice("channels", Side::Mine)];
        let value =
            resolve(Section::Communication, &merge.value, &merge.conflicts, &choices).unwrap();
        assert_eq!(value, at("07700900002", "AGREED"));
    }
}
