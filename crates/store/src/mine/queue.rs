//! Saying yes to a write: the customer, the entry, what the desk shows meanwhile and the audit row
//! are one transaction. "Saved" may be said when it returns.

use super::{Mine, Result, audit, consent, course, entity, held, op, overlay, receipt, verdict};
use customer::{Record, Section};
use jiff::Timestamp;
use outbox::entry::{AUTO_BUDGET, BODY_VERSION, Counters};
use outbox::{Body, Detail, Entry, Event, Kind, Origin, State, coalesce};
use rusqlite::{Transaction, params};
use serde_json::Value;
use uuid::Uuid;

/// A customer the network shall get. Nobody of `ruled_out` is this person, somebody said.
pub struct NewCreate {
    pub op_id: Uuid,
    pub local_id: Uuid,
    pub draft_id: Option<Uuid>,
    pub dealer: String,
    pub record: Record,
    pub ruled_out: Vec<String>,
    /// Somebody saw the candidates and decided to create all the same, even though the network
    /// may have more people like this than it showed.
    pub incomplete_accepted: bool,
    pub verdicts: Vec<verdict::NewVerdict>,
    pub author: String,
    pub origin: Origin,
    pub at: Timestamp,
}

/// One section of a known customer. In `wanted` a member that is missing stays as it is, `null` or
/// "" clears it; lists are given as they shall be. `base` is what the person saw.
pub struct NewUpdate {
    pub op_id: Uuid,
    pub local_id: Uuid,
    pub server_id: Option<String>,
    pub draft_id: Option<Uuid>,
    pub dealer: String,
    pub section: Section,
    pub base: Value,
    pub wanted: Value,
    pub author: String,
    pub origin: Origin,
    pub at: Timestamp,
}

/// What the network left out of a customer it took.
pub struct FollowUp {
    pub op_id: Uuid,
    pub section: Section,
    /// As the network holds it.
    pub base: Value,
    pub wanted: Value,
}

/// The connectors' version, so that a later one may try again what an earlier one could not.
const ADAPTER_VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn blank(op_id: Uuid, local_id: Uuid, kind: Kind, body: Body) -> Entry {
    Entry {
        op_id,
        seq: 0,
        position: 0,
        local_id,
        dealer: String::new(),
        server_id: None,
        draft_id: None,
        kind,
        body,
        body_ver: BODY_VERSION,
        state: State::Queued,
        reason: None,
        attempts: 0,
        auto_budget: AUTO_BUDGET,
        counters: Counters::default(),
        next_after_ms: 0,
        settle_until_ms: None,
        depends_on: None,
        idem_key: op_id,
        preflight_ids: None,
        ruled_out: vec![],
        incomplete_accepted: false,
        adopted_id: None,
        successor: None,
        author: String::new(),
        origin: Origin::Staff,
        adapter_ver: ADAPTER_VERSION.to_owned(),
        detail: Detail::default(),
        created_at: String::new(),
        finished_at: None,
    }
}

impl Mine {
    /// The same draft twice is one entry. Whether it says the same is for the caller to see: what
    /// differs is a change of that customer, and never a second one.
    pub fn queue_create(&self, new: NewCreate) -> Result<Entry> {
        self.queue_decided(new, None)
    }

    /// The same, with the receipt of the decision that led to it.
    pub fn queue_decided(
        &self,
        new: NewCreate,
        receipt: Option<&receipt::NewReceipt>,
    ) -> Result<Entry> {
        self.queue_decided_with(new, receipt, &[])
    }

