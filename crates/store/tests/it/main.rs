//! The store on real encrypted files.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

mod adopting;
mod bulk;
mod candidates;
mod copies;
mod finding;
#[expect(clippy::expect_used, reason = "it cannot go on where its own folders fail it")]
mod flips;
mod journal;
mod kept_here;
mod live;
mod old_stores;
mod opening;
mod people;
mod pinned;
mod putting;
mod readable;
mod robust;
