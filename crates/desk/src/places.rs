//! Where the configuration and the data lie when nobody says otherwise; the same for every
//! program of ours.

use std::path::{Path, PathBuf};

fn home() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("app", "Showroom", "Showroom")
}

pub fn config() -> Option<PathBuf> {
    Some(home()?.config_dir().join("showroom.toml"))
}

pub fn data() -> Option<PathBuf> {
    Some(home()?.data_dir().to_owned())
}

/// Where somebody practises who works in that data folder: beside it, never in it.
pub fn practice(data_dir: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(data_dir).ok()?;
    let mut name = folder.file_name()?.to_owned();
    name.push("-practice");
    Some(folder.with_file_name(name))
}

/// What has to stay behind when the data folder is copied or restored.
pub fn state() -> Option<PathBuf> {
    let home = home()?;
    Some(home.state_dir().map_or_else(|| home.config_dir().join("state"), Path::to_owned))
}

/// Said at every start: with the key beside the lock, the lock keeps nobody out.
pub fn warning_of_file_keys(data_dir: &Path) -> String {
    format!(
        "[keys] store = \"file\": keys and credentials lie unprotected in {}. This is only for a \
         practice network on this computer.",
        data_dir.display()
    )
}

/// The parts of the program whose log may be made finer.
pub(crate) const OURS: [&str; 13] = [
    "api",
    "customer",
    "desk",
    "finder",
    "keys",
    "matching",
    "network",
    "outbox",
    "rehearsal",
    "sandbox",
    "showroom",
    "showroomctl",
    "store",
];

/// The log filter: what `SHOWROOM_LOG` asks for, of our own parts. Libraries never say more than
/// warnings: at finer levels they write out what they read and send.
pub fn log_filter(asked: Option<&str>) -> String {
    let asked = asked.map(str::trim).filter(|filter| !filter.is_empty()).unwrap_or("info");
    let mut filter = vec!["warn".to_owned()];
    for one in asked.split(',').map(str::trim) {
        let target = one.split(['=', ':', '[']).next().unwrap_or_default();
        if OURS.contains(&target) {
            filter.push(one.to_owned());
        } else if one.parse::<tracing::level_filters::LevelFilter>().is_ok() {
            filter.extend(OURS.map(|ours| format!("{ours}={one}")));
        }
    }
    filter.join(",")
}

/// Where the logs go: a folder and files for this account only, also those of an older version.
pub fn log_folder(data_dir: &Path) -> Option<PathBuf> {
    let folder = data_dir.join("logs");
    store::file::folder(data_dir).and_then(|()| store::file::folder(&folder)).ok()?;
    #[cfg(unix)]
    for file in std::fs::read_dir(&folder).ok()?.flatten() {
        use std::os::unix::fs::PermissionsExt as _;
        let open = file.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
        if open {
            // One of another account stays as it is.
            let _ = std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o600));
        }
    }
    Some(folder)
}

/// Where a person looks for what a program saved.
pub fn downloads() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.download_dir().map_or_else(|| dirs.home_dir().join("Downloads"), Path::to_owned))
}

#[cfg(test)]
mod tests {
    use super::log_filter;

    #[test]
    fn no_library_writes_out_what_it_reads_however_fine_the_log() {
        for asked in ["trace", "rlibphonenumber=trace", "trace,hyper=trace", "hyper", "[a]=trace"] {
            let filter = log_filter(Some(asked));
            let foreign: Vec<_> = filter.split(',').filter(|one| !one.contains("=trace")).collect();
            assert_eq!(foreign, ["warn"], "{asked}: {filter}");
            assert!(!filter.contains("phone") && !filter.contains("hyper"), "{filter}");
        }
        assert!(log_filter(None).contains("store=info"));
        assert!(log_filter(Some("desk::sync=debug")).ends_with("desk::sync=debug"));
    }
}
