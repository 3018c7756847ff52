//! The outbox drained against a real dealer's network on this machine, over HTTP, with its faults.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod bench;
mod creates;
mod dead_man;
mod gates;
mod heal;
mod hold;
mod isolation;
mod limits;
mod others;
mod pages;
mod receipts;
mod restarts;
mod saves;
mod trouble;
mod truth;
mod twins;
mod updates;
