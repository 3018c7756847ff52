//! Who was not found first, and what spoke for whom. Made-up people only.

use crate::{COUNTRY, list};
use lab::dealer::dealer;
use lab::index::{Index, MOST};
use matching::{Counts, Form, score};

/// Why returning customers were not found or not first: which fields spoke, no values.
pub fn missed(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "7");
    let show = options.contains(&"show");
    for seed in seeds {
        let dealer = dealer(seed, 1.0);
        let mut counts = Counts::default();
        for row in &dealer.rows {
            counts.add(&row.record, COUNTRY);
        }
        let forms: Vec<Form> =
            dealer.rows.iter().map(|row| Form::of(&row.record, COUNTRY)).collect();
        let index = Index::of(dealer.rows.iter().map(|row| &row.record), COUNTRY);
        for event in dealer.events.iter().filter(|event| event.returning) {
            let person = Form::of(&event.record, COUNTRY);
            let found = index.candidates(&event.record, COUNTRY, MOST);
            let mut all: Vec<_> =
                found.iter().map(|row| (*row, score(&person, &forms[*row], &counts))).collect();
            all.sort_by(|a, b| b.1.log_odds.total_cmp(&a.1.log_odds));
            let right = |row: usize| dealer.rows[row].person == event.person;
            let place = all.iter().position(|(row, _)| right(*row));
            if place == Some(0) {
                continue;
            }
            let truth = dealer.rows.iter().position(|row| row.person == event.person).unwrap_or(0);
            let truth = place.map_or(truth, |at| all[at].0);
            let says = |row: usize| {
                let score = score(&person, &forms[row], &counts);
                let fields: Vec<String> = score
                    .evidence
                    .iter()
                    .map(|e| format!("{} {:?} {:.1}", e.field, e.outcome, e.weight))
                    .collect();
                format!("{:.1}: {}", score.log_odds, fields.join(", "))
            };
            println!("place {place:?} of {}\n   right {}", all.len(), says(truth));
            if let Some((first, _)) = all.first() {
                println!("   first {}", says(*first));
            }
            if show {
                // Made-up people only.
                let name = |record: &customer::Record| {
                    format!(
                        "{:?} {:?} {:?} {:?}",
                        record.names.given_name,
                        record.names.middle_name,
                        record.names.family_name,
                        record.addresses.first().map(|a| (
                            &a.street_name,
                            &a.house_number,
                            &a.postal_code
                        )),
                    )
                };
                println!("   asks  {}", name(&event.record));
                println!("   right {}", name(&dealer.rows[truth].record));
                if let Some((first, _)) = all.first() {
                    println!("   first {}", name(&dealer.rows[*first].record));
                }
            }
        }
    }
}
