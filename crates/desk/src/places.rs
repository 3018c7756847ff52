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

/// The log filter: what `SHOWROOM_LOG` asks for, never more of the HTTP libraries than warnings.
/// At finer levels they may write out what they send.
pub fn log_filter(asked: Option<&str>) -> String {
    let asked = asked.map(str::trim).filter(|filter| !filter.is_empty()).unwrap_or("info");
    format!("{asked},hyper=warn,hyper_util=warn,h2=warn,reqwest=warn,rustls=warn")
}

/// Where a person looks for what a program saved.
pub fn downloads() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    Some(dirs.download_dir().map_or_else(|| dirs.home_dir().join("Downloads"), Path::to_owned))
}
