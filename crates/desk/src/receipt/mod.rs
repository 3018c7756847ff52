//! Receipts: why somebody was used, made anew or left open. What was asked, who was shown with what
//! was known of them, what the program made of it and what was said, kept so that it can be read
//! again, and decided again: on what was known then, and on what is known today.
//!
//! A receipt holds what was compared and no more: no consents, no identity numbers unless this
//! desk keeps them. Forgetting anybody in it empties it.

mod counts;
mod keep;
mod read;
mod replay;
mod snapshot;

pub use keep::Choice;
pub(crate) use keep::{Act, By, written};
pub use read::{Line, Receipt};
pub use replay::{Changed, Replay, Today};
pub(crate) use snapshot::Case;
pub use snapshot::{NetworkThen, Ruled, Ruling, Shown, Snapshot, rule};
