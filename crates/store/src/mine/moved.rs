//! Unfinished entries on their way to another desk: what goes into a sealed file, what then stands
//! here in their place, and what they become where the file is opened. Once.

use super::{
    Held, Mine, Result, audit, entity, held, op, overlay, progress::Context, queue,
    transition::advance,
};
use crate::Failure;
use outbox::{Body, Entry, Event, Kind, Origin, State};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// The unfinished entries of one dealer, in their order.
#[derive(Serialize, Deserialize)]
pub struct Parcel {
    /// By which a desk knows that it has taken it in.
    pub id: Uuid,
    pub dealer: String,
    pub sealed_at: String,
    pub entries: Vec<Packed>,
    /// The last line of the audit of a desk that is given up: nobody can read it there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_end: Option<AuditEnd>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AuditEnd {
    pub n: i64,
    pub at: String,
    pub who: String,
    pub what: String,
    /// It seals this line and all before it.
    pub hash: String,
}

#[derive(Serialize, Deserialize)]
pub struct Packed {
    pub(super) op_id: Uuid,
    pub(super) local_id: Uuid,
    pub(super) server_id: Option<String>,
    pub(super) kind: String,
    pub(super) body: Body,
    pub(super) body_ver: u32,
    pub(super) depends_on: Option<Uuid>,
    pub(super) preflight_ids: Option<Vec<String>>,
    pub(super) ruled_out: Vec<String>,
    pub(super) incomplete_accepted: bool,
    pub(super) author: String,
    pub(super) origin: String,
    pub(super) created_at: String,
    /// It left from the desk it comes from, or may have.
    may_have_been_sent: bool,
    /// It was kept there, and is kept on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held: Option<Held>,
}

impl Parcel {
    pub fn first(&self) -> Option<Uuid> {
        self.entries.first().map(|one| one.op_id)
    }
}

/// What was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    pub entries: usize,
    /// Of those: how many are looked for in the network before anything is sent.
    pub looked_for: usize,
}

pub(super) fn packed(entry: &Entry) -> Packed {
    Packed {
        op_id: entry.op_id,
        local_id: entry.local_id,
        server_id: entry.server_id.clone(),
        kind: entry.kind.word(),
        body: entry.body.clone(),
        body_ver: entry.body_ver,
        depends_on: entry.depends_on,
        preflight_ids: entry.preflight_ids.clone(),
        ruled_out: entry.ruled_out.clone(),
        incomplete_accepted: entry.incomplete_accepted,
        author: entry.author.clone(),
        origin: entry.origin.word().to_owned(),
        created_at: entry.created_at.clone(),
        may_have_been_sent: !entry.never_sent(),
        held: None,
    }
}

impl Mine {
    /// What is unfinished for this dealer. Whoever asks has the right to send, so that nothing of it
    /// is on its way. What was given up stays here, where a person is asked whom it became: elsewhere
    /// it would be sent anew.
    pub fn parcel(&self, id: Uuid, dealer: &str, at: jiff::Timestamp) -> Result<Parcel> {
        self.read(|db| {
            let filter = format!("op.dealer = ?1 AND {} ORDER BY op.position, op.seq", op::LIVE);
            let mut live = op::select(db, &filter, [dealer])?;
            live.retain(|entry| !entry.given_up());
            let mut holds = held::all(db)?;
            let mut with_hold =
                |entry: &Entry| Packed { held: holds.remove(&entry.op_id), ..packed(entry) };
            Ok(Parcel {
                id,
                dealer: dealer.to_owned(),
                sealed_at: at.to_string(),
                entries: live.iter().map(&mut with_hold).collect(),
                audit_end: None,
            })
        })
    }

    /// The last line of the audit.
    pub fn audit_end(&self) -> Result<Option<AuditEnd>> {
        let (head, last) = (self.audit_head()?, self.acts(None, 1)?.pop());
        Ok(last.map(|act| AuditEnd {
            n: act.n,
            at: act.at,
            who: act.who,
            what: act.what,
            hash: head.hash,
        }))
    }

