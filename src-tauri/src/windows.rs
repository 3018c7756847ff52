//! The two windows: the desk's and the kiosk's. How they are opened and closed, and what neither
//! may do; what they may *call* stands in `capabilities/`.

use std::path::{Path, PathBuf};
use tauri::{
    AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::NewWindowResponse,
};

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
}

/// What a person at a kiosk must not reach from a web page: the menu of the browser engine, its
/// shortcuts (find, print, reload, source, zoom, caret), and dragging things in or out.
const KIOSK_GUARD: &str = r"
(() => {
  const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  for (const name of ['contextmenu', 'dragstart', 'dragover', 'drop']) {
    window.addEventListener(name, stop, { capture: true });
  }
  window.addEventListener('keydown', (event) => {
    const command = event.ctrlKey || event.metaKey;
    const edits = command && ['a', 'c', 'v', 'x', 'z'].includes(event.key.toLowerCase());
    const steps = event.altKey && ['ArrowLeft', 'ArrowRight', 'Home', 'F4'].includes(event.key);
    const function_key = /^F[0-9]+$/.test(event.key);
    if (steps || function_key || (command && !edits && !event.getModifierState('AltGraph'))) {
      stop(event);
    }
  }, { capture: true });
  window.print = () => {};
})();
";

/// Opens the desk's window, or brings it to the front.
pub fn open_desk<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(DESK) {
        return to_front(&window);
    }
    WebviewWindowBuilder::new(app, DESK, WebviewUrl::App("index.html".into()))
        .title("Showroom")
        .inner_size(1200.0, 800.0)
        .min_inner_size(640.0, 480.0)
        .data_directory(app.state::<Profiles>().folder.join(DESK))
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .on_navigation(own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Opens the kiosk over the whole screen, with a browser profile that remembers nothing.
pub fn open_kiosk<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(KIOSK) {
        return to_front(&window);
    }
    let profile = app.state::<Profiles>().folder.join(KIOSK);
    wipe(&profile);
    let mut kiosk = WebviewWindowBuilder::new(app, KIOSK, WebviewUrl::App("kiosk.html".into()));
    // A bare kiosk screen may have no window manager to make it full.
    if let Some(screen) = app.primary_monitor()? {
        let size = screen.size().to_logical::<f64>(screen.scale_factor());
        kiosk = kiosk.position(0.0, 0.0).inner_size(size.width, size.height);
    }
    kiosk
        .title("Welcome")
        .fullscreen(true)
        .closable(false)
        .minimizable(false)
        .incognito(!driven())
        .data_directory(profile)
        .disable_drag_drop_handler()
        .general_autofill_enabled(false)
        .zoom_hotkeys_enabled(false)
        .devtools(false)
        .initialization_script(KIOSK_GUARD)
        .on_navigation(own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Closes the kiosk and removes what its browser engine may have left.
pub fn close_kiosk<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(KIOSK) {
        window.destroy()?;
    }
    wipe(&app.state::<Profiles>().folder.join(KIOSK));
    Ok(())
}

/// The engine cannot drive a profile that is never written. A development build under a test driver
/// uses the wiped folder instead; a released program always forgets.
fn driven() -> bool {
    cfg!(debug_assertions) && std::env::var("TAURI_WEBVIEW_AUTOMATION").as_deref() == Ok("true")
}

fn to_front<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn wipe(profile: &Path) {
    match std::fs::remove_dir_all(profile) {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(error = %fault.kind(), "the kiosk's browser profile could not be wiped");
        }
        _ => {}
    }
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
