//! What somebody agreed to or refused, as rows of evidence: with the words they were shown, the time it
//! was said and the place. What holds today is the record, and the outbox's business.

use crate::failure::Result;
use crate::kiosk::Visit;
use crate::{Desk, word};
use customer::{Channel, ChannelKind, ConsentState, Record};
use jiff::Timestamp;
use outbox::{Entry, Kind, Origin};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::inbox::Submission;
use store::mine::{Actor, Consent, NewConsent, Shown};
use uuid::Uuid;

/// One way of one channel, and what is said of it now.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    way: String,
    contact: String,
    choice: ConsentState,
}

/// What is said otherwise than before. A channel that is gone says nothing, and one that came without
/// a word neither.
fn changes(before: &Record, after: &Record) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for channel in &after.channels {
        let same = |one: &&Channel| one.kind == channel.kind && one.value == channel.value;
        let known = before.channels.iter().find(same);
        let was = |way: &str| {
            let said = known.and_then(|known| known.consent.get(way)).copied();
            said.unwrap_or(ConsentState::Unknown)
        };
        let mut ways: BTreeSet<&String> = channel.consent.keys().collect();
        ways.extend(known.iter().flat_map(|known| known.consent.keys()));
        for way in ways {
            let choice = channel.consent.get(way).copied().unwrap_or(ConsentState::Unknown);
            let one = Change { way: way.clone(), contact: channel.value.clone(), choice };
            // The same number may stand there for home and for work.
            if choice != was(way) && !changes.contains(&one) {
                changes.push(one);
            }
        }
    }
    changes
}

/// What a visitor answered; cards of earlier versions have it at the channels only.
fn of_visitor(record: &Record, visit: &Visit) -> Vec<Change> {
    if visit.consent.is_empty() {
        return changes(&Record::default(), record);
    }
    let contact = |kind| {
        let of_kind = record.channels.iter().find(|channel| channel.kind == kind);
        of_kind.map(|channel| channel.value.clone()).unwrap_or_default()
    };
    let change = |(way, choice): (&String, &ConsentState)| {
        let contact = match way.as_str() {
            "call" | "text" => contact(ChannelKind::Phone),
            "email" => contact(ChannelKind::Email),
            _ => String::new(),
        };
        Change { way: way.clone(), contact, choice: *choice }
    };
    visit.consent.iter().map(change).collect()
}

/// The words may have lacked the visitor's language.
fn shown_in(visit: &Visit) -> &str {
    let shown = &visit.statement.language;
    if shown.is_empty() { &visit.language } else { shown }
}

fn time(text: &str, otherwise: Timestamp) -> Timestamp {
    text.parse().unwrap_or(otherwise)
}

impl Desk {
    /// What a save at the desk changes, for its entry.
    pub(crate) fn consents_said(
        &self,
        source: Uuid,
        before: &Record,
        after: &Record,
        at: Timestamp,
        shown: Option<&Shown>,
    ) -> Result<Vec<NewConsent>> {
        let changes = changes(before, after);
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let said = self.at_the_desk(source, changes, &self.author(), at)?.into_iter();
        Ok(said.map(|one| NewConsent { shown: shown.cloned(), ..one }).collect())
    }

    fn at_the_desk(
        &self,
        source: Uuid,
        changes: Vec<Change>,
        author: &str,
        said_at: Timestamp,
    ) -> Result<Vec<NewConsent>> {
        let station = keys::install_id(&self.data_dir)?;
        let row = |change: Change| NewConsent {
            source,
            way: change.way,
            contact: change.contact,
            choice: word(change.choice),
            // Nothing says that the statement stood beside it.
            shown: None,
            actor: Actor::Staff(author.to_owned()),
            station: station.clone(),
            said_at,
        };
        Ok(changes.into_iter().map(row).collect())
    }

    /// A card led to somebody: what the visitor said becomes theirs, with the time it was said at; and
    /// what was said otherwise at the desk when somebody new was made of it. Blocks.
    pub(crate) fn keep_consents_of(&self, card: &Submission, local_id: Uuid) -> Result<()> {
        let Ok(record) = serde_json::from_value::<Record>(card.json.clone()) else { return Ok(()) };
        let visit = serde_json::from_value::<Visit>(card.visit.clone()).unwrap_or_default();
        let now = self.clock.now();
        let said_at = time(&card.received_at, now);
        let statement = &visit.statement;
        // Handed in by somebody with the keys of the desk, no statement was shown.
        let shown = (!statement.version.is_empty()).then(|| Shown {
            version: statement.version.clone(),
            hash: statement.hash.clone(),
            language: shown_in(&visit).to_owned(),
        });
        let row = |change: Change| NewConsent {
            source: card.id,
            way: change.way,
            contact: change.contact,
            choice: word(change.choice),
            shown: shown.clone(),
            actor: Actor::Visitor,
            station: visit.station.clone(),
            said_at,
        };
        let mut said: Vec<NewConsent> = of_visitor(&record, &visit).into_iter().map(row).collect();
        if let Some(made) = self.made_of_card(local_id, said_at)?
            && let Some(created) = made.record()
        {
            let (changes, at) = (changes(&record, created), time(&made.created_at, now));
            said.extend(self.at_the_desk(made.op_id, changes, &made.author, at)?);
        }
        Ok(self.store.mine.keep_consents(local_id, &said, &self.author(), now)?)
    }

