//! Reading a customer on behalf of an entry: as much as it needs, and the copy takes in what it
//! brought.

use super::Result;
use super::meaning::of_write;
use super::runner::Runner;
use customer::{Record, Section};
use network::Part;
use outbox::{Difference, Entry, Event};
use store::Store;
use store::mine::{Context, FollowUp};
use store::theirs::Source;
use uuid::Uuid;

pub(super) type Answered<T, E = network::Failure> = std::result::Result<T, E>;

/// Why a read on an entry's way says nothing of what it was for.
pub(super) enum Unread {
    Failed(network::Failure),
    /// The customer was read, and this section was left out.
    Withheld(Section),
}

impl From<network::Failure> for Unread {
    fn from(failure: network::Failure) -> Self {
        Self::Failed(failure)
    }
}

/// The sections of a record that say anything.
pub(super) fn told_in(record: &Record) -> Vec<Section> {
    let told = |section: &Section| record.section(*section) != section.empty();
    Section::ALL.into_iter().filter(told).collect()
}

impl Runner {
    pub(super) async fn read(
        &self,
        entry: &Entry,
        id: &str,
        sections: &[Section],
    ) -> Result<Answered<Part>> {
        let answer = self.network.fetch_sections(id, sections, entry.op_id).await;
        self.met_with(answer).await
    }

    /// A read for a change of one section. Where the network withholds that section, nothing can be
    /// said of the change, and nothing may be written over what nobody saw.
    pub(super) async fn read_for(
        &self,
        entry: &Entry,
        id: &str,
        section: Section,
    ) -> Result<Answered<Part, Unread>> {
        let needed = self.needed_for(id, section).await?;
        Ok(match self.read(entry, id, &needed).await? {
            Ok(part) if part.sections.contains(&section) => Ok(part),
            Ok(_) => Err(Unread::Withheld(section)),
            Err(failure) => Err(failure.into()),
        })
    }

    /// What a change of one section has to read: that section, where the copy has the rest of the
    /// customer; all of it otherwise.
    async fn needed_for(&self, id: &str, section: Section) -> Result<Vec<Section>> {
        let id = id.to_owned();
        self.blocking(move |store| {
            let held = despite(store.theirs.customer(&id)).flatten();
            let rest_is_there = held.is_some_and(|held| held.full);
            Ok(if rest_is_there { vec![section] } else { Section::ALL.to_vec() })
        })
        .await
    }

    /// Stores what was read after a customer was made: in the copy, and with the entry.
    pub(super) async fn keep(
        &self,
        entry: &Entry,
        read: Part,
        differs: Vec<Difference>,
        follow: Vec<FollowUp>,
    ) -> Result<()> {
        let (op_id, local_id, at) = (entry.op_id, entry.local_id, self.clock.now());
        self.blocking(move |store| {
            // The copy first: should the program end in between, our change merely stays laid over
            // a copy that holds it. The other way round the desk would show what was before it.
            let record = take_in(store, read, at);
            store.mine.read_back(op_id, &record, differs, follow, at)?;
            no_words_of_an_edit(store, local_id)
        })
        .await
    }

    /// What follows from a read that shows what a change wanted: with the read, in one step.
    pub(super) async fn seen(
        &self,
        entry: &Entry,
        event: Event,
        read: Part,
        differs: Vec<Difference>,
    ) -> Result<()> {
        let (op_id, local_id, context) = (entry.op_id, entry.local_id, self.context());
        self.blocking(move |store| {
            let record = take_in(store, read, context.now.wall);
            store.mine.record_seen(op_id, &event, &context, &record, &differs)?;
            no_words_of_an_edit(store, local_id)
        })
        .await
    }

    /// The same with the answer to the write, where the read followed it at once.
    pub(super) async fn taken_and_seen(
        &self,
        entry: &Entry,
        answer: Event,
        answered: Context,
        read: Part,
    ) -> Result<()> {
        let (op_id, local_id, context) = (entry.op_id, entry.local_id, self.context());
        self.blocking(move |store| {
            let record = take_in(store, read, context.now.wall);
            let taken = (&answer, &answered);
            store.mine.record_taken_and_seen(op_id, taken, &context, &record)?;
            no_words_of_an_edit(store, local_id)
        })
        .await
    }

