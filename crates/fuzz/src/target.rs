//! What is fuzzed: a name, samples, the words of its format, and the reader.

use std::time::Duration;

/// Two MiB are read in less than two seconds; without optimisations it takes ten times that.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

/// Takes one input. Made once a run: what it opens, it keeps.
pub type Reader = Box<dyn FnMut(&[u8])>;

pub struct Target {
    pub name: &'static str,
    /// Whose bytes these are, for people to read.
    pub from: &'static str,
    pub samples: fn() -> Vec<Vec<u8>>,
    /// What a mutation puts in besides other samples' pieces.
    pub words: &'static [&'static str],
    pub reader: fn() -> Reader,
    /// One input takes so long at most, in the slowest build on a busy computer.
    pub limit: Duration,
    /// Of so many inputs asked for, one is played: readers that open files or derive keys.
    pub one_in: u64,
}

impl Target {
    pub const fn quick(
        name: &'static str,
        from: &'static str,
        samples: fn() -> Vec<Vec<u8>>,
        words: &'static [&'static str],
        reader: fn() -> Reader,
    ) -> Self {
        Self { name, from, samples, words, reader, limit: LIMIT, one_in: 1 }
    }

    pub const fn one_in(self, one_in: u64) -> Self {
        Self { one_in, ..self }
    }
}

/// Samples that are texts.
pub fn texts(all: &[&str]) -> Vec<Vec<u8>> {
    all.iter().map(|text| text.as_bytes().to_vec()).collect()
}
