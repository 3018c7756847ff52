//! Records with a member of the wrong type.

use super::*;

pub fn table() -> Vec<Row> {
    let create = &["create", "FILE"][..];
    vec![
        row(
            "a name that is a number",
            create,
            r#"{"names":{"familyName":7}}"#,
            3,
            "wrong_type",
            "names.familyName",
        ),
        row("names that are a list", create, r#"{"names":[]}"#, 3, "wrong_type", "names"),
        row(
            "channels that are an object",
            create,
            r#"{"channels":{}}"#,
            3,
            "wrong_type",
            "channels",
        ),
        row(
            "a channel that is a text",
            create,
            r#"{"channels":["07700 900000"]}"#,
            3,
            "wrong_type",
            "channels[0]",
        ),
        row(
            "an unknown kind of channel",
            create,
            person(&json!({"channels": [{"kind": "pigeon"}]})),
            3,
            "wrong_type",
            "channels[0].kind",
        ),
        row(
            "consent that is true",
            create,
            person(
                &json!({"channels": [{"kind": "phone", "value": "07700 900001", "consent": {"call": true}}]}),
            ),
            3,
            "wrong_type",
            "channels[0].consent.call",
        ),
        row(
            "a year in words",
            create,
            person(&json!({"vehicles": [{"year": "soon"}]})),
            3,
            "wrong_type",
            "vehicles[0].year",
        ),
        row(
            "an address that is a text",
            create,
            person(&json!({"addresses": ["here"]})),
            3,
            "wrong_type",
            "addresses[0]",
        ),
        row(
            "a kind that is unknown",
            create,
            r#"{"kind":"dog","names":{"familyName":"Rex"}}"#,
            3,
            "wrong_type",
            "kind",
        ),
        row(
            "an id that is a number",
            create,
            r#"{"id":7,"names":{"familyName":"X"}}"#,
            3,
            "wrong_type",
            "id",
        ),
        row(
            "a birth date that is a number",
            create,
            person(&json!({"identity": {"birthDate": 19800131}})),
            3,
            "wrong_type",
            "identity.birthDate",
        ),
        row(
            "an id of a thousand letters",
            create,
            json!({"id": "x".repeat(1000), "names": {"familyName": "X"}}).to_string(),
            3,
            "too_long",
            "id",
        ),
    ]
}
