//! The kiosk does not tell who is known: the proof of it, which finds what is planted.

use crate::support::Desk;
use serde_json::json;

/// Invented people on files of its own: no network is needed, and none is set up.
const CONFIG: &str = "[keys]\nstore = \"file\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn known_and_unknown_visitors_cannot_be_told_apart_and_a_planted_leak_is_found() {
    let desk = Desk::configured(CONFIG);
    let proof = desk.run(&["kiosk", "prove", "--pairs", "40"]).await.done();
    assert_eq!(proof["leaks"], json!([]), "{proof}");
    assert_eq!((&proof["visitors"], &proof["shapes_of_answers"]), (&json!(80), &json!(1)));
    assert_eq!(proof["requests"], json!({"known": 0, "unknown": 0}));
    for kind in ["bytes", "requests", "time"] {
        let args = ["kiosk", "prove", "--pairs", "20", "--plant", kind];
        let proof = desk.run(&args).await.ended(1).answer();
        let leaks = proof["leaks"].as_array().expect("a list");
        assert!(leaks.contains(&json!(kind)), "{kind}: {proof}");
    }
    let listed = desk.run(&["kiosk", "list"]).await.done();
    assert_eq!(listed, json!([]), "the desk's own inbox is left alone");
}
