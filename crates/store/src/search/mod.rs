//! Finding customers in the local copy as somebody types.
//!
//! Owns how the index of `finder` comes into memory, follows the rows and is kept in the file
//! between two starts. What matches, and in which order, is decided in `finder` alone.

pub(crate) mod kept;
pub(crate) mod live;

use crate::failure::Failure;
pub use finder::rank::{How, Why};

impl From<finder::Failure> for Failure {
    fn from(failure: finder::Failure) -> Self {
        match failure {
            finder::Failure::Stopped => Self::Stopped,
            finder::Failure::Damaged => Self::Damaged,
            finder::Failure::TooLarge => Self::TooBig { what: "search index" },
        }
    }
}
