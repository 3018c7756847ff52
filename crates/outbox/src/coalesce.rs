//! Edits that follow an edit nobody has sent yet become one with it, unless they were made by somebody
//! who had not seen it; edits behind our own write are put on top of what the network made of it.

use customer::Section;
use serde_json::Value;

use crate::entry::{Body, Entry, Kind};
use crate::merge::{
    Conflict, asks_for_nothing, is_empty, loosely_same, mine_wins, same, three_way,
    with_what_it_was,
};
use crate::resolve::{self, Side};

/// Whether a new edit of `section` replaces this entry instead of queueing behind it: it has never
/// been sent, or it waits for a person and this is the correction.
pub fn takes_the_place_of(entry: &Entry, section: Section) -> bool {
    let waits = match entry.state {
        crate::State::Queued => entry.never_sent(),
        state => state.needs_person(),
    };
    match entry.kind {
        Kind::Update(of) => waits && of == section,
        // A create that was refused can only be put right by changing what it creates. One that
        // waits for a decision about who it is, or has not been tried, keeps its content.
        Kind::Create => entry.state == crate::State::Parked,
    }
}

/// The one intent that `older` and the edit after it make.
pub fn coalesce(older: &Body, section: Section, base: &Value, wanted: &Value) -> Body {
    match older {
        Body::Update { base: first, wanted: earlier } => Body::Update {
            base: first.clone(),
            wanted: mine_wins(section, base, wanted, &spelt_out(first, earlier)),
        },
        Body::Create { record } => {
            let mut changed = record.clone();
            let value = mine_wins(section, base, wanted, &record.section(section));
            // A section that does not fit the record is left out rather than half applied.
            if changed.set_section(section, value).is_err() {
                changed.clone_from(record);
            }
            Body::Create { record: changed }
        }
    }
}

/// Whether whoever made a new edit had seen what `older` makes of every field that both change. Where
/// they had not, it is no correction of it: swallowed by it, one of the two would be lost unsaid.
pub fn had_seen(older: &Body, section: Section, base: &Value, wanted: &Value) -> bool {
    let (before, left) = match older {
        Body::Update { base, wanted } => (base.clone(), spelt_out(base, wanted)),
        Body::Create { record } => (section.empty(), record.section(section)),
    };
    let clashes = |held: &Value| three_way(section, base, wanted, held).conflicts;
    let unchanged = clashes(&before);
    // Its place in a list is not the same in both.
    let member = |of: &Conflict| match of.field.rsplit_once(']') {
        Some((_, member)) => member.to_owned(),
        None => of.field.clone(),
    };
    let is = |one: &Conflict, other: &Conflict| {
        member(one) == member(other)
            && (&one.base, &one.mine, &one.theirs) == (&other.base, &other.mine, &other.theirs)
    };
    clashes(&left).iter().all(|clash| unchanged.iter().any(|known| is(clash, known)))
}

/// Whether `older` already asks for everything that this edit does: the same form, sent twice. One
/// that is finished did so only where it was this very edit.
pub fn says_already(older: &Entry, section: Section, base: &Value, wanted: &Value) -> bool {
    match (&older.body, coalesce(&older.body, section, base, wanted)) {
        (Body::Update { base: first, wanted: earlier }, Body::Update { wanted: both, .. }) => {
            older.kind == Kind::Update(section)
                && if older.is_live() {
                    asks_for_nothing(section, &spelt_out(first, earlier), &both)
                } else {
                    first == base && earlier == wanted
                }
        }
        (Body::Create { record }, Body::Create { record: both }) => {
            older.is_live() && *record == both
        }
        (Body::Update { .. } | Body::Create { .. }, _) => false,
    }
}

/// What an edit leaves open, in the words of what it started from: the edit after it may clear it.
fn spelt_out(base: &Value, wanted: &Value) -> Value {
    match (base, wanted) {
        (Value::Object(base), Value::Object(wanted)) => {
            let mut all = base.clone();
            all.extend(wanted.clone());
            Value::Object(all)
        }
        _ => wanted.clone(),
    }
}

