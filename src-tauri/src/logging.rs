//! The log: JSON lines in the data folder, a file a day, never the terminal. What panics is said
//! without its payload, which may quote what a customer entered.

use std::{io::Write as _, panic, path::Path};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// Sets the filter, as in `SHOWROOM_LOG=desk=debug`.
const FILTER: &str = "SHOWROOM_LOG";
/// The most that `log_days` can say; the desk removes what is older than it says.
const DAYS_KEPT: usize = 365;

/// Starts the log; the guard writes the last lines when it goes. `None` when the folder refuses:
/// a full disk must not keep the window from opening and saying so.
pub fn start(data_dir: &Path) -> Option<WorkerGuard> {
    stripped_panics();
    let folder = desk::places::log_folder(data_dir)?;
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("showroom")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let asked = std::env::var(FILTER).ok();
    let filter = EnvFilter::try_new(desk::places::log_filter(asked.as_deref()))
        .unwrap_or_else(|_| EnvFilter::new(desk::places::log_filter(None)));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(writer).try_init().ok()?;
    Some(guard)
}

fn stripped_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
        let place = place.as_deref().unwrap_or("an unknown place");
        let thread = std::thread::current();
        let thread = thread.name().unwrap_or("unnamed");
        tracing::error!(panic.place = place, panic.thread = thread, "a part of the program broke");
        let mut terminal = std::io::stderr().lock();
        // Nobody may be listening, and there is nowhere else to say it.
        drop(writeln!(terminal, "showroom: a part of the program broke at {place} ({thread})"));
    }));
}
