//! Files that hold no record at all, and the other commands that read one.

use super::*;

pub fn table() -> Vec<Row> {
    let create = &["create", "FILE"][..];
    let decide = &["decide", "FILE"][..];
    let kiosk = &["kiosk", "submit", "FILE"][..];
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let huge = names(&"x".repeat(10_000_000));
    vec![
        // What is no record at all.
        row("an empty file", create, "", 3, "not_json", "FILE"),
        row("blanks", create, " \n\t ", 3, "not_json", "FILE"),
        row("half-written JSON", create, "{\"names\":{\"familyName\":\"So", 3, "not_json", "FILE"),
        row("JSON and something after it", create, "{} {}", 3, "not_json", "FILE"),
        row("no JSON", create, "Maria Sousa", 3, "not_json", "FILE"),
        row("HTML", create, "<!doctype html><title>Sign in</title>", 3, "not_json", "FILE"),
        row(
            "no UTF-8",
            create,
            &b"{\"names\":{\"familyName\":\"\xff\xfe\"}}"[..],
            3,
            "not_json",
            "FILE",
        ),
        row(
            "a lone surrogate",
            create,
            r#"{"names":{"familyName":"\ud800"}}"#,
            3,
            "not_json",
            "FILE",
        ),
        row("UTF-16", create, &b"\xff\xfe{\0}\0"[..], 3, "not_json", "FILE"),
        row("a hundred thousand brackets", create, deep, 3, "not_json", "FILE"),
        row("ten megabytes", create, huge.clone(), 3, "too_long", "FILE"),
        row("a list", create, "[]", 3, "wrong_type", "FILE"),
        row("a number", create, "7", 3, "wrong_type", "FILE"),
        row("a text", create, "\"Maria\"", 3, "wrong_type", "FILE"),
        row("null", create, "null", 3, "wrong_type", "FILE"),
        row("a binary", create, vec![0u8; 5000], 3, "not_json", "FILE"),
        // The other commands that read a file.
        row("a decision about half a file", decide, "{\"names\"", 3, "not_json", "FILE"),
        row("a decision about a list", decide, "[1]", 3, "wrong_type", "FILE"),
        row("a kiosk form that is empty", kiosk, "{}", 3, "", ""),
        row("a kiosk form of ten megabytes", kiosk, huge, 3, "too_long", "FILE"),
        row(
            "a kiosk form with a wrong phone",
            kiosk,
            person(&json!({"channels": [{"kind": "phone", "value": "xyz"}]})),
            3,
            "",
            "channels[0].value",
        ),
        row("an import of a folder", &["import", "/"], "", 3, "unreadable", "FILE"),
        row("an import of nothing", &["import", "/nowhere/at/all"], "", 3, "unreadable", "FILE"),
        row(
            "a record that is not there",
            &["create", "/nowhere/at/all"],
            "",
            3,
            "unreadable",
            "FILE",
        ),
    ]
}
