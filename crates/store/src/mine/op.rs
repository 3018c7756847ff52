//! `op`: the entries of the outbox.

use super::{Mine, Moment, Result, aside, attempt, entity, maybe_uuid_at, uuid_at, wait::Wait};
use outbox::entry::BODY_VERSION;
use outbox::{Body, Entry, Kind, Origin, Reason, State};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

/// Which entries are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is not finished.
    Live,
    All,
}

const SELECT: &str = "SELECT op.*, entity.server_id AS server_id
     FROM op JOIN entity ON entity.local_id = op.local_id";
pub(super) const LIVE: &str = "op.state NOT IN ('done', 'cancelled', 'superseded')";

/// What one row says; the documents in it are read outside of SQLite's error type.
fn from_row(row: &Row<'_>) -> Result<Entry> {
    let text = |column: &str| row.get::<_, String>(column);
    let body_ver: u32 = row.get("body_ver")?;
    if body_ver > BODY_VERSION {
        let word = body_ver.to_string();
        return Err(outbox::Error::UnknownWord { what: "form of an entry", word }.into());
    }
    let preflight: Option<String> = row.get("preflight_ids")?;
    let reason: Option<String> = row.get("reason")?;
    Ok(Entry {
        op_id: uuid_at(row, "op_id")?,
        seq: row.get("seq")?,
        position: row.get("position")?,
        local_id: uuid_at(row, "local_id")?,
        dealer: text("dealer")?,
        server_id: row.get("server_id")?,
        draft_id: maybe_uuid_at(row, "draft_id")?,
        kind: Kind::from_word(&text("kind")?)?,
        body: serde_json::from_str(&text("body_json")?)?,
        body_ver,
        state: State::from_word(&text("state")?)?,
        reason: reason.as_deref().map(Reason::from_word).transpose()?,
        attempts: row.get("attempts")?,
        auto_budget: row.get("auto_budget")?,
        counters: serde_json::from_str(&text("counters")?)?,
        next_after_ms: row.get("next_after_mono_ms")?,
        settle_until_ms: row.get("settle_mono_ms")?,
        depends_on: maybe_uuid_at(row, "depends_on")?,
        idem_key: uuid_at(row, "idem_key")?,
        preflight_ids: preflight.as_deref().map(serde_json::from_str).transpose()?,
        ruled_out: serde_json::from_str(&text("ruled_out")?)?,
        incomplete_accepted: row.get("incomplete_accepted")?,
        adopted_id: row.get("adopted_id")?,
        successor: maybe_uuid_at(row, "successor")?,
        author: text("author")?,
        origin: Origin::from_word(&text("origin")?)?,
        adapter_ver: text("adapter_ver")?,
        detail: serde_json::from_str(&text("detail")?)?,
        created_at: text("created_at")?,
        finished_at: row.get("finished_at")?,
    })
}

pub(super) fn select(
    db: &Connection,
    filter: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Entry>> {
    let sql = format!("{SELECT} AND {} WHERE {filter}", aside::READABLE);
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        match from_row(row) {
            Ok(entry) => entries.push(entry),
            // Written by a newer program since this one began.
            Err(failure) => match aside::unreadable(&failure) {
                Some(why) => tracing::warn!(why, "an entry of another form is left alone"),
                None => return Err(failure),
            },
        }
    }
    Ok(entries)
}

