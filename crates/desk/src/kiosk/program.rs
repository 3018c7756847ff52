//! Asking another program of this computer something, without waiting for it: one that hangs must not
//! keep a kiosk from opening.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// More than any of them has to say.
const MOST: u64 = 1 << 20;
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What it says within this time. None where there is no such program, it fails, or it takes longer:
/// then it is ended, with whatever it has started.
pub(super) fn says(program: &str, arguments: &[&str], limit: Duration) -> Option<String> {
    let until = Instant::now() + limit;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().ok()?;
    let said = child.stdout.take()?;
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let read = said.take(MOST).read_to_string(&mut text);
        // Whoever asked may have given up.
        let _ = tell.send(read.is_ok().then_some(text));
    });
    let text = told.recv_timeout(limit).ok().flatten();
    let well = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status.success(),
            Ok(None) if Instant::now() < until => thread::sleep(LOOK_AGAIN),
            _ => break false,
        }
    };
    // Something it has started may still hold its output.
    if !well || text.is_none() {
        end(child);
        return None;
    }
    text
}

#[cfg(target_os = "linux")]
fn end(mut child: Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // One that has ended has no group any more.
        let _ = kill_process_group(group, Signal::KILL);
    }
    // One that waits for a disk ends when the disk answers.
    thread::spawn(move || child.wait());
}

#[cfg(not(target_os = "linux"))]
fn end(mut child: Child) {
    // One that has ended cannot be.
    let _ = child.kill();
    thread::spawn(move || child.wait());
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(line: &str) -> Option<String> {
        says("/bin/sh", &["-c", line], Duration::from_secs(5))
    }

    #[test]
    fn what_a_program_says_is_taken_and_a_failure_says_nothing() {
        assert_eq!(shell("echo false").as_deref(), Some("false\n"));
        assert_eq!(shell("echo false; exit 1"), None);
        assert_eq!(says("there-is-no-such-program", &[], Duration::from_secs(5)), None);
    }

    #[test]
    fn one_that_hangs_is_not_waited_for_nor_what_it_has_started() {
        let limit = Duration::from_millis(50);
        assert_eq!(says("/bin/sh", &["-c", "sleep 1000"], limit), None);
        assert_eq!(says("/bin/sh", &["-c", "echo early; sleep 1000 & exit 0"], limit), None);
        assert_eq!(says("/bin/sh", &["-c", "exec >&-; sleep 1000"], limit), None);
    }
}
