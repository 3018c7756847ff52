//! Whatever the records hold: no panic, probabilities that are some, and no action without ground.

use customer::Record;
use customer::record::{Address, Channel, Line, Use, Vehicle};
use matching::decide::{Policy, decide_on_forms};
use matching::{Action, Branch, Counts, Form, Relation, decide, keys};
use proptest::prelude::*;

prop_compose! {
    fn any_record()(
        given in "[A-Ea-eé' .-]{0,6}", family in "[A-Ea-eü -]{0,6}",
        key in prop::option::of("[K ]{0,1}[1-3]{0,1}"),
        phone in prop::option::of("\\+4474001234[0-9]{2}|[0-9 ]{0,6}|.{0,4}"),
        email in prop::option::of("[ab]{1,2}@x.example|.{0,4}"),
        vin in prop::option::of("WVWZZZ1KZ6W65070[0-3]|6W65070[0-3]|.{0,9}"),
        birth in prop::option::of("1980-0[1-3]-3[0-3]|.{0,10}"),
        postcode in prop::option::of("LS1 4A[A-C]|.{0,5}"),
    ) -> Record {
        let mut record = Record { customer_key: key, ..Record::default() };
        record.names.given_name = Some(given);
        record.names.family_name = Some(family);
        record.identity.birth_date = birth;
        record.channels.extend(phone.map(|value| Channel::phone(Use::Home, Line::Mobile, value)));
        record.channels.extend(email.map(|value| Channel::email(Use::Home, value)));
        record.vehicles.push(Vehicle { vin, ..Vehicle::default() });
        record.addresses.push(Address { postal_code: postcode, ..Address::default() });
        record
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_always_stands_on_what_it_lists(
        person in any_record(), records in prop::collection::vec(any_record(), 0..6),
    ) {
        let candidates: Vec<(usize, &Record)> = records.iter().enumerate().collect();
        let decision = decide(&person, &candidates, &Counts::default(), "GB");
        prop_assert_eq!(decision.candidates.len(), records.len());
        for candidate in &decision.candidates {
            prop_assert!((0.0..=1.0).contains(&candidate.probability));
            prop_assert!(candidate.log_odds.is_finite());
        }
        prop_assert!(decision.candidates.is_sorted_by(|a, b| a.log_odds >= b.log_odds));
        prop_assert_eq!(decision.action == Action::Use, decision.use_id.is_some());
        match decision.tree.branch {
            Branch::None => prop_assert!(decision.tree.ids.is_empty()),
            Branch::Several => prop_assert!(decision.tree.ids.len() > 1),
            _ => prop_assert_eq!(decision.tree.ids.len(), 1),
        }
        // Whom the rule names is asked about or used, unless they are others of one house.
        for named in decision.candidates.iter().filter(|one| decision.tree.ids.contains(&one.id)) {
            let others = named.relation == Relation::Household;
            prop_assert!(decision.action != Action::Create || others);
        }
        if decision.tree.branch == Branch::Several && let Some(at) = decision.use_id {
            prop_assert!(decision.tree.ids.contains(&at));
        }
        if let Some(at) = decision.use_id {
            prop_assert!(records[at].key().is_none() || person.key().is_some());
        }
    }

    #[test]
    fn a_record_shares_every_key_with_itself_and_scores_alike_from_both_sides(
        a in any_record(), b in any_record(),
    ) {
        prop_assert_eq!(keys(&a, "GB"), keys(&a, "GB"));
        let (first, other) = (Form::of(&a, "GB"), Form::of(&b, "GB"));
        let counts = Counts::default();
        let there = matching::score(&first, &other, &counts);
        let back = matching::score(&other, &first, &counts);
        prop_assert!((there.log_odds - back.log_odds).abs() < 1e-9);
    }
}

/// One of two numbers and half a dozen ways of writing it, right and wrong.
fn written(number: &str, way: usize) -> String {
    let (start, rest) = number.split_at(4);
    match way {
        0 => format!("0{number}"),
        1 => format!("+44 {start} {rest}"),
        2 => format!("0044 (0){start} {rest} (wife)"),
        3 => number.to_owned(),
        4 => rest.to_owned(),
        5 => format!("00{rest}"),
        _ => format!("+{number}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, cases: 2_000, ..ProptestConfig::default()
    })]

    /// Kept forms are read instead of the records, nobody's number is read a second time, and who
    /// cannot fit is left out before the tree is walked: none of it may change an answer.
    #[test]
    fn a_decision_on_kept_forms_is_the_decision_on_the_records(
        person in any_record(), records in prop::collection::vec(any_record(), 1..8),
        ways in prop::collection::vec((0..2_usize, 0..7_usize), 9),
    ) {
        // One name for all: else next to nobody gets as far as contact and car.
        let (mut person, mut records) = (person, records);
        for record in &mut records {
            record.names.family_name.clone_from(&person.names.family_name);
        }
        for (record, (number, way)) in records.iter_mut().chain([&mut person]).zip(ways) {
            let value = written(["7700900123", "7700911123"][number], way);
            record.channels.push(Channel::phone(Use::Home, Line::Mobile, value));
        }
        let candidates: Vec<(usize, &Record)> = records.iter().enumerate().collect();
        let decision = decide(&person, &candidates, &Counts::default(), "GB");
        prop_assert_eq!(&decision.tree, &matching::tree::walk(&person, &candidates, "GB"));
        if decision.action == Action::Ask {
            let likely: Vec<(&Record, f64)> =
                decision.plausible().map(|one| (&records[one.id], one.probability)).collect();
            prop_assert_eq!(decision.question, matching::question::best(&person, &likely, "GB"));
        }
        let kept: Vec<Form> = records
            .iter()
            .filter_map(|record| Form::unpacked(&Form::of(record, "GB").packed()))
            .collect();
        let kept: Vec<&Form> = kept.iter().collect();
        let asking = Form::of(&person, "GB");
        let (policy, counts) = (Policy::SEED, Counts::default());
        let on_kept = decide_on_forms(policy, (&person, &asking), &candidates, &kept, &counts);
        prop_assert_eq!(on_kept, decision);
    }
}
