//! The desktop program: windows, the log, and the one way from a window into the core. No use case
//! lives here; the same core answers `showroomctl`.

pub mod arguments;
pub mod commands;
pub mod host;
pub mod logging;
pub mod windows;

use arguments::{Arguments, Asked};
use desk::config::KeyHome;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};
use tauri::{AppHandle, Builder, Context, Manager as _, RunEvent, Runtime, WindowEvent};

/// The one place that names the window toolkit.
pub type AppRuntime = tauri::Wry;

const WRONG_USAGE: u8 = 2;

/// Reads the command line and runs until the last window closes.
pub fn run() -> ExitCode {
    let arguments = match arguments::read(std::env::args_os().skip(1)) {
        Ok(Asked::Window(arguments)) => arguments,
        Ok(Asked::Help) => return said(arguments::USAGE),
        Ok(Asked::Version) => return said(concat!("showroom ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(wrong) => {
            complain(&format!("showroom: {wrong}\n\n{}", arguments::USAGE));
            return ExitCode::from(WRONG_USAGE);
        }
    };
    let _log = logging::start(&arguments.data_dir);
    if desk::Config::read(&arguments.config).is_ok_and(|config| config.keys == KeyHome::File) {
        let warning = desk::places::warning_of_file_keys(&arguments.data_dir);
        complain(&format!("warning: {warning}\n"));
    }
    tracing::info!(kiosk = arguments.kiosk, version = env!("CARGO_PKG_VERSION"), "starting");
    let builder = one_instance(Builder::<AppRuntime>::default(), &arguments.data_dir)
        .plugin(window_state(&arguments.data_dir));
    match app(builder, arguments).build(context()) {
        Ok(app) => {
            app.run(|app, event| {
                if matches!(event, RunEvent::Exit) {
                    host::end(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(fault) => {
            tracing::error!(error = %fault, "the window cannot be opened");
            complain(&format!("showroom: the window cannot be opened: {fault}\n"));
            ExitCode::FAILURE
        }
    }
}

/// The program without what touches the rest of the computer: what tests run.
pub fn app<R: Runtime>(builder: Builder<R>, arguments: Arguments) -> Builder<R> {
    let kiosk = arguments.kiosk;
    builder
        .manage(windows::Profiles::below(&arguments.data_dir))
        .manage(host::Host::new(arguments))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            host::start(app.handle().clone());
            open(app.handle(), kiosk)?;
            Ok(())
        })
        .on_window_event(|window, event| {
            // A kiosk without its desk could not be closed by anyone.
            if window.label() == windows::DESK && matches!(event, WindowEvent::Destroyed) {
                drop(windows::close_kiosk(window.app_handle()));
            }
        })
}

/// The pages, the capabilities and the configuration, put together by `build.rs`.
#[expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "Tauri writes what is included here"
)]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::tauri_build_context!()
}

fn open<R: Runtime>(app: &AppHandle<R>, kiosk: bool) -> tauri::Result<()> {
    if kiosk { windows::open_kiosk(app) } else { windows::open_desk(app) }
}

/// A second start shows the window of the first. One desk is one data folder, so a practice desk
/// and the real one may be open side by side.
fn one_instance(builder: Builder<AppRuntime>, data_dir: &Path) -> Builder<AppRuntime> {
    let folder = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let again = |app: &AppHandle<AppRuntime>, arguments: Vec<String>, _folder: String| {
        let kiosk = arguments.iter().any(|word| word == "--kiosk");
        if let Err(fault) = open(app, kiosk) {
            tracing::error!(error = %fault, "the window could not be brought to the front");
        }
    };
    builder.plugin(
        tauri_plugin_single_instance::Builder::new()
            .dbus_id(format!("app.showroom.desk.d{:016x}", hasher.finish()))
            .callback(again)
            .build(),
    )
}

/// Size and place of the desk's window, kept in the data folder.
fn window_state<R: Runtime>(data_dir: &Path) -> tauri::plugin::TauriPlugin<R> {
    let folder = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    tauri_plugin_window_state::Builder::new()
        .with_filename(folder.join("window.json").to_string_lossy())
        .with_denylist(&[windows::KIOSK])
        .build()
}

fn said(text: &str) -> ExitCode {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(text: &str) {
    // Where there is no terminal, nobody is there to be told.
    drop(io::stderr().lock().write_all(text.as_bytes()));
}
