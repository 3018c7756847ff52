//! A window that stays open while the network is away for too long.

use crate::window::{Desk, SETTINGS, maria};
use desk::clock::{Clock, SystemClock};
use serde_json::json;
use std::time::Duration;

/// Fifteen days have passed since the network let this desk in, it has not answered since the window
/// was opened, and that was an hour ago.
async fn left_alone(with_phrase: bool) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!("{SETTINGS}[privacy]\ndead_man_days = 14\n");
    std::fs::write(folder.path().join("showroom.toml"), settings).unwrap();
    let window = Desk::open_in(folder).await;
    window.knows(maria()).await;
    let desk = window.desk().await;
    if with_phrase {
        desk.make_phrase().await.unwrap();
        desk.phrase_was_written_down().await.unwrap();
    }
    let now = SystemClock.now();
    let opened = now.checked_sub(jiff::SignedDuration::from_hours(1)).unwrap();
    let unheard = json!({"first": opened, "last": opened});
    let counted = json!({"seconds": 15 * 24 * 3600, "seen": now, "unheard": unheard});
    desk.store.mine.set_setting("dead_man", &counted).unwrap();
    drop(desk);
    tokio::time::sleep(Duration::from_hours(1)).await;
    // It is opened anew beside this.
    tokio::time::sleep(Duration::from_mins(1)).await;
    window
}

#[tokio::test(start_paused = true)]
async fn its_copy_goes_and_it_says_why() {
    let window = left_alone(false).await;
    assert_eq!(window.desk().await.store.theirs.count().unwrap(), 0);
    let boot = window.call("boot", json!({})).await;
    assert!(boot["warnings"].as_array().unwrap().contains(&json!("copy_away")), "{boot}");
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_sealed_where_there_is_a_phrase() {
    let window = left_alone(true).await;
    let Err(locked) = window.host.opened().await else { panic!("it is open") };
    assert_eq!(locked.code, "sealed");
    let boot = window.call("boot", json!({})).await;
    assert_eq!((&boot["phase"], &boot["locked"]["code"]), (&json!("locked"), &json!("sealed")));
}
