//! How well people are told apart: a dealer's made-up customers with their truth, the figures of
//! the matcher on them and on files of records, and the figures of plainer methods beside it.
//!
//! A tool for developers: nothing of it is shipped, and nothing of the matcher is made for it.

pub mod dealer;
pub mod figures;
pub mod files;
pub mod index;
pub mod lists;
pub mod noise;
pub mod peers;
pub mod people;
pub mod places;
pub mod writing;

/// A seeded source of chance.
pub type Chance = rand_chacha::ChaCha8Rng;

/// A share; counts here are far below where a float loses whole numbers.
pub fn share(part: usize, whole: usize) -> f64 {
    float(part) / float(whole.max(1))
}

pub fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
