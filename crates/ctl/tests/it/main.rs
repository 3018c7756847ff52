//! The real program against the real sandbox: what scripts and administrators rely on.
#![expect(clippy::expect_used, reason = "a helper that cannot go on fails its test")]

mod bad_input;
mod batch;
mod canaries;
mod dealers;
mod decisions;
mod endpoints;
mod fault;
mod front;
mod hand_off;
mod import;
mod interface;
mod kiosk;
mod leaving;
#[cfg(debug_assertions)]
mod locked;
mod main_job;
mod manual;
mod mapped;
mod moved;
mod outage;
mod overview;
mod pauses;
mod people;
mod profile;
mod receipts;
mod recovery;
mod restored;
mod room;
mod round_trip;
mod said;
mod stopped;
mod store_files;
mod storm;
mod support;
mod trust;
mod xray;
