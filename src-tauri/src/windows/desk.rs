//! The desk's window.

use super::{DESK, Profiles, own_page, to_front, wipe};
use crate::practice::Frame;
use tauri::{
    AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::NewWindowResponse,
};

/// Opens the desk's window, or brings it to the front.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(DESK) {
        return to_front(&window);
    }
    let frame = *app.state::<Frame>();
    let page = WebviewUrl::App(frame.desk().into());
    let mut window = WebviewWindowBuilder::new(app, DESK, page);
    if frame.is_there() {
        window = window.on_document_title_changed(|window, title| {
            // The title it was opened with says it too.
            drop(window.set_title(&title));
        });
    }
    let window = window
        .title(frame.title("Showroom"))
        .inner_size(1200.0, 800.0)
        .min_inner_size(640.0, 480.0)
        .data_directory(app.state::<Profiles>().desk())
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .on_navigation(own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        // Files for people are written by the core, which knows where they belong.
        .on_download(|_, _| false)
        .build()?;
    guard(&window)
}

/// Somebody else stands here now, or nobody: what the page was shown and told ends with its process.
pub fn anew<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(DESK) {
        wipe::page(&window);
    }
}

#[cfg(target_os = "linux")]
fn guard<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    let first = window.url()?.to_string();
    window.with_webview(move |webview| {
        wipe::page_after_a_crash(&webview.inner(), first);
        super::clipboard::lend();
    })
}

#[cfg(not(target_os = "linux"))]
fn guard<R: Runtime>(_: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}