    /// A read on an entry's way failed. A question that is refused is refused the next time too.
    pub(super) async fn went_unread(&self, entry: &Entry, why: impl Into<Unread>) -> Result<()> {
        let failure = match why.into() {
            Unread::Failed(failure) => failure,
            Unread::Withheld(section) => {
                let note = format!("the network does not show: {}", section.word());
                return self.record(entry.op_id, Event::Withheld { note }).await.map(drop);
            }
        };
        if let network::Failure::Refused { status, .. } = failure {
            let note = format!("the network refused the question ({status})");
            return self.record(entry.op_id, Event::ReadRefused { note }).await.map(drop);
        }
        self.could_not_read(entry, failure).await
    }

    /// What was read on the way is news for the copy, whatever became of the entry.
    pub(super) async fn keep_copy(&self, read: Part) -> Result<()> {
        let at = self.clock.now();
        self.blocking(move |store| {
            take_in(store, read, at);
            Ok(())
        })
        .await
    }

    /// The network knows the customer no more: nobody is to be taken for them. The copy keeps what
    /// it has, and reading them again says otherwise.
    pub(super) async fn keep_gone(&self, id: &str) -> Result<()> {
        let gone = Record {
            id: Some(id.to_owned()),
            status: Some(customer::record::GONE.to_owned()),
            ..Record::default()
        };
        let at = self.clock.now();
        self.blocking(move |store| {
            despite(store.theirs.put_sections(&gone, &[], at));
            Ok(())
        })
        .await
    }

    /// Whoever decides must see who was found, also those this desk never met.
    pub(super) async fn show_found(&self, found: Vec<Record>) -> Result<()> {
        let at = self.clock.now();
        self.blocking(move |store| {
            despite(store.theirs.put(&found, at, Source::Summary));
            Ok(())
        })
        .await
    }
}

/// As much of what was sent as the read can tell of.
pub(super) fn as_far_as(read: &Part, sent: &Record) -> Record {
    let mut told = sent.clone();
    for section in Section::ALL.into_iter().filter(|one| !read.sections.contains(one)) {
        // A section's own empty form always fits.
        drop(told.set_section(section, section.empty()));
    }
    told
}

/// The copy is disposable: whatever is wrong with it, what is to be sent is sent.
pub(super) fn despite<T>(kept: Result<T, store::Failure>) -> Option<T> {
    kept.inspect_err(|failure| tracing::error!(%failure, "the copy of the network failed")).ok()
}

/// What a write that failed means for its entry.
pub(super) fn what_became(failure: network::Failure) -> Event {
    match failure {
        // Sent elsewhere, or put off: the same write is answered alike the next time.
        network::Failure::Unknown { status: Some(202 | 300..=399), why } => {
            Event::Diverted { note: why }
        }
        failure => of_write(failure),
    }
}

/// The copy holds it now; words of the edit alone would find what is no more.
fn no_words_of_an_edit(store: &Store, local_id: Uuid) -> Result<(), store::Failure> {
    let entries = store.mine.entries_of(local_id)?;
    if !entries.iter().any(Entry::is_live) {
        despite(store.theirs.find_also_by(local_id, None));
    }
    Ok(())
}

/// Answers with the customer as the copy has it now.
fn take_in(store: &Store, read: Part, at: jiff::Timestamp) -> Record {
    if read.is_whole() {
        despite(store.theirs.put(std::slice::from_ref(&read.fetched.record), at, Source::Full));
        return read.fetched.record;
    }
    let kept = despite(store.theirs.put_sections(&read.fetched.record, &read.sections, at));
    // Erased at this desk meanwhile: then nothing is kept.
    kept.flatten().unwrap_or(read.fetched.record)
}
