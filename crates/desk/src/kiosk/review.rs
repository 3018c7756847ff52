//! What staff make of a card: whose it is, what of it is taken over, or that it is put away.

use super::{Booth, Visit};
use crate::Desk;
use crate::create::Created;
use crate::decide::Scope;
use crate::failure::{Failure, Refused, Result};
use crate::person::Person;
use crate::receipt::{Choice, NetworkThen};
use customer::{Address, Record, Section, Vehicle, validate};
use outbox::{Entry, Origin};
use serde_json::{Map, Value};
use std::sync::Arc;
use store::inbox::{Decision, Submission, SubmissionState};
use store::mine::Said;
use uuid::Uuid;

/// What staff make of a submission.
pub enum Accept {
    /// It is this customer: the differing sections become updates.
    Use {
        id: String,
    },
    /// Somebody new; candidates in the way are given back unless they are ruled out.
    Create {
        different_from: Vec<String>,
        despite_candidates: bool,
    },
    Dismiss {
        reason: String,
    },
}

/// How the inbox stands, to be asked again with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrivals {
    pub version: i64,
    pub changed: bool,
}

/// How a card leaves the list.
pub enum Closing {
    /// It led to this customer.
    Used(Uuid),
    /// Why it is put away.
    PutAway(String),
}

impl Closing {
    const fn state(&self) -> SubmissionState {
        match self {
            Self::Used(_) => SubmissionState::Accepted,
            Self::PutAway(_) => SubmissionState::Dismissed,
        }
    }
}

pub enum Accepted {
    Updated(Vec<Entry>),
    Created(Created),
    Dismissed,
}

/// The sections a customer can fill in; the others are never touched from here.
const ENTERED: [Section; 4] =
    [Section::Names, Section::Company, Section::Communication, Section::Addresses];

/// Who the visitor says they are, with the car they named: what is compared and offered. None where the
/// words cannot be read, or were forgotten.
pub fn offered(card: &Value, visit: &Visit) -> Option<Record> {
    if card.is_null() {
        return None;
    }
    let mut record: Record = serde_json::from_value(card.clone()).ok()?;
    if let (Some(plate), []) = (&visit.plate, &record.vehicles[..]) {
        let license_plate = Some(plate.clone());
        record.vehicles.push(Vehicle { license_plate, ..Vehicle::default() });
    }
    Some(record)
}

impl Desk {
    /// From somebody with the keys of the desk: as it stands in a file.
    pub async fn kiosk_submit(self: &Arc<Self>, id: Uuid, record: Record) -> Result<Submission> {
        let desk = Arc::clone(self);
        let taken = tokio::task::spawn_blocking(move || {
            desk.kiosk.take(id, record, Visit::default(), Booth::Staff)
        });
        let submission = taken.await??;
        self.arrivals(None).await?;
        Ok(submission)
    }

