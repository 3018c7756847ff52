//! A customer as this desk sees them now: the network's copy with this desk's unsent changes laid
//! over it, and where that truthfully stands.

use crate::Desk;
use crate::clock::blocking;
use crate::failure::Result;
use customer::{Record, Section};
use jiff::Timestamp;
use outbox::{Body, Difference, Entry, Reason, State, Word};
use std::sync::Arc;
use store::Store;
use store::mine::{Held, Overlay};
use store::theirs::Customer;
use uuid::Uuid;

pub struct Person {
    pub local_id: Uuid,
    /// The customer's id in the network; none while only this desk knows them.
    pub id: Option<String>,
    pub record: Record,
    /// False where only a search row is known yet.
    pub whole: bool,
    /// The identity number was not kept here: the network has it.
    pub withheld: bool,
    pub as_of: Option<Timestamp>,
    pub opened_at: Option<Timestamp>,
    /// Not finished, oldest first.
    pub entries: Vec<Entry>,
    pub standing: Standing,
    /// What the network dropped or changed of the last writes.
    pub differs: Vec<Difference>,
}

/// The chip.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// None for a record this desk has not written to.
    pub word: Option<Word>,
    pub reason: Option<Reason>,
    pub op_id: Option<Uuid>,
    /// When the network took the last write.
    pub at: Option<String>,
    /// Somebody keeps that write on this desk.
    pub held: Option<Held>,
}

impl Person {
    /// The interface's word for where it stands: of the last write, or `in_dms` for a copy of
    /// what the network holds.
    pub fn state_word(&self) -> &'static str {
        self.standing.word.unwrap_or(Word::InDms).word()
    }

    /// What answers call this customer: the network's id, or ours while there is none.
    pub fn name_in_answers(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.local_id.to_string())
    }

    /// Made here, given up, and never in the network: nobody is to be taken for them.
    pub fn is_given_up(&self) -> bool {
        self.id.is_none() && self.standing.word == Some(Word::Cancelled)
    }

    pub fn name(&self) -> String {
        self.record.display_name()
    }
}

impl Desk {
    /// The same, off the async workers.
    pub async fn person(self: &Arc<Self>, name: &str) -> Result<Option<Person>> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        blocking(&*self.clock, move || desk.known(&name)).await?
    }

    /// By network id or local id, from this desk alone. Blocks.
    pub fn known(&self, name: &str) -> Result<Option<Person>> {
        match self.store.theirs.customer(name)? {
            Some(customer) => of(&self.store, customer).map(Some),
            None => Ok(None),
        }
    }
}

/// Lays what this desk wrote over the copy. Blocks.
pub(crate) fn of(store: &Store, customer: Customer) -> Result<Person> {
    let history = store.mine.entries_of(customer.local_id)?;
    let unseen = store.mine.overlay_for(customer.local_id)?;
    let mut person = with(customer, history, &unseen);
    let waits = person.standing.op_id.filter(|_| person.standing.word == Some(Word::Waiting));
    person.standing.held = waits.map_or(Ok(None), |op| store.mine.held(op))?;
    Ok(person)
}

/// The same for many at once, in their order. Blocks.
pub(crate) fn all(store: &Store, customers: Vec<Customer>) -> Result<Vec<Person>> {
    let ids = customers.iter().map(|one| one.local_id).collect::<Vec<_>>();
    let touched = store.mine.touched_among(&ids)?;
    let one = |customer: Customer| match touched.contains(&customer.local_id) {
        true => of(store, customer),
        false => Ok(untouched(customer)),
    };
    customers.into_iter().map(one).collect()
}

/// Somebody this desk has never written to.
pub(crate) fn untouched(customer: Customer) -> Person {
    with(customer, vec![], &[])
}

fn with(customer: Customer, history: Vec<Entry>, unseen: &[Overlay]) -> Person {
    // The network took it, but nobody has read it back yet: the copy is older than our write.
    let taken_unseen = |entry: &Entry| {
        entry.state == State::Done && unseen.iter().any(|overlay| overlay.op_id == entry.op_id)
    };
    let mut record = customer.record;
    for entry in history.iter().filter(|entry| entry.is_live() || taken_unseen(entry)) {
        match &entry.body {
            // A create that is not done is the whole of what is known, corrections included.
            Body::Create { record: entered } if entry.is_live() => record = (**entered).clone(),
            Body::Create { .. } => {}
            Body::Update { base, wanted } => {
                if let Some(section) = entry.kind.section() {
                    outbox::overlay::lay(&mut record, section, base, wanted);
                }
            }
        }
    }
    // The outbox learns the number first, in the transaction that ends the create; the copy a moment
    // later. In between, and should the copy not take it in, "in the DMS" has its number all the same.
    let number = customer.id.clone().or_else(|| number_given(&history));
    let standing = standing(&history, number.is_some());
    let differs = differs(&history);
    Person {
        local_id: customer.local_id,
        // Nobody knows more of somebody only this desk knows.
        whole: customer.full || customer.id.is_none(),
        id: number,
        record,
        withheld: customer.withheld,
        as_of: Some(customer.as_of),
        opened_at: customer.opened_at,
        entries: history.into_iter().filter(Entry::is_live).collect(),
        standing,
        differs,
    }
}

/// What the network holds otherwise than it was entered here: of a section what its last change found,
/// of the others what the create did.
fn differs(history: &[Entry]) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    for entry in history.iter().filter(|entry| entry.state == State::Done) {
        match entry.kind.section() {
            Some(section) => found.retain(|one| !is_of(section, &one.field)),
            None => found.clear(),
        }
        found.extend(entry.detail.differs.iter().cloned());
    }
    found
}

/// Whether a path of the record leads into a section.
fn is_of(section: Section, path: &str) -> bool {
    path.split(['.', '[']).next() == Some(section.member())
}

/// The network's id, as the create that is done brought it.
fn number_given(history: &[Entry]) -> Option<String> {
    let done =
        |entry: &&Entry| entry.state == State::Done && matches!(entry.body, Body::Create { .. });
    history.iter().rev().find(done).and_then(|entry| entry.server_id.clone())
}

/// The most pressing entry speaks for the record; a finished one only where nothing is left to do.
/// Of somebody the network never had, that is the one that was given up.
fn standing(history: &[Entry], is_there: bool) -> Standing {
    let pressing = |word| history.iter().find(|entry| entry.is_live() && entry.word() == word);
    let speaks = [Word::NeedsPerson, Word::Checking, Word::Sending, Word::Waiting]
        .into_iter()
        .find_map(pressing)
        .or_else(|| history.iter().rev().find(|entry| entry.state == State::Done))
        .or_else(|| {
            let given_up = |entry: &&Entry| !is_there && entry.state == State::Cancelled;
            history.iter().rev().find(given_up)
        });
    Standing {
        word: speaks.map(Entry::word),
        reason: speaks.and_then(|entry| entry.reason),
        op_id: speaks.map(|entry| entry.op_id),
        at: speaks.and_then(|entry| entry.finished_at.clone()),
        held: None,
    }
}
