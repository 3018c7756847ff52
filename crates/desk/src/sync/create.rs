//! Sending a new customer: the network is searched first, always, and again before every resend.

use super::Result;
use super::compare::{Fit, fit, fit_of, is_named, left_out, looked_at, not_as_sent};
use super::reading::{Answered, as_far_as, despite, told_in, what_became};
use super::runner::Runner;
use crate::receipt::{Act, By, Case, NetworkThen, Shown, written};
use crate::thresholds;
use customer::Record;
use matching::Frequencies;
use matching::decide::{Policy, decide_with};
use network::{Fetched, Found, Part};
use outbox::planted::{self, Bug};
use outbox::{Difference, Entry, Event, State};
use store::Store;
use store::mine::{Attempt, FollowUp, NewReceipt, Occasion, Said};
use uuid::Uuid;

impl Runner {
    pub(super) async fn send_create(&self, entry: &Entry) -> Result<()> {
        let Some(record) = wire_record(entry) else { return Ok(()) };
        let made_as = entry.local_id;
        let entry = self.record(entry.op_id, Event::StartPreflight).await?;
        let answer = self.network.lookup(&record, entry.op_id).await;
        let found = match self.met_with(answer).await? {
            Ok(found) => found,
            // Never blind: without a search it stays where it is.
            Err(failure) => return self.went_unread(&entry, failure).await,
        };
        if self.may_have_arrived(&entry).await? {
            // An earlier attempt may have arrived after all the searches for it.
            match self.arrived(&entry, &record, &found).await? {
                Ok(Arrived { whole, rival: None, .. }) if whole.len() == 1 => {
                    let id = whole[0].clone();
                    let receipt = self.adopted(&entry, &record, &found, &id).await?;
                    let event = Event::Adopt { id };
                    let entry = self.record_decided(entry.op_id, event, Some(receipt)).await?;
                    return self.after_create(&entry, made_as, &record).await;
                }
                Ok(Arrived { whole, part, .. }) if whole.is_empty() && part.is_empty() => {}
                // Who of several it is, or whose the one is, only a person can say; and so whether
                // somebody like this is what was sent before it was corrected.
                Ok(Arrived { whole, part, .. }) => {
                    self.show_found(found.rows).await?;
                    let ids = if whole.is_empty() { part } else { whole };
                    let note = Some(PERHAPS_THERE.to_owned());
                    let event = Event::Candidates { ids, note };
                    return self.record(entry.op_id, event).await.map(drop);
                }
                Err(failure) => return self.went_unread(&entry, failure).await,
            }
        }
        let seen = found.rows.iter().filter_map(|row| row.id.clone()).collect();
        let (stops, receipt) = self.judged(&entry, &record, &found).await?;
        if let Some(event) = stops.filter(|_| !planted::is(Bug::CreateBlind)) {
            self.show_found(found.rows).await?;
            return self.record_decided(entry.op_id, event, Some(receipt)).await.map(drop);
        }
        if self.held_back(&entry).await? {
            return Ok(());
        }
        let entry = self.begin(entry.op_id, Event::Cleared { seen }, Some(receipt)).await?;
        let answer = self.network.create(&record, entry.op_id).await;
        let (event, read) = match self.met_at_a_write(answer).await? {
            Ok(created) => self.believed(&entry, &record, created).await?,
            // Taken, to be worked off later: what does not show in time is for a person to look
            // into, and never sent once more by itself.
            Err(network::Failure::Unknown { status: Some(202), .. }) => {
                (Event::Accepted { id: None, warnings: vec![] }, None)
            }
            Err(failure) => (what_became(failure), None),
        };
        let entry = self.record(entry.op_id, event).await?;
        self.created(&entry, made_as, &record, read).await
    }

