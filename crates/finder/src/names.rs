//! The dictionary of name words and who of the sections uses which of them.

use crate::bytes::{Reader, put_bytes, put_words};
use std::ops::Range;

/// Distinct folded words, ascending, with their numbers.
#[derive(Default)]
pub(crate) struct Names {
    text: String,
    /// Where each word starts, and where the last one ends.
    starts: Vec<u32>,
}

impl Names {
    /// The words must ascend.
    pub(crate) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self { text: String::new(), starts: vec![0] };
        for word in words {
            names.text.push_str(word);
            names.starts.push(names.text.len() as u32);
        }
        names
    }

    pub(crate) const fn len(&self) -> u32 {
        (self.starts.len() as u32).saturating_sub(1)
    }

    /// Empty where there is no such word.
    #[inline]
    pub(crate) fn word(&self, number: u32) -> &str {
        let at = number as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => {
                self.text.get(*from as usize..*to as usize).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// How many words come before the first for which this is no longer so.
    fn before(&self, from: u32, is_before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.word(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    pub(crate) fn exact(&self, word: &str) -> Option<u32> {
        let at = self.before(0, |known| known < word);
        (self.word(at) == word && at < self.len()).then_some(at)
    }

    pub(crate) fn starting_with(&self, start: &str) -> Range<u32> {
        let from = self.before(0, |known| known < start);
        from..self.before(from, |known| known.starts_with(start))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.text.as_bytes());
        put_words(out, &self.starts);
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let text = String::from_utf8(from.bytes()?.to_vec()).ok()?;
        let starts = from.words()?;
        let whole = starts.first() == Some(&0)
            && starts.last().is_some_and(|end| *end as usize == text.len())
            && starts.is_sorted();
        whole.then_some(Self { text, starts })
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.text.len() + self.starts.len() * 4
    }
}

/// The words of the dictionary that stand in one section, with their places in it.
#[derive(Default)]
pub(crate) struct Members {
    words: Vec<u32>,
    /// One bit a word of the dictionary, and how many are set before each eight bytes.
    bits: Vec<u64>,
    before: Vec<u32>,
}

impl Members {
    /// `None` where the numbers do not ascend or are beyond the dictionary.
    pub(crate) fn of(words: Vec<u32>, dictionary: u32) -> Option<Self> {
        let mut bits = vec![0_u64; dictionary as usize / 64 + 1];
        let mut last = None;
        for word in &words {
            if *word >= dictionary || last >= Some(*word) {
                return None;
            }
            last = Some(*word);
            *bits.get_mut(*word as usize / 64)? |= 1 << (word % 64);
        }
        let before = bits
            .iter()
            .scan(0, |sum, bits| {
                let here = *sum;
                *sum += bits.count_ones();
                Some(here)
            })
            .collect();
        Some(Self { words, bits, before })
    }

    pub(crate) const fn len(&self) -> u32 {
        self.words.len() as u32
    }

    pub(crate) fn word(&self, place: u32) -> Option<u32> {
        self.words.get(place as usize).copied()
    }

    /// How many of the section's words come before a word of the dictionary.
    #[inline]
    fn places_before(&self, word: u32) -> u32 {
        let at = word as usize / 64;
        match (self.bits.get(at), self.before.get(at)) {
            (Some(bits), Some(before)) => {
                before + (bits & ((1_u64 << (word % 64)) - 1)).count_ones()
            }
            _ => self.len(),
        }
    }

    #[inline]
    pub(crate) fn place(&self, word: u32) -> Option<u32> {
        let bits = self.bits.get(word as usize / 64)?;
        (bits >> (word % 64) & 1 == 1).then(|| self.places_before(word))
    }

    #[inline]
    pub(crate) fn places(&self, words: &Range<u32>) -> Range<u32> {
        self.places_before(words.start)..self.places_before(words.end)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_words(out, &self.words);
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.words.len() * 4 + self.bits.len() * 8 + self.before.len() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_by_their_start() {
        let names = Names::of(["an", "ann", "anna", "bo", "βα"].into_iter());
        assert_eq!(names.exact("ann"), Some(1));
        assert_eq!(names.exact("annb"), None);
        assert_eq!(names.exact("z"), None);
        assert_eq!(names.starting_with("an"), 0..3);
        assert_eq!(names.starting_with("b"), 3..4);
        assert_eq!(names.starting_with("β"), 4..5);
        assert_eq!(names.starting_with("z"), 4..4);
        assert_eq!(names.word(9), "");
    }

    #[test]
    fn a_section_counts_its_words_within_the_dictionary() {
        let words: Vec<u32> = (0..200).filter(|n| n % 3 == 0).collect();
        let members = Members::of(words.clone(), 200).unwrap();
        for word in 0..200 {
            let place = words.binary_search(&word).ok().map(|at| at as u32);
            assert_eq!(members.place(word), place);
            let before = words.partition_point(|known| *known < word) as u32;
            assert_eq!(members.places(&(0..word)), 0..before);
        }
        assert_eq!(members.places(&(0..200)), 0..members.len());
        assert!(Members::of(vec![3, 3], 9).is_none() && Members::of(vec![9], 9).is_none());
    }
}
