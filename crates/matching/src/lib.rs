//! Who is this? Candidates scored with evidence, and the decision tree; no I/O.

mod apart;
pub mod blocking;
mod compare;
pub mod decide;
mod form;
mod frequency;
mod gather;
mod near;
pub mod nicknames;
pub mod place;
pub mod question;
pub mod score;
mod shared;
pub mod shortlist;
pub mod sound;
pub mod tree;
pub mod weights;

pub use apart::told_apart;
pub use blocking::{BlockKind, keys};
pub use compare::Outcome;
pub use decide::{Action, Candidate, Decision, decide};
pub use form::{Form, Place};
pub use frequency::{Counts, Frequencies, House, Households, Housemates, Pairs};
pub use question::Question;
pub use score::{Evidence, Relation, Score, score};
pub use tree::Branch;
