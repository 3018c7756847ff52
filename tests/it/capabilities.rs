//! Which window reaches which command, asked of the real capability files.

use api::{COMMANDS, Window};
use serde_json::{Value, json};
use showroom::arguments::Arguments;
use tauri::{
    Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    test::{INVOKE_KEY, MockRuntime},
    webview::InvokeRequest,
};

struct Windows {
    _folder: tempfile::TempDir,
    _app: tauri::App<MockRuntime>,
    desk: WebviewWindow<MockRuntime>,
    kiosk: WebviewWindow<MockRuntime>,
    stranger: WebviewWindow<MockRuntime>,
}

fn windows() -> Windows {
    let folder = tempfile::tempdir().unwrap();
    let arguments = Arguments {
        config: folder.path().join("showroom.toml"),
        data_dir: folder.path().to_owned(),
        ..Arguments::default()
    };
    let app = showroom::app(tauri::test::mock_builder(), arguments)
        .build(showroom::context())
        .expect("the program builds");
    let handle = app.handle();
    let window = |label: &str, page: &str| {
        handle.get_webview_window(label).unwrap_or_else(|| {
            WebviewWindowBuilder::new(handle, label, WebviewUrl::App(page.into())).build().unwrap()
        })
    };
    let (desk, kiosk) = (window("desk", "index.html"), window("kiosk", "kiosk.html"));
    let stranger = window("stranger", "index.html");
    Windows { _folder: folder, _app: app, desk, kiosk, stranger }
}

fn invoke(window: &WebviewWindow<MockRuntime>, command: &str, from: &str) -> Result<(), Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url: from.parse().unwrap(),
        body: json!({ "request": {} }).into(),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    tauri::test::get_ipc_response(window, request).map(drop)
}

/// True when the capability files let the call pass, whatever the core then made of it: the core
/// answers with an object, a refusal of the shell is a sentence.
fn passes(window: &WebviewWindow<MockRuntime>, command: &str, from: &str) -> bool {
    match invoke(window, command, from) {
        Ok(()) => true,
        Err(Value::String(sentence)) => {
            assert!(sentence.contains("not allowed"), "{command}: {sentence}");
            false
        }
        Err(refused) => {
            assert!(refused["code"].is_string(), "{command}: {refused}");
            true
        }
    }
}

const OURS: &str = "tauri://localhost";

#[test]
fn each_window_reaches_its_own_commands_and_no_other() {
    let windows = windows();
    for command in COMMANDS {
        let wanted = |window| command.windows.contains(&window);
        // Opening a real second window is the shell's own business and has a test with a display.
        let opens = ["kiosk_open", "kiosk_close", "practise", "practice_reset"];
        if !opens.contains(&command.name) {
            assert_eq!(
                passes(&windows.desk, command.name, OURS),
                wanted(Window::Desk),
                "desk: {}",
                command.name
            );
        }
        assert_eq!(
            passes(&windows.kiosk, command.name, OURS),
            wanted(Window::Kiosk),
            "kiosk: {}",
            command.name
        );
        assert!(!passes(&windows.stranger, command.name, OURS), "stranger: {}", command.name);
    }
}

#[test]
fn the_kiosk_reaches_its_form_its_submission_and_its_way_out_only() {
    let windows = windows();
    let reached: Vec<_> = COMMANDS
        .iter()
        .map(|command| command.name)
        .filter(|command| passes(&windows.kiosk, command, OURS))
        .collect();
    assert_eq!(reached, ["kiosk_form", "kiosk_submit", "kiosk_help", "kiosk_leave"]);
}

#[test]
fn a_foreign_page_in_the_desk_window_reaches_nothing() {
    let windows = windows();
    for command in COMMANDS {
        assert!(!passes(&windows.desk, command.name, "https://example.com"), "{}", command.name);
    }
}

#[test]
fn the_kiosk_has_none_of_the_shells_own_commands() {
    let windows = windows();
    for command in [
        "plugin:event|listen",
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:window|set_fullscreen",
        "plugin:webview|create_webview_window",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:window-state|save_window_state",
    ] {
        assert!(!passes(&windows.kiosk, command, OURS), "{command}");
    }
}

#[test]
fn the_pages_may_load_and_reach_nothing_but_themselves() {
    let config: Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
    let security = &config["app"]["security"];
    let wanted = json!({
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "ipc: http://ipc.localhost",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "frame-src": "'none'"
    });
    assert_eq!(security["csp"], wanted);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], json!(["desk", "kiosk"]));
    assert_eq!(security.get("dangerousDisableAssetCspModification"), None);
    assert_eq!(config["app"]["withGlobalTauri"], false);
}