    /// The same, with what was said of consent.
    pub fn queue_decided_with(
        &self,
        new: NewCreate,
        receipt: Option<&receipt::NewReceipt>,
        said: &[consent::NewConsent],
    ) -> Result<Entry> {
        let about = self.about(new.local_id);
        self.write(|tx| {
            if let Some(known) = new.draft_id.map(|id| op::by_draft(tx, id)).transpose()?.flatten()
            {
                return Ok(known);
            }
            let local_id = entity::touched(tx, new.local_id, &new.dealer, None)?;
            let body = Body::Create { record: Box::new(new.record) };
            let entry = Entry {
                dealer: new.dealer,
                draft_id: new.draft_id,
                ruled_out: new.ruled_out,
                incomplete_accepted: new.incomplete_accepted,
                author: new.author,
                origin: new.origin,
                created_at: new.at.to_string(),
                ..blank(new.op_id, local_id, Kind::Create, body)
            };
            let entry = op::insert(tx, &entry)?;
            for verdict in &new.verdicts {
                verdict::give(tx, verdict, Some(entry.op_id))?;
            }
            audit::append(tx, new.at, &entry.author, "create queued", Some(entry.op_id))?;
            consent::put(tx, entry.local_id, said, new.at)?;
            let op_id = Some(entry.op_id);
            consent::audited(tx, said, &entry.author, op_id, about.as_deref(), new.at)?;
            if let Some(receipt) = receipt {
                receipt::put(tx, receipt)?;
            }
            if let Some(draft_id) = entry.draft_id {
                receipt::belong(tx, draft_id, entry.local_id)?;
            }
            stored(tx, entry.op_id)
        })
    }

    /// The same draft twice is one entry, as long as it says the same: a form that was kept, filled
    /// in further and saved again is another edit. An edit of a section whose last edit has not been
    /// sent takes that one's place, unless whoever made it had not seen that one.
    pub fn queue_update(&self, new: NewUpdate) -> Result<Entry> {
        self.queue_update_with(new, &[])
    }

    /// The same, with what was said of consent.
    pub fn queue_update_with(
        &self,
        mut new: NewUpdate,
        said: &[consent::NewConsent],
    ) -> Result<Entry> {
        let about = self.about(new.local_id);
        self.write(|tx| {
            let known = new.draft_id.map(|id| op::by_draft(tx, id)).transpose()?.flatten();
            if let Some(known) = &known
                && coalesce::says_already(known, new.section, &new.base, &new.wanted)
            {
                return Ok(known.clone());
            }
            let own = known.as_ref().filter(|known| is_of_the_form(known, &new));
            let own = own.map(|known| known.op_id);
            new.draft_id = new.draft_id.filter(|_| known.is_none());
            let local_id =
                entity::touched(tx, new.local_id, &new.dealer, new.server_id.as_deref())?;
            let live = op::live_of(tx, local_id)?;
            let (replaced, body) = one_with(&live, &new, own);
            let entry = match replaced.first() {
                Some(older) => Entry {
                    position: older.position,
                    depends_on: older.depends_on,
                    preflight_ids: older.preflight_ids.clone(),
                    ruled_out: older.ruled_out.clone(),
                    incomplete_accepted: older.incomplete_accepted,
                    ..blank(new.op_id, local_id, older.kind, body)
                },
                None => Entry {
                    depends_on: live
                        .iter()
                        .find(|entry| entry.kind == Kind::Create)
                        .map(|entry| entry.op_id),
                    ..blank(new.op_id, local_id, Kind::Update(new.section), body)
                },
            };
            let entry = Entry {
                dealer: new.dealer,
                draft_id: new.draft_id,
                author: new.author,
                origin: new.origin,
                created_at: new.at.to_string(),
                ..entry
            };
            let entry = op::insert(tx, &entry)?;
            overlay::put(tx, &entry)?;
            let what = format!("{} queued", entry.kind.word());
            audit::append(tx, new.at, &entry.author, &what, Some(entry.op_id))?;
            consent::put(tx, local_id, said, new.at)?;
            let op_id = Some(entry.op_id);
            consent::audited(tx, said, &entry.author, op_id, about.as_deref(), new.at)?;
            for older in replaced {
                supersede(tx, older, &entry, new.at)?;
            }
            stored(tx, entry.op_id)
        })
    }
}

/// A change that completes `of`: in its author's name, ahead of whatever waits for the customer, and
/// tried once. What a network leaves out twice it does not keep.
pub(super) fn follow_up(
    tx: &Transaction<'_>,
    of: &Entry,
    one: FollowUp,
    at: Timestamp,
) -> Result<()> {
    let kind = Kind::Update(one.section);
    let body = Body::Update { base: one.base, wanted: one.wanted };
    let not_kept = of.counters.not_kept.saturating_add(1);
    let entry = Entry {
        position: of.position,
        dealer: of.dealer.clone(),
        author: of.author.clone(),
        origin: of.origin,
        created_at: at.to_string(),
        counters: Counters { not_kept, completes: of.kind == Kind::Create, ..Counters::default() },
        ..blank(one.op_id, of.local_id, kind, body)
    };
    let entry = op::insert(tx, &entry)?;
    op::save(tx, &entry)?;
    overlay::put(tx, &entry)?;
    let what = format!("{} queued: the network left it out", kind.word());
    audit::append(tx, at, "desk", &what, Some(entry.op_id))
}