    /// They leave this desk: nothing of them is sent from here any more. All of them or none: where
    /// one has moved on since the parcel was made, nothing is changed.
    pub fn give_away(&self, parcel: &Parcel, why: &str, context: &Context) -> Result<()> {
        self.write(|tx| {
            for one in &parcel.entries {
                let now = queue::stored(tx, one.op_id)?;
                if !now.is_live() || now.body != one.body {
                    return Err(outbox::Error::NoSuchStep {
                        state: now.state.word(),
                        event: "moved",
                    }
                    .into());
                }
                advance(tx, one.op_id, &Event::Moved { why: why.to_owned() }, context)?;
            }
            let what = format!("{} entries sealed for another desk", parcel.entries.len());
            audit::append(tx, context.now.wall, &context.who, &what, None)
        })
    }

    /// What another desk gave away becomes this one's, under ids of its own. A parcel is taken in
    /// once.
    pub fn take_in(
        &self,
        parcel: &Parcel,
        mut fresh: impl FnMut() -> Uuid,
        context: &Context,
    ) -> Result<TakenIn> {
        let ids: HashMap<Uuid, Uuid> =
            parcel.entries.iter().map(|one| (one.op_id, fresh())).collect();
        self.write(|tx| {
            let seen = "SELECT 1 FROM unsealed WHERE parcel = ?1";
            let seen = tx.query_row(seen, [parcel.id.to_string()], |_| Ok(())).optional()?;
            if seen.is_some() {
                return Err(Failure::TakenIn);
            }
            // A copy that was put in place does not know what it took in since; its entries do.
            for one in &parcel.entries {
                let here = "SELECT 1 FROM op WHERE idem_key = ?1 AND op_id <> ?1";
                let here = tx.query_row(here, [one.op_id.to_string()], |_| Ok(())).optional()?;
                if here.is_some() {
                    return Err(Failure::TakenIn);
                }
            }
            tx.execute(
                "INSERT INTO unsealed (parcel, at, entries) VALUES (?1, ?2, ?3)",
                params![
                    parcel.id.to_string(),
                    context.now.wall.to_string(),
                    i64::try_from(parcel.entries.len()).unwrap_or(i64::MAX)
                ],
            )?;
            let mut taken = TakenIn::default();
            for one in &parcel.entries {
                let entry = put(tx, parcel, one, &ids)?;
                taken.entries += 1;
                if one.may_have_been_sent {
                    advance(tx, entry.op_id, &Event::FolderRestored, context)?;
                    taken.looked_for += 1;
                }
            }
            let mut what = format!("{} entries taken in from another desk", taken.entries);
            if let Some(end) = &parcel.audit_end {
                let sign: String = end.hash.chars().take(16).collect();
                what.push_str(&format!(", whose audit ended at row {} ({sign})", end.n));
            }
            audit::append(tx, context.now.wall, &context.who, &what, None)?;
            Ok(taken)
        })
    }
}

/// As one that waits here under this number.
pub(super) fn entry(
    one: &Packed,
    dealer: &str,
    op_id: Uuid,
    local_id: Uuid,
    depends_on: Option<Uuid>,
) -> Result<Entry> {
    Ok(Entry {
        dealer: dealer.to_owned(),
        body_ver: one.body_ver,
        depends_on,
        idem_key: one.op_id,
        preflight_ids: one.preflight_ids.clone(),
        ruled_out: one.ruled_out.clone(),
        incomplete_accepted: one.incomplete_accepted,
        author: one.author.clone(),
        origin: Origin::from_word(&one.origin)?,
        created_at: one.created_at.clone(),
        state: State::Queued,
        ..queue::blank(op_id, local_id, Kind::from_word(&one.kind)?, one.body.clone())
    })
}

fn put(
    tx: &Transaction<'_>,
    parcel: &Parcel,
    one: &Packed,
    ids: &HashMap<Uuid, Uuid>,
) -> Result<Entry> {
    let local_id = entity::touched(tx, one.local_id, &parcel.dealer, one.server_id.as_deref())?;
    let op_id = ids.get(&one.op_id).copied().ok_or(Failure::NotFound)?;
    let depends_on = one.depends_on.and_then(|on| ids.get(&on).copied());
    let entry = op::insert(tx, &entry(one, &parcel.dealer, op_id, local_id, depends_on)?)?;
    overlay::put(tx, &entry)?;
    if let Some(held) = &one.held {
        held::put(tx, &entry, held)?;
    }
    Ok(entry)
}
