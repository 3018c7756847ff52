//! The desktop program: windows, the log, and the one way from a window into the core. No use case
//! lives here; the same core answers `showroomctl`.

pub mod arguments;
#[cfg(target_os = "linux")]
pub mod away;
pub mod beside;
pub mod commands;
pub mod environment;
pub mod host;
pub mod logging;
pub mod practice;
pub mod renew;
pub mod windows;

use arguments::{Arguments, Asked};
use desk::config::KeyHome;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
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
    #[cfg(unix)]
    if arguments.kiosk
        && let Some(wrong) =
            environment::wrong(|name| std::env::var_os(name), windows::kiosk::driven())
    {
        let fault = environment::start_anew(&wrong);
        complain(&format!("showroom: the kiosk cannot be started: {fault}\n"));
        return ExitCode::FAILURE;
    }
    let refused = desk::harden::harden();
    let _log = logging::start(&arguments.data_dir);
    desk::harden::say_refused(&refused);
    if arguments.practice.is_none()
        && desk::Config::read(&arguments.config).is_ok_and(|config| config.keys == KeyHome::File)
    {
        let warning = desk::places::warning_of_file_keys(&arguments.data_dir);
        complain(&format!("warning: {warning}\n"));
    }
    if let Some(shut) = shut(&arguments) {
        tracing::error!("the self-check keeps the kiosk shut");
        complain(&shut);
        return ExitCode::FAILURE;
    }
    tracing::info!(kiosk = arguments.kiosk, version = env!("CARGO_PKG_VERSION"), "starting");
    let mut builder = one_instance(Builder::<AppRuntime>::default(), &arguments);
    if !arguments.kiosk {
        builder = builder.plugin(window_state(&arguments.data_dir));
    }
    let kiosk = arguments.kiosk;
    let context = practice::named(context(), &arguments);
    match app(builder, arguments).build(context) {
        Ok(app) => {
            app.run(move |app, event| match event {
                #[cfg(target_os = "linux")]
                RunEvent::Ready if !kiosk => away::watch(app),
                RunEvent::ExitRequested { api, .. } if kiosk && !may_end(app) => api.prevent_exit(),
                RunEvent::Exit => {
                    beside::end(app);
                    host::end(app);
                    if kiosk {
                        windows::kiosk::end(app);
                    }
                }
                _ => {}
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

/// Why a kiosk that was started alone must not open. The desk has looked for one beside it.
fn shut(arguments: &Arguments) -> Option<String> {
    if !arguments.kiosk || arguments.leave || arguments.beside_desk {
        return None;
    }
    let config = desk::Config::read(&arguments.config).ok()?;
    let clock = Arc::new(desk::clock::SystemClock);
    let lines = desk::kiosk::readiness::in_the_way(&config, &arguments.data_dir, clock);
    let said = lines.iter().flat_map(|line| line.why.iter().map(move |why| (line.point, why)));
    let said = said.map(|(point, why)| format!("  {}: {}\n", point.word(), why.sentence()));
    let said = said.collect::<String>();
    (!said.is_empty()).then(|| {
        format!(
            "showroom: the kiosk stays shut ([kiosk] self_check = \"require\"):\n{said}\
             `showroomctl kiosk check` says what to do.\n"
        )
    })
}

/// The program without what touches the rest of the computer: what tests run.
pub fn app<R: Runtime>(builder: Builder<R>, arguments: Arguments) -> Builder<R> {
    let Arguments { kiosk, leave, beside_desk, .. } = arguments;
    builder
        .manage(windows::Profiles::below(&arguments.data_dir))
        .manage(practice::Frame::of(&arguments))
        .manage(windows::kiosk::Kiosk::new(arguments.screen.clone()))
        .manage(beside::Beside::default())
        .manage(host::Host::new(arguments))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let app = app.handle();
            if leave {
                // There was no other kiosk to hand the wish on to.
                return Ok(windows::kiosk::leave(app)?);
            }
            host::start(app.clone());
            open(app, kiosk)?;
            if beside_desk {
                beside::listen(app.clone())?;
            }
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. }
                if window.label() == windows::KIOSK && !may_end(window.app_handle()) =>
            {
                api.prevent_close();
            }
            // A kiosk beside a desk goes with it; one that stands alone knows no desk.
            WindowEvent::Destroyed if window.label() == windows::DESK => {
                beside::end(window.app_handle());
            }
            _ => {}
        })
}

/// The kiosk ends when staff have left it, whatever else asks it to.
fn may_end<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.state::<windows::kiosk::Kiosk>().left()
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
    if kiosk { windows::kiosk::open(app) } else { windows::desk::open(app) }
}

/// A second start shows the window of the first. One desk is one data folder, so a practice desk
/// and the real one may be open side by side; its kiosk is a program of its own.
fn one_instance(builder: Builder<AppRuntime>, arguments: &Arguments) -> Builder<AppRuntime> {
    let data_dir = &arguments.data_dir;
    let folder = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    let kiosk = arguments.kiosk;
    let again = move |app: &AppHandle<AppRuntime>, words: Vec<String>, _folder: String| {
        let leave = kiosk && words.iter().any(|word| word == "--leave");
        let done = if leave { windows::kiosk::leave(app) } else { open(app, kiosk) };
        if let Err(fault) = done {
            tracing::error!(error = %fault, "the window could not be brought to the front or left");
        }
    };
    let which = if kiosk { "-kiosk" } else { "" };
    builder.plugin(
        tauri_plugin_single_instance::Builder::new()
            .dbus_id(format!("app.showroom.desk.d{:016x}{which}", hasher.finish()))
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