/// What the new edit takes the place of: a create that was refused, with the edits of the section
/// that wait behind it, or else the last edit of the section, if it can be replaced. Nothing that
/// lies further back: order is kept.
fn replaceable(live: &[Entry], section: Section) -> Vec<&Entry> {
    let takes = |entry: &&Entry| coalesce::takes_the_place_of(entry, section);
    let edits = || live.iter().filter(|entry| entry.kind == Kind::Update(section));
    match live.first().filter(|entry| entry.kind == Kind::Create).filter(takes) {
        Some(create) => std::iter::once(create).chain(edits().filter(takes)).collect(),
        None => edits().next_back().filter(takes).into_iter().collect(),
    }
}

/// Whether the form wrote this entry, and nobody since.
fn is_of_the_form(known: &Entry, new: &NewUpdate) -> bool {
    known.author == new.author && (known.draft_id.is_none() || known.draft_id == new.draft_id)
}

/// What the new edit takes the place of, and what it is with that. An edit by somebody who had not
/// seen what waits stands behind it as one of its own: once that is in the DMS, the merge finds what
/// a person has to decide. `own`: what the same form wrote before, which it need not have seen.
fn one_with<'a>(live: &'a [Entry], new: &NewUpdate, own: Option<Uuid>) -> (Vec<&'a Entry>, Body) {
    let mut replaced = replaceable(live, new.section);
    while !replaced.is_empty() {
        if let Some(body) = folded(&replaced, new, own) {
            return (replaced, body);
        }
        replaced.pop();
    }
    (replaced, Body::Update { base: new.base.clone(), wanted: new.wanted.clone() })
}

fn folded(replaced: &[&Entry], new: &NewUpdate, own: Option<Uuid>) -> Option<Body> {
    let (first, behind) = replaced.split_first()?;
    let mut body = first.body.clone();
    for edit in behind {
        let Body::Update { base, wanted } = &edit.body else { continue };
        if !coalesce::had_seen(&body, new.section, base, wanted) {
            return None;
        }
        body = coalesce::coalesce(&body, new.section, base, wanted);
    }
    // Nothing else puts a refused create right, and nothing behind it goes on before.
    let puts_right = behind.is_empty() && first.kind == Kind::Create;
    let takes = puts_right
        || replaced.last().is_some_and(|last| own == Some(last.op_id))
        || coalesce::had_seen(&body, new.section, &new.base, &new.wanted);
    takes.then(|| coalesce::coalesce(&body, new.section, &new.base, &new.wanted))
}

fn supersede(tx: &Transaction<'_>, older: &Entry, by: &Entry, at: Timestamp) -> Result<()> {
    let event = Event::Edited { successor: by.op_id };
    let pace = outbox::step::Pace {
        now_ms: 0,
        jitter: 0.0,
        settle_ms: 0,
        forbidden_elsewhere: false,
        anothers: false,
        may_have_arrived: false,
    };
    let (state, _) = outbox::step(older, &event, &pace)?;
    let older = Entry {
        state,
        reason: None,
        successor: Some(by.op_id),
        finished_at: Some(at.to_string()),
        ..older.clone()
    };
    op::save(tx, &older)?;
    overlay::clear(tx, older.op_id)?;
    course::happened(tx, &older, &event, state, &by.author, at)?;
    held::passes_on(tx, older.op_id, by.op_id)?;
    tx.execute(
        "UPDATE op SET depends_on = ?2 WHERE depends_on = ?1",
        params![older.op_id.to_string(), by.op_id.to_string()],
    )?;
    audit::append(tx, at, &by.author, "superseded by a later edit", Some(older.op_id))
}

pub(super) fn stored(tx: &Transaction<'_>, op_id: Uuid) -> Result<Entry> {
    op::by_id(tx, op_id)?.ok_or(crate::Failure::NotFound)
}
