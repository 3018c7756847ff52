//! Files, and the ways to break them.

use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Clone, Copy, Debug)]
pub enum Damage {
    /// One bit anywhere.
    Flip,
    /// The end is gone.
    Truncation,
    /// A page of zeroes.
    ZeroedPage,
}

/// The same seed breaks the same places.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.checked_rem(end).unwrap_or(0)
    }
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

/// Name and size of each, in a fixed order.
pub fn files(dir: &Path) -> Vec<(String, u64)> {
    let mut found = vec![];
    walk(dir, &mut found);
    found.sort();
    let told = |path: &PathBuf| {
        let name = path.strip_prefix(dir).unwrap_or(path).display().to_string();
        (name, fs::metadata(path).map_or(0, |meta| meta.len()))
    };
    found.iter().map(told).collect()
}

pub fn copy(from: &Path, to: &Path) {
    for (name, _) in files(from) {
        let target = to.join(&name);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::copy(from.join(&name), target).expect("copied");
    }
}

/// Half of the time it is a file that only this desk has. Answers with what was done.
pub fn at_random(dir: &Path, damage: Damage, rng: &mut Rng) -> String {
    let all: Vec<(String, u64)> = files(dir).into_iter().filter(|(_, bytes)| *bytes > 0).collect();
    let own: Vec<&(String, u64)> =
        all.iter().filter(|(name, _)| name.starts_with("mine.db")).collect();
    let pick = |rng: &mut Rng, many: usize| usize::try_from(rng.below(many as u64)).unwrap_or(0);
    let (name, bytes) = if rng.below(2) == 0 {
        own[pick(rng, own.len())].clone()
    } else {
        all[pick(rng, all.len())].clone()
    };
    let path = dir.join(&name);
    let mut content = fs::read(&path).expect("read");
    let at = rng.below(bytes);
    let place = usize::try_from(at).unwrap_or(0);
    match damage {
        Damage::Flip => content[place] ^= 1 << rng.below(8),
        Damage::Truncation => content.truncate(place),
        Damage::ZeroedPage => {
            let from = place - place % 4096;
            let to = (from + 4096).min(content.len());
            content[from..to].fill(0);
        }
    }
    fs::write(&path, content).expect("written");
    format!("{damage:?} in {name} at {at} of {bytes}")
}
