//! Correcting one section: judged, then queued, in that order; sending is the outbox's business.

use crate::Desk;
use crate::alike::Change;
use crate::ask::PATIENCE;
use crate::clock::blocking;
use crate::decide::Scope;
use crate::failure::{Failure, Refused, Result};
use crate::papers::is_number;
use crate::person::Person;
use crate::said;
use customer::{Record, Section, patch};
use outbox::Origin;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::mine::{NewConsent, NewUpdate, Shown};
use uuid::Uuid;

/// What became of a save.
pub enum Saved {
    Queued(Box<Change>),
    /// Nothing differs from what is known: nothing to send.
    Unchanged,
}

/// A section as it shall be, inside its record.
pub(crate) struct Edit {
    pub record: Value,
    /// The section as it stood before whoever edited it, where that may be longer ago than the copy:
    /// what was changed elsewhere since is for the merge, and is not undone by what they did not see.
    pub shown: Option<Value>,
}

impl From<Value> for Edit {
    fn from(record: Value) -> Self {
        Self { record, shown: None }
    }
}

/// A form of the window.
#[derive(Default)]
pub struct Form {
    /// Its id: the same form twice is one save.
    pub draft: Option<Uuid>,
    /// The privacy statement that stood in it, if it did.
    pub statement: Option<Shown>,
    /// The section as it stood when it was opened; none where that is the copy of now.
    pub opened_on: Option<Value>,
}

/// A change that was judged and may be queued.
pub(crate) struct Prepared {
    new: NewUpdate,
    said: Vec<NewConsent>,
    /// Who it was before, and what they shall be.
    person: Person,
    wanted: Record,
}

impl Desk {
    /// `edit` is the section as it shall be: absent stays, `null` or "" clears, a value sets.
    /// `draft` is the form's id: the same draft twice is one save.
    pub async fn update(
        self: &Arc<Self>,
        name: &str,
        section: Section,
        edit: Value,
        draft: Option<Uuid>,
        origin: Origin,
    ) -> Result<Saved> {
        self.update_from(name, section, inside(section, edit), draft, origin).await
    }

    /// The same from what this desk shows of them, which is what the person at it edited: the
    /// network is not waited for, and what it shows beyond that is merged before it is sent.
    pub async fn update_shown(
        self: &Arc<Self>,
        name: &str,
        section: Section,
        edit: Value,
        form: Form,
    ) -> Result<Saved> {
        let Form { draft, statement, opened_on: shown } = form;
        let edit = Edit { record: inside(section, edit), shown };
        let prepared =
            self.prepared(name, section, edit, draft, Origin::Staff, Scope::Desk).await?;
        let Some(mut prepared) = prepared else { return Ok(Saved::Unchanged) };
        for one in &mut prepared.said {
            one.shown.clone_from(&statement);
        }
        Ok(Saved::Queued(Box::new(self.queue(prepared).await?)))
    }

    /// `update` from a whole record, of which only the section's member counts. Where it is
    /// absent, everything stays as it is.
    pub async fn update_from(
        self: &Arc<Self>,
        name: &str,
        section: Section,
        edit: Value,
        draft: Option<Uuid>,
        origin: Origin,
    ) -> Result<Saved> {
        let edit = Edit::from(edit);
        match self.prepared(name, section, edit, draft, origin, Scope::Everyone).await? {
            Some(prepared) => Ok(Saved::Queued(Box::new(self.queue(prepared).await?))),
            None => Ok(Saved::Unchanged),
        }
    }

    /// Judged as it would be queued; none where nothing differs.
    pub(crate) async fn prepared(
        self: &Arc<Self>,
        name: &str,
        section: Section,
        edit: Edit,
        draft: Option<Uuid>,
        origin: Origin,
        look: Scope,
    ) -> Result<Option<Prepared>> {
        self.writable(section)?;
        let Edit { record: mut edit, shown } = edit;
        let person = self.base_of(name, look).await?;
        let person = self.without_withheld_number(section, person, &mut edit).await?;
        let desk = Arc::clone(self);
        let (op_id, now) = (self.clock.new_id(), self.clock.now());
        blocking(&*self.clock, move || {
            let before = as_shown(&person.record, section, shown, &edit)?;
            let wanted = patch::apply(section, &before, &edit)
                .map_err(|problems| Failure::from_problems(&problems))?;
            let wanted = desk.judged(&before, wanted)?;
            let base = before.section(section);
            if said::same(&wanted.section(section), &base) {
                return Ok(None);
            }
            desk.accepted_by_network(section, &before, &wanted)?;
            // What a visitor said is kept with the card, in their name.
            let said = match origin {
                Origin::Staff => desk.consents_said(op_id, &before, &wanted, now, None)?,
                Origin::Kiosk => Vec::new(),
            };
            let new = NewUpdate {
                op_id,
                local_id: person.local_id,
                server_id: person.id.clone(),
                draft_id: draft,
                dealer: desk.dealer(),
                section,
                wanted: intent(&base, wanted.section(section)),
                base,
                author: desk.author(),
                origin,
                at: now,
            };
            Ok(Some(Prepared { new, said, person, wanted }))
        })
        .await?
    }

