//! Unusual, and not bad: names of any script are names, and what is unknown is kept.

use super::names;
use crate::batch::alone;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unusual_names_are_names() {
    let desk = alone();
    for name in [
        "سارة",
        "שרה",
        "李",
        "O'Brien-Ångström",
        "ß",
        "🙂",
        "Nguyễn",
        "\u{202b}עברית\u{202c}",
        "null",
        "1=1; DROP TABLE op",
        "<b>x</b>",
    ] {
        let file = desk.file("input.json", names(name));
        let ran = desk.run(&["create", &file]).await;
        assert!(matches!(ran.status, Some(0 | 3 | 4)), "{name}: {:?} {}", ran.status, ran.err);
        desk.run(&["search", name, "--local-only"]).await.done();
    }
    // What is unknown is kept and is no reason to refuse.
    let file = desk.record(&json!({"names": {"familyName": "Extrason"}, "shoeSize": {"eu": 43}}));
    let answer = desk.run(&["create", &file]).await.done();
    let shown = desk.show(answer["local_id"].as_str().expect("an id")).await;
    assert_eq!(shown["shoeSize"]["eu"], 43);
    let oddities = ["", " ", "\u{1}\u{2}", "%_*\"'\\", "'; --", "a", "((((", "\u{202e}abc"];
    for text in oddities {
        let found = desk.run(&["search", "--local-only", "--", text]).await.done();
        assert!(found["local"]["rows"].is_array(), "{text:?}");
    }
    assert_eq!(desk.run(&["search", "--local-only", ""]).await.done()["local"]["rows"], json!([]));
    desk.run(&["search", "--local-only", &"lang ".repeat(20_000)]).await.done();
}
