//! A new customer: search before create, then queue. No path leads around the search: where nobody
//! waits for the network's when it is saved (`Scope::Desk`, the window's way), the one before sending
//! is the first that asks the network, and parks the entry where it finds somebody.

use crate::Desk;
use crate::clock::blocking;
use crate::decide::{Candidate, Decided, Scope};
use crate::failure::{Failure, Result};
use crate::receipt::{Act, Case};
use crate::ruled_out::{Because, RuledOut};
use crate::said;
use crate::update::intent;
use customer::{Record, Section};
use outbox::{Entry, Origin, State};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use store::mine::{NewCreate, NewUpdate, NewVerdict, Occasion, Said, Shown};
use uuid::Uuid;

pub enum Created {
    Queued(Box<Entry>),
    /// Nothing was queued: a person must say who this is.
    Candidates(Box<Decided>),
}

/// What a create is asked with.
pub struct Creating {
    pub record: Record,
    /// Candidates a person has ruled out.
    pub different_from: Vec<RuledOut>,
    /// Rules out all of them.
    pub despite: bool,
    /// The form's id: the same draft twice is one create.
    pub draft: Option<Uuid>,
    pub origin: Origin,
    /// Whether the network is asked before it is kept, or only before it is sent.
    pub look: Scope,
    /// The privacy statement that stood in the form, if it did.
    pub statement: Option<Shown>,
}

impl Desk {
    /// `different_from` names candidates by either id, without a reason. The network is asked first.
    pub async fn create(
        self: &Arc<Self>,
        record: Record,
        different_from: &[String],
        despite: bool,
        draft: Option<Uuid>,
        origin: Origin,
    ) -> Result<Created> {
        let different_from = different_from.iter().map(RuledOut::from).collect();
        let (look, statement) = (Scope::Everyone, None);
        let creating = Creating { record, different_from, despite, draft, origin, look, statement };
        self.create_new(creating).await
    }

    pub async fn create_new(self: &Arc<Self>, creating: Creating) -> Result<Created> {
        let Creating { mut record, different_from, despite, draft, origin, look, statement } =
            creating;
        // A person at the desk who is not yet known has no number and no standing.
        record.id = None;
        record.status = None;
        let record = self.judged_new(record)?;
        let (desk, again, stood) = (Arc::clone(self), record.clone(), statement.clone());
        let known =
            blocking(&*self.clock, move || desk.same_form(draft, &again, stood.as_ref())).await??;
        let draft = match known {
            SameForm::Kept(entry) => return Ok(Created::Queued(entry)),
            SameForm::GivenUp => None,
            SameForm::New => draft,
        };
        let decided = self.decide_to_save(&record, look).await?;
        let ruled_out = ruled_out(&decided, &different_from, despite);
        let open = decided.plausible().any(|one| !ruled_out.iter().any(|out| one.is(&out.id)));
        if open || (decided.cut_short && !despite) {
            return Ok(Created::Candidates(Box::new(decided)));
        }
        let desk = Arc::clone(self);
        let (op_id, local_id, now) = (self.clock.new_id(), self.clock.new_id(), self.clock.now());
        blocking(&*self.clock, move || {
            // One at a time on this computer, from the last look to the row that others will find:
            // two who save the same person at once must not both see nobody.
            let _turn = turn(&desk.data_dir)?;
            let draft = match desk.same_form(draft, &record, statement.as_ref())? {
                SameForm::Kept(entry) => return Ok(Created::Queued(entry)),
                SameForm::GivenUp => None,
                SameForm::New => draft,
            };
            if !despite {
                let now_known = desk.weigh(&record, &[])?;
                let seen =
                    |one: &Candidate| decided.candidates.iter().any(|old| old.is(&one.name()));
                let ruled = |one: &Candidate| ruled_out.iter().any(|out| one.is(&out.id));
                if now_known.plausible().any(|one| !ruled(one) && !seen(one)) {
                    return Ok(Created::Candidates(Box::new(now_known)));
                }
            }
            let said_why = ruled_out.iter().find_map(|out| out.reason.as_ref());
            let act = Act {
                occasion: Occasion::Save,
                said: Said::Create,
                op_id: Some(op_id),
                chosen: None,
                because: said_why.map(|why| why.as_str().to_owned()),
            };
            let case = Case { myself: Some(local_id), ..Case::of(&record, &decided) };
            let receipt = desk.receipt(case, act)?;
            let author = desk.author();
            let bare = if despite { "despite candidates" } else { "ruled out" };
            let verdicts = ruled_out.iter().map(|out| NewVerdict {
                one: local_id.to_string(),
                other: out.id.clone(),
                same: false,
                reason: Some(out.reason.as_ref().map_or(bare, Because::as_str).to_owned()),
                who: author.clone(),
                at: now,
            });
            let verdicts = verdicts.collect();
            let shown = record.clone();
            let said = match origin {
                Origin::Staff => {
                    let nothing = Record::default();
                    desk.consents_said(op_id, &nothing, &record, now, statement.as_ref())?
                }
                // What a visitor said is kept with the card, and what was said otherwise too.
                Origin::Kiosk => Vec::new(),
            };
            let new = NewCreate {
                op_id,
                local_id,
                draft_id: draft,
                dealer: desk.dealer(),
                record,
                ruled_out: ruled_out.into_iter().map(|out| out.id).collect(),
                incomplete_accepted: despite,
                verdicts,
                author,
                origin,
                at: now,
            };
            let entry = desk.store.mine.queue_decided_with(new, Some(&receipt), &said)?;
            if entry.op_id == op_id {
                desk.note_stored_twice(&receipt);
            }
            // Only now findable: what fails here is made good at the next start, which reads the
            // outbox. It is queued all the same, and saying otherwise would have it made twice.
            // With the same draft pressed twice at once, the first one counts.
            if entry.local_id == local_id
                && let Err(failure) = desk.store.theirs.put_local(local_id, &shown, now)
            {
                tracing::error!(%failure, "the copy could not take in a new customer");
            }
            Ok(Created::Queued(Box::new(entry)))
        })
        .await?
    }

