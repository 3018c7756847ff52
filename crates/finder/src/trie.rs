//! Words of the dictionary within a few typing errors of what was typed.
//!
//! A letter may be wrong, missing, too many, or change places with the next one, also around a
//! letter that is missing or too many; so may the first.
//! The trie goes only as deep as words part: from there on, the word itself is read. Measured
//! beside an automaton over a transducer, following the letters and spending the errors one by
//! one visits the same words in a tenth of the time.

use crate::names::Names;
use std::ops::Range;

#[derive(Default)]
pub(crate) struct Trie {
    /// Children of a node stand together, in the order of their letters.
    nodes: Vec<Node>,
}

#[derive(Clone, Copy)]
struct Node {
    letter: char,
    /// Children are those from here to where the next node's begin.
    children: u32,
    low: u32,
    high: u32,
}

/// What was reached with how many errors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Near {
    pub low: u32,
    pub high: u32,
    pub errors: u8,
    /// How many bytes of the words were compared.
    pub depth: u32,
}

/// A place in the trie, or behind its end inside the one word that is left.
#[derive(Clone, Copy)]
struct At {
    node: u32,
    depth: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Other,
    Added,
    Dropped,
}

impl Trie {
    pub(crate) fn of(names: &Names) -> Self {
        let root = Node { letter: '\0', children: 1, low: 0, high: names.len() };
        let mut nodes = vec![root];
        let mut depths = vec![0_u32];
        let mut at = 0;
        while at < nodes.len() {
            let (node, depth) = (nodes[at], depths[at] as usize);
            nodes[at].children = nodes.len() as u32;
            let mut low = node.low;
            // Words that end here come first.
            while low < node.high && names.word(low).len() <= depth {
                low += 1;
            }
            while node.high - node.low > 1 && low < node.high {
                let letter = next_letter(names.word(low), depth);
                let mut high = low + 1;
                while high < node.high && next_letter(names.word(high), depth) == letter {
                    high += 1;
                }
                nodes.push(Node { letter, children: 0, low, high });
                depths.push((depth + letter.len_utf8()) as u32);
                low = high;
            }
            at += 1;
        }
        Self { nodes }
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.nodes.len() * size_of::<Node>()
    }

    /// Whole words and starts of words at most so many errors away, each once, in their order.
    pub(crate) fn near(&self, names: &Names, typed: &str, errors: u8) -> (Vec<Near>, Vec<Near>) {
        let typed: Vec<char> = typed.chars().collect();
        let mut walk =
            Walk { trie: self, names, typed: &typed, whole: Vec::new(), starts: Vec::new() };
        if !self.nodes.is_empty() {
            walk.go(At { node: 0, depth: 0 }, 0, 0, errors, Last::Other);
        }
        (least(walk.whole), least(walk.starts))
    }

    fn children(&self, node: u32) -> &[Node] {
        let from = self.nodes.get(node as usize).map_or(0, |node| node.children as usize);
        let to =
            self.nodes.get(node as usize + 1).map_or(self.nodes.len(), |n| n.children as usize);
        self.nodes.get(from..to).unwrap_or_default()
    }
}

fn next_letter(word: &str, depth: usize) -> char {
    word.get(depth..).and_then(|rest| rest.chars().next()).unwrap_or('\0')
}

/// The fewest errors for each.
fn least(mut found: Vec<Near>) -> Vec<Near> {
    found.sort_unstable();
    found.dedup_by_key(|near| (near.low, near.high));
    found
}

struct Walk<'a> {
    trie: &'a Trie,
    names: &'a Names,
    typed: &'a [char],
    whole: Vec<Near>,
    starts: Vec<Near>,
}

