//! Sending a change: the section is read first and merged, so that nothing somebody else wrote is
//! overwritten, and read again afterwards: it is done once it has been seen (`check`).

use super::Result;
use super::reading::what_became;
use super::runner::Runner;
use customer::{Record, Section};
use network::{Fetched, Part};
use outbox::coalesce::on_top_of;
use outbox::merge::{asks_for_nothing, mine_wins, side_by_side};
use outbox::planted::{self, Bug};
use outbox::{Body, Entry, Event, Kind, Merge, RefusedField, State, three_way};
use serde_json::Value;

impl Runner {
    pub(super) async fn send_update(&self, entry: &Entry, section: Section) -> Result<()> {
        let local_id = entry.local_id.to_string();
        let server_id = match &entry.server_id {
            None if planted::is(Bug::LocalIdOnTheWire) => Some(&local_id),
            server_id => server_id.as_ref(),
        };
        let (Some(id), Some((base, wanted))) = (server_id, intent(entry)) else {
            // Left where it is, it would be ready again at once, for ever.
            let note = "the network has no such customer: the create was given up".to_owned();
            return self.record(entry.op_id, Event::Unsupported { note }).await.map(drop);
        };
        let read = match self.read_for(entry, id, section).await? {
            Ok(read) => read,
            Err(failure) => return self.went_unread(entry, failure).await,
        };
        let theirs = read.fetched.record.section(section);
        let mut merge = three_way(section, base, wanted, &theirs);
        if planted::is(Bug::MineAlwaysWins) {
            merge.value = mine_wins(section, base, wanted, &theirs);
            merge.conflicts.clear();
        }
        if planted::is(Bug::WriteTheOldSection) {
            merge.value = mine_wins(section, base, wanted, base);
            merge.conflicts.clear();
        }
        if !merge.is_clean()
            && let Some(behind) = self.behind_an_unread(entry, section, &theirs).await?
        {
            merge = behind;
        }
        if !merge.is_clean() {
            let (conflicts, merged) = (merge.conflicts, merge.value);
            let event = Event::Clash { conflicts, merged, theirs };
            self.record(entry.op_id, event).await?;
            return self.keep_copy(read).await;
        }
        if asks_for_nothing(section, &theirs, &merge.value) {
            return self.seen(entry, Event::AlreadyThere, read, vec![]).await;
        }
        if entry.counters.restored {
            return self.may_be_undone(entry, section, read).await;
        }
        let mut target = read.fetched.record.clone();
        if target.set_section(section, merge.value).is_err() {
            return self.does_not_fit(entry, section).await;
        }
        self.write(entry, section, &read.fetched, &target).await
    }

    /// A change behind a write of our own that nobody could read back: what the network made of that
    /// is not known, and another form of what it wrote is no change by somebody else.
    async fn behind_an_unread(
        &self,
        entry: &Entry,
        section: Section,
        theirs: &Value,
    ) -> Result<Option<Merge>> {
        let (local_id, position) = (entry.local_id, entry.position);
        let entries = self.mine(move |mine| mine.entries_of(local_id)).await?;
        let wrote = |one: &&Entry| {
            one.state == State::Done
                && one.position < position
                && (one.kind == Kind::Update(section) || one.kind == Kind::Create)
        };
        let Some(before) = entries.iter().rfind(wrote) else { return Ok(None) };
        let read = self.attempts(before).await?.last().is_some_and(|one| one.verified_at.is_some());
        if read {
            return Ok(None);
        }
        let (from, to) = match &before.body {
            Body::Update { base, wanted } => (base.clone(), wanted.clone()),
            Body::Create { record } => (section.empty(), record.section(section)),
        };
        Ok(match on_top_of(section, &entry.body, (&from, &to), theirs) {
            Some(Body::Update { base, wanted }) => Some(three_way(section, &base, &wanted, theirs)),
            _ => None,
        })
    }

    async fn write(
        &self,
        entry: &Entry,
        section: Section,
        current: &Fetched,
        target: &Record,
    ) -> Result<()> {
        if self.held_back(entry).await? {
            return Ok(());
        }
        if planted::is(Bug::BytesBeforeIntent) {
            drop(self.network.update(current, section, target, entry.op_id).await);
        }
        let entry = self.begin(entry.op_id, Event::Send, None).await?;
        let answer = self.network.update(current, section, target, entry.op_id).await;
        let event = match self.met_at_a_write(answer).await? {
            Ok(warnings) => {
                let answer = Event::Accepted { id: None, warnings };
                let sent = (&current.record, target);
                return self.after_answer(&entry, section, sent, answer).await;
            }
            Err(network::Failure::Changed) => self.changed_again(&entry, section).await?,
            Err(failure) => what_became(failure),
        };
        self.record(entry.op_id, event).await.map(drop)
    }

    /// Out of a restored folder, and not there: what was there before it may be somebody's answer to
    /// it, so it is never sent by itself.
    pub(super) async fn may_be_undone(
        &self,
        entry: &Entry,
        section: Section,
        read: Part,
    ) -> Result<()> {
        let Some((base, wanted)) = intent(entry) else { return Ok(()) };
        let theirs = read.fetched.record.section(section);
        let Merge { conflicts, value: merged } = side_by_side(section, base, wanted, &theirs);
        let event = Event::Clash { conflicts, merged, theirs };
        self.record(entry.op_id, event).await?;
        self.keep_copy(read).await
    }

    /// Said to be changed in between once more than can be put down to chance: whoever decides
    /// needs to see what the network holds.
    async fn changed_again(&self, entry: &Entry, section: Section) -> Result<Event> {
        let last = entry.counters.changed + 1 >= outbox::pace::CHANGED_TRIES;
        let (Some(id), Some((base, wanted)), true) = (&entry.server_id, intent(entry), last) else {
            return Ok(Event::Changed);
        };
        let Ok(read) = self.read_for(entry, id, section).await? else {
            return Ok(Event::Changed);
        };
        let theirs = read.fetched.record.section(section);
        let merge = side_by_side(section, base, wanted, &theirs);
        self.keep_copy(read).await?;
        if merge.is_clean() {
            return Ok(Event::Changed);
        }
        Ok(Event::Clash { conflicts: merge.conflicts, merged: merge.value, theirs })
    }

    /// What is wanted cannot be said in this section's terms. It was never sent.
    async fn does_not_fit(&self, entry: &Entry, section: Section) -> Result<()> {
        let entry = self.begin(entry.op_id, Event::Send, None).await?;
        let refusals = vec![RefusedField {
            field: Some(section.member().to_owned()),
            message: "this does not have the form of the section".to_owned(),
        }];
        self.record(entry.op_id, Event::Refused { refusals }).await.map(drop)
    }
}

pub(super) const fn intent(entry: &Entry) -> Option<(&Value, &Value)> {
    match &entry.body {
        Body::Update { base, wanted } => Some((base, wanted)),
        Body::Create { .. } => None,
    }
}
