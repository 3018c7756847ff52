//! The policy file of the dealer's IT, as an administrator meets it.

use crate::support::{Desk, Net, Shop, nobody};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_policy_says_wins_and_health_names_the_file_and_its_keys() {
    let shop = Shop::open(30).await;
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    let health = desk.run(&["health"]).await.answer();
    assert_eq!(health["policy"], json!(null));
    let base = shop.sandbox.base_url();
    let text = format!("[keyloop]\nbase_url = \"{base}\"\n[sync]\nprobe_seconds = 2\n");
    let file = desk.file("policy.toml", text);
    desk.run_with(&["credentials", "set"], Net::V1.credentials()).await.done();
    let found = desk.run(&["search", "an"]).await.done();
    assert_ne!(found["network"]["state"], "offline", "{found}");
    let health = desk.run(&["health"]).await.done();
    let locked = json!({"file": file, "locked": ["keyloop.base_url", "sync.probe_seconds"]});
    assert_eq!((&health["policy"], &health["network"]), (&locked, &json!("ready")), "{health}");
    // One process knows of one question: its own.
    assert_eq!(health["speed"]["dms"]["answers"], 1, "{health}");
    assert_eq!(health["speed"]["here"], json!(null), "{health}");
    let own = std::fs::read_to_string(&desk.config).expect("the configuration");
    assert!(!own.contains(&base), "the account's own file is left as it is");
}

#[tokio::test]
async fn a_slip_in_the_policy_stops_every_command_and_is_named_with_file_line_and_key() {
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    let file = desk.file("policy.toml", "country = \"GB\"\n[keyloop]\nbase_ulr = \"https://x\"\n");
    for args in [&["health"][..], &["search", "an"], &["outbox", "list"]] {
        let error = desk.run(args).await.error(3);
        assert_eq!(error["field"], "keyloop.base_ulr");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(&format!("{file}, line 3: keyloop.base_ulr")), "{message}");
        assert!(message.contains("unknown field"), "{message}");
    }
}

#[tokio::test]
async fn a_policy_that_cannot_be_read_stops_every_command() {
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    let path = desk.folder.path().join("policy.toml");
    std::fs::create_dir(&path).expect("a folder in its place");
    let error = desk.run(&["outbox", "list"]).await.error(3);
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains(path.to_str().expect("a plain path")), "{message}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_policy_that_everybody_may_write_makes_a_desk_unhealthy() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::configured(&Net::V1.config(&nobody()));
    let file = desk.file("policy.toml", "country = \"GB\"\n");
    let says = async |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&file, mode).expect("its owner may");
        let ran = desk.run(&["health"]).await;
        ran.ended(1).answer()["problems"].to_string().contains("can be changed by others")
    };
    assert!(!says(0o644).await);
    assert!(says(0o666).await);
}
