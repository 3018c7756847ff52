//! For a computer that is gone, or may be: whom and what it held, and how well that is kept. Made of
//! the desk while it is there, or of a copy of its data folder. Counts and times, no values.

use crate::failure::Result;
use crate::start::Start;
use crate::{Desk, dead_man, said};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// How many customers are looked at between two breaths of the store.
const PAGE: usize = 1_000;
const FILES: [&str; 4] = ["mine.db", "mine.journal", "theirs.db", "inbox.db"];
/// With these a database begins that anybody can read.
const PLAIN: &[u8] = b"SQLite format 3\0";

/// Blocks. Where the desk cannot be opened, what can be seen from outside.
pub fn report(start: &Start) -> Value {
    let dir = &start.data_dir;
    let mut told = Map::new();
    told.insert("made_at".into(), json!(start.clock.now().to_string()));
    let files: Vec<Value> = FILES.iter().filter_map(|name| file(dir, name)).collect();
    let encrypted = !files.is_empty() && files.iter().all(|file| file["encrypted"] == json!(true));
    told.insert("encrypted".into(), json!(encrypted));
    told.insert("files".into(), Value::from(files));
    told.insert("copies_of_mine".into(), json!(store::copies::list(dir).len()));
    told.insert("recovery_phrase_made".into(), json!(keys::phrase::is_made(dir)));
    told.insert("outbox_sealed_at".into(), json!(dead_man::sealed_at(dir)));
    told.insert("keys_lie_in".into(), json!(crate::word(start.config.keys)));
    // Opening an empty folder would make a desk of it.
    let opened = if dir.join(FILES[0]).exists() {
        Desk::start_as_it_is(start.clone()).and_then(|desk| inside(&desk))
    } else {
        Err(crate::Failure::NotFound)
    };
    told.insert("opened".into(), json!(opened.is_ok()));
    match opened {
        Ok(Value::Object(inside)) => told.extend(inside),
        Ok(_) => {}
        Err(failure) => {
            tracing::warn!(%failure, "a desk that is reported lost could not be looked into");
        }
    }
    Value::Object(told)
}

/// Whether nobody can read the desk's files without its keys.
pub(crate) fn is_encrypted(dir: &Path) -> bool {
    let mut files = FILES.iter().filter_map(|name| file(dir, name));
    files.all(|file| file["encrypted"] == json!(true))
}

fn file(dir: &Path, name: &str) -> Option<Value> {
    let path = dir.join(name);
    let meta = std::fs::metadata(&path).ok()?;
    let mut begin = Vec::new();
    let read = std::fs::File::open(&path)
        .and_then(|file| file.take(PLAIN.len() as u64).read_to_end(&mut begin));
    let written = meta.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    Some(json!({
        "name": name,
        "bytes": meta.len(),
        "written_at": written.map(|at| at.to_string()),
        // An empty one holds nothing that could be read.
        "encrypted": read.is_ok() && begin != PLAIN,
    }))
}

fn inside(desk: &Desk) -> Result<Value> {
    let mine = &desk.store.mine;
    let people = people(desk)?;
    let tally = mine.tally()?;
    let first = mine.acts(Some(2), 1)?.pop();
    let last = mine.acts(None, 1)?.pop();
    Ok(json!({
        "people": people,
        "keeps_identity_numbers": desk.store.theirs.keeps_identity_numbers(),
        "unsent": {
            "changes": tally.live(),
            "cannot_be_read": tally.set_aside,
            "oldest_at": tally.oldest_live,
            "cards_of_the_kiosk": desk.store.inbox.waiting()?,
            "drafts": mine.drafts()?.len(),
        },
        "decisions_kept": mine.receipts(None, usize::MAX)?.len(),
        "in_use_since": first.map(|act| act.at),
        "last_act_at": last.map(|act| act.at),
        "dead_man": desk.dead_man()?,
        "last_contact": mine.lane(&desk.lane())?.last_contact,
        "lock": {
            "people_with_a_pin": mine.people()?.len(),
            "locks_after_minutes": desk.config.desk.lock_after_minutes,
        },
    }))
}

/// Kinds of data, each with the place in a record where it stands.
const KINDS: [(&str, &str); 9] = [
    ("names", "/names"),
    ("company", "/company"),
    ("birth_date", "/identity/birthDate"),
    ("social_security_number", "/identity/socialSecurityId"),
    ("driving_licence", "/identity/driverLicense"),
    ("passport_number", "/identity/passportNumber"),
    ("personal_details", "/personalDetails"),
    ("addresses", "/addresses"),
    ("vehicles", "/vehicles"),
];

/// How many, since when, and of how many which kinds of data are here.
fn people(desk: &Desk) -> Result<Value> {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut sources: BTreeMap<String, u64> = BTreeMap::new();
    let (mut count, mut oldest, mut newest) = (0_u64, None, None);
    let mut after = 0;
    loop {
        let (end, page) = desk.store.theirs.page(after, PAGE)?;
        if page.is_empty() && end == after {
            break;
        }
        after = end;
        for customer in page {
            count += 1;
            let (at, begun) = (Some(customer.as_of), oldest.unwrap_or(customer.as_of));
            oldest = Some(begun.min(customer.as_of));
            newest = newest.max(at);
            *sources.entry(crate::word(customer.source)).or_default() += 1;
            let record = said::record(&customer.record);
            for kind in of_record(&record) {
                *kinds.entry(kind).or_default() += 1;
            }
        }
    }
    Ok(json!({
        "count": count,
        "oldest_at": oldest.map(|at: Timestamp| at.to_string()),
        "newest_at": newest.map(|at: Timestamp| at.to_string()),
        "from": sources,
        "kinds": kinds,
    }))
}

fn of_record(record: &Value) -> Vec<&'static str> {
    let place = |path: &str| record.pointer(path).is_some();
    let mut found: Vec<&str> =
        KINDS.iter().filter(|(_, path)| place(path)).map(|(kind, _)| *kind).collect();
    let channels = || record["channels"].as_array().into_iter().flatten();
    for (kind, word) in [("phones", "phone"), ("emails", "email")] {
        if channels().any(|channel| channel["kind"] == word) {
            found.push(kind);
        }
    }
    if channels().any(|channel| channel.get("consent").is_some()) {
        found.push("consent");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_and_values_are_not() {
        let record = json!({"names": {"familyName": "Sousa"}, "identity": {"birthDate": "1970-01-02"},
            "channels": [{"kind": "email", "value": "a@b.example", "consent": {"email": "yes"}}]});
        assert_eq!(of_record(&record), ["names", "birth_date", "emails", "consent"]);
    }

    #[test]
    fn a_database_anybody_can_read_is_not_called_encrypted() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine.db"), b"SQLite format 3\0and more").unwrap();
        std::fs::write(dir.path().join("theirs.db"), [7; 4096]).unwrap();
        assert_eq!(file(dir.path(), "mine.db").unwrap()["encrypted"], false);
        assert_eq!(file(dir.path(), "theirs.db").unwrap()["encrypted"], true);
        assert!(file(dir.path(), "inbox.db").is_none());
    }
}
