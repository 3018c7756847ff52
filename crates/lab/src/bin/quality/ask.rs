//! How often the question the desk is told to ask is the best one. Sets of customers who bear one
//! name, made so that the fields that tell them apart best are known: every other field says of two
//! of them the same wherever these do, or nothing.

use crate::{COUNTRY, list};
use customer::{Address, Channel, Line, Record, Use, Vehicle};
use lab::Chance;
use matching::{Action, Counts, Question, decide};
use rand::{Rng as _, SeedableRng as _, seq::SliceRandom as _};

/// Which of the answers of a field each candidate would give; none where it is not known.
type Labels = Vec<Option<usize>>;

struct Set {
    person: Record,
    candidates: Vec<Record>,
    labels: [Labels; 9],
    /// The field that was made to tell them apart best.
    best: usize,
}

/// What became of the sets.
#[derive(Default)]
struct Seen {
    asked: usize,
    right: usize,
    /// The best field, and the one that was asked for instead.
    wrong: Vec<(Question, Option<Question>)>,
}

pub fn ask(options: &[&str]) {
    let sets = list(options, "sets=", "200").first().copied().unwrap_or(200);
    let seed = list(options, "seed=", "7").first().copied().unwrap_or(7);
    let Seen { asked, right, wrong } = seen(sets, seed);
    println!(
        "{asked} sets of people to tell apart: the question is the best, or as good, in {right} \
         ({:.1} %; goal 90 %)",
        100.0 * lab::share(right, asked)
    );
    for (best, asked) in wrong {
        println!("  {best:?} was the best, {asked:?} was asked");
    }
}

fn seen(sets: usize, seed: u64) -> Seen {
    let mut chance = Chance::seed_from_u64(seed);
    let mut seen = Seen::default();
    let counts = Counts { customers: 5_000, ..Counts::default() };
    for _ in 0..sets * 20 {
        if seen.asked == sets {
            break;
        }
        let set = made(&mut chance);
        let candidates: Vec<(usize, &Record)> = set.candidates.iter().enumerate().collect();
        let decision = decide(&set.person, &candidates, &counts, COUNTRY);
        let plausible: Vec<usize> = decision.plausible().map(|one| one.id).collect();
        let apart = pairs(&set.labels[set.best], &plausible);
        if decision.action != Action::Ask || apart.is_empty() {
            continue;
        }
        seen.asked += 1;
        let place = Question::ALL.iter().position(|one| Some(*one) == decision.question);
        let told = place.map(|at| pairs(&set.labels[at], &plausible)).unwrap_or_default();
        if apart.iter().all(|pair| told.contains(pair)) {
            seen.right += 1;
        } else {
            seen.wrong.push((Question::ALL[set.best], decision.question));
        }
    }
    seen
}

/// Those of whom an answer says which of the two it is.
fn pairs(labels: &Labels, among: &[usize]) -> Vec<(usize, usize)> {
    let both = among.iter().flat_map(|a| among.iter().map(move |b| (*a, *b)));
    both.filter(|(a, b)| {
        a < b && labels[*a].zip(labels[*b]).is_some_and(|(first, second)| first != second)
    })
    .collect()
}

fn made(chance: &mut Chance) -> Set {
    let count = chance.random_range(2..=5);
    let best = chance.random_range(0..Question::ALL.len());
    // Two groups at least, each candidate in one; often everybody alone.
    let groups = if chance.random_bool(0.5) { count } else { chance.random_range(2..=count) };
    let mut of_best: Vec<usize> = (0..count).map(|at| at % groups).collect();
    of_best.shuffle(chance);
    let told =
        if Question::ALL[best] == Question::Phone { Question::Email } else { Question::Phone };
    let labels: [Labels; 9] = std::array::from_fn(|at| match Question::ALL[at] {
        _ if at == best => of_best.iter().copied().map(Some).collect(),
        // All bear the name and share the contact, so that nobody can be used unasked.
        question if question == told || question == Question::GivenName => vec![Some(0); count],
        _ => less(&of_best, chance),
    });
    let mut answers: Vec<usize> = (0..5).collect();
    answers.shuffle(chance);
    let mut person = maria();
    answer(&mut person, told, answers[0], 0);
    if Question::ALL[best] == Question::GivenName {
        person.names.given_name = None;
    }
    let candidates = (0..count)
        .map(|at| {
            let mut record = maria();
            for (place, question) in Question::ALL.into_iter().enumerate() {
                let named = question == Question::GivenName && place != best;
                if let Some(label) = labels[place][at].filter(|_| !named) {
                    answer(&mut record, question, answers[label], chance.random_range(0..2));
                }
            }
            record
        })
        .collect();
    Set { person, candidates, labels, best }
}

