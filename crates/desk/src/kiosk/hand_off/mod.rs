//! A card that goes from a kiosk to a desk of another computer without a network: as codes on the
//! kiosk's screen, closed for that one desk. See docs/decisions/0010.
//!
//! `give` is the kiosk's side and needs its inbox and the desk's public key; `scan` is the desk's.
//! `slip` is a piece of paper of the desk's own, read the same way.
//! `card` is what is handed over, `parts` how it is cut, `letters` how a scanner types it, `drawn`
//! how it looks.

mod card;
pub mod drawn;
mod give;
mod letters;
mod parts;
mod scan;
mod slip;

pub use drawn::Drawn;
pub use give::{HandOff, address};
pub(crate) use scan::Scanning;
pub use scan::{Refusal, Scanned};
