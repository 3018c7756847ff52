//! The store on real encrypted files.

mod adopting;
mod candidates;
mod finding;
mod opening;
mod people;
mod pinned;
mod putting;
mod readable;
mod robust;
