//! The kiosk. What a visitor enters is kept and nothing else happens: no look-up, no write, the same
//! answer for known and unknown people. Staff decide what becomes of it.
//!
//! `take` is the visitor's side and needs nothing but `inbox.db`; `review` is the staff's side and
//! needs the desk. Whether the computer is fit for visitors is `self_check`'s to judge of what `look` has
//! seen; `readiness` keeps what somebody said to it.

pub mod escapes;
pub mod hand_off;
mod keepsake;
pub mod look;
pub mod mend;
mod program;
pub mod readiness;
mod review;
pub mod self_check;
pub mod statement;
mod station;
mod take;

pub use review::{Accept, Accepted, Arrivals, Closing, offered};
pub use station::stands_alone;
pub(crate) use take::desk_key;
pub use take::{Booth, Heard, Kiosk, Reason, Scan, Statement, Visit, country_of};
