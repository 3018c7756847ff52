//! What travels between window and core. Times are RFC 3339 texts, ids are texts.

mod audit;
mod customer;
mod decision;
mod desk;
mod duplicates;
mod import;
mod kiosk;
mod lab;
mod licence;
mod outbox;
mod people;
mod privacy;
mod receipt;
mod rehearsal;
mod search;
mod setup;
mod support;
mod xray;

pub use audit::*;
pub use customer::*;
pub use decision::*;
pub use desk::*;
pub use duplicates::*;
pub use import::*;
pub use kiosk::*;
pub use lab::*;
pub use licence::*;
pub use outbox::*;
pub use people::*;
pub use privacy::*;
pub use receipt::*;
pub use rehearsal::*;
pub use search::*;
pub use setup::*;
pub use support::*;
pub use xray::*;
