//! The kiosk's window: the whole of one screen, closed by staff only. A visit ends when the page
//! asks for the address with `?over`: it is not gone to, it is answered with the wipe.

use super::{KIOSK, Profiles, guard, own_page, screen, to_front, wipe};
use crate::practice::Frame;
use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};
use tauri::{
    AppHandle, Manager as _, PhysicalPosition, Runtime, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder,
    webview::{NewWindowResponse, PermissionResponse},
};

const PAGE: &str = "/kiosk.html";
/// What a page asks for when its visitor is done, has gone, or starts over.
const OVER: &str = "over";

/// What the kiosk was told when it was started, and whether staff have left it.
#[derive(Debug, Default)]
pub struct Kiosk {
    wanted: Option<String>,
    left: AtomicBool,
    /// The whole address of the page.
    first: OnceLock<String>,
}

/// What a page's wish to go somewhere means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Go,
    Over,
    Refused,
}

impl Kiosk {
    pub fn new(wanted: Option<String>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// True once staff have closed the kiosk; until then nothing else may.
    pub fn left(&self) -> bool {
        self.left.load(Ordering::SeqCst)
    }
}

/// Opens the kiosk over the whole of its screen, with a browser profile that is never written.
pub fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(KIOSK) {
        return to_front(&window);
    }
    let state = app.state::<Kiosk>();
    let profile = app.state::<Profiles>().kiosk();
    wipe::profile(&profile);
    let frame = *app.state::<Frame>();
    let page = WebviewUrl::App(frame.kiosk().into());
    let mut kiosk = WebviewWindowBuilder::new(app, KIOSK, page);
    let screens = screens(app)?;
    let place = screen::pick(&screens, state.wanted.as_deref()).and_then(|at| screens.get(at));
    // A bare kiosk screen may have no window manager to make it full.
    if let Some(place) = place {
        let ((x, y), (width, height)) = place.logical();
        kiosk = kiosk.position(x, y).inner_size(width, height);
    }
    // The engine writes a little even beside a profile that is never written, if it has a folder.
    kiosk = if driven() { kiosk.data_directory(profile) } else { kiosk.incognito(true) };
    let over = app.clone();
    let window = kiosk
        .title(frame.title("Welcome"))
        .fullscreen(true)
        .closable(false)
        .minimizable(false)
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .zoom_hotkeys_enabled(false)
        .devtools(false)
        .initialization_script_for_all_frames(guard::SCRIPT)
        .on_navigation(move |url| match wish(url) {
            Wish::Go => true,
            Wish::Over => {
                forget(&over);
                false
            }
            Wish::Refused => false,
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_permission_request(|_, _| PermissionResponse::Deny)
        .build()?;
    if let Some(place) = place.filter(|_| screens.len() > 1) {
        let (x, y) = place.at;
        window.set_fullscreen_on_monitor(PhysicalPosition::new(x.into(), y.into()))?;
    }
    // Another visit begins where the first one did.
    drop(state.first.set(window.url()?.to_string()));
    hold(&window)
}

/// Ends a visit: nothing of the visitor stays in the engine or on the clipboard.
pub fn forget<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(KIOSK) {
        let first = app.state::<Kiosk>().first.get().cloned().unwrap_or_default();
        wipe::visit(&window, first);
    }
}

/// Closes the kiosk for good: staff have shown that they may.
pub fn leave<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    app.state::<Kiosk>().left.store(true, Ordering::SeqCst);
    match app.get_webview_window(KIOSK) {
        Some(window) => window.destroy(),
        None => {
            app.exit(0);
            Ok(())
        }
    }
}

/// What is left behind when the program ends.
pub fn end<R: Runtime>(app: &AppHandle<R>) {
    wipe::profile(&app.state::<Profiles>().kiosk());
}

/// The engine cannot drive a profile that is never written. A development build under a test driver
/// uses a folder instead, wiped before and after; a released program always forgets.
pub fn driven() -> bool {
    cfg!(debug_assertions) && std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true")
}

fn wish(url: &Url) -> Wish {
    if !own_page(url) || url.path() != PAGE {
        return Wish::Refused;
    }
    match url.query() {
        Some(OVER) => Wish::Over,
        _ => Wish::Go,
    }
}

/// The screens there are, in the window system's order.
pub fn screens<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Vec<screen::Screen>> {
    let primary = app.primary_monitor()?.map(|monitor| *monitor.position());
    let all = app.available_monitors()?;
    Ok(all.iter().map(|monitor| screen::Screen::of(monitor, primary)).collect())
}

#[cfg(target_os = "linux")]
fn hold<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    let first = window.app_handle().state::<Kiosk>().first.get().cloned().unwrap_or_default();
    window.with_webview(move |webview| super::held::hold(&webview.inner(), first))
}

#[cfg(not(target_os = "linux"))]
fn hold<R: Runtime>(_: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kiosk_has_one_page_and_one_word_that_ends_a_visit() {
        let table = [
            ("tauri://localhost/kiosk.html", Wish::Go),
            ("tauri://localhost/kiosk.html#name", Wish::Go),
            ("tauri://localhost/kiosk.html?practice", Wish::Go),
            ("tauri://localhost/kiosk.html?over", Wish::Over),
            ("tauri://localhost/kiosk.html?over#name", Wish::Over),
            ("tauri://localhost/kiosk.html?overture", Wish::Go),
            ("tauri://localhost/index.html", Wish::Refused),
            ("tauri://localhost/", Wish::Refused),
            ("tauri://localhost/index.html?over", Wish::Refused),
            ("https://example.com/kiosk.html?over", Wish::Refused),
            ("file:///kiosk.html", Wish::Refused),
        ];
        for (address, wanted) in table {
            assert_eq!(wish(&address.parse().unwrap()), wanted, "{address}");
        }
    }
}
