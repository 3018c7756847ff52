//! Prints how well people are told apart.
//!
//! - `quality dealer [seeds=…] [noise=…]`: made-up dealers, beside plainer methods
//! - `quality febrl3 RECORDS PAIRS`, `quality febrl4 STORED ASKING PAIRS`: files of records
//! - `quality speed`: how long one decision takes
#![expect(clippy::print_stdout, reason = "it reports to whoever ran it")]

use lab::dealer::{Dealer, dealer};
use lab::figures::{Figures, Judged, Said, reliability};
use lab::files::{Files, Unreadable, best_pairwise, pairwise, typed};
use lab::index::Index;
use lab::peers::{Books, Peer};
use matching::{Counts, Form, score};
use std::collections::HashSet;
use std::process::ExitCode;
use std::time::Instant;

/// Set before anything was measured.
const MATCH_FROM: f64 = 0.5;
const COUNTRY: &str = "GB";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["dealer", options @ ..] => {
            dealers(options);
            Ok(())
        }
        ["febrl3", records, pairs, options @ ..] => {
            files("FEBRL 3", [records, records, pairs], options)
        }
        ["febrl4", stored, asking, pairs, options @ ..] => {
            files("FEBRL 4", [stored, asking, pairs], options)
        }
        ["speed"] => {
            speed();
            Ok(())
        }
        ["missed", options @ ..] => {
            missed(options);
            Ok(())
        }
        _ => Err(Unreadable(
            "quality dealer [seeds=7,17,27,37] [noise=0.5,1,1.5,2] | febrl3 RECORDS PAIRS \
             [everything] | febrl4 STORED ASKING PAIRS [everything] | speed | missed [show]"
                .to_owned(),
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Unreadable(why)) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Where the program begins to ask.
fn plausible() -> f64 {
    1.0 / (1.0 + (-matching::decide::PLAUSIBLE).exp())
}

fn list<T: std::str::FromStr>(options: &[&str], name: &str, usual: &str) -> Vec<T> {
    let given = options.iter().find_map(|option| option.strip_prefix(name));
    given.unwrap_or(usual).split(',').filter_map(|one| one.parse().ok()).collect()
}

fn judge(dealer: &Dealer) -> Vec<Judged> {
    let mut counts = Counts::default();
    for row in &dealer.rows {
        counts.add(&row.record, COUNTRY);
    }
    let forms: Vec<Form> = dealer.rows.iter().map(|row| Form::of(&row.record, COUNTRY)).collect();
    let index = Index::of(dealer.rows.iter().map(|row| &row.record), COUNTRY);
    dealer
        .events
        .iter()
        .map(|event| {
            let person = Form::of(&event.record, COUNTRY);
            let mut said: Vec<(usize, Said)> = index
                .candidates(&event.record, COUNTRY)
                .into_iter()
                .map(|row| {
                    let score = score(&person, &forms[row], &counts);
                    let right = dealer.rows[row].person == event.person;
                    let (log_odds, probability) = (score.log_odds, score.probability);
                    (row, Said { log_odds, probability, right })
                })
                .collect();
            said.sort_by(|a, b| b.1.log_odds.total_cmp(&a.1.log_odds).then(a.0.cmp(&b.0)));
            Judged {
                returning: event.returning,
                said: said.into_iter().map(|(_, said)| said).collect(),
            }
        })
        .collect()
}

const HEAD: &str = "| | found | candidates mean / most | top-1 | top-3 | top-5 | best F1 (P / R) | \
                    right at 50 % / 40 % used | silent at 25 % / 10 % asked |\n\
                    |---|---|---|---|---|---|---|---|---|";

fn line(name: &str, f: &Figures) {
    println!(
        "| {name} | {:.4} | {:.0} / {:.0} | {:.4} | {:.4} | {:.4} | {:.4} ({:.3} / {:.3}) | \
         {:.4} / {:.4} | {:.2} % / {:.2} % |",
        f.found,
        f.mean_candidates,
        f.most_candidates,
        f.top1,
        f.top3,
        f.top5,
        f.best_f1,
        f.best_precision,
        f.best_recall,
        f.at_half,
        f.at_forty,
        f.silent_at_25 * 100.0,
        f.silent_at_10 * 100.0,
    );
}

fn dealers(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "7,17,27,37");
    let levels: Vec<f64> = list(options, "noise=", "0.5,1,1.5,2");
    let plain = options.contains(&"plain");
    println!("{HEAD}");
    for noise in levels {
        let mut all = Vec::new();
        let mut pooled: Vec<Judged> = Vec::new();
        let mut peers: Vec<Vec<Figures>> = vec![Vec::new(); Peer::ALL.len()];
        for seed in &seeds {
            let dealer = dealer(*seed, noise);
            let judged = judge(&dealer);
            let figures = Figures::of(&judged);
            line(&format!("noise {noise}, seed {seed}"), &figures);
            all.push(figures);
            pooled.extend(judged);
            if plain {
                continue;
            }
            let books = Books::of(dealer.rows.iter().map(|row| &row.record).collect(), COUNTRY);
            for (at, (peer, _)) in Peer::ALL.iter().enumerate() {
                peers[at].push(Figures::of(&ask(&books, *peer, &dealer)));
            }
        }
        line(&format!("**noise {noise}, mean of {}**", seeds.len()), &Figures::mean(&all));
        for (at, (_, name)) in Peer::ALL.iter().enumerate() {
            if !plain {
                line(&format!("noise {noise}: {name}"), &Figures::mean(&peers[at]));
            }
        }
        if noise == 1.0 {
            println!("\n| said | pairs | mean said | right |\n|---|---|---|---|");
            for (from, to, pairs, said, right) in reliability(&pooled) {
                println!("| {from} – {to} | {pairs} | {said:.4} | {right:.4} |");
            }
            println!("\n{HEAD}");
        }
    }
}