    pub(crate) async fn queue(self: &Arc<Self>, prepared: Prepared) -> Result<Change> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let Prepared { new, said, person, wanted } = prepared;
            let section = new.section;
            let entry = desk.store.mine.queue_update_with(new, &said)?;
            // The new number finds the person at once, not only when the DMS has it.
            // It is queued whatever becomes of that.
            if let Err(failure) = desk.store.theirs.find_also_by(person.local_id, Some(&wanted)) {
                tracing::error!(%failure, "the copy could not take in words of a change");
            }
            let alike = desk.met(&person, section, &wanted);
            Ok(Change { entry, alike })
        })
        .await?
    }

    /// What the change starts from. A mere search row is read in full first, where the network
    /// answers: a list it does not show must not look empty. One that is known to be away is not
    /// waited for, nor any where somebody edits what this desk shows.
    pub(crate) async fn base_of(self: &Arc<Self>, name: &str, look: Scope) -> Result<Person> {
        let here = look == Scope::Desk || self.gate.is_away();
        let (desk, asked) = (Arc::clone(self), name.to_owned());
        match blocking(&*self.clock, move || desk.known(&asked)).await?? {
            Some(person) if person.whole || person.id.is_none() || here => Ok(person),
            _ => Ok(self.refresh(name, PATIENCE).await?.0),
        }
    }

    /// What the network could never take is said now, not after the outage. What was there
    /// before (an import may hold more than the network does) is never refused.
    fn accepted_by_network(
        &self,
        section: Section,
        before: &Record,
        wanted: &Record,
    ) -> Result<()> {
        let Ok(network) = self.network() else { return Ok(()) };
        let changed = customer::diff::changed_paths(before, wanted, section);
        // What is said of consent is kept here as well. Where only a part has no place, the rest
        // is sent, and what the network dropped is said.
        let placeless = |path: &String| !path.contains(".consent") && !network.holds(path);
        let newly = changed.iter().find(|path| is_said(wanted, path));
        if let Some(field) = newly.filter(|_| changed.iter().all(placeless)) {
            let why = format!("{} has no place for this", network.profile().title);
            return Err(Failure::Invalid(vec![Refused::new(field, "network_cannot_hold", why)]));
        }
        if network.accepts(section, before).is_err() {
            return Ok(());
        }
        match network.accepts(section, wanted) {
            Ok(()) => Ok(()),
            Err(network::Failure::Unsupported { what }) => {
                Err(Failure::Unsupported { section, reason: what })
            }
            Err(network::Failure::Refused { refusals, .. }) => {
                let refused = refusals.into_iter().map(|refusal| {
                    let field = refusal.field.unwrap_or_else(|| section.member().to_owned());
                    Refused::new(&field, "network_cannot_hold", refusal.message)
                });
                Err(Failure::Invalid(refused.collect()))
            }
            // Anything else is for the outbox to meet.
            Err(_) => Ok(()),
        }
    }

    /// Whether the network has a place for this member at all.
    pub(crate) fn has_a_place_for(&self, field: &str) -> bool {
        self.network().map_or(true, |network| network.holds(field))
    }

    fn writable(&self, section: Section) -> Result<()> {
        let Some(profile) = self.profile() else { return Ok(()) };
        let ability = profile.section(section);
        if ability.writable {
            return Ok(());
        }
        Err(Failure::Unsupported { section, reason: ability.reason })
    }
}

fn inside(section: Section, edit: Value) -> Value {
    let mut record = Map::new();
    record.insert(section.member().to_owned(), edit);
    Value::Object(record)
}

/// The record with the section as it was shown. A number that is not part of the edit is what it is
/// here: one that this desk does not keep is not kept by an edit of something else either.
fn as_shown(now: &Record, section: Section, shown: Option<Value>, edit: &Value) -> Result<Record> {
    let mut before = now.clone();
    let Some(mut shown) = shown else { return Ok(before) };
    if let (Section::Identity, Value::Object(shown), Value::Object(now)) =
        (section, &mut shown, now.section(section))
    {
        let edited =
            |name: &str| edit.get(section.member()).is_some_and(|of| of.get(name).is_some());
        shown.retain(|name, _| !is_number(name) || edited(name));
        let numbers = now.into_iter().filter(|(name, _)| is_number(name));
        shown.extend(numbers.filter(|(name, _)| !shown.contains_key(name)).collect::<Vec<_>>());
    }
    before.set_section(section, shown).map_err(|_| {
        let why = "what was shown of it is no section of a record";
        Failure::Invalid(vec![Refused::new(section.member(), "malformed", why)])
    })?;
    Ok(before)
}

/// What is meant, member by member: one that is there no more was cleared, and says so.
pub(crate) fn intent(base: &Value, mut wanted: Value) -> Value {
    if let (Value::Object(before), Value::Object(after)) = (base, &mut wanted) {
        for member in before.keys() {
            after.entry(member.clone()).or_insert(Value::Null);
        }
    }
    wanted
}

/// Whether the record has something there; what an import brought may always be cleared.
fn is_said(record: &Record, path: &str) -> bool {
    let pointer = path.replace('[', "/").replace(']', "").replace('.', "/");
    let record = serde_json::to_value(record).unwrap_or_default();
    let value = record.pointer(&format!("/{pointer}"));
    value.is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_that_was_shown_and_not_edited_is_as_this_desk_keeps_it() {
        let mut now = Record::default();
        now.identity.birth_date = Some("1980-01-31".into());
        let shown = json!({"birthDate": "1980-01-30", "socialSecurityId": "078-05-1120"});
        let before = |edit: Value| {
            let shown = Some(shown.clone());
            as_shown(&now, Section::Identity, shown, &json!({"identity": edit})).unwrap()
        };
        let of = |record: Record| record.section(Section::Identity);
        let birth = before(json!({"birthDate": "1980-01-29"}));
        assert_eq!(of(birth), json!({"birthDate": "1980-01-30"}));
        assert_eq!(of(before(json!({"socialSecurityId": "1"}))), shown);
    }

    #[test]
    fn a_cleared_member_is_said_and_not_merely_left_out() {
        let wanted = intent(&json!({"title": "Dr", "givenName": "A"}), json!({"givenName": "B"}));
        assert_eq!(wanted, json!({"givenName": "B", "title": null}));
    }
}
