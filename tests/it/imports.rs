//! Who imports what, held against `cargo metadata`; docs/ARCHITECTURE.md prints it.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Crate, which of ours it uses, which shared libraries it must not have as dependencies.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("customer", &[], &["tokio", "reqwest", "rusqlite", "tauri", "axum", "clap", "keyring"]),
    ("matching", &["customer"], &["tokio", "reqwest", "rusqlite", "tauri", "axum", "jiff"]),
    ("outbox", &["customer"], &["tokio", "reqwest", "rusqlite", "tauri", "axum", "jiff"]),
    (
        "finder",
        &["customer", "matching"],
        &["tokio", "reqwest", "rusqlite", "tauri", "axum", "jiff"],
    ),
    ("network", &["customer"], &["rusqlite", "tauri"]),
    ("keys", &[], &["tokio", "reqwest", "rusqlite", "tauri"]),
    ("store", &["customer", "outbox", "matching", "finder"], &["reqwest", "tauri"]),
    (
        "desk",
        &["customer", "matching", "outbox", "network", "store", "keys"],
        &["tauri", "reqwest", "rusqlite"],
    ),
    (
        "api",
        // What use cases return is the store's and the network's in places: types, no SQL, no HTTP.
        &["desk", "customer", "matching", "outbox", "network", "store", "rehearsal"],
        &["tauri", "rusqlite", "reqwest"],
    ),
    // Shares no code with what it checks.
    ("sandbox", &[], &["tauri", "keyring"]),
    // For developers: measures what the others do, and nobody uses it.
    ("lab", &["customer", "matching"], &["tauri", "reqwest", "tokio", "axum"]),
    // Plays an outage with the real desk: its own HTTP is the sandbox's administration. Only `api`
    // uses it, for a practice desk.
    (
        "rehearsal",
        &["desk", "sandbox", "store", "customer", "outbox", "keys"],
        &["tauri", "rusqlite"],
    ),
    // The real desks and the sandbox's networks in played time, and an oracle; nobody uses it.
    (
        "simulation",
        &["desk", "network", "sandbox", "store", "customer", "outbox", "keys"],
        &["tauri", "rusqlite", "reqwest", "axum"],
    ),
    // Hands broken bytes to every reader there is; nobody uses it.
    (
        "fuzz",
        &["api", "desk", "network", "store", "keys", "finder", "matching", "customer"],
        &["tauri", "rusqlite", "reqwest", "axum"],
    ),
    (
        "ctl",
        &["desk", "api", "network", "store", "keys", "customer", "matching", "outbox"],
        &["tauri"],
    ),
    ("showroom", &["api", "desk"], &["rusqlite", "reqwest"]),
];

/// Libraries that exactly these crates use.
const ONLY: &[(&str, &[&str])] = &[
    ("reqwest", &["network", "rehearsal"]),
    // The sandbox has a store of its own.
    ("rusqlite", &["store", "sandbox"]),
    ("rusqlite_migration", &["store"]),
    ("axum", &["sandbox"]),
    ("clap", &["ctl", "sandbox", "rehearsal", "simulation", "fuzz"]),
    ("indicatif", &["ctl"]),
    ("tauri", &["showroom"]),
    ("keyring", &["keys"]),
    ("keyring-core", &["keys"]),
    ("argon2", &["keys"]),
    ("hpke", &["keys"]),
    ("fs4", &["store"]),
    ("minisign-verify", &["desk"]),
    ("ts-rs", &["api", "customer"]),
    ("rlibphonenumber", &["customer"]),
];

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

/// What this computer is to the compiler.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("the compiler says its host").to_owned()
}

/// Each of our crates with what it needs to run (not to build or to test).
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata(&["--no-deps"]);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().expect("dependencies").iter();
            let needs = needs.filter(|need| need["kind"].is_null()).map(|need| text(&need["name"]));
            (text(&package["name"]), needs.collect())
        })
        .collect()
}

