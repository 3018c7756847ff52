//! What this computer holds about people, on real encrypted files: told, forgotten, and kept for so
//! long only; and what of it a manager is told. No network answers; time is what the test says it is.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod alike;
mod apart;
mod consent;
mod forgotten;
mod overview;
mod search;
mod stage;
mod time;
mod wiped;
