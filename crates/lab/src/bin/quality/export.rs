//! A made-up dealer as files of records, for methods that are not ours.

use crate::list;
use lab::dealer::{Dealer, Event, Row, dealer};
use lab::files::Unreadable;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

pub fn export(folder: &str, options: &[&str]) -> Result<(), Unreadable> {
    let seed = list(options, "seed=", "7").first().copied().unwrap_or(7);
    let noise = list(options, "noise=", "1").first().copied().unwrap_or(1.0);
    let Dealer { rows, events } = dealer(seed, noise);
    let mut of_person: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, Row { person, .. }) in rows.iter().enumerate() {
        of_person.entry(*person).or_default().push(at);
    }
    let mut pairs = String::from("id_a,id_b\n");
    for (at, Event { person, .. }) in events.iter().enumerate() {
        for row in of_person.get(person).into_iter().flatten() {
            // Writing to a text cannot fail.
            let _ = writeln!(pairs, "stored-{row},asking-{at}");
        }
    }
    let stored = lines("stored", rows.iter().map(|row| &row.record));
    let asking = lines("asking", events.iter().map(|event| &event.record));
    let folder = Path::new(folder);
    let failed = |why: std::io::Error| Unreadable(format!("{}: {why}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    for (name, text) in [("stored.ndjson", stored), ("asking.ndjson", asking), ("pairs.csv", pairs)]
    {
        std::fs::write(folder.join(name), text).map_err(failed)?;
    }
    Ok(())
}

fn lines<'a>(prefix: &str, records: impl Iterator<Item = &'a customer::Record>) -> String {
    records
        .enumerate()
        .filter_map(|(at, record)| {
            let named = customer::Record { id: Some(format!("{prefix}-{at}")), ..record.clone() };
            serde_json::to_string(&named).ok()
        })
        .map(|line| line + "\n")
        .collect()
}
