//! Files of every version so far, with an outbox in every state; rows of another form; a newer file.

use crate::people::{keys, open};
use rusqlite::{Connection, params, types::Value as Stored};
use std::{collections::BTreeMap, fs, path::Path};
use store::{
    Access, Failure, File, Mode, Store, file, migrate,
    mine::{STEPS, Which},
};
use uuid::Uuid;

const STATES: [&str; 11] = [
    "queued",
    "preflight",
    "sending",
    "ambiguous",
    "reconciling",
    "done",
    "parked",
    "conflict",
    "review",
    "cancelled",
    "superseded",
];

fn id(n: usize) -> String {
    Uuid::from_u128(n as u128 + 1).to_string()
}

/// `mine.db` as the program of that step left it: one create and one change in every state.
fn of_version(dir: &Path, steps: usize) -> Vec<(String, String, String, String)> {
    let mut db = file::open(dir, File::Mine, &keys().mine, Access::ReadWrite).unwrap();
    migrate::run(&mut db, File::Mine, &STEPS[..steps]).unwrap();
    let mut meant = Vec::new();
    for (n, state) in STATES.into_iter().enumerate() {
        for create in [true, false] {
            let n = 2 * n + usize::from(!create);
            meant.push(put(&db, n, state, create));
        }
    }
    meant
}

fn put(db: &Connection, n: usize, state: &str, create: bool) -> (String, String, String, String) {
    let (op, local) = (id(n), id(1000 + n));
    let server = (!create || state == "done").then(|| format!("01-{n}"));
    db.execute(
        "INSERT INTO entity (local_id, dealer, server_id) VALUES (?1, 'dealer', ?2)",
        params![local, server],
    )
    .unwrap();
    let (kind, body) = if create {
        (
            "create",
            format!(
                r#"{{"create":{{"record":{{"kind":"person","names":{{"familyName":"Old{n}"}}}}}}}}"#
            ),
        )
    } else {
        (
            "update-names",
            format!(r#"{{"update":{{"base":{{}},"wanted":{{"givenName":"Old{n}"}}}}}}"#),
        )
    };
    let reason = match state {
        "parked" => Some("rejected"),
        "conflict" => Some("conflict"),
        "review" => Some("candidates"),
        _ => None,
    };
    let successor = (state == "superseded").then(|| id(0));
    db.execute(
        "INSERT INTO op (op_id, position, local_id, dealer, kind, fields_json, body_json, body_ver,
             state, reason, auto_budget, idem_key, author, origin, adapter_ver, created_at,
             successor)
         VALUES (?1, ?2, ?3, 'dealer', ?4, '[]', ?5, 1, ?6, ?7, 12, ?1, 'ana', 'staff', '0',
             '2026-11-22T10:00:00Z', ?8)",
        params![op, i64::try_from(n + 1).unwrap(), local, kind, body, state, reason, successor],
    )
    .unwrap();
    if matches!(state, "sending" | "ambiguous" | "reconciling" | "done") {
        db.execute(
            "INSERT INTO attempt (op_id, n, phase, begun_at)
             VALUES (?1, 1, 'begun', '2026-11-22T10:00:01Z')",
            [&op],
        )
        .unwrap();
    }
    (op, kind.to_owned(), state.to_owned(), body)
}

fn found(store: &Store) -> Vec<(String, String, String, String)> {
    let entries = store.mine.entries(Which::All).unwrap();
    let told = |entry: &outbox::Entry| {
        let body = serde_json::to_value(&entry.body).unwrap();
        (
            entry.op_id.to_string(),
            entry.kind.word(),
            entry.state.word().to_owned(),
            body.to_string(),
        )
    };
    entries.iter().map(told).collect()
}

#[test]
fn a_store_of_every_version_so_far_keeps_every_entry_its_order_and_its_meaning() {
    for steps in 1..=STEPS.len() {
        let dir = tempfile::tempdir().unwrap();
        let meant = of_version(dir.path(), steps);
        let store = open(dir.path());
        let now = found(&store);
        assert_eq!(now.len(), 2 * STATES.len(), "step {steps}");
        for (before, after) in meant.iter().zip(&now) {
            assert_eq!((&before.0, &before.1, &before.2), (&after.0, &after.1, &after.2));
            let (before, after): (serde_json::Value, serde_json::Value) =
                (serde_json::from_str(&before.3).unwrap(), serde_json::from_str(&after.3).unwrap());
            let name = |body: &serde_json::Value| {
                body.pointer("/create/record/names/familyName")
                    .or(body.pointer("/update/wanted/givenName"))
                    .cloned()
                    .unwrap()
            };
            assert_eq!(name(&before), name(&after), "step {steps}");
        }
        let accounting = store.mine.accounting().unwrap();
        assert!(accounting.holds(), "step {steps}: {accounting:?}");
        assert_eq!((accounting.live, accounting.set_aside), (16, 0), "step {steps}");
        assert_eq!(store.mine.attempts(Uuid::parse_str(&id(4)).unwrap()).unwrap().len(), 1);
        assert_eq!(store.mine.tally().unwrap().needs_person, 6);
    }
}

