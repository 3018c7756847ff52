//! A kiosk beside a desk: a program of its own that the desk starts, calls to the front and asks to
//! leave. It has its own memory and its own engine, so nothing of the desk can show through it.

use crate::{
    arguments::Arguments,
    environment,
    windows::{self, screen},
};
use std::{
    io::{self, BufRead as _, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use tauri::{AppHandle, Emitter as _, Manager as _, Runtime};

/// The words the desk says to its kiosk, a line each.
const FRONT: &str = "front";
const LEAVE: &str = "leave";
/// The event that tells the desk's page whether the kiosk is open.
const EVENT: &str = "kiosk";
/// How long it may take to close before it is ended.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The kiosk this desk has started, if it runs.
#[derive(Default)]
pub struct Beside {
    running: Mutex<Option<Running>>,
}

struct Running {
    child: Child,
    ear: Option<ChildStdin>,
}

impl Beside {
    fn with<T>(&self, act: impl FnOnce(&mut Option<Running>) -> T) -> T {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = |one: &mut Running| !matches!(one.child.try_wait(), Ok(None));
        if running.as_mut().is_some_and(ended) {
            *running = None;
        }
        act(&mut running)
    }

    /// True while the kiosk runs.
    pub fn runs(&self) -> bool {
        self.with(|running| running.is_some())
    }

    fn say(&self, word: &str) -> io::Result<()> {
        self.with(|running| match running.as_mut().and_then(|one| one.ear.as_mut()) {
            Some(ear) => writeln!(ear, "{word}").and_then(|()| ear.flush()),
            None => Ok(()),
        })
    }
}

/// Opens a kiosk on the screen the desk does not use, or calls the one there is to the front.
pub fn open<R: Runtime>(app: &AppHandle<R>, arguments: &Arguments) -> io::Result<()> {
    let beside = app.state::<Beside>();
    if beside.runs() {
        return beside.say(FRONT);
    }
    let mut child = Command::new(std::env::current_exe()?);
    child.args(arguments.folders()).args(["--kiosk", "--beside-desk"]);
    if let Some(number) = free_screen(app) {
        child.arg("--screen").arg((number + 1).to_string());
    }
    if let Some(wrong) = environment::wrong(|name| std::env::var_os(name), false) {
        environment::put_right(&mut child, &wrong);
    }
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let ear = child.stdin.take();
    beside.with(|running| *running = Some(Running { child, ear }));
    told(app, true);
    let app = app.clone();
    thread::Builder::new().name("kiosk".to_owned()).spawn(move || {
        while app.state::<Beside>().runs() {
            thread::sleep(LOOK_AGAIN * 4);
        }
        told(&app, false);
    })?;
    Ok(())
}

/// Asks the kiosk to leave and waits until it has gone; one that an earlier desk left behind too.
pub fn close<R: Runtime>(app: &AppHandle<R>, arguments: &Arguments) -> io::Result<()> {
    let beside = app.state::<Beside>();
    if !beside.runs() {
        let mut other = Command::new(std::env::current_exe()?);
        other
            .args(arguments.folders())
            .args(["--kiosk", "--leave"])
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        return other.status().map(drop);
    }
    // One that cannot hear any more is ended below.
    drop(beside.say(LEAVE));
    let began = Instant::now();
    while beside.runs() {
        if began.elapsed() > PATIENCE {
            beside.with(|running| match running.as_mut() {
                Some(one) => one.child.kill(),
                None => Ok(()),
            })?;
        }
        thread::sleep(LOOK_AGAIN);
    }
    Ok(())
}

/// At the end of the desk. Nothing is waited for: the kiosk leaves by itself.
pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Some(beside) = app.try_state::<Beside>() {
        drop(beside.say(LEAVE));
    }
}

/// The kiosk's side: hears the desk. A desk that broke down says nothing, and the kiosk stays: the
/// visitor in front of it must not get the screen behind.
pub fn listen<R: Runtime>(app: AppHandle<R>) -> io::Result<()> {
    thread::Builder::new().name("desk".to_owned()).spawn(move || {
        for word in io::stdin().lock().lines().map_while(Result::ok) {
            let done = match word.trim() {
                FRONT => windows::kiosk::open(&app),
                LEAVE => windows::kiosk::leave(&app),
                _ => Ok(()),
            };
            if let Err(fault) = done {
                tracing::error!(error = %fault, "the kiosk could not do what the desk asked");
            }
        }
    })?;
    Ok(())
}

fn told<R: Runtime>(app: &AppHandle<R>, open: bool) {
    // A desk that has just closed need not be told.
    drop(app.emit_to(windows::DESK, EVENT, serde_json::json!({ "open": open })));
}

/// The number, from 0, of a screen that the desk's window is not on.
fn free_screen<R: Runtime>(app: &AppHandle<R>) -> Option<usize> {
    let desk = app.get_webview_window(windows::DESK)?;
    let (at, size) = (desk.outer_position().ok()?, desk.outer_size().ok()?);
    let half = |length: u32| i32::try_from(length / 2).unwrap_or_default();
    let middle = (at.x.saturating_add(half(size.width)), at.y.saturating_add(half(size.height)));
    screen::beside(&windows::kiosk::screens(app).ok()?, middle)
}
