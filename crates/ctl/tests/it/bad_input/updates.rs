//! Updates of somebody known.

use super::*;

pub fn table() -> Vec<Row> {
    let long = "x".repeat(100_000);
    let huge = names(&"x".repeat(10_000_000));
    let update = |section: &'static str| ["update", "ID", section, "FILE"];
    let channels = |item: Value| json!({ "channels": [item] }).to_string();
    vec![
        row("an update with an empty file", &update("names"), "", 3, "not_json", "FILE"),
        row("an update with a list", &update("names"), "[]", 3, "wrong_type", ""),
        row(
            "an update of names with a list",
            &update("names"),
            r#"{"names":["x"]}"#,
            3,
            "wrong_type",
            "names",
        ),
        row(
            "an update to a name that is too long",
            &update("names"),
            names(&long),
            3,
            "too_long",
            "names.familyName",
        ),
        row(
            "an update to a control character",
            &update("names"),
            names("a\u{7}b"),
            3,
            "control_character",
            "names.familyName",
        ),
        row(
            "an update to no phone",
            &update("communication"),
            phone("nothing"),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "an update to a wrong kind",
            &update("communication"),
            channels(json!({"kind": 7})),
            3,
            "wrong_type",
            "channels[0].kind",
        ),
        row(
            "an update to an impossible date",
            &update("identity"),
            r#"{"identity":{"birthDate":"2001-13-45"}}"#,
            3,
            "",
            "identity.birthDate",
        ),
        row(
            "an update of what Keyloop cannot write",
            &update("vehicles"),
            r#"{"vehicles":[]}"#,
            3,
            "unsupported",
            "vehicles",
        ),
        row("an update of ten megabytes", &update("names"), huge.clone(), 3, "too_long", "FILE"),
        row("an update of a section that is none", &update("shoes"), "{}", 2, "usage", ""),
        row(
            "an update of nobody",
            &["update", "nobody-at-all", "names", "FILE"],
            names("X"),
            3,
            "not_found",
            "id",
        ),
    ]
}
