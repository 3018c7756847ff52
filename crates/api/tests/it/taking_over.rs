//! A window that could not send at its start: another process did, or nobody had signed in.

use crate::window::{Desk, SETTINGS};
use api::views::{Connection, StatusView};
use keys::Name;
use serde_json::{Value, json};
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Whoever asks is told who they are not.
async fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = line.read(&mut [0; 4096]).await;
                let no =
                    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = line.write_all(no.as_bytes()).await;
            });
        }
    });
    format!("http://{address}")
}

async fn sign_in(desk: &Desk, id: &str) {
    let core = desk.desk().await;
    let kept = json!({"client_id": id, "client_secret": "s"}).to_string();
    let keys = Arc::clone(&core.keys);
    let written = move || keys.write(Name::Credentials, &kept.into());
    tokio::task::spawn_blocking(written).await.unwrap().unwrap();
}

async fn shows(desk: &Desk, wanted: impl Fn(&StatusView) -> bool) {
    let mut status = desk.host.status();
    let there = tokio::time::timeout(Duration::from_secs(60), status.wait_for(wanted)).await;
    assert!(there.is_ok_and(|there| there.is_ok()), "{:?}", desk.host.status().borrow());
}

async fn saved(desk: &Desk) -> Value {
    let record = json!({"kind": "person", "names": {"givenName": "Ana", "familyName": "Prado"}});
    let draft = "00000000-0000-4000-8000-000000000001";
    desk.call("create", json!({"draft": draft, "record": record, "different_from": []})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_window_sends_as_soon_as_the_process_that_did_has_ended() {
    let desk = Desk::open().await;
    sign_in(&desk, "one").await;
    desk.host.close().await;
    let path = desk.folder().join("data/mine.lock");
    let lock = File::options().write(true).create(true).truncate(false).open(path).unwrap();
    lock.try_lock().unwrap();
    let desk = desk.restart().await;
    shows(&desk, |status| status.connection == Connection::DrainingElsewhere).await;
    let before = desk.desk().await;
    saved(&desk).await;
    drop(lock);
    // Nobody listens there: that is known only by asking.
    shows(&desk, |status| status.connection == Connection::Offline).await;
    assert!(Arc::ptr_eq(&before, &desk.desk().await), "nothing that was open is closed for it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_that_are_set_elsewhere_are_used_by_a_window_that_has_none() {
    let desk = Desk::open().await;
    shows(&desk, |status| status.connection == Connection::SignIn).await;
    saved(&desk).await;
    sign_in(&desk, "one").await;
    desk.call("sync_now", json!({})).await;
    shows(&desk, |status| status.connection == Connection::Offline).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_that_are_set_elsewhere_take_the_place_of_refused_ones() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SETTINGS.replace("http://127.0.0.1:9", &refusing().await);
    std::fs::write(folder.path().join("showroom.toml"), settings).unwrap();
    let desk = Desk::open_in(folder).await;
    sign_in(&desk, "one").await;
    let desk = desk.restart().await;
    saved(&desk).await;
    shows(&desk, |status| status.detail.as_deref() == Some("sign_in")).await;
    let before = desk.desk().await;
    sign_in(&desk, "two").await;
    let taken = async {
        // The desk is between two while it is opened anew.
        while desk.host.opened().await.map_or(true, |open| Arc::ptr_eq(&open.desk, &before)) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), taken).await.unwrap();
    // They are refused as well, by asking with them.
    shows(&desk, |status| status.detail.as_deref() == Some("sign_in")).await;
}
