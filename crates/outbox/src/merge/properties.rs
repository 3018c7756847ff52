//! The merge by its laws, over generated sections.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Body;
use crate::coalesce::{self, had_seen};

/// Few names and few values, so that sides meet often.
fn names() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(
        prop::sample::select(vec!["givenName", "familyName", "title", "initials"]),
        prop::sample::select(vec!["", "a", "b", "c"]),
        0..4,
    )
    .prop_map(|members| json!(members))
}

/// As a form gives it back: every member of the base is mentioned.
fn full(base: &Value, edit: &Value) -> Value {
    let mut all = base.as_object().cloned().unwrap_or_default();
    all.extend(edit.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

fn channel() -> impl Strategy<Value = Value> {
    (
        prop::sample::select(vec!["home", "work"]),
        prop::sample::select(vec!["mobile", "landline", "fax"]),
        prop::sample::select(vec!["1", "2", "3"]),
        prop::sample::select(vec!["AGREED", "DENIED", "UNKNOWN"]),
    )
        .prop_map(|(usage, line, value, call)| {
            json!({"kind": "phone", "use": usage, "line": line, "value": value,
                   "consent": {"call": call}})
        })
}

/// At most one entry a place, as networks keep them.
fn list() -> impl Strategy<Value = Value> {
    prop::collection::vec(channel(), 0..4).prop_map(|items| {
        let mut kept: Vec<Value> = Vec::new();
        for item in items {
            let taken = |other: &Value| {
                (other["use"] == item["use"] && other["line"] == item["line"])
                    || other["value"] == item["value"]
            };
            if !kept.iter().any(taken) {
                kept.push(item);
            }
        }
        Value::Array(kept)
    })
}

/// What a network holds in full, and what an import or a search row showed of it.
fn projected() -> impl Strategy<Value = (Value, Value)> {
    let extra = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (list(), prop::collection::vec(extra, 4)).prop_map(|(list, extras)| {
        let (mut whole, mut seen) = (Vec::new(), Vec::new());
        for (at, (item, extra)) in list.as_array().unwrap().iter().zip(extras).enumerate() {
            let mut item = item.clone();
            item["uuid"] = format!("u-{at}").into();
            if extra.0 {
                item["preferred"] = true.into();
            }
            let mut less = item.clone();
            let members = less.as_object_mut().unwrap();
            for (drop, key) in [(extra.1, "uuid"), (extra.2, "consent"), (extra.3, "preferred")] {
                if drop {
                    members.remove(key);
                }
            }
            whole.push(item);
            seen.push(less);
        }
        (Value::Array(whole), Value::Array(seen))
    })
}

/// A section whose members say who somebody is, in spellings that lie close together.
fn identity() -> impl Strategy<Value = Value> {
    let keys = vec!["givenName", "familyName", "birthDate", "socialSecurityId", "licenceNumber"];
    let said = vec!["Ann", "ANN", " ann ", "1980-01-31", "31.01.1980", "AB 12", "ab12", ""];
    prop::collection::btree_map(prop::sample::select(keys), prop::sample::select(said), 0..6)
        .prop_map(|members| json!(members))
}

/// Different addresses, some of them of one kind, and the same in another order.
fn addresses() -> impl Strategy<Value = (Vec<Value>, Vec<Value>)> {
    let kinds = prop::sample::select(vec!["physical", "postal"]);
    prop::collection::vec(kinds, 1..5).prop_flat_map(|kinds| {
        let one = |(n, kind): (usize, &str)| {
            json!({"id": format!("a-{n}"), "kind": kind, "streetName": format!("Street {n}"),
                   "houseNumber": "7", "postalCode": format!("AB{n} 1CD"), "city": "Leeds"})
        };
        let list: Vec<Value> = kinds.into_iter().enumerate().map(one).collect();
        (Just(list.clone()), Just(list).prop_shuffle())
    })
}

/// One number in one place, and what was said of calling it.
fn number() -> impl Strategy<Value = Value> {
    (
        prop::sample::select(vec!["1", "2", "3"]),
        prop::sample::select(vec!["AGREED", "DENIED", "UNKNOWN"]),
    )
        .prop_map(|(value, call)| {
            json!({"kind": "phone", "use": "home", "line": "mobile", "value": value,
                   "consent": {"call": call}})
        })
}

fn call(item: &Value) -> &str {
    item["consent"]["call"].as_str().unwrap_or_default()
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            let mut left: Vec<&Value> = b.iter().collect();
            a.len() == b.len()
                && a.iter().all(|item| {
                    left.iter()
                        .position(|other| same(Some(item), Some(other)))
                        .map(|at| left.remove(at))
                        .is_some()
                })
        }
        (a, b) => same(Some(a), Some(b)),
    }
}

