//! The end of a visit, or of somebody's time at the desk: the process that drew the page is ended and
//! the page is loaded by another one. What was shown, typed, undone, stepped back from goes with it.

use super::{clipboard, held, kiosk};
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

/// Ends the process that drew the desk's page. What the page keeps in the profile stays.
pub fn page<R: Runtime>(window: &WebviewWindow<R>) {
    if kiosk::driven() {
        // The driver would lose its page, which loads itself anew.
        return;
    }
    let done = window.with_webview(|webview| {
        let view = webview.inner();
        held::soon(move || {
            clipboard::empty();
            let first = view.uri().unwrap_or_default();
            view.terminate_web_process();
            view.load_uri(&first);
        });
    });
    if let Err(fault) = done {
        tracing::error!(error = %fault, "the desk's page could not be ended");
    }
}

/// A desk whose page broke shows it again.
pub fn page_after_a_crash(view: &WebView, first: String) {
    when_broken(view, move |view| view.load_uri(&first));
}

/// A page whose process broke greets the next visitor too.
pub fn after_a_crash(view: &WebView, first: String) {
    when_broken(view, move |view| begin_anew(view, &first));
}

fn when_broken(view: &WebView, act: impl Fn(&WebView) + Clone + 'static) {
    view.connect_web_process_terminated(move |view, reason| {
        if reason == WebProcessTerminationReason::TerminatedByApi {
            return;
        }
        tracing::warn!(?reason, "a page broke and is opened anew");
        let (view, act) = (view.clone(), act.clone());
        glib::timeout_add_local_once(AFTER_A_CRASH, move || act(&view));
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
