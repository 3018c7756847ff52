//! Forgetting a person on this computer. The DMS keeps its record.

use super::Subject;
use crate::Desk;
use crate::failure::{Failure, Result};
use outbox::{Entry, Event, Word};
use std::sync::Arc;
use store::copies;
use store::mine::{Context, Forgetting};

/// What becomes of changes of theirs that have not reached the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// Somebody decides first.
    Refuse,
    /// They are sent; then the person is forgotten.
    Wait,
    /// They are given up, with the reason.
    Cancel { reason: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgot {
    Now,
    /// As soon as so many changes have been sent.
    Later {
        waiting: usize,
    },
}

impl Desk {
    /// Changes that wait stand in the way, unless it is said what becomes of them.
    pub async fn forget(self: &Arc<Self>, name: &str, unsent: Unsent) -> Result<Forgot> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let subject = desk.subject(&name)?;
            let live = desk.live_of(&subject)?;
            match unsent {
                _ if live.is_empty() => {}
                Unsent::Refuse => {
                    let entries = live.iter().map(|entry| entry.op_id).collect();
                    return Err(Failure::Unsent { count: live.len(), entries });
                }
                Unsent::Wait => {
                    let (who, now) = (desk.author(), desk.clock.now());
                    desk.store.mine.forget_later(live[0].local_id, &who, now)?;
                    return Ok(Forgot::Later { waiting: live.len() });
                }
                Unsent::Cancel { reason } => desk.give_up(&live, &reason)?,
            }
            desk.forget_now(&subject, &desk.author())?;
            Ok(Forgot::Now)
        })
        .await?
    }

    /// Whoever was to be forgotten once everything of theirs was sent. Blocks.
    pub fn forget_those_who_waited(&self) -> Result<usize> {
        let due = self.store.mine.to_forget_now()?;
        for (local_id, who) in &due {
            let subject = self.subject(&local_id.to_string())?;
            self.forget_now(&subject, who)?;
        }
        Ok(due.len())
    }

    fn live_of(&self, subject: &Subject) -> Result<Vec<Entry>> {
        let mut live = Vec::new();
        for local_id in subject.local_ids() {
            let entries = self.store.mine.entries_of(local_id)?;
            live.extend(entries.into_iter().filter(Entry::is_live));
        }
        live.sort_by_key(|entry| entry.seq);
        live.dedup_by_key(|entry| entry.op_id);
        Ok(live)
    }

    /// The later ones first: what follows from an entry that is given up would need a person.
    fn give_up(&self, live: &[Entry], reason: &str) -> Result<()> {
        // What is on its way, or may have arrived, cannot be taken back: then nothing is given up.
        if live.iter().any(|entry| matches!(entry.word(), Word::Sending | Word::Checking)) {
            return Err(Failure::TooLate);
        }
        for entry in live.iter().rev() {
            let context = Context::by_person(self.author(), self.clock.now());
            let event = Event::Cancel { why: reason.to_owned() };
            self.store.mine.record(entry.op_id, &event, &context)?;
        }
        Ok(())
    }

    /// The copy first, the outbox last: cut off in between, they are still found, and forgotten the
    /// next time.
    fn forget_now(&self, subject: &Subject, who: &str) -> Result<()> {
        let (theirs, mine) = (&self.store.theirs, &self.store.mine);
        // An id that only our own files know stands for nobody in the network.
        let ids = subject.names.iter().filter(|name| uuid::Uuid::try_parse(name).is_err());
        let ids = ids.chain(&subject.id);
        let mut tombstones: Vec<String> = ids.filter_map(|id| theirs.tombstone(id)).collect();
        tombstones.sort();
        tombstones.dedup();
        theirs.forget_aside(&subject.names)?;
        for local_id in subject.local_ids() {
            self.note_identity_number(local_id, None)?;
            theirs.remove(&local_id.to_string())?;
            self.store.inbox.forget(local_id)?;
        }
        let now = self.clock.now();
        mine.forget(&Forgetting {
            local_id: subject.local_id,
            names: subject.names.clone(),
            tombstones: tombstones.clone(),
            who: who.to_owned(),
            at: now,
        })?;
        theirs.bury(&tombstones);
        // The older copies of mine.db still hold what was said.
        copies::renew(mine, &self.data_dir, now)?;
        self.anchor_audit();
        Ok(())
    }
}
