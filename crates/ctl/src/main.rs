//! `showroomctl`: the product without a window.
//!
//! Parses the command line, opens the desk, runs one command and ends with the exit status that
//! scripts rely on. All behaviour is `desk`'s.

mod args;
mod commands;
mod help;
mod logging;
mod order;
mod outcome;
mod read;

use args::{Cli, Command, Credentials};
use clap::CommandFactory;
use clap::error::ErrorKind;
use desk::clock::SystemClock;
use desk::{Config, Desk, Start, places};
use outcome::{Fault, Result, Status};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let cli = match order::parse() {
        Ok(cli) => cli,
        Err(fault) => return usage(&fault),
    };
    if let Command::Manual { folder } = &cli.command {
        return manual(folder);
    }
    let as_json = cli.global.json;
    // A panic's own words may hold anything, a customer's name too: only its place is told, and
    // only to the log.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
    let ended = std::panic::catch_unwind(|| run(cli)).unwrap_or_else(|_| {
        let message = "something went wrong inside; the log in the data folder says where";
        Err(Fault::new(Status::Other, "internal", message))
    });
    match ended {
        Ok(status) => {
            outcome::said_at_the_end();
            status.into()
        }
        Err(fault) => {
            fault.say(as_json);
            fault.status.into()
        }
    }
}

/// Help and version go to stdout and are no fault; anything else is wrong usage.
fn usage(fault: &clap::Error) -> ExitCode {
    let asked = matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !asked && std::env::args_os().any(|argument| argument == "--json") {
        Fault::usage(fault.render().to_string().trim()).say(true);
    } else {
        // A closed terminal leaves nobody to tell.
        let _ = fault.print();
    }
    (if asked { Status::Done } else { Status::Usage }).into()
}

/// The manual pages, from the same words as the help. Needs neither desk nor configuration.
fn manual(folder: &std::path::Path) -> ExitCode {
    match clap_mangen::generate_to(Cli::command(), folder) {
        Ok(()) => Status::Done.into(),
        Err(why) => {
            let fault =
                Fault::refused("folder", "unwritable", format!("{}: {why}", folder.display()));
            fault.say(false);
            fault.status.into()
        }
    }
}

fn run(cli: Cli) -> Result<Status> {
    // Whoever looks at it may have no desk at all.
    if let Command::Xray { file, only, curl, replay } = &cli.command {
        return commands::xray::run(file, *only, *curl, replay.as_deref(), cli.global.json);
    }
    if let Some(file) = &cli.global.xray {
        commands::xray::may_write(file)?;
    }
    let start = prepare(&cli.global)?;
    let refused = desk::harden::harden();
    // What is removed must not be written to meanwhile, and a copy stays as it is found.
    match cli.command {
        Command::Wipe { sealed_export, despite_unsent } => {
            commands::leave::wipe(&start, sealed_export, despite_unsent, cli.global.json)?;
            return Ok(Status::Done);
        }
        Command::LostDesk => {
            commands::leave::lost_desk(&start, cli.global.json)?;
            return Ok(Status::Done);
        }
        _ => {}
    }
    logging::start(&start.data_dir);
    desk::harden::say_refused(&refused);
    match &cli.command {
        Command::Credentials { command: Credentials::Set { tested } } => {
            commands::credentials::set(&start, *tested, cli.global.json)?;
            return Ok(Status::Done);
        }
        Command::Credentials { command: Credentials::Restore } => {
            commands::credentials::restore(&start, cli.global.json)?;
            return Ok(Status::Done);
        }
        Command::Trust { command: args::Trust::Show } => {
            return commands::trust::show(&start, cli.global.json);
        }
        Command::Recover { phrase: true, .. } => {
            commands::recover::with_phrase(&start, cli.global.json)?;
            return Ok(Status::Done);
        }
        Command::Recover { list, copy, .. } => {
            commands::recover::run(&start, *list, copy.as_deref(), cli.global.json)?;
            return Ok(Status::Done);
        }
        Command::Keys { command: args::Keys::Phrase } => {
            commands::recover::make_phrase(&start, cli.global.json)?;
            return Ok(Status::Done);
        }
        _ => {}
    }
    let desk = Arc::new(opened(start)?);
    let runtime = runtime()?;
    let status = runtime.block_on(command(&desk, cli.command, cli.global.json));
    // Also, and first of all, where the command did not do what was asked.
    let kept = cli.global.xray.as_deref().map_or(Ok(()), |file| desk.save_xray(file));
    desk.anchor_audit();
    // A question the network swallows must not keep the answer from the caller.
    runtime.shutdown_timeout(Duration::from_millis(200));
    let status = status?;
    kept?;
    Ok(status)
}

fn runtime() -> Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let built = builder.worker_threads(2).enable_all().build();
    Ok(built.map_err(|why| desk::Failure::Inside(why.to_string()))?)
}

