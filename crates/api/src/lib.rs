//! The contract between the window and the core: which commands there are, which window may call
//! them, what they take and give, and the codes of everything that can go wrong.
//!
//! The window's TypeScript is generated from here (`tests/it`), so the two cannot drift. No
//! behaviour lives here: each command's work is a use case of `desk`. `prove` alone plays the contract itself,
//! as a kiosk's page would.

mod booth;
pub mod commands;
pub mod error;
mod handle;
pub mod host;
mod keepsake;
pub mod prove;
pub mod statement;
pub mod typescript;
pub mod views;

pub use commands::{COMMANDS, Command, Window};
pub use error::{ApiError, Code, FieldError};
pub use handle::release::{Fetched, started};
pub use host::Host;
pub use rehearsal::practice::{Like, Practice};
