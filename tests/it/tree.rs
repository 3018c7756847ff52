//! What must not get into the tree, and what the built program must not show.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The text files under version control, or all files of a tree that came without its history.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(ROOT).output();
    match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(|name| Path::new(ROOT).join(name))
            .filter(|path| path.is_file())
            .collect(),
        _ => {
            let mut found = Vec::new();
            walk(Path::new(ROOT), &mut found);
            found
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    const BUILT: [&str; 5] = ["target", "node_modules", "dist", ".git", "gen"];
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !BUILT.contains(&name.as_str()) {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_file_names_a_place_on_somebodys_computer() {
    // Written in two pieces, so that this file passes its own test.
    let places =
        [["/ho", "me/"], ["/ro", "ot/"], ["/wo", "rk/"], ["/Us", "ers/"]].map(|p| p.concat());
    let mut wrong = Vec::new();
    for path in files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            if places.iter().any(|place| names_place(line, place)) {
                wrong.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A path begins there: not the tail of a longer one or of an address.
fn names_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "./-_}~*".contains(c)))
    })
}

#[test]
fn lock_files_name_versions_and_no_download_address() {
    for lock in ["Cargo.lock", "bench/peers/Cargo.lock"] {
        let cargo = fs::read_to_string(Path::new(ROOT).join(lock)).expect("cargo's lock");
        let foreign: Vec<_> = cargo
            .lines()
            .filter(|line| line.starts_with("source = "))
            .filter(|line| {
                *line != r#"source = "registry+https://github.com/rust-lang/crates.io-index""#
            })
            .collect();
        assert_eq!(foreign, Vec::<&str>::new(), "{lock}");
    }

    let npm = fs::read_to_string(Path::new(ROOT).join("ui/package-lock.json")).expect("npm's lock");
    let resolved: Vec<_> = npm.lines().filter(|line| line.contains("\"resolved\"")).collect();
    assert_eq!(resolved, Vec::<&str>::new());
}

/// The version of a package in cargo's lock.
fn locked(name: &str) -> Option<Vec<u32>> {
    let cargo = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).expect("cargo's lock");
    let after = cargo.split_once(&format!("name = \"{name}\"\nversion = \""))?.1;
    let version = after.split('"').next()?;
    Some(version.split(['.', '-']).map_while(|part| part.parse().ok()).collect())
}

/// A list of advisories is not enough for what guards the network: older ones have holes that are
/// known. The shell's own floor and its forbidden plugins stand in `imports.rs`.
#[test]
fn what_speaks_tls_is_not_older_than_its_fixes() {
    let found = locked("rustls").expect("rustls is in the lock");
    assert!(found >= vec![0, 23, 18], "rustls {found:?} has holes that are known");
}

#[test]
fn installing_the_pages_runs_no_script_of_a_package() {
    let ui = Path::new(ROOT).join("ui");
    let settings = fs::read_to_string(ui.join(".npmrc")).expect("npm's settings");
    assert!(settings.lines().any(|line| line == "ignore-scripts=true"));
}

/// WebKitGTK loads the system's SQLite into the process: if ours were visible, its calls would end
/// in our encrypted one.
#[cfg(target_os = "linux")]
#[test]
fn the_program_shows_no_sqlite_to_the_libraries_it_loads() {
    let output = Command::new("nm")
        .args(["-D", "--defined-only", env!("CARGO_BIN_EXE_showroom")])
        .output()
        .expect("nm (package binutils) runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let symbols = String::from_utf8_lossy(&output.stdout);
    let shown: Vec<_> = symbols.lines().filter(|line| line.contains("sqlite3")).take(5).collect();
    assert_eq!(shown, Vec::<&str>::new());
}

#[test]
fn the_program_explains_itself_without_a_display() {
    let run = |argument: &str| {
        Command::new(env!("CARGO_BIN_EXE_showroom"))
            .arg(argument)
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the program runs")
    };
    let help = run("--help");
    assert!(help.status.success());
    assert_eq!(String::from_utf8_lossy(&help.stdout), showroom::arguments::USAGE);
    let version = run("--version");
    assert_eq!(
        String::from_utf8_lossy(&version.stdout),
        format!("showroom {}\n", env!("CARGO_PKG_VERSION"))
    );
    let slip = run("--kisok");
    assert_eq!(slip.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&slip.stderr).contains("--kisok"));
}
