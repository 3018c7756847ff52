//! A desk to practise at, as its window asks it: what it finds, what it refuses, starting over.

use crate::window::Desk;
use api::{Code, Host, Like, Practice, Window};
use desk::clock::SystemClock;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

async fn practising(folder: &Path, customers: u32) -> Arc<Host> {
    let practice = Practice::new(folder.to_owned(), Like::default()).of(customers);
    Host::start_practice(practice, folder.to_owned(), Arc::new(SystemClock)).await
}

async fn ask(host: &Arc<Host>, command: &str, request: Value) -> Value {
    host.call(Window::Desk, command, request).await.unwrap()
}

async fn refused(host: &Arc<Host>, command: &str, request: Value) -> Code {
    host.call(Window::Desk, command, request).await.unwrap_err().code
}

/// The first row for these words, once the search knows everybody.
async fn found(host: &Arc<Host>, words: &str) -> Option<String> {
    let begun = Instant::now();
    loop {
        let answer = ask(host, "search", json!({"text": words, "generation": 1})).await;
        if answer["pending"] == json!(0) {
            return answer["rows"][0]["local_id"].as_str().map(str::to_owned);
        }
        assert!(begun.elapsed() < PATIENCE, "{answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_finds_its_people_at_once_sends_what_is_saved_and_starts_over() {
    let folder = tempfile::tempdir().unwrap();
    let host = practising(folder.path(), 2_000).await;
    let boot = ask(&host, "boot", json!({})).await;
    assert_eq!((&boot["phase"], &boot["practice"]), (&json!("ready"), &json!(true)));
    assert_eq!(ask(&host, "status", json!({})).await["customers"], json!(2_000));
    let maria = found(&host, "sousa 4417").await.unwrap();
    let names = json!({"givenName": "Maria", "middleName": "Practised", "familyName": "Sousa"});
    let save = json!({"local_id": maria, "section": "names", "value": names,
        "draft": "00000000-0000-7000-8000-000000000001"});
    ask(&host, "save_section", save).await;
    let begun = Instant::now();
    while ask(&host, "outbox", json!({"all": false})).await["entries"] != json!([]) {
        assert!(begun.elapsed() < PATIENCE, "the change never arrived");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let opened = ask(&host, "refresh", json!({"id": maria})).await;
    assert_eq!(opened["record"]["names"]["middleName"], "Practised");

    ask(&host, "practice_reset", json!({})).await;
    assert_eq!(ask(&host, "status", json!({})).await["customers"], json!(2_000));
    let maria = found(&host, "sousa 4417").await.unwrap();
    let opened = ask(&host, "refresh", json!({"id": maria})).await;
    assert_eq!(opened["record"]["names"].get("middleName"), None);
    host.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_out_of_practice_and_no_export_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let host = practising(folder.path(), 30).await;
    for command in
        ["setup_check", "setup_save", "import_piece", "import_look", "import_act", "practise"]
    {
        assert_eq!(refused(&host, command, json!({})).await, Code::Practising, "{command}");
    }
    let allowed = host.allows(Window::Desk, "practise").await.unwrap_err();
    assert_eq!(allowed.code, Code::Practising, "also where the shell asks by itself");
    for command in ["practise", "practice_network", "practice_reset"] {
        let answer = host.call(Window::Kiosk, command, json!({})).await.unwrap_err();
        assert_eq!(answer.code, Code::BadRequest, "{command}");
    }
    let keyring = std::fs::read_to_string(Practice::config(folder.path())).unwrap();
    assert!(keyring.contains("store = \"file\"") && keyring.contains("http://127.0.0.1:"));
    host.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_network_is_cut_and_comes_back_and_a_real_desk_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let host = practising(folder.path(), 30).await;
    let asks = |request: Value| ask(&host, "practice_network", request);
    assert_eq!(asks(json!({})).await, json!({"cut": false}));
    assert_eq!(asks(json!({"cut": true})).await, json!({"cut": true}));
    let question = json!({"text": "maria", "generation": 1});
    let answer = ask(&host, "search_network", question.clone()).await;
    assert_ne!(answer["state"], "answered");
    assert_eq!(asks(json!({"cut": false})).await, json!({"cut": false}));
    let begun = Instant::now();
    while ask(&host, "search_network", question.clone()).await["state"] != "answered" {
        assert!(begun.elapsed() < PATIENCE, "the network never came back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    host.close().await;

    let real = Desk::open().await;
    for command in ["practice_network", "practice_reset"] {
        assert_eq!(real.ask(command, json!({})).await.unwrap_err().code, Code::BadRequest);
    }
    assert_eq!(real.host.like().await, Like::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_practice_cannot_open_is_mended_by_starting_over() {
    let folder = tempfile::tempdir().unwrap();
    let host = practising(folder.path(), 30).await;
    host.close().await;
    let mine = Practice::data(folder.path()).join("mine.db");
    std::fs::write(&mine, vec![7; 8192]).unwrap();
    let host = practising(folder.path(), 30).await;
    assert_eq!(ask(&host, "boot", json!({})).await["phase"], "locked");
    ask(&host, "practice_reset", json!({})).await;
    assert_eq!(ask(&host, "boot", json!({})).await["phase"], "ready");
    assert!(found(&host, "sousa 4417").await.is_some());
    host.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_in_the_same_folder_says_so_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = practising(folder.path(), 30).await;
    let second = practising(folder.path(), 30).await;
    let boot = ask(&second, "boot", json!({})).await;
    assert_eq!(boot["locked"]["code"], "read_only", "{boot}");
    assert!(boot["locked"]["message"].as_str().unwrap().contains("another program practises"));
    assert_eq!(refused(&second, "practice_reset", json!({})).await, Code::NotSaved);
    assert!(found(&first, "sousa 4417").await.is_some());
    first.close().await;
}