    /// What was saved from this form before. It may have been kept though the window never heard
    /// so, and been filled in further since: what it says now is a change of the customer it made.
    /// Blocks.
    fn same_form(
        &self,
        draft: Option<Uuid>,
        record: &Record,
        statement: Option<&Shown>,
    ) -> Result<SameForm> {
        let Some(draft) = draft else { return Ok(SameForm::New) };
        let mine = &self.store.mine;
        let Some(entry) = mine.entry_of_draft(draft)? else { return Ok(SameForm::New) };
        let Some(made) = entry.record() else { return Ok(SameForm::Kept(Box::new(entry))) };
        let more =
            |section: &Section| !said::same(&record.section(*section), &made.section(*section));
        let more: Vec<Section> = Section::ALL.into_iter().filter(more).collect();
        if more.is_empty() {
            return Ok(SameForm::Kept(Box::new(entry)));
        }
        if entry.state == State::Cancelled {
            return Ok(SameForm::GivenUp);
        }
        for section in more {
            let base = made.section(section);
            let (op_id, at) = (self.clock.new_id(), self.clock.now());
            let said = match (section, entry.origin) {
                (Section::Communication, Origin::Staff) => {
                    self.consents_said(op_id, made, record, at, statement)?
                }
                _ => Vec::new(),
            };
            let new = NewUpdate {
                op_id,
                local_id: entry.local_id,
                server_id: entry.server_id.clone(),
                draft_id: None,
                dealer: entry.dealer.clone(),
                section,
                wanted: intent(&base, record.section(section)),
                base,
                author: self.author(),
                origin: entry.origin,
                at,
            };
            mine.queue_update_with(new, &said)?;
        }
        if let Err(failure) = self.store.theirs.find_also_by(entry.local_id, Some(record)) {
            tracing::error!(%failure, "the copy could not take in words of a change");
        }
        // A correction of a create that was refused has taken its place.
        let entry = mine.entry_of_draft(draft)?.unwrap_or(entry);
        Ok(SameForm::Kept(Box::new(entry)))
    }
}

/// What a form's id says about what was saved from it.
enum SameForm {
    New,
    Kept(Box<Entry>),
    /// It said something else then, and was given up: what it says now is somebody new.
    GivenUp,
}

/// Held until it is dropped, by one process and one thread at a time.
fn turn(data_dir: &Path) -> Result<File> {
    let file = File::options().create(true).append(true).open(data_dir.join("create.lock"));
    let held = file.and_then(|file| file.lock().map(|()| file));
    held.map_err(|error| Failure::Store(store::Failure::ReadOnly { why: error.kind().to_string() }))
}

/// Network ids where there are any: those are what the look-up before sending knows.
fn ruled_out(decided: &Decided, named: &[RuledOut], despite: bool) -> Vec<RuledOut> {
    let mut out = Vec::new();
    for one in &decided.candidates {
        let name = named.iter().find(|name| one.is(&name.id));
        if despite || name.is_some() {
            let id = one.person.id.clone().unwrap_or_else(|| one.person.local_id.to_string());
            out.push(RuledOut { id, reason: name.and_then(|name| name.reason.clone()) });
        }
    }
    // Ids this desk has never seen may still turn up when it is sent.
    let unseen = |name: &&RuledOut| !decided.candidates.iter().any(|one| one.is(&name.id));
    out.extend(named.iter().filter(unseen).cloned());
    out
}
