//! Bad input: each with its exit status, code and field. Nothing is queued, nothing panics, and
//! what the sandbox holds stays as it is.
//!
//! The tables are below, one for each kind of input; this file holds what a row is and what is
//! looked at after each.

mod entered;
mod files;
mod set_up;
mod updates;
mod words;
mod wrong_types;

mod answers;
mod certificates;
mod disk;
mod names;

use crate::support::{Desk, Net, Shop};
use serde_json::{Value, json};

/// What a row gives a command: words, of which `FILE` is replaced by the file's path.
#[derive(Clone)]
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_refused_with_its_field_and_nothing_is_queued() {
    let shop = Shop::open(30).await;
    let desk = Desk::new(Net::V1, &shop).await;
    let id = desk.find("sousa").await;
    let before = desk.show(&id).await;
    let mark = shop.mark("effects").await;
    let table =
        [files::table(), wrong_types::table(), entered::table(), updates::table(), words::table()]
            .concat();
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
