//! How this program came onto the computer: only the setup program's own installation is renewed.

use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// By a package manager, by the IT's software distribution, or unpacked by hand.
    Packaged,
    /// By the setup program for Windows.
    Setup,
}

/// What the setup program puts beside the program, and `.msi`, `.deb` and `.rpm` do not.
const UNINSTALLER: &str = "uninstall.exe";

impl Came {
    pub fn of(program: &Path, windows: bool) -> Self {
        let by_setup = windows && program.with_file_name(UNINSTALLER).is_file();
        if by_setup { Self::Setup } else { Self::Packaged }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_installation_of_the_setup_program_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("showroom.exe");
        assert_eq!(Came::of(&program, true), Came::Packaged);
        std::fs::write(folder.path().join(UNINSTALLER), "").unwrap();
        assert_eq!(Came::of(&program, true), Came::Setup);
        assert_eq!(Came::of(&program, false), Came::Packaged);
    }
}