/// How long opening may take: both files are looked through, and a copy may be due.
const OPENED: Duration = Duration::from_secs(10);

/// A disk that hangs is said, not waited for.
fn opened(start: Start) -> Result<Desk> {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // Whoever asked may have given up.
        let _ = tell.send(Desk::start(start));
    });
    match told.recv_timeout(OPENED) {
        Ok(desk) => Ok(desk?),
        Err(_) => Err(desk::Failure::Store(desk::StoreFailure::Stuck).into()),
    }
}

fn prepare(global: &args::Global) -> Result<Start> {
    let no_home = || Fault::usage("this account has no home folder: give --config and --data-dir");
    let config_path = global.config.clone().or_else(places::config).ok_or_else(no_home)?;
    let data_dir = global.data_dir.clone().or_else(places::data).ok_or_else(no_home)?;
    if global.config.is_some() && !config_path.exists() {
        let message = format!("--config: {} does not exist", config_path.display());
        return Err(Fault::refused("config", "unreadable", message));
    }
    if global.data_dir.as_ref().is_some_and(|folder| folder.as_os_str().is_empty()) {
        return Err(Fault::usage("--data-dir names no folder"));
    }
    let config = Config::read(&config_path).map_err(desk::Failure::from)?;
    if config.keys == desk::config::KeyHome::File {
        outcome::warn(&places::warning_of_file_keys(&data_dir), global.json);
    }
    Ok(Start { config, config_path, data_dir, clock: Arc::new(SystemClock) })
}

async fn command(desk: &Arc<Desk>, command: Command, as_json: bool) -> Result<Status> {
    use commands as c;
    match command {
        Command::Import { file, map, preview, refused } => {
            let wish = c::import::Wish { map, preview, refused };
            c::import::run(desk, &file, &wish, as_json)?;
        }
        Command::Search { batch: Some(file), limit, .. } => {
            c::search::batch(desk, &file, limit as usize).await?;
        }
        Command::Search { text, limit, local_only, batch: None } => {
            c::search::run(desk, &text.join(" "), limit as usize, local_only, as_json).await?;
        }
        Command::Decide { batch: Some(file), limit, .. } => {
            c::decide::batch(desk, &file, limit as usize).await?;
        }
        Command::Decide { file, local_only, limit, batch: None } => {
            let file = file.ok_or_else(|| Fault::usage("say which FILE holds the person"))?;
            c::decide::run(desk, &file, limit as usize, local_only, as_json).await?;
        }
        Command::Show { id } => c::show::run(desk, &id, as_json).await?,
        Command::Create { file, different_from, despite_candidates } => {
            return c::write::create(desk, &file, &different_from, despite_candidates, as_json)
                .await;
        }
        Command::Update { id, section, file } => {
            return c::write::update(desk, &id, &section, &file, as_json).await;
        }
        Command::Sync { until_idle, timeout } => {
            return c::sync::run(desk, until_idle, Duration::from_secs(timeout), as_json).await;
        }
        Command::Outbox { command } => c::outbox::run(desk, command, as_json).await?,
        Command::Kiosk { command } => return c::kiosk::run(desk, command, as_json).await,
        Command::Credentials { command: Credentials::Check } => {
            return c::credentials::check(desk, as_json).await;
        }
        // Done before the desk is opened: credentials can be mended where it cannot.
        Command::Credentials { command: Credentials::Set { .. } | Credentials::Restore }
        | Command::Recover { .. }
        | Command::Keys { .. }
        | Command::Wipe { .. }
        | Command::LostDesk
        | Command::Trust { .. }
        | Command::Xray { .. }
        | Command::Manual { .. } => {}
        Command::Receipts { command } => c::receipts::run(desk, command, as_json).await?,
        Command::Duplicates { command } => c::duplicates::run(desk, command, as_json).await?,
        Command::Health => c::health::run(desk, as_json).await?,
        Command::Overview { days } => c::overview::run(desk, days.period(), as_json).await?,
        Command::People { command } => c::people::run(desk, command, as_json).await?,
        Command::Consent { command } => c::consent::run(desk, command, as_json).await?,
        Command::Forget { id, wait, cancel } => {
            c::privacy::forget(desk, &id, wait, cancel, as_json).await?;
        }
        Command::Audit { command } => return c::audit::run(desk, command, as_json).await,
        Command::Privacy { command } => c::privacy::run(desk, &command, as_json).await?,
        Command::Support { out, preview } => {
            c::support::run(desk, out, preview, as_json).await?;
        }
        Command::Profile { command: args::Profile::Check } => {
            return c::profile::check(desk, as_json).await;
        }
        Command::Export { id } => c::privacy::export(desk, &id).await?,
    }
    Ok(Status::Done)
}
