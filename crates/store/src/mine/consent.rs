//! `consent`: what somebody agreed to or refused, when, where, and to which words. Evidence, never
//! changed: what holds today is the customer's record.

use super::{Mine, Result, audit, entity};
use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use std::fmt;
use uuid::Uuid;

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The customer, at a kiosk.
    Visitor,
    /// Somebody at the desk, for the customer.
    Staff(String),
}

/// The privacy statement that stood on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub version: String,
    /// SHA-256 of its words in that language.
    pub hash: String,
    pub language: String,
}

/// One way of contact, as it was said.
#[derive(Clone, PartialEq, Eq)]
pub struct NewConsent {
    /// The kiosk's card or the entry that brought it.
    pub source: Uuid,
    pub way: String,
    /// The number or address it was said of; empty: of none.
    pub contact: String,
    pub choice: String,
    pub shown: Option<Shown>,
    pub actor: Actor,
    pub station: String,
    pub said_at: Timestamp,
}

#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    pub source: String,
    pub way: String,
    pub contact: String,
    pub choice: String,
    pub shown: Option<Shown>,
    pub actor: Actor,
    pub station: String,
    pub said_at: String,
    pub kept_at: String,
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}
redacted!(NewConsent, Consent);

/// The customer's side of a row, in the transaction that brought it. The same source twice says it
/// once; a card whose decision was cut off belongs to whom it led in the end.
pub(super) fn put(
    tx: &Transaction<'_>,
    local_id: Uuid,
    said: &[NewConsent],
    kept_at: Timestamp,
) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO consent (local_id, source, way, contact, choice, statement, hash, language,
             actor, who, station, said_at, kept_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (source, way, contact) DO UPDATE SET local_id = excluded.local_id",
    )?;
    for one in said {
        let (actor, who) = match &one.actor {
            Actor::Visitor => ("visitor", None),
            Actor::Staff(name) => ("staff", Some(name)),
        };
        insert.execute(params![
            local_id.to_string(),
            one.source.to_string(),
            one.way,
            one.contact,
            one.choice,
            one.shown.as_ref().map(|shown| &shown.version),
            one.shown.as_ref().map(|shown| &shown.hash),
            one.shown.as_ref().map(|shown| &shown.language),
            actor,
            who,
            one.station,
            one.said_at.to_string(),
            kept_at.to_string(),
        ])?;
    }
    Ok(())
}

