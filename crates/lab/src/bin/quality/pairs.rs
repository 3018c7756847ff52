//! Files of records with known pairs: the desk where few fields are typed, and all pairs.

use crate::list;
use lab::figures::Said;
use lab::files::{Files, Unreadable, best_pairwise, pairwise, typed};
use matching::{Counts, Form, score};
use std::collections::HashSet;

/// Set before anything was measured.
const MATCH_FROM: f64 = 0.5;

/// Where the program begins to ask.
fn plausible() -> f64 {
    1.0 / (1.0 + (-matching::decide::PLAUSIBLE).exp())
}

pub fn files(
    name: &str,
    [stored, asking, pairs]: [&str; 3],
    options: &[&str],
) -> Result<(), Unreadable> {
    const DESK: [&[&str]; 6] = [
        &["name"],
        &["name", "birth"],
        &["name", "postcode"],
        &["name", "suburb"],
        &["name", "postcode", "street"],
        &["name", "birth", "postcode"],
    ];
    let mut files = Files::read(stored, asking, pairs, "AU")?;
    files.without = options.iter().flat_map(crate::keys::without).collect();
    let everything = options.contains(&"everything");
    let known: HashSet<&String> = files.pairs.iter().map(|(a, _)| a).collect();
    let partnered: Vec<bool> =
        files.asking.iter().map(|r| r.id.as_ref().is_some_and(|id| known.contains(id))).collect();
    println!("{name}: {} stored, {} asking", files.stored.len(), files.asking.len());
    println!(
        "\n| typed | found | candidates | top-1 | top-3 | top-5 | every row compared: top-1 |"
    );
    println!("|---|---|---|---|---|---|---|");
    let top = |asked: &[(usize, Vec<(usize, Said)>)], most: usize| {
        let all: Vec<_> = asked.iter().filter(|(at, _)| partnered[*at]).collect();
        let right = |said: &[(usize, Said)]| said.iter().take(most).any(|(_, said)| said.right);
        lab::share(all.iter().filter(|(_, said)| right(said)).count(), all.len())
    };
    for fields in DESK {
        let asked = files.asked(&|record| typed(record, fields), false);
        let all = everything.then(|| files.asked(&|record| typed(record, fields), true));
        let all = all.map_or_else(|| "-".to_owned(), |asked| format!("{:.4}", top(&asked, 1)));
        let mean = lab::share(asked.iter().map(|(_, said)| said.len()).sum(), asked.len());
        println!(
            "| {} | {:.4} | {mean:.0} | {:.4} | {:.4} | {:.4} | {all} |",
            fields.join(" + "),
            top(&asked, usize::MAX),
            top(&asked, 1),
            top(&asked, 3),
            top(&asked, 5),
        );
    }
    let asked = files.asked(&Clone::clone, false);
    let mean = lab::share(asked.iter().map(|(_, said)| said.len()).sum(), asked.len());
    println!(
        "| all | {:.4} | {mean:.0} | {:.4} | {:.4} | {:.4} | |",
        top(&asked, usize::MAX),
        top(&asked, 1),
        top(&asked, 3),
        top(&asked, 5),
    );
    if options.contains(&"show") {
        show_lost(&files, &asked);
    }
    let shown: Vec<String> = list(options, "show=", "");
    if !shown.is_empty() {
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let asked = files.asked(&|record| typed(record, &shown), false);
        show_outrun(&files, &asked, &shown);
    }
    for (name, from) in [("a match", MATCH_FROM), ("worth a question", plausible())] {
        let [precision, recall, f1] = pairwise(&files, &asked, from);
        println!(
            "pairs that are {name}, from probability {from:.3}: precision {precision:.4} recall \
             {recall:.4} F1 {f1:.4}"
        );
    }
    let (best, odds) = best_pairwise(&files, &asked);
    println!("the best any threshold reaches: F1 {best:.4} at log odds {odds:.1}");
    for (name, from) in [("a match", MATCH_FROM), ("worth a question", plausible())] {
        let (said, [precision, recall, f1]) = if files.one_file {
            ("persons put together", lab::files::persons(&files, &asked, from))
        } else {
            let only = lab::files::one_to_one(&asked, from);
            ("one to one", pairwise(&files, &only, from))
        };
        println!(
            "{said}, of pairs that are {name}: precision {precision:.4} recall {recall:.4} F1 \
             {f1:.4}"
        );
    }
    if !files.one_file {
        let (best, odds) = best_pairwise(&files, &lab::files::one_to_one(&asked, 0.0));
        println!("one to one, the best any threshold reaches: F1 {best:.4} at log odds {odds:.1}");
    }
    println!();
    Ok(())
}

/// True pairs that are no match, and false ones that are: which fields spoke. Made-up people only.
fn show_lost(files: &Files, asked: &[(usize, Vec<(usize, Said)>)]) {
    let mut counts = Counts::default();
    for record in &files.stored {
        counts.add(record, &files.country);
    }
    for (at, said) in asked {
        for (row, said) in said.iter().filter(|(_, s)| {
            s.right == (s.log_odds < matching::decide::PLAUSIBLE)
                || s.right == (s.probability < MATCH_FROM)
        }) {
            let form = |record| Form::of(record, &files.country);
            let (mine, theirs) = (&files.asking[*at], &files.stored[*row]);
            let score = score(&form(mine), &form(theirs), &counts);
            let fields: Vec<String> = score
                .evidence
                .iter()
                .map(|e| format!("{} {:?} {:.1}", e.field, e.outcome, e.weight))
                .collect();
            println!("{} {:.1}: {}", said.right, said.log_odds, fields.join(", "));
            for record in [mine, theirs] {
                let names = (&record.names.given_name, &record.names.family_name);
                println!("   {names:?} {:?}", record.identity.birth_date);
            }
        }
    }
}

/// Where somebody else stands first. Made-up people only.
fn show_outrun(files: &Files, asked: &[(usize, Vec<(usize, Said)>)], shown: &[&str]) {
    let mut counts = Counts::default();
    for record in &files.stored {
        counts.add(record, &files.country);
    }
    let told = |record: &customer::Record| {
        let address = record.addresses.first();
        format!(
            "{:?} {:?} {:?} {:?}",
            record.names.given_name,
            record.names.family_name,
            record.identity.birth_date,
            address.map(|a| (&a.house_number, &a.street_name, &a.suburb, &a.postal_code))
        )
    };
    for (at, said) in asked {
        if said.first().is_none_or(|(_, first)| first.right) {
            continue;
        }
        let mine = typed(&files.asking[*at], shown);
        println!("asks  {}", told(&mine));
        let same = |row: &usize| files.same(&files.stored[*row], &files.asking[*at]);
        let right = (0..files.stored.len()).find(same);
        let found = |row: usize| said.iter().any(|(known, _)| *known == row);
        for (name, row) in [("first", said.first().map(|(row, _)| *row)), ("right", right)] {
            let Some(row) = row else { continue };
            let form = |record| Form::of(record, &files.country);
            let score = score(&form(&mine), &form(&files.stored[row]), &counts);
            let name = if found(row) { name } else { "never found" };
            let fields: Vec<String> = score
                .evidence
                .iter()
                .filter(|e| e.weight != 0.0)
                .map(|e| format!("{} {:.1}", e.field, e.weight))
                .collect();
            let told = told(&files.stored[row]);
            println!("{name} {told}\n      {:.1}: {}", score.log_odds, fields.join(", "));
        }
    }
}
