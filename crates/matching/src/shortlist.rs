//! Whom of many a decision needs whole: reading a record costs more than comparing its form, and
//! most of those who share a key are nobody.

use crate::decide::Policy;
use crate::form::Form;
use crate::frequency::Frequencies;
use crate::score::{self, Relation};
use crate::tree;

/// So many are shown whatever speaks for them.
const SHOWN: usize = 5;

/// Where a whole fleet shares a number, so many of it are enough.
const MOST: usize = 40;

/// Whom to decide about, in the order they came: the plausible, those the tree could end at, who
/// lives with the person, and the best of the rest.
pub fn of(
    policy: Policy,
    asking: &Form,
    forms: &[&Form],
    frequencies: &dyn Frequencies,
) -> Vec<usize> {
    struct Scored {
        at: usize,
        log_odds: f64,
        fits: bool,
        near: bool,
    }
    let scored = forms.iter().enumerate().map(|(at, form)| {
        let score = score::score(asking, form, frequencies);
        let near = score.log_odds >= policy.ask_from || score.relation != Relation::Different;
        Scored { at, log_odds: score.log_odds, fits: tree::could_fit(asking, form), near }
    });
    let mut scored: Vec<Scored> = scored.collect();
    // Stable: among equals, the order they came in.
    scored.sort_by(|a, b| b.log_odds.total_cmp(&a.log_odds));
    let whole =
        |(place, one): &(usize, Scored)| one.fits || *place < SHOWN || one.near && *place < MOST;
    let mut list: Vec<usize> =
        scored.into_iter().enumerate().filter(whole).map(|(_, one)| one.at).collect();
    list.sort_unstable();
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::decide_on_forms;
    use crate::frequency::Counts;
    use customer::{Channel, Line, Names, Record, Use};

    fn person(given: &str, family: &str, phone: &str) -> Record {
        let text = |text: &str| Some(text.to_owned());
        Record {
            names: Names { given_name: text(given), family_name: text(family), ..Names::default() },
            channels: vec![Channel::phone(Use::Home, Line::Mobile, phone)],
            ..Record::default()
        }
    }

    /// Strangers, a family, a fleet, and the person twice.
    fn town() -> Vec<Record> {
        let mut town: Vec<Record> = (0..200)
            .map(|n| person("Anna", &format!("Lind{n}"), &format!("+44770091{n:04}")))
            .collect();
        town.extend(["Tom", "Mia"].map(|name| person(name, "Sousa", "+447700904417")));
        town.extend((0..60).map(|n| person(&format!("Driver{n}"), "Fleet", "+447700900001")));
        town.push(person("Maria", "Sousa", "+447700904417"));
        town.push(person("Maria", "Sousa", "+447700904417"));
        town
    }

    #[test]
    fn deciding_on_the_short_list_is_deciding_on_everybody() {
        let town = town();
        let mut counts = Counts::default();
        town.iter().for_each(|record| counts.add(record, "GB"));
        let forms: Vec<Form> = town.iter().map(|record| Form::of(record, "GB")).collect();
        let forms: Vec<&Form> = forms.iter().collect();
        for asked in [
            person("Maria", "Sousa", "+447700904417"),
            person("Tom", "Sousa", "+447700904417"),
            person("Driver7", "Fleet", "+447700900001"),
            person("Nobody", "Atall", "+447700911111"),
            person("Anna", "Lind7", "+447700910000"),
        ] {
            let decide = |among: &[usize]| {
                let pairs: Vec<(usize, &Record)> =
                    among.iter().map(|at| (*at, &town[*at])).collect();
                let forms: Vec<&Form> = among.iter().map(|at| forms[*at]).collect();
                let asking = Form::of(&asked, "GB");
                decide_on_forms(Policy::SEED, (&asked, &asking), &pairs, &forms, &counts)
            };
            let everybody: Vec<usize> = (0..town.len()).collect();
            let short = of(Policy::SEED, &Form::of(&asked, "GB"), &forms, &counts);
            assert!(short.len() < 80, "{}", short.len());
            let (whole, quick) = (decide(&everybody), decide(&short));
            assert_eq!((whole.action, &whole.use_id), (quick.action, &quick.use_id));
            assert_eq!((&whole.tree, &whole.reason), (&quick.tree, &quick.reason));
            assert_eq!(whole.question, quick.question);
            let ids = |decision: &crate::Decision<usize>| {
                decision.plausible().map(|one| one.id).collect::<Vec<_>>()
            };
            assert_eq!(ids(&whole), ids(&quick));
        }
    }
}
