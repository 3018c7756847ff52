//! What the scan for customers stored twice would list: every row is held against those who share a
//! key with it, as the program does, and each pair is met once.

use crate::{COUNTRY, list};
use lab::dealer::dealer;
use lab::index::Index;
use matching::decide::{OVERWHELMING, SUPPORTS};
use matching::{Counts, Form, Outcome, Relation, Score, score};

/// Rows somebody is held against, as in the program.
const NEIGHBOURS: usize = 60;

struct Listed {
    score: Score,
    right: bool,
}

pub fn twice(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "7,17,27,37");
    let levels: Vec<f64> = list(options, "from=", "");
    let levels = if levels.is_empty() { vec![OVERWHELMING, 4.6, SUPPORTS, 0.0] } else { levels };
    println!(
        "| seed | from log odds | listed | right | precision | recall | wrong, of another given \
         name |\n|---|---|---|---|---|---|---|"
    );
    for seed in seeds {
        let (pairs, known) = pairs(seed);
        for from in &levels {
            let listed: Vec<&Listed> =
                pairs.iter().filter(|pair| pair.score.log_odds >= *from).collect();
            let right = listed.iter().filter(|pair| pair.right).count();
            let others = listed.iter().filter(|pair| !pair.right && given_differs(&pair.score));
            println!(
                "| {seed} | {from} | {} | {right} | {:.3} | {:.3} | {} |",
                listed.len(),
                lab::share(right, listed.len()),
                lab::share(right, known),
                others.count(),
            );
        }
    }
}

/// Whoever looks like the same person, and how many pairs there are.
fn pairs(seed: u64) -> (Vec<Listed>, usize) {
    let rows = dealer(seed, 1.0).rows;
    let mut counts = Counts::default();
    let mut of_person = vec![0_usize; rows.iter().map(|row| row.person + 1).max().unwrap_or(0)];
    for row in &rows {
        counts.add(&row.record, COUNTRY);
        of_person[row.person] += 1;
    }
    let known = of_person.iter().map(|count| count * count.saturating_sub(1) / 2).sum();
    let index = Index::of(rows.iter().map(|row| &row.record), COUNTRY);
    let forms: Vec<Form> = rows.iter().map(|row| Form::of(&row.record, COUNTRY)).collect();
    let mut listed = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for other in index.candidates(&row.record, COUNTRY, NEIGHBOURS) {
            let score = score(&forms[at], &forms[other], &counts);
            if other > at && score.relation == Relation::Same {
                listed.push(Listed { score, right: rows[other].person == row.person });
            }
        }
    }
    (listed, known)
}

fn given_differs(score: &Score) -> bool {
    let differs =
        |one: &matching::Evidence| one.field == "givenName" && one.outcome == Outcome::Differ;
    score.evidence.iter().any(differs)
}
