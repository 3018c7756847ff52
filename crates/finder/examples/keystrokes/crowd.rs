//! Who bears which words of names: how many customers what was typed could mean as well. Taken from
//! the records and held against the plain table of edit distances, so that the measure owes
//! nothing to the index it measures.

use crate::kinds::Part;
use customer::fold;
use finder::face::Word;
use std::collections::HashMap;

#[derive(Default)]
pub struct Crowd {
    numbers: HashMap<String, u32>,
    /// The words of each customer, one after the other, and where each customer's end.
    words: Vec<u32>,
    ends: Vec<u32>,
}

impl Crowd {
    pub fn add(&mut self, words: &[Word]) {
        for word in words.iter().filter(|word| word.field.is_name()) {
            let next = self.numbers.len() as u32;
            let number = match self.numbers.get(&word.text) {
                Some(known) => *known,
                None => *self.numbers.entry(word.text.clone()).or_insert(next),
            };
            self.words.push(number);
        }
        self.ends.push(self.words.len() as u32);
    }

    /// How many customers have, for each word that was typed, one at most so many slips away.
    /// `None` where it is not known how many slips each word has.
    pub fn as_near(&self, typed: &str, slips: &[(u8, Part)]) -> Option<usize> {
        let typed = fold::words(typed);
        if slips.is_empty() || typed.len() != slips.len() {
            return None;
        }
        // For each word, by its number, which of the typed ones it is near to.
        let mut near = vec![0_u32; self.numbers.len()];
        for (at, (typed, (slips, part))) in typed.iter().zip(slips).enumerate() {
            let typed: Vec<char> = typed.chars().collect();
            for (word, number) in &self.numbers {
                if is_near(&typed, word, usize::from(*slips), *part) {
                    near[*number as usize] |= 1 << at;
                }
            }
        }
        let all = (1 << slips.len()) - 1;
        let mut from = 0;
        let crowd = self.ends.iter().filter(|end| {
            let own = &self.words[from as usize..**end as usize];
            from = **end;
            own.iter().fold(0, |seen, word| seen | near[*word as usize]) == all
        });
        Some(crowd.count())
    }
}

fn is_near(typed: &[char], word: &str, slips: usize, part: Part) -> bool {
    let word: Vec<char> = word.chars().collect();
    let whole = part == Part::Whole;
    let far = word.len() + slips < typed.len() || whole && typed.len() + slips < word.len();
    let same = typed.iter().zip(&word).filter(|(a, b)| a == b).count() == typed.len();
    let as_typed = same && (!whole || typed.len() == word.len());
    as_typed || slips > 0 && !far && distance(typed, &word, part) <= slips
}

/// Wrong, missing and added letters, and two changed round, each counts one.
fn distance(typed: &[char], word: &[char], part: Part) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=word.len()).collect();
    for i in 1..=typed.len() {
        let mut row = vec![i];
        for j in 1..=word.len() {
            let differs = usize::from(typed[i - 1] != word[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    match part {
        Part::Whole => last.last().copied().unwrap_or_default(),
        Part::Start => last.iter().min().copied().unwrap_or_default(),
    }
}
