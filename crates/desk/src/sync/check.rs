//! Finding out what became of a write nobody answered for. Only reads happen here.

use super::compare::{Fit, Shows, fit_of, is_named, looked_at, lost};
use super::create::{Rival, act, wire_record};
use super::meaning::{Line, of_line};
use super::reading::{Answered, Unread, despite};
use super::runner::Runner;
use super::update::intent;
use super::{Failure, Result};
use crate::{duplicates, thresholds};
use customer::{Record, Section};
use matching::decide::decide_with;
use network::{Found, Part};
use outbox::{Difference, Entry, Event, Merge, State};
use std::pin::pin;
use std::time::Duration;
use store::mine::{FollowUp, Occasion, Said};
use store::theirs::Source;

/// A read that follows an answer within this time is stored together with it.
const AT_ONCE: Duration = Duration::from_millis(300);

/// So often what was put back may lose something else, which is put back too.
const PUT_BACK_AGAIN: u32 = 1;

impl Runner {
    pub(super) async fn look_for_create(&self, entry: &Entry) -> Result<()> {
        let Some(record) = wire_record(entry) else { return Ok(()) };
        let made_as = entry.local_id;
        let entry = self.record(entry.op_id, Event::StartCheck).await?;
        if self.was_answered_as(&entry, &record).await? {
            return Ok(());
        }
        // Judged before the search: what appears while it runs belongs to the next one.
        let settled = entry.settle_until_ms.is_none_or(|until| until <= self.now().mono_ms);
        let answer = self.network.lookup(&record, entry.op_id).await;
        let found = match self.met_with(answer).await? {
            Ok(found) => found,
            Err(failure) => return self.went_unread(&entry, failure).await,
        };
        let arrived = match self.arrived(&entry, &record, &found).await? {
            Ok(arrived) => arrived,
            Err(failure) => return self.went_unread(&entry, failure).await,
        };
        let taken = self.was_taken(&entry).await?;
        let event = match (arrived.whole.as_slice(), arrived.part.as_slice()) {
            ([id], _) => match arrived.rival {
                None => Event::Adopt { id: id.clone() },
                Some(Rival::UnderWay) => Event::FoundNone { settled: false },
                Some(Rival::Unanswered) => Event::FoundSeveral { ids: vec![id.clone()] },
            },
            // Not sent again where the network may show too little, or said that it took it.
            ([], []) if settled && (taken || !found.complete) => {
                Event::FoundSeveral { ids: vec![] }
            }
            ([], []) => Event::FoundNone { settled },
            // It may yet appear, beside somebody else who came in between.
            ([], _) if !settled => Event::FoundNone { settled },
            ([], part) => Event::FoundSeveral { ids: part.to_vec() },
            (several, _) => Event::FoundSeveral { ids: several.to_vec() },
        };
        let seen = found.clone();
        if matches!(event, Event::FoundSeveral { .. }) {
            self.show_found(found.rows).await?;
        }
        let receipt = match &event {
            Event::Adopt { id } => Some(self.adopted(&entry, &record, &seen, id).await?),
            _ => None,
        };
        let entry = self.record_decided(entry.op_id, event, receipt).await?;
        self.after_create(&entry, made_as, &record).await
    }

    pub(super) async fn look_for_update(&self, entry: &Entry, section: Section) -> Result<()> {
        let entry = self.record(entry.op_id, Event::StartCheck).await?;
        self.read_after(&entry, section).await
    }

    /// Whether the network holds what a change wanted: the only thing that ends one. What it made
    /// of it in its own form counts, and is said.
    async fn read_after(&self, entry: &Entry, section: Section) -> Result<()> {
        let Some(id) = &entry.server_id else { return Ok(()) };
        // Judged before the read, as for a create.
        let settled = entry.settle_until_ms.is_none_or(|until| until <= self.now().mono_ms);
        let read = self.read_for(entry, id, section).await?;
        self.judge_read(entry, section, read, settled).await
    }

