//! Saving never waits for a network that is known not to answer: it is kept at once, and the search
//! before sending covers the rest.

use crate::bench::{Bench, unlike};
use desk::clock::SystemClock;
use desk::{Config, Created, Desk, Scope, Start, credentials};
use network::settings::{Credentials, Settings};
use outbox::{Entry, Origin};
use serde_json::json;
use std::sync::Arc;

/// A desk with its own folder at the bench's network.
async fn desk(bench: &Bench) -> (Arc<Desk>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    let config_path = folder.path().join("showroom.toml");
    let settings = format!(
        "network = \"keyloop\"\n[keyloop]\nbase_url = \"{}\"\nenterprise_id = \"sample\"\n\
         store_id = \"sample\"\ndms = \"autoline\"\n[keys]\nstore = \"file\"\n",
        bench.sandbox.base_url()
    );
    std::fs::write(&config_path, settings).unwrap();
    let config = Config::read(&config_path).unwrap();
    let wanted: Settings = config.network.clone().unwrap();
    let text = json!({"client_id": "desk", "client_secret": "desk-secret"}).to_string();
    let kept: Credentials = credentials::parse(&wanted, &text).unwrap();
    let keys = desk::key_store(&config, &data_dir).unwrap();
    credentials::keep(&*keys, &wanted, &kept).unwrap();
    let start = Start { config, config_path, data_dir, clock: Arc::new(SystemClock) };
    let desk = tokio::task::spawn_blocking(move || Desk::start(start)).await.unwrap().unwrap();
    (Arc::new(desk), folder)
}

async fn save(desk: &Arc<Desk>, n: u32) -> Entry {
    match desk.create(unlike(n), &[], false, None, Origin::Staff).await.unwrap() {
        Created::Queued(entry) => *entry,
        Created::Candidates(_) => panic!("nobody is like them"),
    }
}

async fn searches(bench: &Bench) -> usize {
    let log = bench.get("requests").await["requests"].clone();
    log.as_array().unwrap().iter().filter(|one| one["method"] == "GET").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallowed_a_question_just_now_is_not_asked_by_a_save() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    save(&desk, 1).await;
    let asked = searches(&bench).await;
    assert!(asked > 0, "a network that answers is searched before anything is kept");
    bench.state("hang").await;
    let decided = desk.decide(&unlike(2), Scope::Everyone).await.unwrap();
    assert_eq!(decided.asked.reason(), Some("slow"));
    let asked = searches(&bench).await;
    save(&desk, 2).await;
    assert_eq!(searches(&bench).await, asked, "kept, and nobody was waited for");
    // What the runner knows holds too, and ends when it knows better.
    desk.line_is(desk::sync::Connection::Online);
    bench.state("up").await;
    save(&desk, 3).await;
    assert!(searches(&bench).await > asked);
    let asked = searches(&bench).await;
    desk.line_is(desk::sync::Connection::Slow);
    save(&desk, 4).await;
    assert_eq!(searches(&bench).await, asked);
    // Nothing is sent unseen: each is searched for before it leaves.
    let runner = desk.runner().await.unwrap().unwrap();
    let summary = runner.until_idle(std::time::Duration::from_secs(60)).await.unwrap();
    assert_eq!(summary.done + summary.needs_person, 4);
    assert!(searches(&bench).await > asked);
}
