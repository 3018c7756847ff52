//! Bad input: each with its exit status, code and field. Nothing is queued, nothing panics, and
//! what the sandbox holds stays as it is.

use crate::batch::alone;
use crate::support::{Desk, Net, Shop, nobody};
use serde_json::{Value, json};

/// What a row gives a command: words, of which `FILE` is replaced by the file's path.
struct Row {
    what: &'static str,
    args: Vec<&'static str>,
    file: Vec<u8>,
    status: i32,
    code: &'static str,
    /// None: whatever it is.
    field: Option<Value>,
}

fn row(
    what: &'static str,
    args: &[&'static str],
    file: impl Into<Vec<u8>>,
    status: i32,
    code: &'static str,
    field: &str,
) -> Row {
    let field = (!field.is_empty()).then(|| json!(field));
    Row { what, args: args.to_vec(), file: file.into(), status, code, field }
}

fn names(value: &str) -> String {
    json!({"names": {"familyName": value}}).to_string()
}

fn phone(value: &str) -> String {
    json!({"channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": value}]})
        .to_string()
}

fn person(more: &Value) -> String {
    let mut record =
        json!({"kind": "person", "names": {"givenName": "Bad", "familyName": "Inputson"}});
    for (name, value) in more.as_object().expect("an object") {
        record[name] = value.clone();
    }
    record.to_string()
}

