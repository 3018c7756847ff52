//! Who is this? Candidates scored with evidence, and the decision tree; no I/O.

pub mod blocking;
pub mod nicknames;
pub mod place;
pub mod sound;

pub use blocking::{BlockKind, keys};
