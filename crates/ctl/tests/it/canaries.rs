//! Forty values of a customer in ten forms, looked for in every file that the program has written
//! after a main job with the most talkative log: none may be there. The eye that looks is tried first
//! on a plain file.

mod eye;

use crate::support::{Desk, Net, Shop, op};
use eye::{Eye, FIELDS, FORMS, forms, record};
use serde_json::{Value, json};
use std::path::PathBuf;
use tokio::process::Command;

/// Everything the program can write to lies below one folder; what it is given lies elsewhere.
struct Home {
    desk: Desk,
    home: PathBuf,
}

impl Home {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.desk.command(args);
        let homes = [
            ("HOME", "user"),
            ("TMPDIR", "tmp"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "share"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
        ];
        for (name, folder) in homes {
            let folder = self.home.join(folder);
            std::fs::create_dir_all(&folder).expect("made");
            command.env(name, folder);
        }
        command.current_dir(&self.home).env("SHOWROOM_LOG", "trace");
        command
    }

    async fn run(&self, args: &[&str]) -> Value {
        let ran = self.command(args).output().await.expect("runs");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{args:?}: {said}");
        serde_json::from_slice(&ran.stdout).unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_of_ours_shows_any_of_forty_values_in_any_of_ten_forms() {
    let eye = Eye::new();
    let given = tempfile::tempdir().expect("a folder");
    let plain: Vec<u8> = FIELDS
        .iter()
        .flat_map(|(_, value)| forms(value).into_iter().map(|form| form[0].clone()))
        .flat_map(|form| [form, b"\n".to_vec()].concat())
        .collect();
    std::fs::write(given.path().join("planted"), &plain).expect("written");
    let (_, planted) = eye.below(given.path());
    for (field, _) in FIELDS {
        for n in 0..FORMS {
            assert!(
                planted.iter().any(|one| one.starts_with(&format!("{field} as {n} "))),
                "{field} {n}"
            );
        }
    }

    let shop = Shop::open(30).await;
    let mut desk = Desk::new(Net::V1, &shop).await;
    let root = desk.folder.path().join("home");
    std::fs::create_dir_all(root.join("config")).expect("made");
    let config = root.join("config/showroom.toml");
    std::fs::rename(&desk.config, &config).expect("moved");
    std::fs::rename(&desk.data, root.join("data")).expect("moved");
    (desk.config, desk.data) = (config, root.join("data"));
    let home = Home { desk, home: root.clone() };
    let file = |name: &str, content: String| {
        let path = given.path().join(name);
        std::fs::write(&path, content).expect("written");
        path.to_str().expect("a plain path").to_owned()
    };

    // The main job, and what a day brings besides.
    home.run(&["import", &file("export.ndjson", record().to_string())]).await;
    for (_, value) in FIELDS {
        home.run(&["search", value]).await;
    }
    home.run(&["show", "ZQ-01-90817"]).await;
    let mut new = json!({"kind": "person"});
    new["names"] = json!({"givenName": "Zquinevere", "familyName": "Canaryquist"});
    new["channels"] = json!([record()["channels"][0], record()["channels"][1]]);
    let new = file("new.json", new.to_string());
    let made = home.run(&["create", &new, "--despite-candidates"]).await;
    home.run(&["sync", "--until-idle", "--timeout", "20"]).await;
    shop.network("down").await;
    let edit = json!({"names": {"givenName": "Zquinevere", "middleName": "Xylothrope"}});
    let edit = file("edit.json", edit.to_string());
    let local_id = made["local_id"].as_str().expect("an id").to_owned();
    let waits = home.run(&["update", &local_id, "names", &edit]).await;
    home.run(&["kiosk", "submit", &new]).await;
    home.run(&["kiosk", "list"]).await;
    home.run(&["outbox", "show", &op(&waits), "--timeline"]).await;
    home.run(&["export", &local_id]).await;
    home.run(&["audit", "list"]).await;
    home.run(&["privacy", "run"]).await;
    let bundle = root.join("support.zip");
    let bundle_path = bundle.to_str().expect("a plain path").to_owned();
    home.run(&["support", "--out", &bundle_path]).await;

    let (files, found) = eye.below(&root);
    assert!(files >= 5, "there was something to look through: {files}");
    let log = root.join("data/logs");
    let logs: u64 = std::fs::read_dir(&log)
        .expect("logs")
        .flatten()
        .map(|file| file.metadata().expect("a size").len())
        .sum();
    assert!(logs > 10_000, "the log talked: {logs} bytes");
    assert_eq!(found, Vec::<String>::new());
    println!("{} values × {FORMS} forms in {files} files: {} found", FIELDS.len(), found.len());

    // What support is given holds none of them even where the log does.
    let mut leak = String::new();
    for form in FIELDS.iter().flat_map(|(_, value)| forms(value).map(|form| form[0].clone())) {
        let form = String::from_utf8_lossy(&form).into_owned();
        let names = ["message", "failure", "why", "outbox.event", "outbox.id", "call", "place"];
        let fields: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!(form))).collect();
        let line = json!({"timestamp": form, "level": form, "target": form, "fields": fields});
        leak.push_str(&format!("{line}\n{form}\n"));
    }
    std::fs::write(log.join("showroom.2026-11-22.log"), leak).expect("written");
    std::fs::write(log.join("showroom.Canaryquist.log"), "Canaryquist").expect("written");
    assert!(eye.below(&log).1.len() > 300, "the leak is there to be seen");
    assert_eq!(
        home.command(&["support", "--out", &bundle_path]).status().await.expect("runs").code(),
        Some(3)
    );
    std::fs::remove_file(&bundle).expect("removed");
    home.run(&["support", "--out", &bundle_path]).await;
    let packed = std::fs::read(&bundle).expect("the bundle");
    assert_eq!(eye.in_bytes(&packed), Vec::<String>::new());
    let shown = home.run(&["support", "--preview"]).await;
    let parts = shown["files"].as_array().expect("files");
    let text = |name: &str| {
        let part =
            parts.iter().find(|part| part["name"] == name).unwrap_or_else(|| panic!("{name}"));
        part["text"].as_str().expect("a text").to_owned()
    };
    let entries: Value = serde_json::from_str(&text("outbox.json")).expect("JSON");
    let hash = entries[0]["op"].as_str().expect("a hash");
    assert!(entries.as_array().expect("entries").len() >= 2 && hash.len() == 12, "{entries}");
    assert!(text("log-showroom-2026-11-22.txt").contains("(left out)"));
    let today = parts.iter().filter_map(|part| part["name"].as_str());
    let today: Vec<&str> = today.filter(|name| name.starts_with("log-showroomctl-")).collect();
    let ours =
        |line: &str| line.contains("\"message\":\"") && !line.contains("\"message\":\"(left");
    assert!(text(today[0]).lines().any(ours), "what is ours stays readable");
    let whole = String::from_utf8_lossy(&packed);
    for raw in [op(&waits), local_id.clone(), "desk-secret".to_owned()] {
        assert!(!whole.contains(&raw) && !shown.to_string().contains(&raw), "{raw}");
    }
    assert_eq!(eye.in_bytes(shown.to_string().as_bytes()), Vec::<String>::new());

    use std::os::unix::fs::PermissionsExt as _;
    for file in std::fs::read_dir(&log).expect("logs").flatten() {
        let mode = file.metadata().expect("a mode").permissions().mode();
        assert_eq!(mode & 0o077, 0, "for this account only");
    }
}
