//! An outage, rehearsed with the real desk and a practice network, over HTTP: the network goes away,
//! staff go on, it comes back in a bad mood, and what it then holds is counted.
//!
//! What was lost or doubled is read from the network's own log, never from the desk that is examined.

mod day;
mod report;
mod staff;
mod stage;

pub use day::{Plan, rehearse};
pub use report::{Deed, Held, Report, judge};
pub use stage::Dealer;
