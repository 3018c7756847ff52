//! Made-up dealers: the figures of the matcher, beside plainer methods.

use crate::{COUNTRY, list};
use lab::dealer::{Dealer, Size, dealer_of};
use lab::figures::{Figures, Judged, Said, reliability};
use lab::index::{Index, MOST};
use lab::peers::{Books, Peer};
use matching::blocking::BlockKind;
use matching::{Counts, Form, score};
use std::collections::HashMap;

/// Everybody at the desk, with who was found: the right person's place counts, so all is kept.
struct Asked {
    judged: Vec<Judged>,
    /// The same where only the first so many rows are compared.
    fewer: Vec<Vec<Judged>>,
}

fn judge(dealer: &Dealer, fewer: &[usize], without: &[BlockKind]) -> Asked {
    let mut counts = Counts::default();
    for row in &dealer.rows {
        counts.add(&row.record, COUNTRY);
    }
    let mut index = Index::of(dealer.rows.iter().map(|row| &row.record), COUNTRY);
    index.leave_out(without);
    let mut forms: HashMap<usize, Form> = HashMap::new();
    let mut asked = Asked { judged: Vec::new(), fewer: fewer.iter().map(|_| Vec::new()).collect() };
    for event in &dealer.events {
        let person = Form::of(&event.record, COUNTRY);
        let found = index.candidates(&event.record, COUNTRY, MOST);
        let said: Vec<(usize, Said)> = found
            .into_iter()
            .map(|row| {
                let record = &dealer.rows[row].record;
                let form = forms.entry(row).or_insert_with(|| Form::of(record, COUNTRY));
                let score = score(&person, form, &counts);
                let right = dealer.rows[row].person == event.person;
                let (log_odds, probability) = (score.log_odds, score.probability);
                (row, Said { log_odds, probability, right })
            })
            .collect();
        let best_first = |mut said: Vec<(usize, Said)>| {
            said.sort_by(|a, b| b.1.log_odds.total_cmp(&a.1.log_odds).then(a.0.cmp(&b.0)));
            let said = said.into_iter().map(|(_, said)| said).collect();
            Judged { returning: event.returning, said }
        };
        for (most, judged) in fewer.iter().zip(&mut asked.fewer) {
            judged.push(best_first(said.iter().take(*most).copied().collect()));
        }
        asked.judged.push(best_first(said));
    }
    asked
}

pub const HEAD: &str = "| | found | candidates mean / most | top-1 | top-3 | top-5 | best F1 (P / R) | \
                    right at 50 % / 40 % used | silent at 25 % / 10 % asked |\n\
                    |---|---|---|---|---|---|---|---|---|";

pub fn line(name: &str, f: &Figures) {
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

pub fn dealers(options: &[&str]) {
    let seeds: Vec<u64> = list(options, "seeds=", "7,17,27,37");
    let levels: Vec<f64> = list(options, "noise=", "0.5,1,1.5,2");
    let plain = options.contains(&"plain");
    let rows = list(options, "rows=", "").first().copied();
    let events = list(options, "events=", "1000").first().copied().unwrap_or(1_000);
    let size = rows.map_or(Size::USUAL, |rows| Size::of(rows, events));
    let fewer: Vec<usize> = list(options, "most=", "");
    let without: Vec<BlockKind> = options.iter().flat_map(crate::keys::without).collect();
    println!("{HEAD}");
    for noise in levels {
        let mut all = Vec::new();
        let mut pooled: Vec<Judged> = Vec::new();
        let mut of_few: Vec<Vec<Figures>> = vec![Vec::new(); fewer.len()];
        let mut peers: Vec<Vec<Figures>> = vec![Vec::new(); Peer::ALL.len()];
        for seed in &seeds {
            let dealer = dealer_of(size, *seed, noise);
            let Asked { judged, fewer: of_fewer } = judge(&dealer, &fewer, &without);
            for (sums, judged) in of_few.iter_mut().zip(&of_fewer) {
                sums.push(Figures::of(judged));
            }
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
        for (most, figures) in fewer.iter().zip(&of_few) {
            line(&format!("noise {noise}, {most} compared"), &Figures::mean(figures));
        }
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