    /// The network says that it took a change. Where the read that follows shows it, the answer
    /// and the end of the entry are stored in one step; a read that takes its time does not keep
    /// the answer from the disk.
    pub(super) async fn after_answer(
        &self,
        entry: &Entry,
        section: Section,
        (before, target): (&Record, &Record),
        answer: Event,
    ) -> Result<()> {
        let (Some(id), Some((base, wanted))) = (&entry.server_id, intent(entry)) else {
            return self.record(entry.op_id, answer).await.map(drop);
        };
        let answered = self.context();
        // The window begins with the answer.
        let settled = answered.settle_ms == 0;
        let mut reading = pin!(self.read_for(entry, id, section));
        let read = match tokio::time::timeout(AT_ONCE, &mut reading).await {
            Ok(Ok(read)) => read,
            Ok(Err(failure)) => {
                self.record(entry.op_id, answer).await?;
                return Err(failure);
            }
            Err(_) => {
                let entry = self.record(entry.op_id, answer).await?;
                let read = reading.await?;
                self.put_back(&entry, before, target, &read).await?;
                return self.judge_read(&entry, section, read, settled).await;
            }
        };
        self.put_back(entry, before, target, &read).await?;
        let country = &self.config.country;
        let shows = |read: &Part| Shows::of(section, base, wanted, &read.fetched.record, country);
        if let Ok(read) = &read
            && shows(read).differs.is_empty()
        {
            let (answer, read) = (answer.clone(), read.clone());
            match self.taken_and_seen(entry, answer, answered, read).await {
                // Somebody holds the file: what the network answered is tried for longer.
                Err(Failure::Store(store::Failure::Busy)) => {}
                done => return done,
            }
        }
        let entry = self.record(entry.op_id, answer).await?;
        self.judge_read(&entry, section, read, settled).await
    }

    /// What the network lost of a customer while it took a change of ours follows as changes of
    /// their own: whoever writes answers for what goes by it. At most a read older than the write is
    /// mistaken for that, and then there is nothing to be written when its turn comes.
    async fn put_back(
        &self,
        entry: &Entry,
        before: &Record,
        target: &Record,
        read: &Answered<Part, Unread>,
    ) -> Result<()> {
        let Ok(read) = read else { return Ok(()) };
        let stored = &read.fetched.record;
        let mut follow = Vec::new();
        for section in Section::ALL.into_iter().filter(|one| read.sections.contains(one)) {
            if let Some(wanted) = lost(section, before, target, stored, &self.config.country) {
                let (op_id, base) = (self.clock.new_id(), stored.section(section));
                follow.push(FollowUp { op_id, section, base, wanted });
            }
        }
        if follow.is_empty() {
            return Ok(());
        }
        let (op_id, at) = (entry.op_id, self.clock.now());
        if entry.counters.not_kept > PUT_BACK_AGAIN {
            // A network that loses something with each change would go on for ever.
            tracing::warn!(op = %op_id, "the network loses something with each change");
            return Ok(());
        }
        self.mine(move |mine| mine.put_back(op_id, follow, at)).await
    }

    /// What a read behind a write says of it.
    async fn judge_read(
        &self,
        entry: &Entry,
        section: Section,
        read: Answered<Part, Unread>,
        settled: bool,
    ) -> Result<()> {
        let Some((base, wanted)) = intent(entry) else { return Ok(()) };
        let read = match read {
            Ok(read) => read,
            Err(failure) => return self.went_unread(entry, failure).await,
        };
        let current = &read.fetched.record;
        let shown = Shows::of(section, base, wanted, current, &self.config.country);
        if shown.differs.is_empty() || shown.in_its_form {
            return self.seen(entry, Event::Landed, read, shown.differs).await;
        }
        if entry.counters.restored {
            return self.may_be_undone(entry, section, read).await;
        }
        let taken = self.last_was_taken(entry).await?;
        // For what the network has no place, there is nothing to wait for.
        let has_a_place = |one: &Difference| is_named(&one.field) && self.network.holds(&one.field);
        let hopeless = !shown.missing.iter().any(has_a_place);
        let its_own_form = shown.missing.is_empty() || (hopeless && shown.in_part);
        if taken && its_own_form && !shown.lost {
            return self.seen(entry, Event::Landed, read, shown.differs).await;
        }
        let event = if taken && !shown.missing.is_empty() {
            // The rest of it shows, so the read is no older than the write. The second time that
            // is not taken for granted.
            let over = settled || hopeless || (shown.in_part && entry.counters.not_kept == 0);
            Event::NotKept { differs: shown.differs, over }
        } else if shown.merge.is_clean() {
            Event::NotLanded { settled }
        } else {
            let Merge { conflicts, value: merged } = shown.merge;
            Event::Clash { conflicts, merged, theirs: current.section(section) }
        };
        let entry = self.record(entry.op_id, event).await?;
        if entry.state == State::Ambiguous && taken {
            // Perhaps older than what the copy holds.
            return Ok(());
        }
        self.keep_copy(read).await
    }

