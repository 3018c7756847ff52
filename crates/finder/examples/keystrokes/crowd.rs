//! Who bears which word of a name: how many customers a typed word could mean as well. Counted from
//! the records and held against the plain table of edit distances, so that the measure owes
//! nothing to the index it measures.

use crate::kinds::Part;
use finder::face::Word;
use std::collections::HashMap;

#[derive(Default)]
pub struct Crowd(HashMap<String, u32>);

impl Crowd {
    pub fn add(&mut self, words: &[Word]) {
        let mut own: Vec<&str> =
            words.iter().filter(|w| w.field.is_name()).map(|w| w.text.as_str()).collect();
        own.sort_unstable();
        own.dedup();
        for word in own {
            match self.0.get_mut(word) {
                Some(bearers) => *bearers += 1,
                None => {
                    self.0.insert(word.to_owned(), 1);
                }
            }
        }
    }

    /// How many bear a name that is at most so many slips away from what was typed.
    pub fn as_near(&self, typed: &str, (slips, part): (u8, Part)) -> u32 {
        let typed: Vec<char> = typed.chars().collect();
        let near = |word: &str| {
            let word: Vec<char> = word.chars().collect();
            let far = word.len() + usize::from(slips) < typed.len()
                || (part == Part::Whole && typed.len() + usize::from(slips) < word.len());
            !far && distance(&typed, &word, part) <= usize::from(slips)
        };
        self.0.iter().filter(|(word, _)| near(word)).map(|(_, bearers)| bearers).sum()
    }
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
