//! Files that a person asked for: new ones, never over one that is there, for this account only.

use crate::failure::{Failure, Result};
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The first free of `STEM.EXT`, `STEM-2.EXT`, ….
pub(crate) fn new_file(folder: &Path, stem: &str, ext: &str, content: &[u8]) -> Result<PathBuf> {
    let unusable = |why: &std::io::Error| match why.kind() {
        ErrorKind::StorageFull => Failure::Store(store::Failure::DiskFull),
        _ => Failure::DataFolder { path: folder.to_owned(), why: why.to_string() },
    };
    std::fs::create_dir_all(folder).map_err(|why| unusable(&why))?;
    for n in 1..1_000 {
        let more = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{more}.{ext}"));
        match own(&path) {
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(unusable(&why)),
            Ok(mut file) => {
                let written = file.write_all(content).and_then(|()| file.sync_all());
                return written.map(|()| path.clone()).map_err(|why| {
                    // Half a file is none.
                    let _ = std::fs::remove_file(&path);
                    unusable(&why)
                });
            }
        }
    }
    Err(Failure::TooMany { why: "the folder is full of such files".to_owned() })
}

/// Exactly this one.
pub(crate) fn this_file(path: &Path, content: &[u8]) -> Result<PathBuf> {
    let folder = path.parent().unwrap_or(path);
    let unusable = |why: &std::io::Error| match why.kind() {
        ErrorKind::StorageFull => Failure::Store(store::Failure::DiskFull),
        _ => Failure::DataFolder { path: folder.to_owned(), why: why.to_string() },
    };
    let mut file = own(path).map_err(|why| unusable(&why))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(|why| {
        // Half a file is none.
        let _ = std::fs::remove_file(path);
        unusable(&why)
    })?;
    Ok(path.to_owned())
}

fn own(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
