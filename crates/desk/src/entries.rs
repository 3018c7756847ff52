//! The waiting list, and what a person decides about an entry.

use crate::Desk;
use crate::ask::PATIENCE;
use crate::clock::blocking;
use crate::decide::Candidate;
use crate::failure::{Failure, Refused, Result};
use crate::ruled_out::Because;
use crate::sync::compare::not_as_sent;
use customer::Record;
use jiff::{SignedDuration, Timestamp};
use outbox::resolve::Choice;
use outbox::{Entry, Event, State};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::mine::{Context, Held, Said, SetAside, Which};
use uuid::Uuid;

/// What a person decides.
pub enum Act {
    Retry,
    Cancel {
        reason: String,
    },
    Resolve {
        choices: Vec<Choice>,
    },
    Use {
        id: String,
    },
    Different,
    /// Keeps it on this desk only, until somebody sends it or a time is over.
    Hold {
        until: Option<Timestamp>,
        because: String,
    },
    /// It may be sent.
    Release,
    /// Takes back what has not left this desk: nothing has to be explained.
    Undo,
    /// Whether the customer still stands at the desk.
    Here {
        here: bool,
    },
}

/// What is known of all entries at once, beside each of them.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub held: HashMap<Uuid, Held>,
    /// Customers, by the ids entries name them with.
    pub here: HashSet<Uuid>,
}

/// The reason kept with what was taken back before it left.
const UNDONE: &str = "taken back before it was sent";

/// Nobody stands at the desk for longer than that.
const STANDING: SignedDuration = SignedDuration::from_hours(4);

