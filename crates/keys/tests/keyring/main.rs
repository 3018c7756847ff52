//! The real Secret Service: a bus and a gnome-keyring-daemon of our own for each test.

#![expect(clippy::unwrap_used, reason = "a helper that fails shall fail its test")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PROBE: &str = env!("CARGO_BIN_EXE_keyring-probe");

/// A home, a bus and (once started) a keyring daemon; all end with it.
struct Desk {
    home: TempDir,
    running: Vec<Child>,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        for dir in ["data", "run"] {
            std::fs::create_dir(home.path().join(dir)).unwrap();
        }
        Self { home, running: Vec::new() }
    }

    fn command(&self, program: &str) -> Command {
        let home = self.home.path();
        let mut command = Command::new(program);
        command
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.bus().display()))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::null());
        command
    }

    fn bus(&self) -> PathBuf {
        self.home.path().join("bus")
    }

    /// A bus that starts no service on its own: without our daemon there is no keyring.
    fn start_bus(&mut self) {
        let config = self.home.path().join("bus.conf");
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#,
            self.bus().display()
        );
        std::fs::write(&config, text).unwrap();
        let mut command = self.command("dbus-daemon");
        command.arg("--nofork").arg(format!("--config-file={}", config.display()));
        self.running.push(command.stdout(Stdio::null()).spawn().unwrap());
        wait_until("the bus", || self.bus().exists());
    }

    /// An empty line, not an empty text, unlocks a keyring without a password.
    fn start_keyring(&mut self, unlock: bool) {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if unlock {
            command.arg("--unlock");
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(b"\n").unwrap();
        drop(stdin);
        self.running.push(child);
        wait_until("the keyring", || self.probe(&["x", "read", "mine"]) != "no_keyring");
    }

    fn stop_last(&mut self) {
        if let Some(mut child) = self.running.pop() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn probe(&self, words: &[&str]) -> String {
        let output = self.command(PROBE).args(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        while !self.running.is_empty() {
            self.stop_last();
        }
    }
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what} did not come up");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ready() -> Desk {
    let mut desk = Desk::new();
    desk.start_bus();
    desk.start_keyring(true);
    desk
}

#[test]
fn a_secret_is_there_in_the_next_process_until_it_is_deleted() {
    let desk = ready();
    assert_eq!(desk.probe(&["a", "read", "credentials"]), "none");
    assert_eq!(desk.probe(&["a", "write", "credentials", r#"{"username":"ü"}"#]), "done");
    assert_eq!(desk.probe(&["a", "read", "credentials"]), r#"value {"username":"ü"}"#);
    assert_eq!(desk.probe(&["a", "write", "credentials", "second"]), "done");
    assert_eq!(desk.probe(&["a", "read", "credentials"]), "value second");
    assert_eq!(desk.probe(&["a", "delete", "credentials"]), "done");
    assert_eq!(desk.probe(&["a", "delete", "credentials"]), "done");
    assert_eq!(desk.probe(&["a", "read", "credentials"]), "none");
}

#[test]
fn two_data_folders_of_one_account_do_not_share_entries() {
    let desk = ready();
    assert_eq!(desk.probe(&["a", "write", "mine", "of-a"]), "done");
    assert_eq!(desk.probe(&["b", "read", "mine"]), "none");
    assert_eq!(desk.probe(&["b", "write", "mine", "of-b"]), "done");
    assert_eq!(desk.probe(&["a", "read", "mine"]), "value of-a");
    assert_eq!(desk.probe(&["a", "read", "theirs"]), "none");
}

#[test]
fn a_key_is_minted_once_and_outlives_the_daemon() {
    let mut desk = ready();
    assert_eq!(desk.probe(&["a", "mint", "mine"]), "done");
    assert_eq!(desk.probe(&["a", "mint", "mine"]), "exists");
    let key = desk.probe(&["a", "read", "mine"]);
    desk.stop_last();
    desk.start_keyring(true);
    assert_eq!(desk.probe(&["a", "read", "mine"]), key);
}

#[test]
fn without_a_bus_or_a_daemon_there_is_no_keyring_and_nothing_is_written_elsewhere() {
    let mut desk = Desk::new();
    assert_eq!(desk.probe(&["a", "read", "mine"]), "no_keyring");
    desk.start_bus();
    assert_eq!(desk.probe(&["a", "read", "mine"]), "no_keyring");
    assert_eq!(desk.probe(&["a", "write", "mine", "canary"]), "no_keyring");
    assert!(!holds_file(&desk.home.path().join("data")));
}

#[test]
fn trying_again_works_in_the_process_that_failed_before() {
    let mut desk = Desk::new();
    let mut probe = desk
        .command(PROBE)
        .args(["a", "again", "mine"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ask = probe.stdin.take().unwrap();
    let mut answers = BufReader::new(probe.stdout.take().unwrap()).lines();
    let mut again = || {
        writeln!(ask, "again").unwrap();
        answers.next().unwrap().unwrap()
    };
    assert_eq!(again(), "no_keyring");
    desk.start_bus();
    desk.start_keyring(true);
    assert_eq!(desk.probe(&["a", "write", "mine", "kept"]), "done");
    assert_eq!(again(), "value kept");
    // The daemon is restarted under the running program.
    desk.stop_last();
    assert_eq!(again(), "no_keyring");
    desk.start_keyring(true);
    assert_eq!(again(), "value kept");
    drop(ask);
    probe.wait().unwrap();
}

#[test]
fn a_keyring_nobody_unlocks_is_said_to_be_locked() {
    let mut desk = ready();
    assert_eq!(desk.probe(&["a", "write", "mine", "kept"]), "done");
    desk.stop_last();
    desk.start_keyring(false);
    assert_eq!(desk.probe(&["a", "read", "mine"]), "locked");
    assert_eq!(desk.probe(&["a", "mint", "mine"]), "locked");
}

fn holds_file(dir: &Path) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { holds_file(&path) } else { true }
    })
}
