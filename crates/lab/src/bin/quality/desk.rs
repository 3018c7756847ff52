//! Two files of records, the second asking the first: the figures of a day at the desk, and what
//! the program would do without asking.

use crate::list;
use lab::figures::{Figures, Judged, reliability};
use lab::files::{Files, Unreadable};
use matching::decide::{OVERWHELMING, Policy, decide_on_forms};
use matching::{Action, Counts, Form};
use std::collections::HashSet;

pub fn desk([stored, asking, pairs]: [&str; 3], options: &[&str]) -> Result<(), Unreadable> {
    let country = list(options, "country=", "US").first().cloned().unwrap_or_default();
    let country: String = country;
    let files = Files::read(stored, asking, pairs, &country)?;
    let known: HashSet<&String> = files.pairs.iter().map(|(a, _)| a).collect();
    let returning = |at: usize| files.asking[at].id.as_ref().is_some_and(|id| known.contains(id));
    let asked = files.asked(&Clone::clone, false);
    let judged: Vec<Judged> = asked
        .iter()
        .map(|(at, said)| Judged {
            returning: returning(*at),
            said: said.iter().map(|(_, said)| *said).collect(),
        })
        .collect();
    println!("{} stored, {} asking", files.stored.len(), files.asking.len());
    println!("{}", crate::dealers::HEAD);
    crate::dealers::line("", &Figures::of(&judged));
    for from in [4.6, OVERWHELMING] {
        let best = judged.iter().filter_map(|event| event.said.first());
        let sure: Vec<_> = best.filter(|said| said.log_odds >= from).collect();
        let wrong = sure.iter().filter(|said| !said.right).count();
        println!("the best from log odds {from} on: {} of them, {wrong} wrong", sure.len());
    }
    let mut counts = Counts::default();
    for record in &files.stored {
        counts.add(record, &country);
    }
    let forms: Vec<Form> = files.stored.iter().map(|record| Form::of(record, &country)).collect();
    let policy = Policy { use_keyed: true, ..Policy::SEED };
    let (mut used, mut wrong) = (0, 0);
    for (at, said) in &asked {
        let candidates: Vec<_> = said.iter().map(|(row, _)| (*row, &files.stored[*row])).collect();
        let forms: Vec<&Form> = said.iter().map(|(row, _)| &forms[*row]).collect();
        let asking = customer::Record { id: None, ..files.asking[*at].clone() };
        let form = Form::of(&asking, &country);
        let decision = decide_on_forms(policy, (&asking, &form), &candidates, &forms, &counts);
        if let (Action::Use, Some(row)) = (decision.action, decision.use_id) {
            used += 1;
            wrong += usize::from(!files.same(&files.stored[row], &files.asking[*at]));
        }
    }
    println!("the program would use without asking: {used}, {wrong} of them the wrong person");
    println!("\n| said | pairs | mean said | right |\n|---|---|---|---|");
    for (from, to, pairs, said, right) in reliability(&judged) {
        println!("| {from} – {to} | {pairs} | {said:.4} | {right:.4} |");
    }
    Ok(())
}
