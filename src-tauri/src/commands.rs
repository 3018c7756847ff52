//! The one way from a window into the core. Every command of `api::COMMANDS` comes through here;
//! the window's capability file has already let it pass, and the core looks once more.

use crate::{host::Host, windows};
use api::{ApiError, COMMANDS, Code, Window};
use serde_json::{Value, json};
use tauri::{
    AppHandle, Manager as _, Runtime,
    ipc::{Invoke, InvokeBody, InvokeError},
};

/// Answers commands. `false` tells Tauri that there is no such command.
pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    |Invoke { message, resolver, .. }| {
        let Some(command) = COMMANDS.iter().find(|known| known.name == message.command()) else {
            return false;
        };
        let window = match message.webview_ref().label() {
            windows::DESK => Window::Desk,
            windows::KIOSK => Window::Kiosk,
            _ => return false,
        };
        let app = message.webview_ref().app_handle().clone();
        let request = match message.payload() {
            InvokeBody::Json(arguments) => arguments.get("request").cloned(),
            InvokeBody::Raw(_) => None,
        };
        let request = request.unwrap_or_else(|| json!({}));
        resolver.respond_async(async move {
            answer(&app, window, command.name, request).await.map_err(InvokeError::from)
        });
        true
    }
}

/// Windows are the shell's; everything else is a use case of the desk.
async fn answer<R: Runtime>(
    app: &AppHandle<R>,
    window: Window,
    command: &str,
    request: Value,
) -> Result<Value, ApiError> {
    match (window, command) {
        (Window::Desk, "kiosk_open") => shown(windows::open_kiosk(app)),
        (Window::Desk, "kiosk_close") => shown(windows::close_kiosk(app)),
        _ => app.state::<Host>().call(window, command, request).await,
    }
}

fn shown(done: tauri::Result<()>) -> Result<Value, ApiError> {
    done.map(|()| json!({})).map_err(|fault| {
        tracing::error!(error = %fault, "a window could not be opened or closed");
        ApiError::new(Code::Internal, "the window could not be opened or closed")
    })
}
