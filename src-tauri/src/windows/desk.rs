//! The desk's window.

use super::{DESK, Profiles, own_page, to_front};
use tauri::{
    AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindowBuilder, webview::NewWindowResponse,
};

/// Opens the desk's window, or brings it to the front.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(DESK) {
        return to_front(&window);
    }
    WebviewWindowBuilder::new(app, DESK, WebviewUrl::App("index.html".into()))
        .title("Showroom")
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
    Ok(())
}
