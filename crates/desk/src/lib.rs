//! The use cases of the desk, one verb a file.
//!
//! Joins the store, the network and the domain; knows neither windows nor command lines, neither
//! SQL nor HTTP. What it returns is domain data: `api` and `ctl` word it for their readers.

pub mod ask;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod failure;
pub mod sync;

mod create;
pub mod decide;
mod drafts;
pub mod duplicates;
pub mod entries;
mod generation;
mod health;
mod identity_number;
mod import;
mod judge;
mod kiosk;
pub mod lab;
mod open_customer;
pub mod person;
pub mod places;
pub mod policy;
mod privacy;
pub mod receipt;
pub mod recover;
mod remembered;
pub mod ruled_out;
mod runner;
pub mod said;
pub mod sealed;
pub mod search;
pub mod setup;
mod start;
pub mod timeline;
mod update;
pub mod verdicts;
mod warm;
mod weighed;
mod who;

pub use config::Config;
pub use create::{Created, Creating};
pub use decide::{Decided, Scope};
pub use failure::{Failure, Refused, Result};
pub use health::{Health, Knowledge};
pub use import::{Rejected, Report};
pub use kiosk::{Accept, Accepted};
pub use runner::wake_after_sign_in;
pub use start::{Desk, Start, key_store};
pub use store::{Failure as StoreFailure, theirs::Tending};
pub use update::Saved;

/// The stable word of a plain enum, as it stands in every report.
pub fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().map(str::to_owned).unwrap_or_default()
}