    /// What the answer to a create says, and the customer it names. Where that is somebody else
    /// than was sent, nobody knows what became of the create, and the next change would overwrite
    /// a stranger. The same where it cannot be read now: it is looked at again by that id first
    /// (`was_answered_as`). Where this desk may not read at all, the answer is believed.
    async fn believed(
        &self,
        entry: &Entry,
        sent: &Record,
        created: network::Created,
    ) -> Result<(Event, Option<Part>)> {
        let network::Created { id, warnings } = created;
        if let Some(id) = id.clone() {
            // Before anything else: a program that ends here must not have to search for it.
            let (op_id, at) = (entry.op_id, self.clock.now());
            self.mine(move |mine| mine.answered_as(op_id, &id, at)).await?;
        }
        let read = match &id {
            Some(id) => match self.read(entry, id, &told_in(sent)).await? {
                Ok(read) => Some(read),
                Err(failure) if never_readable(&failure) => None,
                Err(_) => return Ok((Event::Accepted { id: None, warnings }, None)),
            },
            None => None,
        };
        let country = &self.config.country;
        let stranger = |read: &Part| {
            !planted::is(Bug::TrustAnotherId)
                && !network::tells_of(sent, &read.fetched.record, country)
        };
        if read.as_ref().is_some_and(stranger) {
            // Taken it was; so it is looked for, and never sent once more by itself.
            let mut warnings = warnings;
            warnings.push("the answer named another customer".to_owned());
            return Ok((Event::Accepted { id: None, warnings }, None));
        }
        Ok((Event::Accepted { id, warnings }, read))
    }

    /// Weighed with this dealer's own frequencies and thresholds, as when it was saved: the same two
    /// people must not look different a minute later. With the receipt of it.
    async fn judged(
        &self,
        entry: &Entry,
        record: &Record,
        found: &Found,
    ) -> Result<(Option<Event>, NewReceipt)> {
        let (mut entry, record, found) = (entry.clone(), record.clone(), found.clone());
        let (country, by) = (self.config.country.clone(), self.by());
        self.blocking(move |store| {
            entry.ruled_out = store.mine.ruled_out(&entry)?;
            let policy = thresholds::of(&store.mine)?;
            let counts = thresholds::counts(store);
            let (stops, weighed) = judge(policy, &entry, &record, &found, &*counts, &country);
            let said = if stops.is_some() { Said::Ask } else { Said::Create };
            let case = weighed_at_sending(store, &entry, record, weighed, found.complete);
            let receipt = written(store, &country, by, case, act(&entry, Occasion::Sending, said))?;
            Ok((stops, receipt))
        })
        .await
    }

    /// That a create arrived after all is a decision too: nobody said so but the search.
    pub(super) async fn adopted(
        &self,
        entry: &Entry,
        record: &Record,
        found: &Found,
        id: &str,
    ) -> Result<NewReceipt> {
        let it = found.rows.iter().filter(|row| row.id.as_deref() == Some(id)).cloned().collect();
        let chosen = Some(id.to_owned());
        let act = Act { chosen, ..act(entry, Occasion::Sending, Said::Use) };
        self.receipt(entry, record, it, found.complete, act).await
    }

    pub(super) async fn receipt(
        &self,
        entry: &Entry,
        record: &Record,
        rows: Vec<Record>,
        complete: bool,
        act: Act,
    ) -> Result<NewReceipt> {
        let (entry, record) = (entry.clone(), record.clone());
        let (country, by) = (self.config.country.clone(), self.by());
        self.blocking(move |store| {
            let case = weighed_at_sending(store, &entry, record, rows, complete);
            written(store, &country, by, case, act)
        })
        .await
    }

    fn by(&self) -> By {
        By { id: self.clock.new_id(), at: self.clock.now(), who: "desk".to_owned() }
    }

    /// `sending` and its attempt are on disk when this returns; only then may a byte leave.
    pub(super) async fn begin(
        &self,
        op_id: Uuid,
        event: Event,
        receipt: Option<NewReceipt>,
    ) -> Result<Entry> {
        let context = self.context();
        self.mine(move |mine| mine.begin_attempt(op_id, &event, &context, receipt.as_ref())).await
    }

    /// The customer has an id now: the copy of the network learns it, and what the network made
    /// of the record is read and compared. `made_as` is the local id it was made under: where
    /// somebody known here turned out to be the same, the entry goes on under theirs.
    pub(super) async fn after_create(
        &self,
        entry: &Entry,
        made_as: Uuid,
        sent: &Record,
    ) -> Result<()> {
        self.created(entry, made_as, sent, None).await
    }

