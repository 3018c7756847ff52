//! A write on its way to the dealer's network: what it is, where it stands, what may happen to it
//! next, and how it is merged with what others wrote meanwhile.
//!
//! Owns the states and every transition between them, when an entry is ready, how long to wait,
//! and the three-way merge. It does no I/O: it knows no clock, no file and no network. `store`
//! keeps what it says, `desk::sync` does what it says.

pub mod coalesce;
pub mod entry;
pub mod event;
pub mod merge;
mod outcome;
pub mod overlay;
pub mod pace;
pub mod planted;
pub mod ready;
pub mod resolve;
pub mod state;
pub mod step;

pub use entry::{Body, Decided, Detail, Difference, Entry, Kind, Origin, RefusedField};
pub use event::{Effect, Event, LanePause};
pub use merge::{Conflict, Merge, three_way};
pub use ready::{LaneStanding, is_ready, movable, ready};
pub use state::{Reason, State, Word};
pub use step::step;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A transition that the table does not have: nothing was changed.
    #[error("an entry that is {state} cannot take the event {event}")]
    NoSuchStep { state: &'static str, event: &'static str },
    /// A resolution names a field that is not in conflict.
    #[error("the field {field} is not in conflict")]
    NotInConflict { field: String },
    /// A resolution leaves fields undecided.
    #[error("still undecided: {}", .fields.join(", "))]
    Undecided { fields: Vec<String> },
    #[error("unknown word {word} for {what}")]
    UnknownWord { what: &'static str, word: String },
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
