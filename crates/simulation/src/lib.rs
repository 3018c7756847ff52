//! A deterministic simulation: the real use cases, outbox, files and connectors of one to five
//! desks, and the sandbox's networks, on one thread and in played time. For developers; not
//! shipped.
//!
//! Owns what goes wrong and when (all of it from one seed), and the oracle that says what must hold
//! whatever goes wrong. It changes nothing of what it plays: time, threads and the line to the
//! network are seams of the crates themselves (`desk::clock::Clock::turn`, `network::carrier`,
//! `sandbox::Local`).

pub mod cli;
pub mod clock;
mod keyring;
pub mod many;
pub mod matrix;
pub mod oracle;
pub mod plan;
#[cfg(feature = "planted")]
pub mod planted;
mod quiet;
pub mod run;
mod staff;
mod wire;
mod world;

pub use run::{Outcome, play, play_out};