/// An edit made on top of our own earlier write, when the network has been read after that write.
/// Where it only stored it in another form, or left out what that write put in, that is no change
/// by somebody else, and the edit goes on top. `None`: somebody else did change or remove
/// something; the merge will tell. `written`: what the earlier write made of what.
pub fn on_top_of(
    section: Section,
    body: &Body,
    written: (&Value, &Value),
    stored: &Value,
) -> Option<Body> {
    let Body::Update { base, wanted } = body else { return None };
    let merge = three_way(section, base, wanted, stored);
    let ours = merge.conflicts.iter().all(|conflict| {
        loosely_same(&conflict.base, &conflict.theirs)
            || (is_empty(Some(&conflict.theirs)) && put_in(section, written, conflict))
    });
    ours.then(|| Body::Update {
        base: stored.clone(),
        wanted: resolve::decide(section, merge.value, &merge.conflicts, |_| Side::Mine),
    })
}

/// Whether the earlier write put in what the later edit starts from: only that can have been left
/// out of it. What was there before it is gone because somebody removed it.
fn put_in(section: Section, (base, wanted): (&Value, &Value), conflict: &Conflict) -> bool {
    let path = conflict.field.strip_prefix(section.member()).unwrap_or(&conflict.field);
    let pointer = |path: &str| path.replace('.', "/");
    let says = |held: Option<&Value>| held.is_some_and(|held| loosely_same(&conflict.base, held));
    if !section.is_list() {
        let at = pointer(path);
        let held = wanted.pointer(&at);
        return says(held) && !same(base.pointer(&at), held);
    }
    let at = pointer(path.split_once(']').map_or("", |(_, member)| member));
    with_what_it_was(section, base, wanted).into_iter().any(|(was, item)| {
        let held = item.pointer(&at);
        let new = match was {
            None => true,
            Some(was) => !at.is_empty() && !same(was.pointer(&at), held),
        };
        says(held) && new
    })
}

#[cfg(test)]
mod tests {
    use customer::Record;
    use serde_json::json;

    use super::*;
    use crate::State;
    use crate::step::tests::{create, update};

    #[test]
    fn only_what_was_never_sent_or_waits_for_a_person_is_replaced() {
        let mut entry = update(1);
        assert!(takes_the_place_of(&entry, Section::Names));
        assert!(!takes_the_place_of(&entry, Section::Identity));
        entry.attempts = 1;
        assert!(!takes_the_place_of(&entry, Section::Names));
        entry.state = State::Ambiguous;
        assert!(!takes_the_place_of(&entry, Section::Names));
        entry.state = State::Parked;
        assert!(takes_the_place_of(&entry, Section::Names));
        assert!(!takes_the_place_of(&create(2), Section::Names));
    }

    #[test]
    fn two_edits_of_one_section_keep_the_first_base_and_both_changes() {
        let first = Body::Update {
            base: json!({"givenName": "a", "title": "Mr"}),
            wanted: json!({"givenName": "b", "title": "Mr"}),
        };
        let seen = json!({"givenName": "b", "title": "Mr"});
        let both = coalesce(&first, Section::Names, &seen, &json!({"title": ""}));
        let want = Body::Update {
            base: json!({"givenName": "a", "title": "Mr"}),
            wanted: json!({"givenName": "b", "title": ""}),
        };
        assert!(both == want);
    }

    #[test]
    fn an_edit_that_knew_nothing_of_the_one_before_it_is_no_correction_of_it() {
        let seen = json!({"givenName": "Maria", "title": "Ms"});
        let first = Body::Update { base: seen.clone(), wanted: json!({"givenName": "Mary"}) };
        let had_seen =
            |base: &Value, wanted: Value| had_seen(&first, Section::Names, base, &wanted);
        assert!(!had_seen(&seen, json!({"givenName": "Marie"})));
        assert!(!had_seen(&seen, json!({"givenName": null})));
        assert!(had_seen(&seen, json!({"givenName": "Mary"})), "both say the same");
        assert!(had_seen(&seen, json!({"title": "Dr"})), "another field");
        assert!(had_seen(&json!({"givenName": "Mary"}), json!({"givenName": "Marie"})));
        // What the first left alone, and the network changed since, is not between the two of them.
        let newer = json!({"givenName": "Mary", "title": "Prof"});
        assert!(had_seen(&newer, json!({"title": "Dr"})));

        let phone = |value: &str| json!([{"kind": "phone", "use": "home", "line": "mobile", "value": value}]);
        let none = json!([]);
        let one = phone("1");
        let first = Body::Update { base: none.clone(), wanted: one.clone() };
        let had_seen =
            |base, wanted| super::had_seen(&first, Section::Communication, base, &wanted);
        assert!(!had_seen(&none, phone("2")), "both fill the same place");
        assert!(had_seen(&one, phone("2")));
        assert!(had_seen(&one, none.clone()));
    }

