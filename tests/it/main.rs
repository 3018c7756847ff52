//! What holds for the tree and the program as a whole.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test without its ground has nothing to do but stop"
)]

mod capabilities;
mod imports;
mod tree;
