//! Looking for the next version from a window: of a program that a package manager has installed, as
//! every program under test is.

use crate::window::{Desk, SETTINGS};
use desk::release::Waits;
use serde_json::json;

#[tokio::test]
async fn a_packaged_program_says_that_packages_are_updated_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let named = "updates = \"https://127.0.0.1:9/latest.json\"";
    std::fs::write(folder.path().join("showroom.toml"), format!("{named}\n{SETTINGS}")).unwrap();
    let desk = Desk::open_in(folder).await;
    let shown = desk.call("release_look", json!({})).await;
    let version = env!("CARGO_PKG_VERSION");
    let wanted = json!({ "state": "off", "version": version, "off": "packages", "waits": [] });
    assert_eq!(shown, wanted);
    assert!(matches!(
        desk.host.fetch_release(false).await,
        Ok(api::Fetched::NotNow(view)) if view.state == api::views::ReleaseState::Off
    ));
}

#[tokio::test]
async fn a_form_that_was_just_typed_in_and_an_open_kiosk_keep_the_program_running() {
    let desk = Desk::open().await;
    assert_eq!(desk.desk().await.waits_for_release(false).await.unwrap(), []);
    assert_eq!(desk.desk().await.waits_for_release(true).await.unwrap(), [Waits::Kiosk]);
    desk.call("draft_save", json!({ "key": "new:1", "value": {} })).await;
    assert_eq!(desk.desk().await.waits_for_release(false).await.unwrap(), [Waits::Typing]);
    let refused = desk.host.start_release("0.2.0", false).await.unwrap().unwrap();
    assert_eq!(refused.waits, [api::views::ReleaseWaits::Typing]);
    desk.call("draft_drop", json!({ "key": "new:1" })).await;
    assert_eq!(desk.host.start_release("0.2.0", false).await.unwrap(), None);
    let trail = desk.call("audit", json!({})).await.to_string();
    assert!(trail.contains("setup program of 0.2.0 started"), "{trail}");
}
