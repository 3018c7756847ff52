//! The use cases of the desk, one verb a file.
//!
//! Joins the store, the network and the domain; knows neither windows nor command lines, neither
//! SQL nor HTTP. What it returns is domain data: `api` and `ctl` word it for their readers.

mod alike;
pub mod ask;
pub mod audit;
pub mod clock;
pub mod config;
pub mod consent;
pub mod credentials;
pub mod failure;
pub mod sync;

mod create;
mod dead_man;
pub mod decide;
mod drafts;
pub mod duplicates;
pub mod entries;
mod generation;
pub mod harden;
mod health;
mod identity_number;
pub mod import;
pub mod it_policy;
mod judge;
pub mod kiosk;
pub mod lab;
pub mod lost;
mod open_customer;
pub mod overview;
pub mod papers;
pub mod people;
pub mod person;
pub mod pin;
pub mod places;
pub mod privacy;
pub mod proof;
pub mod provenance;
pub mod receipt;
pub mod recover;
pub mod release;
mod remembered;
mod rest;
pub mod rights;
pub mod ruled_out;
mod runner;
pub mod said;
pub mod sealed;
pub mod search;
pub mod setup;
mod slip;
pub mod specimen;
pub mod speed;
mod start;
pub mod support;
pub mod thresholds;
pub mod timeline;
pub mod trust;
mod update;
pub mod verdicts;
mod warm;
mod weighed;
mod who;
pub mod wipe;
mod written;
pub mod xray;

pub use alike::Change;
pub use config::Config;
pub use create::{Created, Creating};
pub use decide::{Decided, Scope};
pub use failure::{Failure, Refused, Result};
pub use health::{Health, Knowledge, Problem};
pub use import::{Rejected, Report};
pub use kiosk::{Accept, Accepted};
pub use runner::wake_after_sign_in;
pub use start::{Desk, Start, key_store, network_of};
pub use store::{Failure as StoreFailure, theirs::Tending};
pub use update::{Form, Saved};

/// The stable word of a plain enum, as it stands in every report.
pub fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().map(str::to_owned).unwrap_or_default()
}
