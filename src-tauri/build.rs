//! Builds the window's pages when they are older than their sources, and hands Tauri the list of
//! commands, so that plain `cargo build` works from a fresh clone.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

fn main() -> Result<(), Box<dyn Error>> {
    pages_up_to_date(Path::new("ui"))?;

    let commands: &'static [&'static str] = commands()?.leak();
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().commands(commands))
            .capabilities_path_pattern("src-tauri/capabilities/*.json")
            .codegen(tauri_build::CodegenContext::new()),
    )?;
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/build.rs");

    // WebKitGTK brings the system's SQLite into the process. Ours must not answer in its place,
    // so nothing of our static libraries is visible to shared ones.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-link-arg=-Wl,--exclude-libs,ALL");
    }
    Ok(())
}

/// The names in the one list of commands. Read as text: a build dependency on `api` would compile
/// the whole core a second time, for the build machine. A test compares this with `api::COMMANDS`.
fn commands() -> Result<Vec<&'static str>, Box<dyn Error>> {
    const LIST: &str = "crates/api/src/commands.rs";
    println!("cargo:rerun-if-changed={LIST}");
    let text: &'static str = fs::read_to_string(LIST)?.leak();
    let (_, list) = text.split_once("\ncommands! {\n").ok_or("no `commands! {` in the list")?;
    let (list, _) = list.split_once("\n}").ok_or("the list of commands does not end")?;
    let names: Vec<_> = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
        .filter_map(|line| line.split_once('(').map(|(name, _)| name))
        .collect();
    if names.is_empty() { Err("no command in the list".into()) } else { Ok(names) }
}

/// Runs npm when a source of the window is newer than what was built from it, then dates the built
/// files like the newest source: dated "now", they would make cargo run this again each time.
fn pages_up_to_date(ui: &Path) -> Result<(), Box<dyn Error>> {
    let mut sources = Vec::new();
    for folder in ["src", "messages"] {
        gather(&ui.join(folder), &mut sources)?;
    }
    for entry in fs::read_dir(ui)? {
        let path = entry?.path();
        let named = |ending: &str| path.extension().is_some_and(|e| e == ending);
        if path.is_file() && ["json", "ts", "js", "html"].into_iter().any(named) {
            sources.push(path);
        }
    }
    let mut newest = SystemTime::UNIX_EPOCH;
    for source in &sources {
        println!("cargo:rerun-if-changed={}", source.display());
        newest = newest.max(fs::metadata(source)?.modified()?);
    }

    let built = ui.join("dist/index.html");
    let fresh = fs::metadata(&built).and_then(|file| file.modified()).is_ok_and(|at| at >= newest);
    if fresh {
        return Ok(());
    }
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&ui.join("package-lock.json")) {
        npm(ui, &["ci", "--no-audit", "--no-fund"])?;
    }
    npm(ui, &["run", "build"])?;
    let mut results = Vec::new();
    gather(&ui.join("dist"), &mut results)?;
    for result in results {
        fs::File::options().write(true).open(result)?.set_modified(newest)?;
    }
    Ok(())
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// Every file below.
fn gather(folder: &Path, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, into)?;
        } else {
            into.push(path);
        }
    }
    Ok(())
}

fn npm(ui: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(program)
        .args(arguments)
        .current_dir(ui)
        .output()
        .map_err(|fault| format!("npm is needed to build the window's pages: {fault}"))?;
    if done.status.success() {
        return Ok(());
    }
    let said =
        String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Err(format!("npm {}: {said}", arguments.join(" ")).into())
}
