//! DMS profiles: what each dealer management system supports.

/// To be filled from `profiles/*.toml`.
#[derive(Clone, Debug)]
pub struct Profile {
    pub name: String,
}
