//! A full disk and a read-only folder, for real: a shim between the program and the system makes
//! its writes fail. Tests may run as an account that no permission stops, and may not mount.

use crate::support::{Desk, Ran};
use std::path::PathBuf;
use std::sync::OnceLock;

/// What the system answers from some call on.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// No space left on the device.
    Full,
    /// Read-only file system.
    ReadOnly,
    /// The device fails once.
    Once,
    /// No space left, until the room kept in the data folder is given up.
    FullButForBallast,
    /// `mine.db` is not answered for.
    Hangs,
}

impl Fault {
    const fn errno(self) -> &'static str {
        match self {
            Self::Full | Self::FullButForBallast => "28",
            Self::ReadOnly => "30",
            Self::Once | Self::Hangs => "5",
        }
    }
}

/// What a command did, and how many of its calls took room or changed something.
pub struct Faulted {
    pub ran: Ran,
    pub calls: u32,
}

/// Runs a command whose data folder fails after so many calls.
pub async fn run(desk: &Desk, fault: Fault, after: u32, args: &[&str], stdin: &str) -> Faulted {
    let log = desk.folder.path().join("calls");
    let mut command = desk.command(args);
    command.env("LD_PRELOAD", shim());
    command.env("FAULT_DIR", &desk.data).env("FAULT_LOG", &log);
    command.env("FAULT_ERRNO", fault.errno()).env("FAULT_AFTER", after.to_string());
    match fault {
        Fault::Once => command.env("FAULT_TIMES", "1"),
        Fault::FullButForBallast => command.env("FAULT_ROOM", desk.data.join("mine.ballast")),
        Fault::Hangs => command.env("FAULT_HANG", "1"),
        Fault::Full | Fault::ReadOnly => &mut command,
    };
    let ran = Ran::of(command, args, stdin).await;
    let calls = std::fs::read_to_string(&log).expect("the shim ran to its end");
    Faulted { ran, calls: calls.parse().expect("a number") }
}

/// How many calls the command makes on a disk with room.
pub async fn calls(desk: &Desk, args: &[&str], stdin: &str) -> u32 {
    let whole = run(desk, Fault::Full, u32::MAX >> 1, args, stdin).await;
    whole.ran.ended(0);
    whole.calls
}

/// The C compiler that links Rust programs makes it, once for each process.
fn shim() -> &'static PathBuf {
    static SHIM: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = SHIM.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let (source, shim) = (folder.path().join("fault.c"), folder.path().join("fault.so"));
        std::fs::write(&source, include_str!("fault.c")).expect("written");
        let made = std::process::Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-o"])
            .arg(&shim)
            .arg(&source)
            .arg("-ldl")
            .output()
            .expect("there is a C compiler where Rust programs are linked");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        (folder, shim)
    });
    path
}
