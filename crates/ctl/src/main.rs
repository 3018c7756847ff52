//! showroomctl.
fn main() {}