/// Tells of those that cannot be read.
pub(super) fn unreadable_among(
    db: &Connection,
    filter: &str,
    mut tell: impl FnMut(String, String),
) -> Result<()> {
    let mut statement = db.prepare(&format!("{SELECT} WHERE {filter}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Err(failure) = from_row(row) else { continue };
        let Some(why) = aside::unreadable(&failure) else { return Err(failure) };
        tell(row.get("op_id")?, why);
    }
    Ok(())
}

pub(super) fn by_id(db: &Connection, op_id: Uuid) -> Result<Option<Entry>> {
    Ok(select(db, "op.op_id = ?1", [op_id.to_string()])?.pop())
}

/// The entry a form became, or what took that one's place.
pub(super) fn by_draft(db: &Connection, draft_id: Uuid) -> Result<Option<Entry>> {
    let mut found = select(db, "op.draft_id = ?1", [draft_id.to_string()])?.pop();
    while let Some(successor) = found.as_ref().and_then(|entry| entry.successor) {
        found = by_id(db, successor)?;
    }
    Ok(found)
}

pub(super) fn live_of(db: &Connection, local_id: Uuid) -> Result<Vec<Entry>> {
    let filter = format!("op.local_id = ?1 AND {LIVE} ORDER BY op.position, op.seq");
    select(db, &filter, [local_id.to_string()])
}

/// Whether another create of this desk is done and became that customer.
pub(super) fn made_by_another(db: &Connection, entry: &Entry, id: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM op JOIN entity ON entity.local_id = op.local_id
         WHERE entity.dealer = ?1 AND entity.kind = 'customer' AND entity.server_id = ?2
           AND op.kind = 'create' AND op.state = 'done' AND op.op_id <> ?3)";
    let parameters = params![entry.dealer, id, entry.op_id.to_string()];
    Ok(db.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// The intent per field, beside the whole.
fn fields(entry: &Entry) -> serde_json::Value {
    let changes = match (&entry.body, entry.kind.section()) {
        (Body::Update { base, wanted }, Some(section)) => {
            outbox::overlay::changes(section, base, wanted)
        }
        _ => vec![],
    };
    changes
        .into_iter()
        .map(|change| serde_json::json!({"field": change.field, "old": change.old, "new": change.new}))
        .collect()
}

/// Stores a new entry and gives it its place in the order. `position` 0: at the end; `seq` 0: the
/// next number.
pub(super) fn insert(tx: &Transaction<'_>, entry: &Entry) -> Result<Entry> {
    tx.prepare_cached(
        "INSERT INTO op (seq, op_id, position, local_id, dealer, draft_id, kind, fields_json, body_json,
             body_ver, state, auto_budget, depends_on, idem_key, preflight_ids, ruled_out,
             incomplete_accepted, author, origin, adapter_ver, created_at)
         VALUES (nullif(?21, 0), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20)",
    )?
    .execute(params![
        entry.op_id.to_string(),
        entry.position,
        entry.local_id.to_string(),
        entry.dealer,
        entry.draft_id.map(|id| id.to_string()),
        entry.kind.word(),
        fields(entry).to_string(),
        serde_json::to_string(&entry.body)?,
        entry.body_ver,
        entry.state.word(),
        entry.auto_budget,
        entry.depends_on.map(|id| id.to_string()),
        entry.idem_key.to_string(),
        entry.preflight_ids.as_ref().map(serde_json::to_string).transpose()?,
        serde_json::to_string(&entry.ruled_out)?,
        entry.incomplete_accepted,
        entry.author,
        entry.origin.word(),
        entry.adapter_ver,
        entry.created_at,
        entry.seq,
    ])?;
    let seq = tx.last_insert_rowid();
    if entry.position == 0 {
        tx.execute("UPDATE op SET position = ?1 WHERE seq = ?1", [seq])?;
    }
    let position = if entry.position == 0 { seq } else { entry.position };
    Ok(Entry { seq, position, ..entry.clone() })
}

/// Stores all of an entry that can change, except its waits.
pub(super) fn save(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    tx.prepare_cached(
        "UPDATE op SET fields_json = ?2, body_json = ?3, body_ver = ?4, state = ?5, reason = ?6,
             attempts = ?7, auto_budget = ?8, counters = ?9, depends_on = ?10, preflight_ids = ?11,
             ruled_out = ?12, incomplete_accepted = ?13, adopted_id = ?14, successor = ?15,
             detail = ?16, finished_at = ?17
         WHERE op_id = ?1",
    )?
    .execute(params![
        entry.op_id.to_string(),
        fields(entry).to_string(),
        serde_json::to_string(&entry.body)?,
        entry.body_ver,
        entry.state.word(),
        entry.reason.map(Reason::word),
        entry.attempts,
        entry.auto_budget,
        serde_json::to_string(&entry.counters)?,
        entry.depends_on.map(|id| id.to_string()),
        entry.preflight_ids.as_ref().map(serde_json::to_string).transpose()?,
        serde_json::to_string(&entry.ruled_out)?,
        entry.incomplete_accepted,
        entry.adopted_id,
        entry.successor.map(|id| id.to_string()),
        serde_json::to_string(&entry.detail)?,
        entry.finished_at,
    ])?;
    Ok(())
}

/// The waits an entry has, by the names of their columns.
#[derive(Clone, Copy)]
pub(super) enum Timer {
    NextAfter,
    Settle,
    TwinCheck,
}

impl Timer {
    const ALL: [Self; 3] = [Self::NextAfter, Self::Settle, Self::TwinCheck];

    const fn columns(self) -> [&'static str; 3] {
        match self {
            Self::NextAfter => ["next_after_mono_ms", "next_after_wall_ms", "next_after_span_ms"],
            Self::Settle => ["settle_mono_ms", "settle_wall_ms", "settle_span_ms"],
            Self::TwinCheck => ["twin_check_mono_ms", "twin_check_wall_ms", "twin_check_span_ms"],
        }
    }
}

pub(super) fn set_timer(
    tx: &Transaction<'_>,
    op_id: Uuid,
    timer: Timer,
    wait: Option<Wait>,
) -> Result<()> {
    let [mono, wall, span] = timer.columns();
    tx.prepare_cached(&format!(
        "UPDATE op SET {mono} = ?2, {wall} = ?3, {span} = ?4 WHERE op_id = ?1"
    ))?
    .execute(params![
        op_id.to_string(),
        wait.map(|wait| wait.mono_ms),
        wait.map(|wait| wait.wall_ms),
        wait.map(|wait| wait.span_ms),
    ])?;
    Ok(())
}

/// Brings every running wait into the time of the process that starts now.
pub(super) fn carry_timers(tx: &Transaction<'_>, now: Moment) -> Result<()> {
    for timer in Timer::ALL {
        let [mono, wall, span] = timer.columns();
        let sql = format!("SELECT op_id, {mono}, {wall}, {span} FROM op WHERE {mono} IS NOT NULL");
        let waits: Vec<(String, Wait)> = tx
            .prepare_cached(&sql)?
            .query_map([], |row| {
                let wait =
                    Wait { mono_ms: row.get(1)?, wall_ms: row.get(2)?, span_ms: row.get(3)? };
                Ok((row.get(0)?, wait))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let sql = format!("UPDATE op SET {mono} = ?2 WHERE op_id = ?1");
        let mut update = tx.prepare_cached(&sql)?;
        for (op_id, wait) in waits {
            // A wait that never was begins at the beginning of every process's time.
            let mono_ms = if wait.span_ms == 0 { 0 } else { wait.carried_to(now).mono_ms };
            update.execute(params![op_id, mono_ms])?;
        }
    }
    Ok(())
}

impl Mine {
    pub fn entries(&self, which: Which) -> Result<Vec<Entry>> {
        self.read(|db| match which {
            Which::Live => select(db, &format!("{LIVE} ORDER BY op.position, op.seq"), []),
            Which::All => select(db, "TRUE ORDER BY op.position, op.seq", []),
        })
    }

    /// Everything ever meant for one customer, in the order it was meant; follows merged ids.
    pub fn entries_of(&self, local_id: Uuid) -> Result<Vec<Entry>> {
        self.read(|db| {
            let local_id = entity::canonical(db, local_id)?;
            select(db, "op.local_id = ?1 ORDER BY op.position, op.seq", [local_id.to_string()])
        })
    }

    pub fn entry(&self, op_id: Uuid) -> Result<Option<Entry>> {
        self.read(|db| by_id(db, op_id))
    }

    /// The entry a form became, or what took that one's place.
    pub fn entry_of_draft(&self, draft_id: Uuid) -> Result<Option<Entry>> {
        self.read(|db| by_draft(db, draft_id))
    }

    /// Whether another create of this desk is done and became that customer.
    pub fn made_by_another(&self, entry: &Entry, id: &str) -> Result<bool> {
        self.read(|db| made_by_another(db, entry, id))
    }

    /// Creates of this dealer that may have reached the network, and of which nobody knows what
    /// became of them.
    pub fn creates_in_doubt(&self, dealer: &str) -> Result<Vec<Entry>> {
        let open = attempt::OPEN;
        let filter = format!(
            "op.dealer = ?1 AND op.kind = 'create' AND {LIVE} AND EXISTS (SELECT 1 FROM attempt
             WHERE attempt.op_id = op.op_id AND {open}) ORDER BY op.seq"
        );
        self.read(|db| select(db, &filter, [dealer]))
    }

    /// Made here, or given up after they may have left, and due to be searched for a second copy.
    pub fn twin_checks_due(&self, dealer: &str, now_ms: i64) -> Result<Vec<Entry>> {
        let filter = "op.dealer = ?1 AND op.state IN ('done', 'cancelled')
             AND op.twin_check_mono_ms <= ?2 ORDER BY op.twin_check_mono_ms LIMIT 8";
        self.read(|db| select(db, filter, params![dealer, now_ms]))
    }

    /// Whether anybody of this dealer is still to be searched for a second copy.
    pub fn looks_for_twins(&self, dealer: &str) -> Result<bool> {
        self.read(|db| {
            let sql = "SELECT EXISTS (SELECT 1 FROM op WHERE dealer = ?1
                AND state IN ('done', 'cancelled') AND twin_check_mono_ms IS NOT NULL)";
            Ok(db.query_row(sql, [dealer], |row| row.get(0))?)
        })
    }

    /// When the next wait of this dealer's live entries ends, for a loop to sleep until.
    pub fn next_due_ms(&self, dealer: &str, after_ms: i64) -> Result<Option<i64>> {
        self.read(|db| {
            let sql = "SELECT min(due) FROM (
                    SELECT next_after_mono_ms AS due FROM op
                    WHERE dealer = ?1 AND state IN ('queued', 'ambiguous')
                    UNION ALL
                    SELECT twin_check_mono_ms FROM op
                    WHERE dealer = ?1 AND state IN ('done', 'cancelled')
                ) WHERE due > ?2";
            Ok(db.query_row(sql, params![dealer, after_ms], |row| row.get(0)).optional()?.flatten())
        })
    }
}
