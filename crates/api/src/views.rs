//! What travels between window and core. Times are RFC 3339 texts, ids are texts.

mod customer;
mod decision;
mod desk;
mod kiosk;
mod outbox;
mod search;
mod setup;

pub use customer::*;
pub use decision::*;
pub use desk::*;
pub use kiosk::*;
pub use outbox::*;
pub use search::*;
pub use setup::*;