    /// Customers made here are searched for once more: another desk may have been at the same
    /// person, and a late first attempt would have shown. What cannot be looked up stays due.
    pub(super) async fn check_for_twins(&self) -> Result<()> {
        if self.is_offline() || self.standing().await?.held.is_some() {
            return Ok(());
        }
        let (dealer, lane) = (self.config.dealer.clone(), self.config.lane.clone());
        let now_ms = self.now().mono_ms;
        let due = self
            .mine(move |mine| {
                if !mine.lane(&lane)?.standing().is_open(now_ms) {
                    return Ok(vec![]);
                }
                mine.twin_checks_due(&dealer, now_ms)
            })
            .await?;
        for entry in due {
            let Some(record) = wire_record(&entry) else { continue };
            let (op_id, context) = (entry.op_id, self.context());
            match self.twins_of(&entry, &record).await? {
                Ok(twins) => {
                    self.mine(move |mine| mine.twins_checked(op_id, twins, &context)).await?;
                }
                Err(failure) => {
                    self.mine(move |mine| mine.twins_unchecked(op_id, &context)).await?;
                    let line = of_line(&failure) != Line::Reached;
                    if line || matches!(failure, network::Failure::Throttled { .. }) {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// Who else looks like somebody made here; kept with its receipt.
    async fn twins_of(&self, entry: &Entry, record: &Record) -> Result<Answered<Vec<String>>> {
        if let Err(failure) = self.read_if_never(entry, record).await? {
            return Ok(Err(failure));
        }
        let answer = self.network.lookup(record, entry.op_id).await;
        let found = match self.met_with(answer).await? {
            Ok(found) => found,
            Err(failure) => return Ok(Err(failure)),
        };
        let before = entry.preflight_ids.clone().unwrap_or_default();
        let alike = self.alike(entry, record, &found).await?;
        let ruled_out = self.ruled_out(entry).await?;
        let mut twins = Vec::new();
        for id in found.rows.iter().filter_map(|row| row.id.as_ref()) {
            let known = before.contains(id)
                || ruled_out.contains(id)
                || entry.server_id.as_ref() == Some(id);
            if known {
                continue;
            }
            match self.read(entry, id, &looked_at(record)).await? {
                Ok(read)
                    if alike.contains(id)
                        || fit_of(&read, record, &self.config.country) == Fit::Whole =>
                {
                    twins.push(id.clone());
                }
                // Gone again since the search: no twin.
                Ok(_) | Err(network::Failure::Gone) => {}
                Err(failure) => return Ok(Err(failure)),
            }
        }
        if !twins.is_empty() {
            self.twins_found(entry, record, &found, &twins).await?;
        }
        Ok(Ok(twins))
    }

    /// Who a person would have been asked about, had the search before it shown them: another desk
    /// may have written the same person a little differently. Where what was sent may still arrive
    /// a second time, only the last look asks so: whoever is found ends the looking.
    async fn alike(&self, entry: &Entry, record: &Record, found: &Found) -> Result<Vec<String>> {
        let certain = entry.attempts <= 1 && entry.adopted_id.is_none();
        if entry.state != State::Done || !(certain || entry.counters.twin_looks > 0) {
            return Ok(vec![]);
        }
        let (record, rows) = (record.clone(), found.rows.clone());
        let country = self.config.country.clone();
        self.blocking(move |store| {
            let (policy, counts) = (thresholds::of(&store.mine)?, thresholds::counts(store));
            let rows: Vec<(String, &Record)> =
                rows.iter().filter_map(|row| Some((row.id.clone()?, row))).collect();
            let decision = decide_with(policy, &record, &rows, &*counts, &country);
            Ok(decision.plausible().map(|candidate| candidate.id.clone()).collect())
        })
        .await
    }

    /// A second copy of somebody made here: a receipt, and pairs for whoever can join them.
    async fn twins_found(
        &self,
        entry: &Entry,
        record: &Record,
        found: &Found,
        twins: &[String],
    ) -> Result<()> {
        let is_twin = |row: &&Record| row.id.as_ref().is_some_and(|id| twins.contains(id));
        let rows: Vec<Record> = found.rows.iter().filter(is_twin).cloned().collect();
        let act = act(entry, Occasion::TwinCheck, Said::Ask);
        let receipt = self.receipt(entry, record, rows.clone(), found.complete, act).await?;
        let (own, country) = (entry.server_id.clone(), self.config.country.clone());
        let (record, at) = (record.clone(), self.clock.now());
        self.blocking(move |store| {
            store.mine.keep_receipt(&receipt)?;
            // Whoever decides about one that was given up must see who it is.
            despite(store.theirs.put(&rows, at, Source::Summary));
            let Some(own) = own else { return Ok(()) };
            let counts = thresholds::counts(store);
            let pairs = duplicates::twins(&own, &record, &rows, &*counts, &country, at);
            store.mine.note_duplicates(&pairs).map(drop)
        })
        .await
    }
}