impl Desk {
    pub async fn entries(self: &Arc<Self>, which: Which) -> Result<Vec<Entry>> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || Ok(desk.store.mine.entries(which)?)).await?
    }

    /// What this program cannot read: kept, and sent by nobody.
    pub async fn set_aside(self: &Arc<Self>) -> Result<Vec<SetAside>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut aside = desk.store.mine.set_aside()?;
            aside.retain(|one| one.what == "op");
            Ok(aside)
        })
        .await?
    }

    /// The same, drafts among them.
    pub async fn left_alone(self: &Arc<Self>) -> Result<Vec<SetAside>> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || Ok(desk.store.mine.set_aside()?)).await?
    }

    pub async fn entry(self: &Arc<Self>, op: Uuid) -> Result<Entry> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || desk.store.mine.entry(op)?.ok_or(Failure::NotFound)).await?
    }

    /// What is kept on this desk only, and whose customers still stand at it.
    pub async fn standing(self: &Arc<Self>) -> Result<Standing> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let since = desk.clock.now().checked_sub(STANDING).unwrap_or(Timestamp::MIN);
            let mine = &desk.store.mine;
            Ok(Standing { held: mine.holds()?, here: mine.here(since)? })
        })
        .await?
    }

    pub async fn act(self: &Arc<Self>, op: Uuid, act: Act) -> Result<Entry> {
        if let Act::Use { id } = &act {
            self.is_somebody(op, id).await?;
        }
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let entry = desk.store.mine.entry(op)?.ok_or(Failure::NotFound)?;
            if !entry.is_live() {
                return Err(Failure::TooLate);
            }
            let context = Context::by_person(desk.author(), desk.clock.now());
            let mine = &desk.store.mine;
            let event = match act {
                Act::Here { here } => {
                    mine.mark_here(entry.local_id, here, desk.clock.now())?;
                    return Ok(entry);
                }
                Act::Hold { because, .. } if because.trim().is_empty() => {
                    let refused = Refused::new("because", "required", "say what is waited for");
                    return Err(Failure::Invalid(vec![refused]));
                }
                Act::Hold { until: Some(until), .. } if until <= desk.clock.now() => {
                    let refused = Refused::new("until", "past", "that time is over");
                    return Err(Failure::Invalid(vec![refused]));
                }
                Act::Hold { until, because } => {
                    return Ok(mine.hold(op, until, because.trim(), &context)?);
                }
                Act::Release => return Ok(mine.release(op, &context)?),
                // A conflict that was decided is asked about again; only then is the edit itself
                // taken back.
                Act::Undo if entry.detail.decided.is_some() => Event::Reopened,
                Act::Undo if !entry.never_sent() => return Err(Failure::TooLate),
                Act::Undo => Event::Cancel { why: UNDONE.to_owned() },
                Act::Retry => {
                    // Whoever says "try again" also means the lane it waits in.
                    desk.store.mine.wake_lane(&desk.lane())?;
                    Event::Retry
                }
                Act::Cancel { reason } if reason.trim().is_empty() => {
                    let refused = Refused::new("reason", "required", "say why it is given up");
                    return Err(Failure::Invalid(vec![refused]));
                }
                Act::Cancel { reason } => Event::Cancel { why: reason },
                Act::Resolve { choices } => {
                    return Ok(desk.store.mine.resolve(op, &choices, &context)?);
                }
                Act::Use { id } => Event::Use { id: desk.network_id(&id)? },
                // The verdicts are kept with it.
                Act::Different => return desk.ruled_out_of(&entry, None),
            };
            let used = match &event {
                Event::Use { id } => Some(id.clone()),
                _ => None,
            };
            let made_as = entry.local_id;
            let receipt = match &used {
                Some(id) => desk.choice_about(&entry, Said::Use, Some(id.clone()), None)?,
                None => None,
            };
            let typed = entry.record().cloned();
            let mut entry =
                desk.store.mine.record_decided(op, &event, &context, receipt.as_ref())?;
            if let Some(id) = used {
                if let Some(typed) = typed {
                    entry = desk.note_what_was_typed(entry, &typed, &id)?;
                }
                // From now on our row and the network's are one customer. The decision stands
                // whatever becomes of the copy: the next start makes that good.
                if let Err(failure) = desk.store.theirs.adopt(made_as, &id) {
                    tracing::error!(%failure, "the copy did not learn that two rows are one");
                }
            }
            Ok(entry)
        })
        .await?
    }

    /// What is typed may name nobody, and who was entered would be lost with it: whoever neither the
    /// entry nor the copy knows is read at the network.
    async fn is_somebody(self: &Arc<Self>, op: Uuid, id: &str) -> Result<()> {
        let entry = self.entry(op).await?;
        if !entry.is_live() {
            return Err(Failure::TooLate);
        }
        // Of an entry that asks nobody, who it is meant to be does not matter.
        if entry.state != State::Review {
            let (state, event) = (entry.state.word(), "use");
            return Err(Failure::Store(outbox::Error::NoSuchStep { state, event }.into()));
        }
        if entry.detail.candidates.iter().any(|one| one == id) || self.person(id).await?.is_some() {
            return Ok(());
        }
        self.refresh(id, PATIENCE).await.map(drop)
    }

    /// Whether taking this entry back gives up what somebody else typed: the entry itself, what it took
    /// the place of, or what waits behind it.
    pub async fn is_anothers_too(self: &Arc<Self>, op: Uuid) -> Result<bool> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let entry = desk.store.mine.entry(op)?.ok_or(Failure::NotFound)?;
            // Only the decision is taken back.
            if entry.detail.decided.is_some() {
                return Ok(false);
            }
            let of_customer = desk.store.mine.entries_of(entry.local_id)?;
            let mut goes = HashSet::from([op]);
            // Later ones first: each is the successor of earlier ones.
            for one in of_customer.iter().rev() {
                if one.successor.is_some_and(|by| goes.contains(&by)) {
                    goes.insert(one.op_id);
                }
            }
            let me = desk.author();
            let behind = |one: &Entry| one.is_live() && one.depends_on == Some(op);
            Ok(of_customer
                .iter()
                .any(|one| (goes.contains(&one.op_id) || behind(one)) && one.author != me))
        })
        .await?
    }

    /// Whether the one the program would use is among those an entry waits for a choice about.
    pub async fn is_likely_one(self: &Arc<Self>, op: Uuid) -> Result<bool> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let entry = desk.store.mine.entry(op)?.ok_or(Failure::NotFound)?;
            let Some(record) = entry.record() else { return Ok(false) };
            let asked = &entry.detail.candidates;
            // Whoever is made here is not beside themselves.
            let record = Record { id: Some(entry.local_id.to_string()), ..record.clone() };
            let decided = desk.weigh(&record, asked)?;
            let Some(likely) = &decided.use_id else { return Ok(false) };
            let named = |one: &Candidate| asked.iter().any(|id| one.is(id));
            Ok(decided.candidates.iter().any(|one| one.is(likely) && named(one)))
        })
        .await?
    }

    /// None of an entry's candidates it is, and why: `Act::Different` with the reason.
    pub async fn rule_out(self: &Arc<Self>, op: Uuid, reason: Option<Because>) -> Result<Entry> {
        let desk = Arc::clone(self);
        blocking(&*self.clock, move || {
            let entry = desk.store.mine.entry(op)?.ok_or(Failure::NotFound)?;
            if !entry.is_live() {
                return Err(Failure::TooLate);
            }
            desk.ruled_out_of(&entry, reason.as_ref())
        })
        .await?
    }

    fn ruled_out_of(&self, entry: &Entry, reason: Option<&Because>) -> Result<Entry> {
        let reason = reason.map(Because::as_str);
        let because = reason.map(str::to_owned);
        let receipt = self.choice_about(entry, Said::Different, None, because)?;
        let context = Context::by_person(self.author(), self.clock.now());
        let mine = &self.store.mine;
        Ok(mine.rule_out_decided(entry.op_id, reason, &context, receipt.as_ref())?)
    }

    /// What was typed for somebody who turned out to be known, and is not what the network holds:
    /// nobody sends it by itself, so it is said.
    fn note_what_was_typed(&self, entry: Entry, typed: &Record, id: &str) -> Result<Entry> {
        let Some(held) = self.store.theirs.customer(id)? else { return Ok(entry) };
        let mut differs = not_as_sent(typed, &held.record, self.country());
        // A row of a search does not show everything.
        differs.retain(|one| held.full || !one.stored.is_null());
        if differs.is_empty() {
            return Ok(entry);
        }
        Ok(self.store.mine.note_differs(entry.op_id, differs)?)
    }

    /// The network's id of somebody named by either id.
    fn network_id(&self, name: &str) -> Result<String> {
        match self.known(name)? {
            Some(person) => person.id.ok_or(Failure::NotFound),
            None => Ok(name.to_owned()),
        }
    }
}
