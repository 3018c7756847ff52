//! The two windows: the desk's and the kiosk's. How they are opened and what neither may do; what
//! they may *call* stands in `capabilities/`. Each is a process of its own.

#[cfg(target_os = "linux")]
mod clipboard;
pub mod desk;
pub mod guard;
#[cfg(target_os = "linux")]
mod held;
pub mod kiosk;
pub mod screen;
#[cfg(target_os = "linux")]
mod wipe;
#[cfg(not(target_os = "linux"))]
#[path = "wipe_elsewhere.rs"]
mod wipe;

use std::path::{Path, PathBuf};
use tauri::{Runtime, Url, WebviewWindow};

pub const DESK: &str = "desk";
pub const KIOSK: &str = "kiosk";

/// Where the windows' own browser profiles lie.
pub struct Profiles {
    folder: PathBuf,
}

impl Profiles {
    pub fn below(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("webview") }
    }

    pub fn desk(&self) -> PathBuf {
        self.folder.join(DESK)
    }

    pub fn kiosk(&self) -> PathBuf {
        self.folder.join(KIOSK)
    }
}

fn to_front<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// The windows show our own pages and nothing else, whatever a page asks for.
fn own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => {
            url.host_str() == Some("tauri.localhost")
                || (tauri::is_dev() && url.host_str() == Some("localhost"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_goes_nowhere_but_to_our_own_pages() {
        let table = [
            ("tauri://localhost/index.html", true),
            ("tauri://localhost/kiosk.html?lang=de", true),
            ("http://tauri.localhost/index.html", true),
            ("https://example.com/", false),
            ("https://tauri.localhost.example.com/", false),
            ("tauri://elsewhere/index.html", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("about:blank", false),
            ("javascript:alert(1)", false),
        ];
        for (address, wanted) in table {
            assert_eq!(own_page(&address.parse().unwrap()), wanted, "{address}");
        }
    }
}
