//! One file a command: what it asks of the desk, and how the answer is printed.

pub mod audit;
pub mod consent;
pub mod credentials;
pub mod decide;
pub mod duplicates;
pub mod hand_off;
pub mod health;
pub mod import;
pub mod kiosk;
pub mod leave;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod privacy;
pub mod profile;
pub mod prove;
pub mod receipts;
pub mod recover;
pub mod search;
pub mod self_check;
pub mod show;
pub mod support;
pub mod sync;
mod timeline;
pub mod trust;
pub mod write;
pub mod xray;
