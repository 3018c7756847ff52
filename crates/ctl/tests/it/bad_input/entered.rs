//! Rules for what a person newly enters.

use super::*;

pub fn table() -> Vec<Row> {
    let create = &["create", "FILE"][..];
    let long = "x".repeat(100_000);
    let update = |section: &'static str| ["update", "ID", section, "FILE"];
    vec![
        row("nobody", create, "{}", 3, "", ""),
        row("a company without a name", create, r#"{"kind":"company"}"#, 3, "", ""),
        row("a name of blanks", create, names("   "), 3, "", ""),
        row(
            "a name of a hundred thousand letters",
            create,
            names(&long),
            3,
            "too_long",
            "names.familyName",
        ),
        row(
            "a line break in a name",
            create,
            names("Sou\nsa"),
            3,
            "control_character",
            "names.familyName",
        ),
        row(
            "a NUL in a name",
            create,
            names("Sou\u{0}sa"),
            3,
            "control_character",
            "names.familyName",
        ),
        row(
            "an escape in a name",
            create,
            names("Sou\u{1b}[31msa"),
            3,
            "control_character",
            "names.familyName",
        ),
        row(
            "an impossible birth date",
            create,
            person(&json!({"identity": {"birthDate": "1980-02-31"}})),
            3,
            "",
            "identity.birthDate",
        ),
        row(
            "a birth date to come",
            create,
            person(&json!({"identity": {"birthDate": "2999-01-01"}})),
            3,
            "",
            "identity.birthDate",
        ),
        row(
            "a birth date in words",
            create,
            person(&json!({"identity": {"birthDate": "yesterday"}})),
            3,
            "",
            "identity.birthDate",
        ),
        row(
            "a phone in words",
            create,
            person(&json!({"channels": [{"kind": "phone", "value": "call me"}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "a phone of two digits",
            create,
            person(&json!({"channels": [{"kind": "phone", "value": "12"}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "a phone of a thousand digits",
            create,
            person(&json!({"channels": [{"kind": "phone", "value": "1".repeat(1000)}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "an empty phone",
            create,
            person(&json!({"channels": [{"kind": "phone", "value": ""}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "an e-mail without an at",
            create,
            person(&json!({"channels": [{"kind": "email", "value": "maria.example"}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "an e-mail with a blank",
            create,
            person(&json!({"channels": [{"kind": "email", "value": "a b@c.example"}]})),
            3,
            "",
            "channels[0].value",
        ),
        row(
            "two mobiles at home for Keyloop",
            &update("communication"),
            json!({"channels": [
            {"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900001"},
            {"kind": "phone", "use": "home", "line": "mobile", "value": "07700 900002"}]})
            .to_string(),
            3,
            "",
            "",
        ),
    ]
}
