//! Which file lies under a name: a connection goes on writing to one that was renamed or deleted.

use crate::{Failure, file};
use std::{fs, path::Path};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    number: u64,
}

impl Identity {
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let meta = fs::metadata(path).map_err(file::refused)?;
        Ok(Self::named(&meta))
    }

    /// Whether it is this file that lies there now.
    pub fn is(self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|meta| Self::named(&meta) == self)
    }

    #[cfg(unix)]
    fn named(meta: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { device: meta.dev(), number: meta.ino() }
    }

    /// Elsewhere a file that is open is neither renamed nor deleted.
    #[cfg(not(unix))]
    fn named(_: &fs::Metadata) -> Self {
        Self {}
    }
}