/// A field that tells no two apart whom the best one does not: groups put together, or unknown.
fn less(best: &[usize], chance: &mut Chance) -> Labels {
    let groups = best.iter().max().map_or(0, |most| most + 1);
    let known = chance.random_range(0..4);
    let into = chance.random_range(1..groups.max(2));
    best.iter()
        .map(|group| match known {
            0 => None,
            1 => (*group == 0).then_some(0),
            _ => Some(group % into),
        })
        .collect()
}

fn maria() -> Record {
    let mut record = Record::default();
    record.names.given_name = Some("Maria".to_owned());
    record.names.family_name = Some("Sousa".to_owned());
    record
}

/// In the order of `Question::ALL`: five answers to each, written in two ways that mean the same.
const ANSWERS: [[[&str; 2]; 5]; 9] = [
    [
        ["Golf", "GOLF"],
        ["Focus", "focus"],
        ["Astra", "astra"],
        ["Clio", "clio"],
        ["Ibiza", "IBIZA"],
    ],
    [
        ["Leeds", "LEEDS"],
        ["York", "york"],
        ["Hull", "HULL"],
        ["Otley", "otley"],
        ["Ripon", "RIPON"],
    ],
    [["Maria", "MARIA"], ["Anne", "anne"], ["Jürgen", "jurgen"], ["Bert", "BERT"], ["Zoë", "zoe"]],
    [
        ["Ferro Lda", "Ferro"],
        ["Brondik GmbH", "brondik"],
        ["Jansen B.V.", "Jansen BV"],
        ["Oxbramble Ltd", "Oxbramble Limited"],
        ["Virtanen Oy", "virtanen"],
    ],
    // Only the day of the month is asked for.
    [
        ["1980-01-03", "1975-06-03"],
        ["1980-01-09", "1980-02-09"],
        ["1971-03-14", "1980-03-14"],
        ["1980-05-21", "1981-05-21"],
        ["1990-10-30", "1980-01-30"],
    ],
    [
        ["12 Oxley Road", "7 Oxley Road"],
        ["3 Mill Lane", "3 MILL LANE"],
        ["44 Church Street", "45 Church St"],
        ["1 Bridge Road", "1 Bridge Rd"],
        ["9 Park Avenue", "10 Park Avenue"],
    ],
    [["Ida", "IDA"], ["José", "jose"], ["Kay", "kay"], ["Lou", "LOU"], ["Mae", "mae"]],
    [
        ["07700 900123", "+447700900123"],
        ["07700 900456", "00447700900456"],
        ["020 7946 0018", "+44 20 7946 0018"],
        ["07700 900789", "(07700) 900789"],
        ["0113 496 0123", "+44 113 4960123"],
    ],
    [
        ["maria@sousa.example", "Maria@Sousa.Example"],
        ["m.sousa@mail.example", "M.SOUSA@mail.example"],
        ["ms80@mail.example", "MS80@mail.example"],
        ["sousa@ferro.example", "Sousa@ferro.example"],
        ["office@brondik.example", "OFFICE@brondik.example"],
    ],
];

fn answer(record: &mut Record, question: Question, which: usize, way: usize) {
    let place = Question::ALL.iter().position(|one| *one == question).unwrap_or_default();
    let text = ANSWERS[place][which][way].to_owned();
    match question {
        Question::Vehicle => {
            record.vehicles = vec![Vehicle { model: Some(text), ..Vehicle::default() }];
        }
        Question::Town => address(record).city = Some(text),
        Question::Street => address(record).street_name = Some(text),
        Question::GivenName => record.names.given_name = Some(text),
        Question::MiddleName => record.names.middle_name = Some(text),
        Question::Company => record.company.name = Some(text),
        Question::BirthDay => record.identity.birth_date = Some(text),
        Question::Phone => {
            record.channels.push(Channel::phone(Use::Home, Line::Mobile, text));
        }
        Question::Email => record.channels.push(Channel::email(Use::Home, text)),
    }
}

fn address(record: &mut Record) -> &mut Address {
    if record.addresses.is_empty() {
        record.addresses.push(Address::default());
    }
    &mut record.addresses[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_the_best_in_nine_of_ten_sets() {
        let seen = seen(200, 7);
        assert_eq!(seen.asked, 200);
        assert!(seen.right >= 180, "{} right: {:?}", seen.right, seen.wrong);
    }
}
