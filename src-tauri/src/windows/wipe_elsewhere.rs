//! The end of a visit where the engine is not WebKitGTK: its stores are emptied and the page is
//! loaded anew.

use std::path::Path;
use tauri::{Runtime, WebviewWindow};

/// Ends the visit.
pub fn visit<R: Runtime>(window: &WebviewWindow<R>, first: String) {
    let anew = window.clear_all_browsing_data().and_then(|()| match first.parse() {
        Ok(first) => window.navigate(first),
        Err(_) => window.reload(),
    });
    if let Err(fault) = anew {
        tracing::error!(error = %fault, "a visit could not be wiped");
    }
}

/// The desk's page loads itself anew; its process stays.
pub fn page<R: Runtime>(_: &WebviewWindow<R>) {}

/// Removes what the engine may have written.
pub fn profile(profile: &Path) {
    match std::fs::remove_dir_all(profile) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(error = %fault.kind(), "the kiosk's browser profile could not be wiped");
        }
        _ => {}
    }
}
