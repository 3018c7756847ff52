//! Everything that reads bytes from outside, one list. What is not here reads none: catalogues and
//! profiles are part of the program, and the pages' own parsing is tested where it stands (ui/tests).

mod core;
mod files;
mod network;
mod texts;

use crate::target::Target;

pub fn all() -> Vec<Target> {
    let lists = [texts::targets(), network::targets(), files::targets(), core::targets()];
    lists.into_iter().flatten().collect()
}

/// Commands of the windows with a sample here.
pub fn asked_commands() -> Vec<&'static str> {
    let all = [core::asked(), core::of_people(), core::of_visitors()];
    all.into_iter().flatten().map(|(name, _)| name).collect()
}

/// Commands without one, and why.
pub const fn left_out() -> &'static [(&'static str, &'static str)] {
    core::LEFT_OUT
}
