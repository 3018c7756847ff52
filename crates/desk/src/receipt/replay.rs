//! "Would we decide the same today?": once on what was known then, with today's program, and once
//! on today's customers and settings.

use super::snapshot::{Ruling, Shown, Snapshot, compared, rule, rule_by};
use crate::Desk;
use crate::decide::Decided;
use crate::failure::{Failure, Result};
use customer::{ChannelKind, Record};
use matching::decide::Policy;
use matching::{Action, Branch};
use std::sync::Arc;
use uuid::Uuid;

pub struct Replay {
    /// Today's program says of yesterday's snapshot what was said then, byte for byte.
    pub same_program: bool,
    /// What it says of it.
    pub ruling: Ruling,
    pub today: Today,
}

/// The same question, asked of today's customers.
pub struct Today {
    pub same: bool,
    pub action: Action,
    pub use_id: Option<String>,
    pub branch: Branch,
    pub reason: String,
    /// The thresholds are others by now.
    pub policy_changed: bool,
    pub changed: Vec<Changed>,
}

/// What became of a candidate.
pub enum Changed {
    /// No longer known here, or no longer in the network.
    Gone { name: String },
    /// What is known of them says something else: in these lines of a comparison.
    Fields { name: String, fields: Vec<&'static str> },
    /// Somebody plausible who was not there then.
    New { name: String },
    /// Somebody has said since that it is another person.
    RuledOut { name: String },
}

impl Desk {
    pub async fn replay(self: &Arc<Self>, id: Uuid) -> Result<Replay> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.replayed(id)).await?
    }

    fn replayed(&self, id: Uuid) -> Result<Replay> {
        let receipt = self.read_receipt(id)?;
        // Somebody in it was forgotten: there is nothing left to decide on.
        let (snapshot, then) = receipt.line.kept.ok_or(Failure::NotFound)?;
        let ruling = rule(&snapshot);
        let again =
            serde_json::to_string(&ruling).map_err(|why| Failure::Inside(why.to_string()))?;
        Ok(Replay {
            same_program: again == receipt.stored,
            ruling,
            today: self.today_of(&snapshot, &then)?,
        })
    }

    fn today_of(&self, snapshot: &Snapshot, then: &Ruling) -> Result<Today> {
        let policy = crate::thresholds::of(&self.store.mine)?;
        let question =
            Record { id: snapshot.myself.map(|id| id.to_string()), ..snapshot.question.clone() };
        let names: Vec<String> = snapshot.candidates.iter().map(Shown::name).collect();
        let decided = self.weigh(&question, &names)?;
        // Who it is by now, whatever they were called then: an id of the network came since.
        let called = |name: &str| -> Result<String> {
            Ok(self.known(name)?.map_or_else(|| name.to_owned(), |one| one.name_in_answers()))
        };
        let used = then.use_id.as_deref().map(called).transpose()?;
        let (action, branch) = (decided.action(), decided.decision.tree.branch);
        Ok(Today {
            same: action == then.action && branch == then.branch && decided.use_id == used,
            action,
            branch,
            reason: decided.reason(),
            policy_changed: policy != snapshot.policy,
            changed: self.changed_since(snapshot, &decided)?,
            use_id: decided.use_id,
        })
    }

    fn changed_since(&self, snapshot: &Snapshot, decided: &Decided) -> Result<Vec<Changed>> {
        let mut changed = Vec::new();
        for one in &snapshot.candidates {
            let name = one.name();
            match self.known(&name)? {
                Some(person) if !person.record.is_gone() => {
                    let fields = differing(&one.record, &person.record);
                    if !fields.is_empty() {
                        changed.push(Changed::Fields { name: person.name_in_answers(), fields });
                    }
                }
                _ => changed.push(Changed::Gone { name }),
            }
        }
        for one in decided.candidates.iter().filter(|one| one.plausible) {
            let known =
                |shown: &Shown| shown.is(&one.name()) || shown.local_id == one.person.local_id;
            if !snapshot.candidates.iter().any(known) {
                changed.push(Changed::New { name: one.name() });
            }
        }
        for one in decided.candidates.iter().filter(|one| one.ruled_out) {
            if !snapshot.ruled_out.iter().any(|name| one.is(name)) {
                changed.push(Changed::RuledOut { name: one.name() });
            }
        }
        Ok(changed)
    }

    /// Which of the latest decisions would be others under these thresholds, newest first, with
    /// what would be done; and how many were looked at. Blocks.
    pub fn under(
        &self,
        policy: Policy,
        most: usize,
    ) -> Result<(usize, Vec<(super::Line, Ruling)>)> {
        let mut looked_at = 0;
        let mut changed = Vec::new();
        for stored in self.store.mine.receipts(None, most)? {
            let receipt = self.read_receipt(stored.id)?;
            let Some((snapshot, then)) = &receipt.line.kept else { continue };
            looked_at += 1;
            let policy = Policy { use_keyed: snapshot.policy.use_keyed, ..policy };
            let now = rule_by(snapshot, policy, &snapshot.counts);
            if now.action != then.action {
                changed.push((receipt.line, now));
            }
        }
        Ok((looked_at, changed))
    }
}

/// Which lines of a comparison say something else.
fn differing(then: &Record, now: &Record) -> Vec<&'static str> {
    let (then, now) = (compared(then, true), compared(now, true));
    let of = |record: &Record, kind: ChannelKind| {
        let values = record.channels.iter().filter(|channel| channel.kind == kind);
        let mut values: Vec<String> = values.map(|channel| channel.value.clone()).collect();
        values.sort();
        values
    };
    let lines = [
        ("name", then.names != now.names || then.kind != now.kind),
        ("company", then.company != now.company),
        ("birth_date", then.identity.birth_date != now.identity.birth_date),
        ("phone", of(&then, ChannelKind::Phone) != of(&now, ChannelKind::Phone)),
        ("email", of(&then, ChannelKind::Email) != of(&now, ChannelKind::Email)),
        ("address", then.addresses != now.addresses),
        ("vehicle", then.vehicles != now.vehicles),
        ("customer_key", then.key() != now.key()),
    ];
    lines.into_iter().filter(|(_, differs)| *differs).map(|(line, _)| line).collect()
}