/// Whatever the tables of the outbox hold, by table and column.
fn all_rows(db: &Connection) -> Vec<(String, BTreeMap<String, Stored>)> {
    let tables = ["op", "entity", "attempt", "overlay", "draft", "lane", "course", "held"];
    let exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let mut all = Vec::new();
    for table in tables {
        let there: i64 = db.query_row(exists, [table], |row| row.get(0)).unwrap();
        if there == 0 {
            continue;
        }
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let value = |(at, name): (usize, &String)| (name.clone(), row.get(at).unwrap());
            all.push((table.to_owned(), names.iter().enumerate().map(value).collect()));
        }
    }
    all
}

/// Beside the entries: what waits for another, a draft, what is laid over the copy, a lane, and what
/// somebody keeps here.
fn with_all_that_belongs_to_it(dir: &Path) -> Vec<(String, BTreeMap<String, Stored>)> {
    let db = file::open(dir, File::Mine, &keys().mine, Access::ReadWrite).unwrap();
    db.execute_batch(
        "UPDATE op SET depends_on = (SELECT op_id FROM op WHERE seq = 1) WHERE seq = 2;
         UPDATE op SET attempts = 3, auto_budget = 4 WHERE state IN ('queued', 'ambiguous');
         UPDATE attempt SET phase = 'written', outcome = 'unknown';
         INSERT INTO lane (host_cred, paused_reason) VALUES ('lane', 'sign_in');
         INSERT INTO draft (key, json, updated_at) VALUES ('new:1', '{}', '2026-11-22T10:00:00Z');
         INSERT INTO overlay (local_id, section, field, value, old, op_id)
             SELECT local_id, 'names', 'names.givenName', '\"New\"', 'null', op_id
             FROM op WHERE seq = 2;",
    )
    .unwrap();
    let kept = "INSERT INTO held (op_id, until, because, who, at)
         SELECT op_id, NULL, 'the test drive', 'ana', '2026-11-22T10:00:00Z' FROM op WHERE seq = 1";
    // Nobody could keep anything before there was a place for it.
    let place = db.prepare("SELECT 1 FROM held").is_ok();
    assert_eq!(place, db.execute(kept, []).is_ok());
    all_rows(&db)
}

#[test]
fn no_step_from_any_version_loses_or_changes_a_value_of_the_outbox() {
    let mut kept = 0;
    for steps in 1..=STEPS.len() {
        let dir = tempfile::tempdir().unwrap();
        of_version(dir.path(), steps);
        let before = with_all_that_belongs_to_it(dir.path());
        let store = open(dir.path());
        kept += store.mine.holds().unwrap().len();
        assert!(store.mine.accounting().unwrap().holds(), "step {steps}");
        drop(store);
        let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
        let after = all_rows(&db);
        for (table, row) in &before {
            let same = |found: &(String, BTreeMap<String, Stored>)| {
                found.0 == *table
                    && row.iter().all(|(name, value)| found.1.get(name) == Some(value))
            };
            assert!(after.iter().any(same), "step {steps}: {table} {row:?}");
        }
        let count = |rows: &[(String, BTreeMap<String, Stored>)], table: &str| {
            rows.iter().filter(|row| row.0 == table).count()
        };
        for table in ["op", "entity", "attempt", "overlay", "draft", "held"] {
            assert_eq!(count(&before, table), count(&after, table), "step {steps}: {table}");
        }
    }
    assert!(kept > 0, "later versions keep something here");
}

#[test]
fn a_newer_store_with_a_full_outbox_is_refused_with_words_and_left_untouched() {
    let dir = tempfile::tempdir().unwrap();
    of_version(dir.path(), STEPS.len());
    drop(open(dir.path()));
    let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
    db.execute_batch("ALTER TABLE op ADD COLUMN colour TEXT; PRAGMA user_version = 99").unwrap();
    drop(db);
    let before = fs::read(dir.path().join("mine.db")).unwrap();
    let Err(refused) = Store::open(dir.path(), &keys(), Mode::ReadWrite) else { panic!("opened") };
    assert!(matches!(refused, Failure::Newer { found: 99, .. }), "{refused:?}");
    assert!(refused.remedy().contains("newer version"));
    assert_eq!(fs::read(dir.path().join("mine.db")).unwrap(), before);
}

