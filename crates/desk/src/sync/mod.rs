//! Draining the outbox: the only place that sends writes.
//!
//! Owns the process's right to send (the lock), the order and number of things under way, and
//! what each answer of the network means for an entry. What an entry may do next is `outbox`'s
//! word, what is stored `store::mine`'s, what an answer means for a retry `network`'s.

mod check;
pub(crate) mod compare;
mod connection;
mod create;
pub mod gate;
mod line;
pub(crate) mod lock;
mod meaning;
mod pass;
mod reading;
mod runner;
mod update;

pub use connection::{Connection, Status};
pub use lock::OutboxLock;
pub use pass::Summary;
pub use runner::{Runner, RunnerStart, SyncConfig};

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}. {remedy}", remedy = .0.remedy())]
    Store(#[from] store::Failure),
    #[error("a task of the outbox was stopped")]
    Stopped,
}

type Result<T, E = Failure> = std::result::Result<T, E>;
