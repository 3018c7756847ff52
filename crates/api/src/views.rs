//! What travels between window and core. Times are RFC 3339 texts, ids are texts.

mod customer;
mod decision;
mod desk;
mod duplicates;
mod kiosk;
mod lab;
mod outbox;
mod receipt;
mod rehearsal;
mod search;
mod setup;

pub use customer::*;
pub use decision::*;
pub use desk::*;
pub use duplicates::*;
pub use kiosk::*;
pub use lab::*;
pub use outbox::*;
pub use receipt::*;
pub use rehearsal::*;
pub use search::*;
pub use setup::*;