fn word<'a>(item: &'a Value, key: &str) -> &'a str {
    item[key].as_str().unwrap_or_default()
}

/// `PROPTEST_CASES` says how many (`make simulate`: 100,000); else as many as take a second.
fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(4000),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn theirs_unchanged_gives_mine_and_mine_unchanged_gives_theirs(b in names(), e in names()) {
        let m = full(&b, &e);
        let merge = three_way(Section::Names, &b, &m, &b);
        prop_assert!(merge.is_clean() && equal(&merge.value, &m));
        let merge = three_way(Section::Names, &b, &b, &m);
        prop_assert!(merge.is_clean() && equal(&merge.value, &m));
        let merge = three_way(Section::Names, &b, &m, &m);
        prop_assert!(merge.is_clean() && equal(&merge.value, &m));
    }

    #[test]
    fn lists_obey_the_same_identities(b in list(), m in list()) {
        let merge = three_way(Section::Communication, &b, &m, &b);
        prop_assert!(merge.is_clean(), "{:?}", merge);
        prop_assert!(equal(&merge.value, &m), "{} {} gave {}", b, m, merge.value);
        let merge = three_way(Section::Communication, &b, &b, &m);
        prop_assert!(merge.is_clean() && equal(&merge.value, &m), "{} {} gave {}", b, m, merge.value);
        let merge = three_way(Section::Communication, &b, &m, &m);
        prop_assert!(merge.is_clean() && equal(&merge.value, &m));
    }

    #[test]
    fn no_field_is_invented(b in names(), m in names(), t in names()) {
        let merge = three_way(Section::Names, &b, &m, &t);
        for (key, value) in merge.value.as_object().unwrap() {
            let found = [&b, &m, &t].iter().any(|side| same(side.get(key), Some(value)));
            prop_assert!(found, "{key} = {value}");
        }
    }

    #[test]
    fn no_entry_of_a_list_says_what_no_side_said(b in list(), m in list(), t in list()) {
        let merge = three_way(Section::Communication, &b, &m, &t);
        for item in merge.value.as_array().unwrap() {
            let sides = || [&b, &m, &t].into_iter().flat_map(|side| side.as_array().unwrap());
            for key in ["value", "use", "line"] {
                prop_assert!(sides().any(|other| other[key] == item[key]));
            }
        }
    }

    #[test]
    fn two_sides_that_both_changed_a_name_never_decide_it(b in names(), m in names(), t in names()) {
        let merge = three_way(Section::Names, &b, &m, &t);
        for (key, mine) in m.as_object().unwrap() {
            let (base, theirs) = (b.get(key), t.get(key));
            let clash = !same(Some(mine), base) && !same(theirs, base) && !same(Some(mine), theirs);
            let field = format!("names.{key}");
            prop_assert_eq!(clash, merge.conflicts.iter().any(|c| c.field == field));
        }
    }

    #[test]
    fn disjoint_edits_commute(b in names(), given in "[a-d]?", family in "[a-d]?") {
        let with = |key: &str, value: &str| full(&b, &json!({ key: value }));
        let (one, two) = (with("givenName", &given), with("familyName", &family));
        let there = three_way(Section::Names, &b, &one, &two);
        let back = three_way(Section::Names, &b, &two, &one);
        prop_assert!(there.is_clean() && back.is_clean());
        prop_assert!(equal(&there.value, &back.value));
    }

    #[test]
    fn merging_the_result_again_changes_nothing(b in list(), m in list(), t in list()) {
        let merge = three_way(Section::Communication, &b, &m, &t);
        if merge.is_clean() {
            let again = three_way(Section::Communication, &t, &merge.value, &merge.value);
            prop_assert!(again.is_clean() && equal(&again.value, &merge.value));
        }
    }

    #[test]
    fn the_same_edit_twice_is_the_edit_once(b in names(), m in names(), t in names()) {
        let merge = three_way(Section::Names, &b, &m, &t);
        if merge.is_clean() {
            let again = three_way(Section::Names, &b, &m, &merge.value);
            prop_assert!(again.is_clean() && equal(&again.value, &merge.value));
        }
    }

    #[test]
    fn a_base_that_showed_less_makes_no_conflict(
        (theirs, base) in projected(), at in 0..4_usize, edit in 0..4_usize,
    ) {
        let (mut mine, mut wanted) = (base.clone(), theirs.clone());
        let (m, w) = (mine.as_array_mut().unwrap(), wanted.as_array_mut().unwrap());
        match edit {
            0 if at < m.len() => {
                m.remove(at);
                w.remove(at);
            }
            1 if at < m.len() => {
                // What was seen to be given was given for the old number, and the person kept it.
                m[at]["value"] = "9".into();
                w[at]["value"] = "9".into();
            }
            2 => {
                let new = json!({"kind": "email", "use": "home", "value": "new@x.example"});
                m.push(new.clone());
                w.push(new);
            }
            _ => {}
        }
        let merge = three_way(Section::Communication, &base, &mine, &theirs);
        prop_assert!(merge.is_clean(), "{} {} {}", base, mine, theirs);
        prop_assert!(equal(&merge.value, &wanted), "{} gave {}", wanted, merge.value);
    }

    #[test]
    fn a_removal_never_wins_silently_over_an_edit(b in list(), t in list(), at in 0..4_usize) {
        let items = b.as_array().unwrap();
        if let Some(gone) = items.get(at) {
            let rest = items.iter().filter(|item| *item != gone).cloned();
            let mine = Value::Array(rest.collect());
            // The same place or the same number: it was edited there, not removed.
            let edited = t.as_array().unwrap().iter().find(|item| {
                item["use"] == gone["use"] && item["line"] == gone["line"]
                    && item["value"] == gone["value"] && item["consent"] != gone["consent"]
            });
            if let Some(edited) = edited {
                let merge = three_way(Section::Communication, &b, &mine, &t);
                prop_assert!(merge.conflicts.iter().any(|c| &c.theirs == edited && c.mine.is_null()));
            }
        }
    }

    #[test]
    fn a_withdrawal_never_turns_into_consent(b in list(), m in list(), t in list()) {
        let merge = three_way(Section::Communication, &b, &m, &t);
        // An entry that stands in the same place with the same number on both sides.
        for mine in m.as_array().unwrap() {
            let same_line = |other: &&Value| {
                ["use", "line", "value"].iter().all(|key| word(other, key) == word(mine, key))
            };
            let theirs = t.as_array().unwrap().iter().find(same_line);
            let base = b.as_array().unwrap().iter().find(same_line);
            if let (Some(theirs), Some(base)) = (theirs, base) {
                let call = |item: &Value| item["consent"]["call"].as_str().unwrap().to_owned();
                let withdrawn = [mine, theirs]
                    .iter()
                    .any(|side| call(side) == "DENIED" && call(base) != "DENIED");
                let merged = merge.value.as_array().unwrap().iter().find(same_line);
                if let (true, Some(merged)) = (withdrawn, merged) {
                    prop_assert_eq!(call(merged), "DENIED");
                }
            }
        }
    }

    #[test]
    fn who_somebody_is_and_when_they_were_born_is_never_decided_by_a_spelling(
        b in identity(), m in identity(), t in identity(),
    ) {
        for section in [Section::Names, Section::Identity] {
            let merge = three_way(section, &b, &m, &t);
            for (key, mine) in m.as_object().unwrap() {
                let (base, theirs) = (b.get(key), t.get(key));
                let both = !same(Some(mine), base) && !same(theirs, base);
                let clash = both && !same(Some(mine), theirs);
                let field = format!("{}.{key}", section.member());
                prop_assert_eq!(clash, merge.conflicts.iter().any(|c| c.field == field));
                if clash {
                    // What must not be sent before somebody decided is at least nobody's guess.
                    prop_assert_eq!(merge.value.get(key), theirs);
                }
            }
        }
    }

    #[test]
    fn an_address_is_known_by_its_id_or_by_what_it_says_wherever_it_stands(
        (base, there) in addresses(), at in 0..4_usize, by_id in any::<bool>(),
    ) {
        let at = at % base.len();
        let street = base[at]["streetName"].clone();
        let (mut base, mut mine, mut theirs) = (base.clone(), base, there);
        let the_same = theirs.iter().position(|one| one["streetName"] == street).unwrap();
        // By its id it is known though it says something else now.
        mine[at][if by_id { "streetName" } else { "careOf" }] = "Mine".into();
        theirs[the_same]["careName"] = "Theirs".into();
        let mut wanted = theirs.clone();
        wanted[the_same][if by_id { "streetName" } else { "careOf" }] = "Mine".into();
        if !by_id {
            for side in [&mut base, &mut mine, &mut theirs, &mut wanted] {
                side.iter_mut().for_each(|one| drop(one.as_object_mut().unwrap().remove("id")));
            }
        }
        let (base, mine, theirs) = (json!(base), json!(mine), json!(theirs));
        let merge = three_way(Section::Addresses, &base, &mine, &theirs);
        prop_assert!(merge.is_clean(), "{} {} {}: {:?}", base, mine, theirs, merge.conflicts);
        prop_assert_eq!(merge.value, json!(wanted));
    }

    #[test]
    fn nobody_is_opted_in_for_a_number_that_no_side_opted_in(
        b in list(), m in list(), t in list(),
    ) {
        let merge = three_way(Section::Communication, &b, &m, &t);
        if merge.is_clean() {
            for item in merge.value.as_array().unwrap().iter().filter(|one| call(one) == "AGREED") {
                let mut sides = [&m, &t].into_iter().flat_map(|side| side.as_array().unwrap());
                let given = |one: &Value| one["value"] == item["value"] && call(one) == "AGREED";
                prop_assert!(sides.any(given), "{} {} {} gave {}", b, m, t, merge.value);
            }
        }
    }

    #[test]
    fn an_opt_in_on_one_side_of_two_is_given_by_a_person(
        b in number(), m in number(), t in number(),
    ) {
        let list = |one: &Value| json!([one]);
        let merge = three_way(Section::Communication, &list(&b), &list(&m), &list(&t));
        let (base, mine, theirs) = (call(&b), call(&m), call(&t));
        let differ = mine != base && theirs != base && mine != theirs;
        let asked = merge.conflicts.iter().any(|c| c.field == "channels[0].consent.call");
        if differ && mine != "DENIED" && theirs != "DENIED" {
            prop_assert!(asked, "{} {} {} gave {}", b, m, t, merge.value);
        }
    }

    #[test]
    fn a_withdrawal_wins_over_everything_also_where_the_number_changed_meanwhile(
        b in number(), m in number(), t in number(),
    ) {
        let list = |one: &Value| json!([one]);
        let merge = three_way(Section::Communication, &list(&b), &list(&m), &list(&t));
        let withdrawn = call(&b) != "DENIED" && [&m, &t].iter().any(|side| call(side) == "DENIED");
        if withdrawn {
            let merged = merge.value.as_array().unwrap();
            prop_assert_eq!(merged.len(), 1);
            prop_assert_eq!(call(&merged[0]), "DENIED", "{} {} {}", b, m, t);
        }
    }

    #[test]
    fn an_edit_before_is_swallowed_only_where_it_was_seen(
        b in names(), first in names(), n in names(), second in names(),
    ) {
        let older = Body::Update { base: b.clone(), wanted: first.clone() };
        let left = full(&b, &first);
        let knew = had_seen(&older, Section::Names, &n, &second);
        let Body::Update { wanted: both, .. } =
            coalesce::coalesce(&older, Section::Names, &n, &second)
        else {
            panic!("an update")
        };
        for (key, value) in first.as_object().unwrap() {
            let changed = !same(Some(value), b.get(key));
            let lost = changed && !same(both.get(key), Some(value));
            if knew && lost {
                prop_assert!(same(n.get(key), Some(value)), "{} was lost of {}", key, left);
            }
        }
        // Behind it, once it is in the DMS, a person is asked about what it would have swallowed.
        let there = three_way(Section::Names, &b, &first, &b).value;
        if !knew {
            prop_assert!(!three_way(Section::Names, &n, &second, &there).is_clean());
        }
    }

    #[test]
    fn what_was_typed_over_what_waits_is_one_with_it(b in list(), first in list(), second in list()) {
        let older = Body::Update { base: b, wanted: first.clone() };
        prop_assert!(had_seen(&older, Section::Communication, &first, &second));
    }
}