    /// Those nobody has decided yet, oldest first. Nobody is looked up.
    pub async fn submissions(self: &Arc<Self>) -> Result<Vec<Submission>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            Ok(desk.store.inbox.submissions(Some(SubmissionState::New))?)
        })
        .await?
    }

    /// What the dealer's system would not take as it was typed.
    pub fn doubts(&self, record: &Record) -> Vec<Refused> {
        let limits = self.limits();
        let judge = self.judge(&limits);
        let nobody = Record { kind: record.kind, ..Record::default() };
        let (entered, mut problems) = validate::entered(&nobody, record.clone(), judge);
        problems.extend(validate::new_record(&entered, judge));
        problems.sort_by(|a, b| (&a.field, a.code).cmp(&(&b.field, b.code)));
        problems.dedup();
        problems.iter().map(Refused::from).collect()
    }

    /// Whether somebody wrote to the inbox since `seen`. What came in is put into the audit.
    pub async fn arrivals(self: &Arc<Self>, seen: Option<i64>) -> Result<Arrivals> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let version = desk.store.inbox.version()?;
            if seen == Some(version) {
                return Ok(Arrivals { version, changed: false });
            }
            for (id, at) in desk.store.inbox.not_noted()? {
                let at = at.parse().unwrap_or_else(|_| desk.clock.now());
                desk.store.mine.append_audit("kiosk", "submission received", None, at)?;
                desk.store.inbox.note(id)?;
            }
            desk.note_acts_of_the_kiosk()?;
            Ok(Arrivals { version, changed: true })
        })
        .await?
    }

    /// Somebody goes to the visitor who rang.
    pub async fn answer_ring(self: &Arc<Self>) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (who, now) = (desk.author(), desk.clock.now());
            if desk.store.inbox.answer_ring(&who, now)? {
                desk.store.mine.append_audit(&who, "kiosk help answered", None, now)?;
            }
            Ok(())
        })
        .await?
    }

    /// By id or by the code the customer was given.
    pub async fn accept(self: &Arc<Self>, name: &str, accept: Accept) -> Result<Accepted> {
        let submission = self.submission(name).await?;
        if submission.state != SubmissionState::New {
            return Err(Failure::TooLate);
        }
        let visit = serde_json::from_value(submission.visit.clone()).unwrap_or_default();
        let record = offered(&submission.json, &visit)
            .ok_or_else(|| Failure::Inside("a card that cannot be read".to_owned()))?;
        match accept {
            Accept::Use { id } => {
                let known = self.known_here(&id).await?;
                let choice = Choice {
                    question: record.clone(),
                    shown: vec![id.clone()],
                    said: Said::Use,
                    chosen: Some(id.clone()),
                    because: None,
                    network: NetworkThen::not_asked(),
                    op_id: None,
                    draft: None,
                };
                let entries = self.use_for(&known, &record).await?;
                self.keep_choice(choice).await?;
                // Also where nothing differed: the card is about them and goes with them.
                self.close(submission.id, Closing::Used(known.local_id)).await?;
                Ok(Accepted::Updated(entries))
            }
            Accept::Create { different_from, despite_candidates } => {
                let created = self
                    .create(
                        record,
                        &different_from,
                        despite_candidates,
                        Some(submission.id),
                        Origin::Kiosk,
                    )
                    .await?;
                if let Created::Queued(entry) = &created {
                    self.close(submission.id, Closing::Used(entry.local_id)).await?;
                }
                Ok(Accepted::Created(created))
            }
            Accept::Dismiss { reason } if reason.trim().is_empty() => {
                let refused = Refused::new("reason", "required", "say why it is put away");
                Err(Failure::Invalid(vec![refused]))
            }
            Accept::Dismiss { reason } => {
                self.close(submission.id, Closing::PutAway(reason)).await?;
                Ok(Accepted::Dismissed)
            }
        }
    }

    /// Marks a card decided where the window has already queued what came of it.
    pub async fn close(self: &Arc<Self>, id: Uuid, closing: Closing) -> Result<()> {
        let (desk, at) = (Arc::clone(self), self.clock.now());
        tokio::task::spawn_blocking(move || {
            let who = desk.author();
            let state = closing.state();
            let (local_id, reason) = match &closing {
                Closing::Used(local_id) => {
                    // Before the card is decided: cut off in between, it is done again.
                    match desk.store.inbox.submission(&id.to_string())? {
                        Some(card) if card.state == SubmissionState::New => {
                            desk.keep_consents_of(&card, *local_id)?;
                        }
                        Some(card) if card.state == SubmissionState::Accepted => {
                            return desk.lead_elsewhere(&card, *local_id);
                        }
                        _ => {}
                    }
                    (Some(*local_id), None)
                }
                Closing::PutAway(reason) => (None, Some(reason.trim())),
            };
            desk.store.inbox.decide(id, &Decision { state, who: &who, local_id, reason, at })?;
            let what = format!("submission {}", state.word());
            desk.store.mine.append_audit(&who, &what, None, at)?;
            Ok(())
        })
        .await?
    }

    /// Whoever stepped back from the customer they had taken it for says whose it is after all. What
    /// the visitor said goes along, also where the card itself says nothing any more. Blocks.
    fn lead_elsewhere(&self, card: &Submission, local_id: Uuid) -> Result<()> {
        if card.local_id == Some(local_id) {
            return Ok(());
        }
        let (who, at) = (self.author(), self.clock.now());
        self.store.mine.move_consents(card.id, local_id)?;
        self.keep_consents_of(card, local_id)?;
        if self.store.inbox.lead_elsewhere(card.id, local_id)? {
            let what = "submission led to another customer";
            self.store.mine.append_audit(&who, what, None, at)?;
        }
        Ok(())
    }

    /// Somebody this desk knows, by either id.
    pub async fn known_here(self: &Arc<Self>, id: &str) -> Result<Person> {
        let (desk, name) = (Arc::clone(self), id.to_owned());
        let known = tokio::task::spawn_blocking(move || desk.known(&name)).await??;
        known.ok_or(Failure::NotFound)
    }

    pub async fn submission(self: &Arc<Self>, name: &str) -> Result<Submission> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            desk.store.inbox.submission(&name)?.ok_or(Failure::NotFound)
        })
        .await?
    }

    /// Brings what was entered to a known customer: a channel takes the place of the one in its
    /// slot, an address that of the one there is room for, everything else is added, and nothing
    /// the customer left empty is cleared. All of it is judged before any of it is queued: a card
    /// that is refused waits on, whole.
    async fn use_for(self: &Arc<Self>, known: &Person, entered: &Record) -> Result<Vec<Entry>> {
        let name = known.local_id.to_string();
        // What the change starts from, in full: a list that a search row does not show is not empty.
        let known = self.base_of(&name, Scope::Everyone).await?;
        let one_address = self.limits().one_address_per_kind;
        let mut prepared = Vec::new();
        for section in ENTERED {
            let there = known.record.section(section);
            let edit = joined(&there, entered.section(section), section, one_address)?;
            let Some(edit) = edit else { continue };
            let mut record = Map::new();
            record.insert(section.member().to_owned(), edit);
            let (edit, look) = (Value::Object(record), Scope::Everyone);
            match self.prepared(&name, section, edit.into(), None, Origin::Kiosk, look).await {
                Ok(change) => prepared.extend(change),
                // What this network cannot hold is not a reason to lose the rest.
                Err(Failure::Unsupported { .. }) => {}
                Err(Failure::Invalid(refused))
                    if refused.iter().all(|one| {
                        one.code == "network_cannot_hold" && !self.has_a_place_for(&one.field)
                    }) => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut entries = Vec::new();
        for change in prepared {
            entries.push(self.queue(change).await?.entry);
        }
        Ok(entries)
    }
}

/// The edit that brings what was entered into a section; none where nothing was.
fn joined(
    known: &Value,
    entered: Value,
    section: Section,
    one_address_per_kind: bool,
) -> Result<Option<Value>> {
    let items = match entered {
        Value::Object(members) if members.is_empty() => return Ok(None),
        Value::Array(items) if items.is_empty() => return Ok(None),
        Value::Array(items) => items,
        object => return Ok(Some(object)),
    };
    let mut list = known.as_array().cloned().unwrap_or_default();
    for item in items {
        if section == Section::Communication {
            place(&mut list, item);
        } else {
            place_address(&mut list, item, one_address_per_kind)?;
        }
    }
    Ok(Some(Value::Array(list)))
}

/// An address takes the place of the one of its kind where there is room for one; what the network
/// keeps with that besides stays.
fn place_address(list: &mut Vec<Value>, item: Value, one_per_kind: bool) -> Result<()> {
    let kind =
        |one: &Value| one.get("kind").and_then(Value::as_str).unwrap_or("physical").to_owned();
    let told = item.as_object().is_some_and(|members| {
        members.iter().any(|(name, value)| {
            !["kind", "countryCode"].contains(&name.as_str()) && value.as_str() != Some("")
        })
    });
    // A country alone is what a form starts with.
    if !told || list.contains(&item) {
        return Ok(());
    }
    let there = list.iter_mut().find(|one| one_per_kind && kind(one) == kind(&item));
    let (Some(there), Value::Object(members)) = (there, &item) else {
        list.push(item);
        return Ok(());
    };
    let said =
        |name: &str| members.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if !["streetName", "poBoxNumber", "poBoxName", "formattedAddress"].into_iter().any(said) {
        let why = "a street or a post office box is needed to take the place of the address there";
        return Err(Failure::Invalid(vec![Refused::new("addresses", "required", why)]));
    }
    let old: Address = serde_json::from_value(there.clone()).unwrap_or_default();
    let mut new = members.clone();
    // In an entry of a list what is absent stays: of the old address nothing may.
    for name in Section::Addresses.members() {
        if there.get(name).is_some() {
            new.entry((*name).to_owned()).or_insert_with(|| "".into());
        }
    }
    for (name, value) in old.other {
        new.entry(name).or_insert(value);
    }
    *there = Value::Object(new);
    Ok(())
}

/// A channel takes the place of one of the same value or slot; consent comes with it. A new value
/// never inherits what was agreed for the old one.
fn place(list: &mut Vec<Value>, item: Value) {
    let same = |one: &Value, member: &str| one.get(member) == item.get(member);
    let slot = |one: &Value| ["kind", "use", "line"].iter().all(|member| same(one, member));
    let found = list
        .iter()
        .position(|one| same(one, "kind") && same(one, "value"))
        .or_else(|| list.iter().position(slot));
    match found.and_then(|index| list.get_mut(index)) {
        Some(Value::Object(there)) => {
            if let Value::Object(members) = item {
                if there.get("value") != members.get("value") {
                    there.shift_remove("consent");
                    there.shift_remove("preferred");
                }
                there.extend(members);
            }
        }
        _ => list.push(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_new_address_takes_the_place_of_the_one_of_its_kind_where_there_is_room_for_one() {
        let old = json!({"kind": "physical", "streetName": "High Street", "houseNumber": "12",
            "city": "Leeds", "addressKey": "7"});
        let po_box = json!({"kind": "postal", "poBoxNumber": "9"});
        let moved = json!({"kind": "physical", "streetName": "Low Road", "city": "York"});
        let known = json!([po_box, old]);
        let join =
            |item: &serde_json::Value, one| joined(&known, json!([item]), Section::Addresses, one);
        // Absent would leave the old number at the new street.
        let there = json!({"kind": "physical", "streetName": "Low Road", "houseNumber": "",
            "city": "York", "addressKey": "7"});
        assert_eq!(join(&moved, true).unwrap(), Some(json!([po_box, there])));
        assert_eq!(join(&moved, false).unwrap(), Some(json!([po_box, old, moved])));
        assert_eq!(join(&old, true).unwrap(), Some(known.clone()));
        let land = json!({"kind": "physical", "countryCode": "GB"});
        assert_eq!(join(&land, true).unwrap(), Some(known.clone()));
        let town = json!({"kind": "physical", "city": "York"});
        assert!(matches!(join(&town, true), Err(Failure::Invalid(_))), "no street moves to a town");
    }

    #[test]
    fn a_new_number_does_not_inherit_the_consent_of_the_old_one() {
        let phone =
            |value: &str| json!({"kind": "phone", "use": "home", "line": "mobile", "value": value});
        let mut old = phone("1");
        old["consent"] = json!({"call": "AGREED"});
        let mut list = vec![old.clone()];
        place(&mut list, phone("2"));
        assert_eq!(list, [phone("2")]);
        let mut list = vec![old.clone()];
        place(&mut list, phone("1"));
        assert_eq!(list, [old], "the same number keeps what was agreed");
    }
}
