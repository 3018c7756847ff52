//! The log: JSON lines in the data folder, never on stdout. Logs never hold personal data.

use std::path::Path;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

/// Starts the log. A folder that cannot be written costs the log, not the command.
pub fn start(data_dir: &Path) {
    let Some(folder) = desk::places::log_folder(data_dir) else { return };
    let appender = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("showroomctl")
        .filename_suffix("log")
        .max_log_files(30)
        .build(&folder);
    let Ok(appender) = appender else { return };
    let asked = std::env::var("SHOWROOM_LOG").ok();
    let filter = EnvFilter::try_new(desk::places::log_filter(asked.as_deref()))
        .unwrap_or_else(|_| EnvFilter::new(desk::places::log_filter(None)));
    // Only the first one in a process counts; there is no second.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_writer(appender)
        .with_env_filter(filter)
        .log_internal_errors(false)
        .try_init();
}
