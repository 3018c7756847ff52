//! dealer-sandbox.
fn main() {}