fn ask(books: &Books<'_>, peer: Peer, dealer: &Dealer) -> Vec<Judged> {
    dealer
        .events
        .iter()
        .map(|event| Judged {
            returning: event.returning,
            said: books
                .ask(peer, &event.record)
                .into_iter()
                .map(|(row, said)| Said { right: dealer.rows[row].person == event.person, ..said })
                .collect(),
        })
        .collect()
}

fn files(
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
    let files = Files::read(stored, asking, pairs, "AU")?;
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
    println!("the best any threshold reaches: F1 {best:.4} at log odds {odds:.1}\n");
    Ok(())
}

/// True pairs that are no match, and false ones that are: which fields spoke. Made-up people only.
fn show_lost(files: &Files, asked: &[(usize, Vec<(usize, Said)>)]) {
    let mut counts = Counts::default();
    for record in &files.stored {
        counts.add(record, &files.country);
    }
    for (at, said) in asked {
        for (row, said) in said.iter().filter(|(_, s)| s.right != (s.probability >= MATCH_FROM)) {
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
        let right = said.iter().find(|(_, said)| said.right);
        for (name, one) in [("first", said.first()), ("right", right)] {
            let Some((row, said)) = one else { continue };
            let form = |record| Form::of(record, &files.country);
            let score = score(&form(&mine), &form(&files.stored[*row]), &counts);
            let fields: Vec<String> = score
                .evidence
                .iter()
                .filter(|e| e.weight != 0.0)
                .map(|e| format!("{} {:.1}", e.field, e.weight))
                .collect();
            let told = told(&files.stored[*row]);
            println!("{name} {told}\n      {:.1}: {}", said.log_odds, fields.join(", "));
        }
    }
}

/// The time of blocking and of scoring, at a dealer of usual size.
fn speed() {
    let dealer = dealer(7, 1.0);
    let mut counts = Counts::default();
    for row in &dealer.rows {
        counts.add(&row.record, COUNTRY);
    }
    let start = Instant::now();
    let forms: Vec<Form> = dealer.rows.iter().map(|row| Form::of(&row.record, COUNTRY)).collect();
    let once = start.elapsed().as_secs_f64() * 1e6 / lab::float(forms.len());
    let keys: Vec<usize> = dealer
        .events
        .iter()
        .map(|event| matching::keys(&event.record, COUNTRY).len())
        .chain(dealer.rows.iter().map(|row| matching::keys(&row.record, COUNTRY).len()))
        .collect();
    let (all, most) = (keys.iter().sum(), keys.iter().copied().max().unwrap_or(0));
    println!("keys of a record: mean {:.1}, most {most}", lab::share(all, keys.len()));
    let mut times: Vec<f64> = Vec::new();
    let mut sum = 0.0;
    for (at, event) in dealer.events.iter().take(2_000).enumerate() {
        let person = Form::of(&event.record, COUNTRY);
        let from = (at * 7) % (forms.len() - 250);
        let mut best = f64::MAX;
        // The least of three: this machine does other work too.
        for _ in 0..3 {
            let start = Instant::now();
            for form in &forms[from..from + 250] {
                sum += score(&person, form, &counts).log_odds;
            }
            best = best.min(start.elapsed().as_secs_f64() * 1e6);
        }
        times.push(best);
    }
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(0.0);
    println!(
        "bringing a record into the compared form: {once:.1} µs\n250 candidates: p50 {:.0} µs, \
         p99 {:.0} µs (sum {sum:.0})",
        at(50),
        at(99)
    );
}

/// Why returning customers were not found or not first: which fields spoke, no values.
fn missed(options: &[&str]) {
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
            let found = index.candidates(&event.record, COUNTRY);
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