    /// The same, where the customer may have been read on the way.
    async fn created(
        &self,
        entry: &Entry,
        made_as: Uuid,
        sent: &Record,
        read: Option<Part>,
    ) -> Result<()> {
        if entry.state != State::Done {
            return Ok(());
        }
        let Some(id) = entry.server_id.clone() else { return Ok(()) };
        let (adopted, local_id) = (id.clone(), entry.local_id);
        self.blocking(move |store| {
            // The next start makes it good.
            despite(store.theirs.adopt_as(made_as, local_id, &adopted));
            Ok(())
        })
        .await?;
        let read = match read {
            Some(read) => read,
            None => {
                let read = self.read(entry, &id, &told_in(sent)).await?;
                // It is done all the same; the next time somebody opens it, it is read.
                let Ok(read) = read else { return Ok(()) };
                read
            }
        };
        // Made of what was sent just now, there is nothing in the other sections. Of one who was
        // found nobody knows that.
        let told = as_far_as(&read, sent);
        let read = match entry.adopted_id {
            None => Part::whole(Fetched {
                record: believed(&read, sent),
                raw: read.fetched.raw,
                unread: vec![],
            }),
            Some(_) => read,
        };
        self.kept_as(entry, &told, read).await
    }

    /// How the network keeps somebody made here. What it left out, and could hold, follows as
    /// changes of their own: it was typed, and somebody counts on it.
    async fn kept_as(&self, entry: &Entry, sent: &Record, read: Part) -> Result<()> {
        let country = &self.config.country;
        let stored = &read.fetched.record;
        let differs = not_as_sent(sent, stored, country);
        let has_a_place =
            |one: &&Difference| is_named(&one.field) && self.network.holds(&one.field);
        let could_be: Vec<Difference> = differs.iter().filter(has_a_place).cloned().collect();
        let mut follow = Vec::new();
        for section in told_in(sent) {
            let Some(wanted) = left_out(section, sent, stored, &could_be) else { continue };
            let mut target = stored.clone();
            let fits = target.set_section(section, wanted.clone()).is_ok();
            if fits && self.network.accepts(section, &target).is_ok() {
                let (op_id, base) = (self.clock.new_id(), stored.section(section));
                follow.push(FollowUp { op_id, section, base, wanted });
            }
        }
        self.keep(entry, read, differs, follow).await
    }

