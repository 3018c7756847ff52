//! Who is asked for, and how: the same questions for whatever is measured with them. Beside this
//! benchmark the one in `bench/peers` reads this module, and those it stands on.

use crate::{
    crowd::Crowd,
    kinds::{Asked, KINDS},
    people::{Dice, People},
};
use customer::search_term;
use finder::{Failure, Finder, Options, ask};

pub const COUNTRY: &str = "GB";
/// Of each kind so many are timed.
pub const ASKED: usize = 200;
/// More are asked only for their recall, where few are decided.
const MOST: usize = 2_000;

pub struct Question {
    /// The number of the customer who is meant.
    pub n: usize,
    pub asked: Asked,
    /// At most ten customers answer to what was meant, and to what was typed as it stands.
    pub decided: bool,
    /// How many customers bear names as near to what was typed; only of decided ones with slips.
    pub crowd: Option<usize>,
}

impl Question {
    /// Decided, and no more than ten customers bear names as near.
    pub fn is_near(&self) -> bool {
        self.crowd.is_some_and(|crowd| crowd <= 10)
    }
}

/// One in five hundred was opened here lately.
pub fn opened(n: usize, count: usize) -> Option<i64> {
    (n % 500 == 3).then(|| (n * 7_919 % count) as i64)
}

pub fn found(finder: &Finder, text: &str, options: Options) -> Result<Vec<u32>, Failure> {
    let readings = search_term::read(text, COUNTRY);
    let found = finder.find(&ask::pieces(&readings, COUNTRY), options, &|| false)?;
    Ok(found.iter().map(|one| one.handle).collect())
}

fn is_decided(finder: &Finder, meant: &str, typed: &str) -> Result<bool, Failure> {
    let plain = Options { limit: 11, nicknames: false, guesses: false };
    let forms = Options { nicknames: true, ..plain };
    Ok(found(finder, meant, plain)?.len() <= 10 && found(finder, typed, forms)?.len() <= 10)
}

/// The people of a benchmark, and what knows about them.
pub struct Asking<'a> {
    pub people: &'a People,
    pub count: usize,
    pub finder: &'a Finder,
    pub crowd: &'a Crowd,
    pub seed: u64,
}

impl Asking<'_> {
    /// The questions of a kind, by its number; those to be timed first.
    pub fn of_kind(&self, number: usize) -> Result<Vec<Question>, Failure> {
        let ask = KINDS[number].1;
        let mut dice = Dice::of(self.seed * 1_000 + number as u64);
        let mut questions: Vec<Question> = Vec::new();
        let (mut decided, mut tries) = (0, 0);
        let is_short = |decided: usize| decided > 0 && decided < ASKED;
        while tries < MOST * 20
            && (questions.len() < ASKED || questions.len() < MOST && is_short(decided))
        {
            tries += 1;
            // Half of them were opened here lately.
            let n = match dice.roll(2) {
                0 => dice.roll(self.count.div_ceil(500)) * 500 + 3,
                _ => dice.roll(self.count),
            };
            if n >= self.count {
                continue;
            }
            let Some(asked) = ask(&self.people.record(n), &mut dice) else { continue };
            let is_decided = is_decided(self.finder, &asked.meant, &asked.typed)?;
            decided += usize::from(is_decided);
            let near = || self.crowd.as_near(&asked.typed, &asked.slips);
            let crowd = if is_decided { near() } else { None };
            questions.push(Question { n, asked, decided: is_decided, crowd });
        }
        Ok(questions)
    }
}