/// That something was said stands in the audit; what, only here.
pub(super) fn audited(
    tx: &Transaction<'_>,
    said: &[NewConsent],
    who: &str,
    op_id: Option<Uuid>,
    about: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    let visitor = said.iter().filter(|one| one.actor == Actor::Visitor).count();
    for (count, whose) in [(visitor, "the visitor's"), (said.len() - visitor, "at the desk")] {
        if count > 0 {
            let what = format!("consent kept: {count}, {whose}");
            audit::append_about(tx, at, who, &what, op_id, about)?;
        }
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Consent> {
    let (version, hash, language): (Option<String>, Option<String>, Option<String>) =
        (row.get("statement")?, row.get("hash")?, row.get("language")?);
    let shown = version.map(|version| Shown {
        version,
        hash: hash.unwrap_or_default(),
        language: language.unwrap_or_default(),
    });
    let who: Option<String> = row.get("who")?;
    Ok(Consent {
        source: row.get("source")?,
        way: row.get("way")?,
        contact: row.get("contact")?,
        choice: row.get("choice")?,
        shown,
        actor: who.map_or(Actor::Visitor, Actor::Staff),
        station: row.get("station")?,
        said_at: row.get("said_at")?,
        kept_at: row.get("kept_at")?,
    })
}

fn of(db: &Connection, local_id: Uuid) -> Result<Vec<Consent>> {
    let sql = "SELECT * FROM consent WHERE local_id = ?1 ORDER BY julianday(said_at), n";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([local_id.to_string()], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Mine {
    /// What came with a card that led to this customer.
    pub fn keep_consents(
        &self,
        local_id: Uuid,
        said: &[NewConsent],
        who: &str,
        at: Timestamp,
    ) -> Result<()> {
        if said.is_empty() {
            return Ok(());
        }
        let about = self.about(local_id);
        self.write(|tx| {
            let local_id = entity::canonical(tx, local_id)?;
            put(tx, local_id, said, at)?;
            audited(tx, said, who, None, about.as_deref(), at)
        })
    }

    /// What came with a card is of another customer than it was kept for.
    pub fn move_consents(&self, source: Uuid, local_id: Uuid) -> Result<()> {
        self.write(|tx| {
            let local_id = entity::canonical(tx, local_id)?.to_string();
            let sql = "UPDATE consent SET local_id = ?2 WHERE source = ?1";
            tx.execute(sql, [source.to_string(), local_id])?;
            Ok(())
        })
    }

    /// In the order in which it was said.
    pub fn consents_of(&self, local_id: Uuid) -> Result<Vec<Consent>> {
        self.read(|db| of(db, local_id))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, create, gone, mine};
    use super::*;
    use customer::Section;
    use outbox::Origin;
    use serde_json::json;

    fn said(source: u128, way: &str, choice: &str, actor: Actor) -> NewConsent {
        NewConsent {
            source: Uuid::from_u128(source),
            way: way.to_owned(),
            contact: "07911 123456".to_owned(),
            choice: choice.to_owned(),
            shown: (actor == Actor::Visitor).then(|| Shown {
                version: "2026-11".to_owned(),
                hash: "ab".to_owned(),
                language: "de".to_owned(),
            }),
            actor,
            station: "kiosk-1".to_owned(),
            said_at: at(1),
        }
    }

    fn words(rows: &[Consent]) -> Vec<(&str, &str)> {
        rows.iter().map(|one| (one.way.as_str(), one.choice.as_str())).collect()
    }

    #[test]
    fn a_card_says_it_once_with_its_own_time_and_belongs_to_whom_it_led() {
        let desk = mine();
        let (first, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let card =
            [said(1, "call", "AGREED", Actor::Visitor), said(1, "text", "DENIED", Actor::Visitor)];
        desk.mine.keep_consents(first, &card, "ana", at(50)).unwrap();
        desk.mine.keep_consents(other, &card, "ana", at(60)).unwrap();
        assert_eq!(desk.mine.consents_of(first).unwrap(), []);
        let kept = desk.mine.consents_of(other).unwrap();
        assert_eq!(words(&kept), [("call", "AGREED"), ("text", "DENIED")]);
        assert_eq!(kept[0].shown, card[0].shown);
        assert_eq!(
            (kept[0].said_at.as_str(), kept[0].kept_at.as_str()),
            (&*at(1).to_string(), &*at(50).to_string())
        );
        assert_eq!(kept[0].actor, Actor::Visitor);
        let acts = desk.mine.acts(None, 9).unwrap();
        assert_eq!(acts[0].what, "consent kept: 2, the visitor's");
    }

    #[test]
    fn a_change_at_the_desk_and_its_row_are_one_transaction_and_one_draft_says_it_once() {
        let desk = mine();
        let made = desk.mine.queue_create(create(1)).unwrap();
        let update = || super::super::NewUpdate {
            op_id: Uuid::from_u128(70),
            local_id: made.local_id,
            server_id: None,
            draft_id: Some(Uuid::from_u128(71)),
            dealer: made.dealer.clone(),
            section: Section::Communication,
            base: json!([]),
            wanted: json!([{"kind": "phone", "value": "07911 123456", "consent": {"call": "DENIED"}}]),
            author: "ana".to_owned(),
            origin: Origin::Staff,
            at: at(2),
        };
        let row = [said(70, "call", "DENIED", Actor::Staff("ana".to_owned()))];
        desk.mine.queue_update_with(update(), &row).unwrap();
        desk.mine.queue_update_with(update(), &row).unwrap();
        let kept = desk.mine.consents_of(made.local_id).unwrap();
        assert_eq!(words(&kept), [("call", "DENIED")]);
        assert_eq!((&kept[0].actor, &kept[0].shown), (&Actor::Staff("ana".to_owned()), &None));
    }

    #[test]
    fn whoever_is_forgotten_leaves_no_row_and_is_found_by_one_until_then() {
        let desk = mine();
        let (local_id, name) = (Uuid::from_u128(7), Uuid::from_u128(7).to_string());
        let card = [said(1, "call", "AGREED", Actor::Visitor)];
        desk.mine.keep_consents(local_id, &card, "ana", at(2)).unwrap();
        assert!(desk.mine.holds_about(std::slice::from_ref(&name)).unwrap());
        desk.mine.forget(&gone(local_id, &[&name])).unwrap();
        assert_eq!(desk.mine.consents_of(local_id).unwrap(), []);
        assert!(!desk.mine.holds_about(&[name]).unwrap());
        let acts = desk.mine.acts(None, 9).unwrap();
        assert!(acts.iter().all(|act| !act.what.contains("07911") && !act.what.contains("AGREED")));
    }
}
