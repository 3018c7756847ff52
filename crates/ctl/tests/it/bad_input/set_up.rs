//! A desk that is set up wrongly: its configuration, its data folder, its keyring.

use crate::batch::alone;
use crate::support::{Desk, nobody};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_configuration_that_cannot_be_is_named() {
    let keyloop = "network = \"keyloop\"\n[keyloop]\nbase_url = \"http://127.0.0.1:9\"\nenterprise_id = \"e\"\nstore_id = \"s\"\ndms = \"autoline\"\n";
    let table = [
        ("network = ".to_owned(), "config", "network"),
        ("netwrok = \"keyloop\"".to_owned(), "config", "netwrok"),
        ("network = \"cdk\"".to_owned(), "config", "network"),
        ("network = \"keyloop\"".to_owned(), "config", "keyloop"),
        ("network = \"mykaarma\"".to_owned(), "config", "mykaarma"),
        ("country = \"England\"".to_owned(), "config", "country"),
        (format!("{keyloop}[keys]\nstore = \"cloud\""), "config", "keys.store"),
        (format!("{keyloop}[sync]\nprobe_seconds = 0"), "config", "sync.probe_seconds"),
        (
            format!(
                "{}[keys]\nstore = \"file\"",
                keyloop.replace("http://127.0.0.1:9", "https://api.eu.keyloop.io")
            ),
            "config",
            "keys.store",
        ),
        (
            format!(
                "{}[keys]\nstore = \"file\"",
                keyloop.replace("http://127.0.0.1:9", "https://127.0.0.1.evil.example")
            ),
            "config",
            "keys.store",
        ),
    ];
    for (config, code, field) in table {
        let desk = Desk::configured(&config);
        let error = desk.run(&["outbox", "list"]).await.error(3);
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field)),
            "{config}: {error}"
        );
        assert!(!desk.data.join("mine.db").exists());
    }
    let desk = alone();
    std::fs::remove_file(&desk.config).expect("removed");
    assert_eq!(desk.run(&["health"]).await.error(3)["field"], "config");
    for (stdin, field) in [
        ("", "credentials"),
        ("{", "credentials"),
        ("[]", "client_id"),
        (r#"{"client_id":"a"}"#, "client_secret"),
        (r#"{"client_id":7,"client_secret":"b"}"#, "client_id"),
    ] {
        let desk = alone();
        let ran = desk.run_with(&["credentials", "set"], stdin).await;
        assert_eq!(ran.error(3)["field"], field, "{stdin}");
    }
    let nowhere = Desk::configured("[keys]\nstore = \"file\"\n");
    let ran = nowhere.run_with(&["credentials", "set"], "{}").await;
    assert_eq!(ran.error(3)["field"], "network");
    nowhere.run(&["search", "x"]).await.done();
    nowhere.run(&["health"]).await.ended(1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_that_cannot_be_used_is_said() {
    let mut desk = alone();
    // A file where the folder should be: no permission of any account helps.
    desk.data = desk.folder.path().join("file");
    std::fs::write(&desk.data, "x").expect("written");
    assert_eq!(desk.run(&["health"]).await.error(6)["code"], "data_folder");
    desk.data = desk.folder.path().join("file/below");
    desk.run(&["search", "x"]).await.ended(6);
    desk.data = std::path::PathBuf::from("/proc/nowhere");
    desk.run(&["search", "x"]).await.ended(6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keyring_nothing_is_opened() {
    let mut desk = Desk::configured(&format!(
        "network = \"mykaarma\"\n[mykaarma]\nbase_url = \"{}\"\ndepartment_uuid = \"d\"\n",
        nobody()
    ));
    desk.data = desk.folder.path().join("data");
    let mut command = desk.command(&["search", "x"]);
    // No session bus: no keyring.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all");
    let output = command.output().await.expect("runs");
    if cfg!(target_os = "linux") {
        assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!desk.data.join("mine.db").exists());
    }
}