    /// A customer made here whom nobody could read then, or one somebody chose for what was typed:
    /// to complete them is a person's, who is told what differs.
    pub(super) async fn read_if_never(&self, entry: &Entry, sent: &Record) -> Result<Answered<()>> {
        let Some(id) = entry.server_id.as_ref().filter(|_| entry.state == State::Done) else {
            return Ok(Ok(()));
        };
        let attempts = self.attempts(entry).await?;
        let made = attempts.last().is_some_and(|one| one.answered_id.as_ref() == Some(id));
        let chosen = !made && entry.adopted_id.as_ref() == Some(id);
        let seen = attempts.last().is_some_and(|one| one.verified_at.is_some());
        if seen || !(made || chosen) {
            return Ok(Ok(()));
        }
        match self.read(entry, id, &told_in(sent)).await? {
            // Hours may have passed: what is missing may be what somebody removed since, and is
            // said, but not put back.
            Ok(read) => {
                let stored = &read.fetched.record;
                let differs = not_as_sent(&as_far_as(&read, sent), stored, &self.config.country);
                self.keep(entry, read, differs, vec![]).await.map(Ok)
            }
            // Merged or deleted there since: nothing of it can be compared.
            Err(network::Failure::Gone) => Ok(Ok(())),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// The network named a customer in its answer, and the program ended, or could not read them,
    /// before anything was made of it. True where that was it.
    pub(super) async fn was_answered_as(&self, entry: &Entry, sent: &Record) -> Result<bool> {
        let made_as = entry.local_id;
        let attempts = self.attempts(entry).await?;
        let Some(id) = attempts.last().and_then(|one| one.answered_id.clone()) else {
            return Ok(false);
        };
        let was_there = entry.preflight_ids.iter().flatten().any(|seen| *seen == id);
        if was_there || self.is_anothers(entry, &id).await? {
            return Ok(false);
        }
        let Ok(read) = self.read(entry, &id, &told_in(sent)).await? else { return Ok(false) };
        if !network::tells_of(sent, &read.fetched.record, &self.config.country) {
            return Ok(false);
        }
        let entry = self.record(entry.op_id, Event::Adopt { id }).await?;
        self.created(&entry, made_as, sent, Some(read)).await?;
        Ok(true)
    }

    /// Which records that were not there before are what was sent.
    pub(super) async fn arrived(
        &self,
        entry: &Entry,
        sent: &Record,
        found: &Found,
    ) -> Result<Answered<Arrived>> {
        let mut arrived = Arrived::default();
        let ruled_out = self.ruled_out(entry).await?;
        let before = entry.preflight_ids.as_deref().unwrap_or_default();
        for id in found.rows.iter().filter_map(|row| row.id.as_ref()) {
            if planted::is(Bug::AdoptTheFirstHit) {
                arrived.whole = vec![id.clone()];
                break;
            }
            if before.contains(id) || ruled_out.contains(id) {
                continue;
            }
            if self.is_anothers(entry, id).await? {
                continue;
            }
            match self.read(entry, id, &looked_at(sent)).await? {
                Ok(read) => match fit_of(&read, sent, &self.config.country) {
                    Fit::Whole => {
                        let rival = self.rival(entry, id, &read.fetched.record).await?;
                        arrived.rival = arrived.rival.max(rival);
                        arrived.whole.push(id.clone());
                    }
                    Fit::Part => arrived.part.push(id.clone()),
                },
                // Gone again since the search: it cannot be it.
                Err(network::Failure::Gone) => {}
                Err(failure) => return Ok(Err(failure)),
            }
        }
        Ok(Ok(arrived))
    }

    /// Whether an earlier attempt ended without anybody knowing how.
    async fn may_have_arrived(&self, entry: &Entry) -> Result<bool> {
        if entry.counters.restored {
            return Ok(true);
        }
        if entry.preflight_ids.is_none() {
            return Ok(false);
        }
        let op_id = entry.op_id;
        self.mine(move |mine| mine.may_arrive(op_id)).await
    }

    /// Whether the network said of an attempt that it took it, though not rightly as whom.
    pub(super) async fn was_taken(&self, entry: &Entry) -> Result<bool> {
        Ok(self.attempts(entry).await?.iter().any(Attempt::was_taken))
    }

    /// The same of the last attempt alone.
    pub(super) async fn last_was_taken(&self, entry: &Entry) -> Result<bool> {
        Ok(self.attempts(entry).await?.last().is_some_and(Attempt::was_taken))
    }

    pub(super) async fn attempts(&self, entry: &Entry) -> Result<Vec<Attempt>> {
        let op_id = entry.op_id;
        self.mine(move |mine| mine.attempts(op_id)).await
    }

    /// Whom this customer is not, by every name they have by now.
    pub(super) async fn ruled_out(&self, entry: &Entry) -> Result<Vec<String>> {
        let entry = entry.clone();
        self.mine(move |mine| mine.ruled_out(&entry)).await
    }

    /// Another create of this desk brought that customer about.
    async fn is_anothers(&self, entry: &Entry, id: &str) -> Result<bool> {
        let (entry, id) = (entry.clone(), id.to_owned());
        self.mine(move |mine| mine.made_by_another(&entry, &id)).await
    }

    /// Whether what arrived may as well be another create of this desk that nobody answered for:
    /// two of one name, lost together. To take it for either would be a guess, and the other would
    /// be called done and never get there.
    async fn rival(&self, entry: &Entry, id: &str, stored: &Record) -> Result<Option<Rival>> {
        let dealer = entry.dealer.clone();
        let others = self.mine(move |mine| mine.creates_in_doubt(&dealer)).await?;
        let excluded = |other: &Entry| {
            other.op_id == entry.op_id
                || other.preflight_ids.iter().flatten().chain(&other.ruled_out).any(|no| no == id)
        };
        let equal = |other: &Entry| {
            wire_record(other)
                .is_some_and(|sent| fit(&sent, stored, &self.config.country) == Fit::Whole)
        };
        let rivals = others.iter().filter(|other| !excluded(other) && equal(other));
        Ok(rivals
            .map(|other| match other.state {
                State::Sending => Rival::UnderWay,
                _ => Rival::Unanswered,
            })
            .max())
    }
}

const PERHAPS_THERE: &str = "it was sent before, and this may be what came of it";

/// Another create that what arrived may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rival {
    /// It is being answered just now, and that may say whose it is.
    UnderWay,
    Unanswered,
}

#[derive(Default)]
pub(super) struct Arrived {
    pub whole: Vec<String>,
    pub part: Vec<String>,
    pub rival: Option<Rival>,
}

/// What is sent and compared. It never carries an id: only the network gives those.
pub(super) fn wire_record(entry: &Entry) -> Option<Record> {
    let mut record = entry.record()?.clone();
    record.id = None;
    Some(record)
}

pub(super) fn act(entry: &Entry, occasion: Occasion, said: Said) -> Act {
    Act { occasion, said, op_id: Some(entry.op_id), chosen: None, because: None }
}

/// What the network answered with, as a case for a receipt.
fn weighed_at_sending(
    store: &Store,
    entry: &Entry,
    record: Record,
    rows: Vec<Record>,
    complete: bool,
) -> Case {
    let shown = |row: Record| {
        let id = row.id.clone()?;
        Some(Shown { local_id: store.theirs.local_id_of(&id), id: Some(id), record: row })
    };
    Case {
        question: record,
        candidates: rows.into_iter().filter_map(shown).collect(),
        ruled_out: vec![],
        cut_short: !complete && !entry.incomplete_accepted,
        network: NetworkThen::answered(complete),
        myself: Some(entry.local_id),
    }
}

/// The customer as they were read, and as they were sent where the network withholds a section.
fn believed(read: &Part, sent: &Record) -> Record {
    let mut record = read.fetched.record.clone();
    for section in told_in(sent).into_iter().filter(|one| !read.sections.contains(one)) {
        // It is a section's own value.
        drop(record.set_section(section, sent.section(section)));
    }
    record
}

/// Asked again, the network answers no better: reading is not allowed, or not offered.
const fn never_readable(failure: &network::Failure) -> bool {
    matches!(failure, network::Failure::Permission { .. } | network::Failure::Unsupported { .. })
}

/// Rows of no consequence that a receipt shows all the same.
const ALSO_SHOWN: usize = 6;

/// Whether a person has to say who this is before it may be sent; and the rows that mattered, best
/// first.
fn judge(
    policy: Policy,
    entry: &Entry,
    record: &Record,
    found: &Found,
    frequencies: &dyn Frequencies,
    country: &str,
) -> (Option<Event>, Vec<Record>) {
    let rows: Vec<(String, &Record)> = found
        .rows
        .iter()
        .filter_map(|row| Some((row.id.clone()?, row)))
        .filter(|(id, _)| !entry.ruled_out.contains(id))
        .collect();
    let decision = decide_with(policy, record, &rows, frequencies, country);
    let ids: Vec<String> = decision.plausible().map(|candidate| candidate.id.clone()).collect();
    let shown = decision.candidates.iter().take(ids.len().max(ALSO_SHOWN));
    let row = |id: &String| rows.iter().find(|(known, _)| known == id).map(|(_, row)| *row);
    let shown = shown.filter_map(|one| row(&one.id).cloned()).collect();
    if !ids.is_empty() || decision.action != matching::Action::Create {
        return (Some(Event::Candidates { ids, note: Some(decision.reason) }), shown);
    }
    if !found.complete && !entry.incomplete_accepted {
        let note = "the network has more people like this than it shows";
        return (Some(Event::Candidates { ids, note: Some(note.to_owned()) }), shown);
    }
    (None, shown)
}