    /// The entry by which somebody new was made after the card had come.
    fn made_of_card(&self, local_id: Uuid, since: Timestamp) -> Result<Option<Entry>> {
        let entries = self.store.mine.entries_of(local_id)?;
        let made = |entry: &Entry| {
            entry.kind == Kind::Create
                && entry.origin == Origin::Kiosk
                && entry.created_at.parse::<Timestamp>().is_ok_and(|at| at >= since)
        };
        Ok(entries.into_iter().find(made))
    }

    /// Everything somebody agreed to or refused, in the order in which it was said. Being told is an
    /// act of the audit.
    pub async fn consents(self: &Arc<Self>, name: &str) -> Result<Vec<Consent>> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let subject = desk.subject(&name)?;
            let consents = desk.consents_about(&subject.local_ids())?;
            desk.note_act("consents were shown", subject.local_id)?;
            Ok(consents)
        })
        .await?
    }

    pub(crate) fn consents_about(&self, local_ids: &[Uuid]) -> Result<Vec<Consent>> {
        let mut all = Vec::new();
        for local_id in local_ids {
            all.extend(self.store.mine.consents_of(*local_id)?);
        }
        all.sort_by_key(|one| time(&one.said_at, Timestamp::MIN));
        Ok(all)
    }
}

/// As every report of ours says it.
pub fn told(one: &Consent) -> serde_json::Value {
    let (actor, who) = match &one.actor {
        Actor::Visitor => ("visitor", None),
        Actor::Staff(who) => ("staff", Some(who)),
    };
    let shown = one.shown.as_ref();
    serde_json::json!({
        "way": one.way,
        "contact": one.contact,
        "choice": one.choice,
        "said_at": one.said_at,
        "kept_at": one.kept_at,
        "actor": actor,
        "who": who,
        "station": one.station,
        "statement": shown.map(|shown| &shown.version),
        "statement_hash": shown.map(|shown| &shown.hash),
        "language": shown.map(|shown| &shown.language),
        "source": one.source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[expect(clippy::needless_pass_by_value, reason = "written where it is called")]
    fn record(channels: Value) -> Record {
        serde_json::from_value(json!({ "channels": channels })).expect("a record")
    }

    fn said(before: Value, after: Value) -> Vec<(String, String, String)> {
        let changes = changes(&record(before), &record(after)).into_iter();
        changes.map(|one| (one.contact, one.way, word(one.choice))).collect()
    }

    #[expect(clippy::needless_pass_by_value, reason = "written where it is called")]
    fn phone(value: &str, consent: Value) -> Value {
        json!({ "kind": "phone", "value": value, "consent": consent })
    }

    #[test]
    fn only_what_is_said_otherwise_than_before_is_a_change() {
        let row = |contact: &str, way: &str, choice: &str| {
            (contact.to_owned(), way.to_owned(), choice.to_owned())
        };
        let agreed = || phone("1", json!({ "call": "AGREED" }));
        assert_eq!(said(json!([agreed()]), json!([agreed()])), []);
        assert_eq!(
            said(
                json!([agreed()]),
                json!([phone("1", json!({ "call": "DENIED", "text": "AGREED" }))])
            ),
            [row("1", "call", "DENIED"), row("1", "text", "AGREED")]
        );
        // Taken back without a word: nobody knows any more.
        assert_eq!(
            said(json!([agreed()]), json!([phone("1", json!({}))])),
            [row("1", "call", "UNKNOWN")]
        );
        assert_eq!(said(json!([agreed()]), json!([])), [], "the number is gone, not the consent");
        assert_eq!(
            said(json!([agreed()]), json!([agreed(), phone("2", json!({ "call": "DENIED" }))])),
            [row("2", "call", "DENIED")]
        );
        assert_eq!(said(json!([]), json!([phone("3", json!({ "call": "UNKNOWN" }))])), []);
    }

    #[test]
    fn a_visitor_says_it_of_what_was_given_and_also_where_nothing_was() {
        let record = record(json!([phone("1", json!({ "call": "AGREED" }))]));
        let consent = [("call", ConsentState::Agreed), ("email", ConsentState::Denied)];
        let consent = consent.map(|(way, state)| (way.to_owned(), state)).into();
        let visit = Visit { consent, ..Visit::default() };
        let said = of_visitor(&record, &visit);
        let said: Vec<_> = said.iter().map(|one| (&*one.way, &*one.contact)).collect();
        assert_eq!(said, [("call", "1"), ("email", "")]);
        assert_eq!(of_visitor(&record, &Visit::default()).len(), 1, "a card of an earlier version");
    }
}
