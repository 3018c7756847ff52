//! The end of a visit: the process that drew the page is ended and the page is loaded by another
//! one. What was typed, undone, stepped back from or put away by a script goes with it.

use super::{clipboard, held};
use gtk::{gio, glib};
use std::{path::Path, time::Duration};
use tauri::{Runtime, WebviewWindow};
use webkit2gtk::{
    WebProcessTerminationReason, WebView, WebViewExt as _, WebsiteDataManagerExtManual as _,
    WebsiteDataTypes,
};

/// A page that breaks at once must not spin.
const AFTER_A_CRASH: Duration = Duration::from_millis(300);

/// Ends the visit.
pub fn visit<R: Runtime>(window: &WebviewWindow<R>, first: String) {
    let done = window.with_webview(move |webview| {
        let view = webview.inner();
        // The engine is still deciding where the page may go.
        held::soon(move || {
            clipboard::empty();
            view.terminate_web_process();
            begin_anew(&view, &first);
        });
    });
    if let Err(fault) = done {
        tracing::error!(error = %fault, "a visit could not be wiped");
    }
}

/// A page whose process broke greets the next visitor too.
pub fn after_a_crash(view: &WebView, first: String) {
    view.connect_web_process_terminated(move |view, reason| {
        if reason == WebProcessTerminationReason::TerminatedByApi {
            return;
        }
        tracing::warn!(?reason, "the kiosk's page broke and is opened anew");
        let (view, first) = (view.clone(), first.clone());
        glib::timeout_add_local_once(AFTER_A_CRASH, move || begin_anew(&view, &first));
    });
}

/// Forgets what pages have put away, in the order given to the engine, and loads the first page. The view
/// itself no longer knows where it was: that went with the process.
fn begin_anew(view: &WebView, first: &str) {
    if let Some(manager) = view.website_data_manager() {
        let ever = glib::TimeSpan::from_seconds(0);
        manager.clear(WebsiteDataTypes::ALL, ever, gio::Cancellable::NONE, |done| {
            if done.is_err() {
                tracing::warn!("what the kiosk's page had put away could not be wiped");
            }
        });
    }
    view.load_uri(first);
}

/// Removes what the engine may have written.
pub fn profile(profile: &Path) {
    match std::fs::remove_dir_all(profile) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(error = %fault.kind(), "the kiosk's browser profile could not be wiped");
        }
        _ => {}
    }
}