    #[test]
    fn clearing_what_the_first_edit_did_not_mention_is_not_lost() {
        let base = json!({"givenName": "a", "title": "Mr"});
        let first = Body::Update { base: base.clone(), wanted: json!({"givenName": "b"}) };
        let both = coalesce(&first, Section::Names, &base, &json!({"title": null}));
        let Body::Update { base, wanted } = &both else { panic!("still an update") };
        assert_eq!(wanted, &json!({"givenName": "b", "title": ""}));
        let merge = three_way(Section::Names, base, wanted, base);
        assert_eq!(merge.value, json!({"givenName": "b", "title": ""}));
    }

    #[test]
    fn the_correction_of_a_refused_create_changes_what_it_creates() {
        let mut record = Record::default();
        record.names.family_name = Some("x".repeat(200));
        let older = Body::Create { record: Box::new(record) };
        let seen = json!({"familyName": "x".repeat(200)});
        let fixed = coalesce(&older, Section::Names, &seen, &json!({"familyName": "Smith"}));
        let Body::Create { record } = fixed else { panic!("still a create") };
        assert_eq!(record.names.family_name.as_deref(), Some("Smith"));
    }

    #[test]
    fn another_form_of_what_we_sent_is_no_change_by_somebody_else() {
        let phone = |value: &str| json!([{"kind": "phone", "use": "home", "line": "mobile", "value": value}]);
        let edit =
            Body::Update { base: phone("+44 7700 900001"), wanted: phone("+44 7700 900002") };
        let stored = phone("07700900001");
        let none = json!([]);
        let made = phone("+44 7700 900001");
        let on_top = |stored: &serde_json::Value| {
            on_top_of(Section::Communication, &edit, (&none, &made), stored)
        };
        let Some(Body::Update { base, wanted }) = on_top(&stored) else {
            panic!("the same number in another form")
        };
        assert_eq!((base, wanted), (stored, phone("+44 7700 900002")));
        assert!(on_top(&phone("07700900099")).is_none());
    }

    #[test]
    fn what_our_write_put_in_may_be_left_out_and_what_was_there_before_was_removed() {
        let item = |kind: &str, value: &str| json!({"kind": kind, "use": "home", "value": value});
        let (email, other) = (item("email", "e0@a.example"), item("email", "e1@a.example"));
        let phone = item("phone", "07700900001");
        let edit = Body::Update { base: json!([phone, email]), wanted: json!([phone, other]) };
        let stored = json!([phone]);
        let after = |base: serde_json::Value| {
            let written = (&base, &json!([phone, email]));
            on_top_of(Section::Communication, &edit, written, &stored)
        };
        assert!(after(json!([email])).is_none(), "the e-mail address was there before");
        assert!(after(json!([phone])).is_some(), "it came with our write, and was left out");

        let edit = Body::Update { base: json!({"title": "Mr"}), wanted: json!({"title": "Dr"}) };
        let after = |base: serde_json::Value, wanted: serde_json::Value| {
            on_top_of(Section::Names, &edit, (&base, &wanted), &json!({"title": ""}))
        };
        assert!(after(json!({"title": "Mr"}), json!({"givenName": "B"})).is_none());
        assert!(after(json!({"title": "Mr"}), json!({"title": "Mr"})).is_none());
        assert!(after(json!({"title": ""}), json!({"title": "Mr"})).is_some());
    }
}
