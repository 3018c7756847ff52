//! An outage, rehearsed with the real desk and a practice network, over HTTP: the network goes away,
//! staff go on, it comes back in a bad mood, and what it then holds is counted.
//!
//! `pins` guesses at a PIN instead, with kills, set clocks and files copied back.
//!
//! What was lost or doubled is read from the network's own log, never from the desk that is examined.

mod day;
pub mod pins;
mod report;
mod staff;
mod stage;

pub use day::{Plan, rehearse};
pub use report::{Deed, Held, Report, judge};
pub use stage::Dealer;
