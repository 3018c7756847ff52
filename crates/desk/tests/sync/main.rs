//! The outbox drained against a real dealer's network on this machine, over HTTP, with its faults.

mod bench;
mod creates;
mod restarts;
mod trouble;
mod updates;
