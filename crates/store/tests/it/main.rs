//! The store on real encrypted files.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

mod adopting;
mod bulk;
mod candidates;
mod finding;
mod live;
mod opening;
mod people;
mod pinned;
mod putting;
mod readable;
mod robust;
