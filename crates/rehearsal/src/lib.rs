//! An outage, rehearsed with the real desk and a practice network, over HTTP: the network goes away,
//! staff go on, it comes back in a bad mood, and what it then holds is counted.
//!
//! `pins` guesses at a PIN instead, with kills, set clocks and files copied back.
//!
//! `practice` is a whole desk to try things at, kept between starts: `showroom --practice`.
//!
//! What was lost or doubled is read from the network's own log, never from the desk that is examined.

mod day;
pub mod pins;
pub mod practice;
mod report;
mod staff;
mod stage;

pub use day::{Plan, rehearse};
pub use report::{Deed, Held, Report, judge};
pub use stage::Dealer;
