//! The one way from a window into the core. Every command of `api::COMMANDS` comes through here;
//! the window's capability file has already let it pass, and the core looks once more.

use crate::{arguments::Arguments, beside, host::Host, practice, renew, windows};
use api::{ApiError, COMMANDS, Code, Window};
use serde_json::{Value, json};
use std::{fmt::Display, io};
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
        (Window::Desk, "kiosk_open") => {
            app.state::<Host>().may_open_kiosk().await?;
            beside_it(app, beside::open).await
        }
        (Window::Desk, "kiosk_close") => {
            app.state::<Host>().allows(window, command).await?;
            beside_it(app, beside::close).await
        }
        (Window::Desk, "practise") => {
            let host = app.state::<Host>();
            host.allows(window, command).await?;
            shown(practice::open(&host.arguments, &host.like().await))
        }
        (Window::Desk, "practice_reset") => {
            app.state::<Host>().allows(window, command).await?;
            // Its kiosk has one of the files open that are about to go.
            beside_it(app, beside::close).await?;
            app.state::<Host>().call(window, command, request).await
        }
        (Window::Desk, "release_install") => {
            app.state::<Host>().allows(window, command).await?;
            Ok(serde_json::to_value(renew::install(app).await?).unwrap_or_default())
        }
        (Window::Kiosk, "kiosk_leave") => {
            let answer = app.state::<Host>().call(window, command, request).await?;
            if may_leave(&answer) {
                shown(windows::kiosk::leave(app))?;
            }
            Ok(answer)
        }
        _ => app.state::<Host>().call(window, command, request).await,
    }
}

/// The core has looked at the PIN; the window is closed on its word and on no other.
fn may_leave(answer: &Value) -> bool {
    answer.get("left") == Some(&Value::Bool(true))
}

/// Starting and ending a program takes a moment that the window must not stand still for.
async fn beside_it<R: Runtime>(
    app: &AppHandle<R>,
    act: fn(&AppHandle<R>, &Arguments) -> io::Result<()>,
) -> Result<Value, ApiError> {
    let app = app.clone();
    let work = move || act(&app, &app.state::<Host>().arguments);
    let done = tauri::async_runtime::spawn_blocking(work).await;
    shown(done.unwrap_or_else(|broken| Err(io::Error::other(broken))))
}

fn shown<F: Display>(done: Result<(), F>) -> Result<Value, ApiError> {
    done.map(|()| json!({})).map_err(|fault| {
        tracing::error!(error = %fault, "a window could not be opened or closed");
        ApiError::new(Code::Internal, "the window could not be opened or closed")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kiosk_is_left_on_a_plain_yes_and_on_nothing_else() {
        assert!(may_leave(&json!({ "left": true, "wait_s": null, "locked": false })));
        for answer in [
            json!({ "left": false, "wait_s": 30, "locked": false }),
            json!({ "left": "true" }),
            json!({ "left": 1 }),
            json!({}),
            json!(true),
            json!(null),
        ] {
            assert!(!may_leave(&answer), "{answer}");
        }
    }
}