/// What another program may have left in a column of an entry.
const STRANGE: [(&str, &str); 6] = [
    ("state", "delegated"),
    ("kind", "update-shoe-size"),
    ("body_json", r#"{"merge":{}}"#),
    ("detail", "no document"),
    ("origin", "telepathy"),
    ("reason", "boredom"),
];

#[test]
fn a_row_that_cannot_be_read_stops_nobody_is_said_and_is_taken_back_later() {
    for (column, strange) in STRANGE {
        let dir = tempfile::tempdir().unwrap();
        of_version(dir.path(), STEPS.len());
        let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
        let ordinary: Option<String> = db
            .query_row(&format!("SELECT {column} FROM op WHERE seq = 1"), [], |row| row.get(0))
            .unwrap();
        db.execute(&format!("UPDATE op SET {column} = ?1 WHERE seq = 1"), [strange]).unwrap();
        // A later change of the same customer, which must not overtake it.
        db.execute(
            "UPDATE op SET local_id = (SELECT local_id FROM op WHERE seq = 1) WHERE seq = 2",
            [],
        )
        .unwrap();
        drop(db);
        let store = open(dir.path());
        let aside = store.mine.set_aside().unwrap();
        assert_eq!(aside.len(), 1, "{column}");
        assert_eq!((aside[0].key.as_str(), aside[0].what.as_str()), (id(0).as_str(), "op"));
        assert!(!aside[0].why.contains(strange), "{column}: {}", aside[0].why);
        assert_eq!(found(&store).len(), 2 * STATES.len() - 1, "{column}");
        let ready = store.mine.ready("lane", "dealer", 0).unwrap();
        let ids: Vec<String> = ready.iter().map(|entry| entry.op_id.to_string()).collect();
        assert!(!ids.contains(&id(1)), "{column}: it waits behind");
        assert!(ids.contains(&id(6)), "{column}: others go on: {ids:?}");
        let accounting = store.mine.accounting().unwrap();
        assert!(accounting.holds(), "{column}: {accounting:?}");
        assert_eq!((accounting.set_aside, store.mine.tally().unwrap().set_aside), (1, 1));
        drop(store);
        // As it was, byte for byte; and a program that can read it has it again.
        let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
        let kept: String = db
            .query_row(&format!("SELECT {column} FROM op WHERE seq = 1"), [], |row| row.get(0))
            .unwrap();
        assert_eq!(kept, strange);
        db.execute(&format!("UPDATE op SET {column} = ?1 WHERE seq = 1"), [ordinary]).unwrap();
        drop(db);
        let store = open(dir.path());
        assert_eq!(store.mine.set_aside().unwrap(), [], "{column}");
        assert_eq!(found(&store).len(), 2 * STATES.len(), "{column}");
    }
}

#[test]
fn a_draft_or_a_field_laid_over_the_copy_that_cannot_be_read_stops_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    of_version(dir.path(), STEPS.len());
    let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
    db.execute_batch(
        "INSERT INTO draft (key, json, updated_at) VALUES
             ('good', '{}', '2026-11-22T10:00:00Z'), ('bad', '{', '2026-11-22T10:00:00Z');
         INSERT INTO overlay (local_id, section, field, value, old, op_id)
             SELECT local_id, 'names', 'names.givenName', 'no document', 'null', op_id
             FROM op WHERE seq = 2;
         INSERT INTO overlay (local_id, section, field, value, old, op_id)
             SELECT local_id, 'names', 'names.familyName', '\"Old\"', 'null', op_id
             FROM op WHERE seq = 2;",
    )
    .unwrap();
    drop(db);
    let store = open(dir.path());
    assert_eq!(store.mine.drafts().unwrap().len(), 1);
    assert_eq!(store.mine.drafts_about(Uuid::from_u128(7)).unwrap().len(), 0);
    let aside = store.mine.set_aside().unwrap();
    assert_eq!((aside[0].what.as_str(), aside[0].key.as_str()), ("draft", "bad"));
    let local = Uuid::parse_str(&id(1001)).unwrap();
    assert_eq!(store.mine.overlay_for(local).unwrap().len(), 1);
}

#[test]
fn what_a_newer_program_writes_while_this_one_runs_stops_nobody_either() {
    let dir = tempfile::tempdir().unwrap();
    of_version(dir.path(), STEPS.len());
    let store = open(dir.path());
    let db = file::open(dir.path(), File::Mine, &keys().mine, Access::ReadWrite).unwrap();
    db.execute("UPDATE op SET state = 'delegated' WHERE seq = 1", []).unwrap();
    assert_eq!(found(&store).len(), 2 * STATES.len() - 1);
    let accounting = store.mine.accounting().unwrap();
    assert!(accounting.holds() && accounting.set_aside == 1, "{accounting:?}");
    assert!(!store.mine.ready("lane", "dealer", 0).unwrap().is_empty());
}