fn table() -> Vec<Row> {
    let create = &["create", "FILE"][..];
    let update = |section: &'static str| ["update", "ID", section, "FILE"];
    let decide = &["decide", "FILE"][..];
    let kiosk = &["kiosk", "submit", "FILE"][..];
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let long = "x".repeat(100_000);
    let huge = names(&"x".repeat(10_000_000));
    let channels = |item: Value| json!({ "channels": [item] }).to_string();
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
        row("a list", create, "[]", 3, "wrong_type", ""),
        row("a number", create, "7", 3, "wrong_type", ""),
        row("a text", create, "\"Maria\"", 3, "wrong_type", ""),
        row("null", create, "null", 3, "wrong_type", ""),
        row("a binary", create, vec![0u8; 5000], 3, "not_json", "FILE"),
        // Wrong types.
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
        // Rules for what is newly entered.
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
        // Updates of somebody known.
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
        // The other commands that read a file.
        row("a decision about half a file", decide, "{\"names\"", 3, "not_json", "FILE"),
        row("a decision about a list", decide, "[1]", 3, "wrong_type", ""),
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
        // Words and flags.
        row("no such customer", &["show", "nobody-at-all"], "", 3, "not_found", "id"),
        row("an id with slashes", &["show", "../../oauth"], "", 3, "not_found", "id"),
        row(
            "an id of a thousand letters to show",
            &[
                "show",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            ],
            "",
            3,
            "not_found",
            "id",
        ),
        row("an entry that is no entry", &["outbox", "show", "seven"], "", 3, "not_an_op", "OP"),
        row(
            "an entry that does not exist",
            &["outbox", "retry", "01a200d4-6812-775d-aed4-c917e4c1b1d4"],
            "",
            3,
            "not_found",
            "id",
        ),
        row(
            "a cancel without a reason",
            &["outbox", "cancel", "01a200d4-6812-775d-aed4-c917e4c1b1d4"],
            "",
            2,
            "usage",
            "",
        ),
        row(
            "a submission that does not exist",
            &["kiosk", "accept", "nothing"],
            "",
            3,
            "not_found",
            "id",
        ),
        row("forgetting nobody", &["forget", "nobody-at-all"], "", 3, "not_found", "id"),
        row("exporting nobody", &["export", "nobody-at-all"], "", 3, "not_found", "id"),
        row("no command", &[], "", 2, "usage", ""),
        row("an unknown command", &["dance"], "", 2, "usage", ""),
        row("an unknown flag", &["search", "--loudly", "x"], "", 2, "usage", ""),
        row("a limit of none", &["search", "--limit", "0", "x"], "", 2, "usage", ""),
        row("a limit in words", &["search", "--limit", "many", "x"], "", 2, "usage", ""),
        row("a timeout in words", &["sync", "--timeout", "soon"], "", 2, "usage", ""),
        row("nothing to search", &["search"], "", 2, "usage", ""),
        row("nothing to decide", &["decide"], "", 2, "usage", ""),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_refused_with_its_field_and_nothing_is_queued() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    let before = desk.show(&id).await;
    let mark = shop.mark("effects").await;
    let table = table();
    assert!(table.len() >= 60, "{}", table.len());
    let mut wrong = Vec::new();
    for row in table {
        let file = desk.file("input.json", &row.file);
        let args = row.args.iter().map(|word| match *word {
            "FILE" => file.as_str(),
            "ID" => id.as_str(),
            word => word,
        });
        let args = args.collect::<Vec<_>>();
        let ran = desk.run(&args).await;
        let error: Value = serde_json::from_str(&ran.err).unwrap_or(Value::Null);
        let error = &error["error"];
        let code = row.code.is_empty() || error["code"] == row.code;
        let field = row.field.as_ref().is_none_or(|field| error["field"] == *field);
        if ran.status != Some(row.status) || !code || !field || ran.err.lines().count() != 1 {
            wrong.push(format!(
                "{}: {:?} {} {}",
                row.what,
                ran.status,
                ran.out,
                ran.err.chars().take(300).collect::<String>()
            ));
        }
        // What somebody typed is not repeated where others may read it.
        if ran.err.contains("Inputson") {
            wrong.push(format!("{}: the name stands in the error", row.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(desk.outbox().await.is_empty());
    assert_eq!(desk.run(&["kiosk", "list"]).await.done(), json!([]));
    assert!(shop.effects(mark).await.is_empty());
    let after = desk.show(&id).await;
    assert_eq!(before["names"], after["names"]);
    for file in std::fs::read_dir(desk.data.join("logs")).expect("logs") {
        let text = std::fs::read_to_string(file.expect("a log").path()).expect("text");
        assert!(!text.contains("panic") && !text.contains("Inputson"), "{text}");
    }
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_configuration_that_cannot_be_is_named() {
    let keyloop = "network = \"keyloop\"\n[keyloop]\nbase_url = \"http://127.0.0.1:9\"\nenterprise_id = \"e\"\nstore_id = \"s\"\ndms = \"autoline\"\n";
    let table = [
        ("network = ".to_owned(), "config", "showroom.toml"),
        ("netwrok = \"keyloop\"".to_owned(), "config", "showroom.toml"),
        ("network = \"cdk\"".to_owned(), "config", "network"),
        ("network = \"keyloop\"".to_owned(), "config", "keyloop"),
        ("network = \"mykaarma\"".to_owned(), "config", "mykaarma"),
        ("country = \"England\"".to_owned(), "config", "country"),
        (format!("{keyloop}[keys]\nstore = \"cloud\""), "config", "showroom.toml"),
        (format!("{keyloop}[sync]\nprobe_seconds = 0"), "config", "sync.probe_seconds"),
        (
            format!(
                "{}[keys]\nstore = \"file\"",
                keyloop.replace("http://127.0.0.1:9", "https://api.eu.keyloop.io")
            ),
            "config",
            "keys.store",
        ),
        (
            format!(
                "{}[keys]\nstore = \"file\"",
                keyloop.replace("http://127.0.0.1:9", "https://127.0.0.1.evil.example")
            ),
            "config",
            "keys.store",
        ),
    ];
    for (config, code, field) in table {
        let desk = Desk::configured(&config);
        let error = desk.run(&["outbox", "list"]).await.error(3);
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!(code), &json!(field)),
            "{config}: {error}"
        );
        assert!(!desk.data.join("mine.db").exists());
    }
    let desk = alone();
    std::fs::remove_file(&desk.config).expect("removed");
    assert_eq!(desk.run(&["health"]).await.error(3)["field"], "config");
    for (stdin, field) in [
        ("", "credentials"),
        ("{", "credentials"),
        ("[]", "client_id"),
        (r#"{"client_id":"a"}"#, "client_secret"),
        (r#"{"client_id":7,"client_secret":"b"}"#, "client_id"),
    ] {
        let desk = alone();
        let ran = desk.run_with(&["credentials", "set"], stdin).await;
        assert_eq!(ran.error(3)["field"], field, "{stdin}");
    }
    let nowhere = Desk::configured("[keys]\nstore = \"file\"\n");
    let ran = nowhere.run_with(&["credentials", "set"], "{}").await;
    assert_eq!(ran.error(3)["field"], "network");
    nowhere.run(&["search", "x"]).await.done();
    nowhere.run(&["health"]).await.ended(1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_that_cannot_be_used_is_said() {
    let mut desk = alone();
    // A file where the folder should be: no permission of any account helps.
    desk.data = desk.folder.path().join("file");
    std::fs::write(&desk.data, "x").expect("written");
    assert_eq!(desk.run(&["health"]).await.error(6)["code"], "data_folder");
    desk.data = desk.folder.path().join("file/below");
    desk.run(&["search", "x"]).await.ended(6);
    desk.data = std::path::PathBuf::from("/proc/nowhere");
    desk.run(&["search", "x"]).await.ended(6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keyring_nothing_is_opened() {
    let mut desk = Desk::configured(&format!(
        "network = \"mykaarma\"\n[mykaarma]\nbase_url = \"{}\"\ndepartment_uuid = \"d\"\n",
        nobody()
    ));
    desk.data = desk.folder.path().join("data");
    let mut command = desk.command(&["search", "x"]);
    // No session bus: no keyring.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all");
    let output = command.output().await.expect("runs");
    if cfg!(target_os = "linux") {
        assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!desk.data.join("mine.db").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_none_of_the_networks_are_told_apart() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::MyKaarma, &shop).await;
    let id = desk.find("sousa").await;
    desk.show(&id).await;
    for kind in [
        "html",
        "not_json",
        "wrong_shape",
        "huge",
        "truncate",
        "drip",
        "redirect",
        "forbidden",
        "unauthorized",
    ] {
        shop.fault(json!({"match": {"network": "mykaarma"}, "kind": kind})).await;
        let found = desk.run(&["search", "sousa"]).await.done();
        assert_ne!(found["network"]["state"], "answered", "{kind}: {found}");
        assert_eq!(found["network"]["complete"], false, "{kind}");
        assert_eq!(found["local"]["rows"][0]["id"], id.as_str());
        let unseen = desk.run(&["show", "never-seen"]).await;
        unseen.error(5);
        shop.no_faults().await;
        assert_eq!(
            desk.run(&["search", "sousa"]).await.done()["network"]["state"],
            "answered",
            "{kind}"
        );
    }
}