impl Walk<'_> {
    fn range(&self, at: At) -> Range<u32> {
        self.trie.nodes.get(at.node as usize).map_or(0..0, |node| node.low..node.high)
    }

    /// The place behind one letter.
    #[inline]
    fn step(&self, at: At, letter: char) -> Option<At> {
        let children = self.trie.children(at.node);
        let depth = at.depth + letter.len_utf8() as u32;
        if children.is_empty() {
            return (self.only(at)? == letter).then_some(At { depth, ..at });
        }
        let first = self.trie.nodes.get(at.node as usize)?.children;
        let found = if children.len() <= 8 {
            children.iter().position(|child| child.letter == letter)?
        } else {
            children.binary_search_by_key(&letter, |child| child.letter).ok()?
        };
        Some(At { node: first + found as u32, depth })
    }

    /// The next letter where only one word is left.
    #[inline]
    fn only(&self, at: At) -> Option<char> {
        let low = self.range(at).start;
        self.names.word(low).get(at.depth as usize..)?.chars().next()
    }

    fn go(&mut self, at: At, typed: usize, errors: u8, left: u8, last: Last) {
        let Some(letter) = self.typed.get(typed).copied() else {
            if errors > 0 {
                self.arrive(at, errors);
            }
            return;
        };
        if left == 0 {
            let mut here = at;
            for letter in &self.typed[typed..] {
                match self.step(here, *letter) {
                    Some(next) => here = next,
                    None => return,
                }
            }
            self.arrive(here, errors);
            return;
        }
        if let Some(next) = self.step(at, letter) {
            self.go(next, typed + 1, errors, left, Last::Other);
        }
        let (more, less) = (errors + 1, left - 1);
        // The letter is one too many.
        if last != Last::Added {
            self.go(at, typed + 1, more, less, Last::Dropped);
        }
        // Two letters changed places.
        if let Some(second) = self.typed.get(typed + 1).filter(|second| **second != letter)
            && let Some(next) = self.step(at, *second).and_then(|next| self.step(next, letter))
        {
            self.go(next, typed + 2, more, less, Last::Other);
        }
        if left == 2 {
            self.around(at, typed, errors);
        }
        let children = self.trie.children(at.node);
        if children.is_empty() {
            if let Some(other) = self.only(at) {
                self.other(
                    At { depth: at.depth + other.len_utf8() as u32, ..at },
                    typed,
                    errors,
                    left,
                    other != letter,
                    last,
                );
            }
            return;
        }
        let first = self.trie.nodes.get(at.node as usize).map_or(0, |node| node.children);
        for (child, number) in children.iter().zip(first..) {
            let next = At { node: number, depth: at.depth + child.letter.len_utf8() as u32 };
            self.other(next, typed, errors, left, child.letter != letter, last);
        }
    }

    /// Two letters changed places around a third, which is missing or too many: both errors at once.
    fn around(&mut self, at: At, typed: usize, errors: u8) {
        let Some(letter) = self.typed.get(typed).copied() else { return };
        let at_once = errors + 2;
        if let Some(third) = self.typed.get(typed + 2)
            && let Some(next) = self.step(at, *third).and_then(|next| self.step(next, letter))
        {
            self.go(next, typed + 3, at_once, 0, Last::Other);
        }
        let Some(second) = self.typed.get(typed + 1) else { return };
        let Some(first) = self.step(at, *second) else { return };
        let children = self.trie.children(first.node);
        if children.is_empty() {
            if let Some(between) = self.only(first)
                && let Some(next) = self.step(first, between)
                && let Some(next) = self.step(next, letter)
            {
                self.go(next, typed + 2, at_once, 0, Last::Other);
            }
            return;
        }
        let from = self.trie.nodes.get(first.node as usize).map_or(0, |node| node.children);
        for (child, number) in children.iter().zip(from..) {
            let between = At { node: number, depth: first.depth + child.letter.len_utf8() as u32 };
            if let Some(next) = self.step(between, letter) {
                self.go(next, typed + 2, at_once, 0, Last::Other);
            }
        }
    }

    /// The word has another letter here: in place of the typed one, or before it.
    #[inline]
    fn other(&mut self, next: At, typed: usize, errors: u8, left: u8, differs: bool, last: Last) {
        if differs {
            self.go(next, typed + 1, errors + 1, left - 1, Last::Other);
        }
        if last != Last::Dropped {
            self.go(next, typed, errors + 1, left - 1, Last::Added);
        }
    }

    fn arrive(&mut self, at: At, errors: u8) {
        let Range { start: low, end: high } = self.range(at);
        let near = Near { low, high, errors, depth: at.depth };
        if self.names.word(low).len() as u32 == at.depth {
            self.whole.push(Near { high: low + 1, ..near.clone() });
        }
        self.starts.push(near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain table of edit distances with letters changing places, also around others that
    /// are missing or too many: to the whole word, and to the best of its starts.
    fn distances(typed: &str, word: &str) -> (usize, usize) {
        let (a, b): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = match (i, j) {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => {
                        let swap = usize::from(a[i - 1] != b[j - 1]);
                        let mut best = (table[i - 1][j] + 1)
                            .min(table[i][j - 1] + 1)
                            .min(table[i - 1][j - 1] + swap);
                        for (k, l) in (1..i).flat_map(|k| (1..j).map(move |l| (k, l))) {
                            if a[i - 1] == b[l - 1] && a[k - 1] == b[j - 1] {
                                let between = (i - k - 1) + (j - l - 1);
                                best = best.min(table[k - 1][l - 1] + 1 + between);
                            }
                        }
                        best
                    }
                };
            }
        }
        let last = &table[a.len()];
        (last[b.len()], *last.iter().min().unwrap())
    }

    fn check(words: &[String], typed: &str, errors: u8) {
        let names = Names::of(words.iter().map(String::as_str));
        let trie = Trie::of(&names);
        let (whole, starts) = trie.near(&names, typed, errors);
        for (number, word) in words.iter().enumerate() {
            let (to_whole, to_start) = distances(typed, word);
            let number = number as u32;
            let covers = |near: &&Near| near.low <= number && number < near.high;
            let least = |found: &[Near]| found.iter().filter(covers).map(|n| n.errors).min();
            let wanted = (1..=usize::from(errors)).contains(&to_start).then_some(to_start as u8);
            if to_start > 0 {
                assert_eq!(least(&starts), wanted, "{typed} {word}");
            }
            // Missing letters at the end are the start's business.
            if to_whole <= errors.into() && to_start == to_whole && to_whole > 0 {
                assert_eq!(least(&whole), Some(to_whole as u8), "{typed} {word}");
            }
            if let Some(found) = least(&whole) {
                assert!(usize::from(found) >= to_whole, "{typed} {word}");
            }
        }
    }

    #[test]
    fn words_with_errors_in_any_place_are_found() {
        let mut words = ["smith", "smithson", "smyth", "schmidt", "jones", "ὀδυσσευς", "s", "li"]
            .map(str::to_owned);
        words.sort();
        for typed in ["smtih", "mith", "ssmith", "xmith", "smih", "jnoes", "ὀδυσεσυς", "snithsno"]
        {
            check(&words, typed, 1);
            check(&words, typed, 2);
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_the_table_of_distances_says(
            mut words in prop::collection::vec("[abc]{1,7}", 1..40),
            typed in "[abcd]{2,7}",
            errors in 1_u8..3,
        ) {
            words.sort();
            words.dedup();
            check(&words, &typed, errors);
        }
    }
}