#[test]
fn each_crate_imports_what_the_architecture_says_and_nothing_else() {
    let dependencies = dependencies();
    let ours: BTreeSet<_> = dependencies.keys().map(String::as_str).collect();
    let listed: BTreeSet<_> = TABLE.iter().map(|(name, ..)| *name).collect();
    assert_eq!(ours, listed, "every crate has its row in the table");

    let mut wrong = Vec::new();
    for (name, uses, never) in TABLE {
        for one in *uses {
            if !dependencies[*name].contains(*one) {
                wrong.push(format!("{name} does not use our {one}"));
            }
        }
        for need in &dependencies[*name] {
            if ours.contains(need.as_str()) && !uses.contains(&need.as_str()) {
                wrong.push(format!("{name} may not use our {need}"));
            }
            if never.contains(&need.as_str()) {
                wrong.push(format!("{name} must never use {need}"));
            }
        }
    }
    for (library, users) in ONLY {
        for user in *users {
            if !dependencies[*user].contains(*library) {
                wrong.push(format!("{user} does not use {library}"));
            }
        }
        for (name, needs) in &dependencies {
            if needs.contains(*library) && !users.contains(&name.as_str()) {
                wrong.push(format!("{name} may not use {library}; only {users:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn as_table() -> String {
    let mut table = "| crate | uses of ours | alone uses |\n|---|---|---|\n".to_owned();
    for (name, uses, _) in TABLE {
        let alone =
            ONLY.iter().filter(|(_, users)| users.contains(name)).map(|(library, users)| {
                let others: Vec<_> = users.iter().filter(|user| *user != name).copied().collect();
                match others.as_slice() {
                    [] => format!("`{library}`"),
                    _ => format!("`{library}` (as {})", others.join(", ")),
                }
            });
        let said = |words: Vec<String>| match words.is_empty() {
            true => "–".to_owned(),
            false => words.join(", "),
        };
        let uses = said(uses.iter().map(ToString::to_string).collect());
        table.push_str(&format!("| {name} | {uses} | {} |\n", said(alone.collect())));
    }
    table
}

#[test]
fn the_architecture_prints_the_imports_as_they_are() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ARCHITECTURE.md");
    let text = std::fs::read_to_string(path).expect("the document");
    let (begin, end) = ("<!-- imports: begin -->\n", "<!-- imports: end -->");
    let (before, rest) = text.split_once(begin).expect("where the table begins");
    let (found, after) = rest.split_once(end).expect("where the table ends");
    let table = as_table();
    if std::env::var_os("SHOWROOM_WRITE_IMPORTS").is_some() {
        std::fs::write(path, format!("{before}{begin}{table}{end}{after}")).expect("written");
        return;
    }
    assert_eq!(found, table, "run this test with SHOWROOM_WRITE_IMPORTS=1");
}

/// Bugs on purpose (`outbox::planted`) are for the simulation: nothing else may turn them on, not
/// even by being built in the same command.
#[test]
fn no_program_is_built_with_bugs_on_purpose() {
    const PLANTED: &str = "planted";
    // What other systems need is not on this computer.
    let features = "showroom/window-tests,keys/keyring-tests";
    let metadata = metadata(&["--features", features, "--filter-platform", &host()]);
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        for need in package["dependencies"].as_array().expect("dependencies") {
            let features = need["features"].as_array().expect("features");
            if features.iter().any(|feature| feature.as_str() == Some(PLANTED)) {
                wrong.push(format!("{name} turns it on in {}", need["name"]));
            }
        }
        for (feature, turns_on) in package["features"].as_object().expect("features") {
            if feature != PLANTED && turns_on.to_string().contains(PLANTED) {
                wrong.push(format!("{name} turns it on by its feature {feature}"));
            }
        }
    }
    let resolved = metadata["resolve"]["nodes"].as_array().expect("what is built");
    assert!(resolved.iter().any(|node| node["id"].to_string().contains("outbox")));
    for node in resolved {
        if node["features"].as_array().expect("features").iter().any(|on| on == PLANTED) {
            wrong.push(format!("{} has it", node["id"]));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    for script in std::fs::read_dir("scripts").expect("scripts") {
        let path = script.expect("a script").path();
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let mut builds = text.lines().filter(|line| !line.contains("cargo deny"));
        assert!(!builds.any(|line| line.contains("--all-features")), "{}", path.display());
    }
}

/// A line that is played has neither TLS nor limits of its own: no program may ask for one.
#[test]
fn the_line_is_played_for_the_simulation_alone() {
    const PLAYED: &[&str] = &["connect_over(", "start_over(", "Http::played(", "Local::open("];
    const MAY: &[&str] = &["simulation/", "fuzz/", "network/src/connect.rs", "network/src/http.rs"];
    let mut wrong = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("crates"), "src-tauri/src".into()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).expect("source");
            // A test inside its file is no program.
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let name = path.display().to_string();
            let declares = name.ends_with("desk/src/start.rs");
            let uses = PLAYED.iter().any(|call| {
                let calls = text.matches(call).count();
                calls > usize::from(declares && text.contains(&format!("fn {call}")))
            });
            if uses && !MAY.iter().any(|may| name.contains(may)) {
                wrong.push(name);
            }
        }
    }
    assert!(read > 100, "{read} files");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_shell_has_the_security_fix_and_no_plugin_that_opens_the_computer() {
    let lock: toml::Value = toml::from_str(include_str!("../../Cargo.lock")).expect("a lock file");
    let packages = lock["package"].as_array().expect("packages");
    let versions: BTreeMap<_, _> = packages
        .iter()
        .map(|package| (package["name"].as_str().unwrap(), package["version"].as_str().unwrap()))
        .collect();
    let tauri: Vec<u32> = versions["tauri"].split('.').map(|part| part.parse().unwrap()).collect();
    assert!(tauri >= vec![2, 11, 1] && tauri < vec![3], "tauri {tauri:?}");
    for plugin in ["http", "shell", "fs", "sql", "store", "stronghold", "process", "opener"] {
        let name = format!("tauri-plugin-{plugin}");
        assert!(!versions.contains_key(name.as_str()), "{name} is in the program");
    }
}
