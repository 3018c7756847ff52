//! Broken and hostile bytes for everything that reads bytes from outside: real samples, bent by a
//! seed, handed to the reader that meets them in the program. What counts is that it comes back: no
//! panic anywhere, in bounded time and memory. Whether what it read is right is for its own tests.
//!
//! There is no coverage to be guided by on a stable compiler; the samples and the words of each
//! format stand in for it. An input is known by target, seed and number, and can be had again.

pub mod cli;
pub mod mutate;
pub mod play;
pub mod target;
mod targets;

pub use play::{Finding, Report, play};
pub use target::Target;
pub use targets::{all, asked_commands, left_out};
