//! The use cases of the desk, one verb a file.

pub mod clock;
pub mod sync;
