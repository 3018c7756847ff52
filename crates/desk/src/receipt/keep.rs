//! Writing a receipt: beside the act it follows from, in one transaction where there is one.

use super::snapshot::{Case, NetworkThen, Ruling, Shown, Snapshot, rule};
use crate::Desk;
use crate::failure::{Failure, Result};
use crate::{duplicates, thresholds};
use customer::Record;
use jiff::Timestamp;
use outbox::Entry;
use std::sync::Arc;
use store::Store;
use store::mine::{NewReceipt, Occasion, Said};
use uuid::Uuid;

/// When, and who.
pub(crate) struct By {
    pub id: Uuid,
    pub at: Timestamp,
    pub who: String,
}

/// What was decided, and about which entry.
pub(crate) struct Act {
    pub occasion: Occasion,
    pub said: Said,
    pub op_id: Option<Uuid>,
    pub chosen: Option<String>,
    pub because: Option<String>,
}

/// A person's word on people they saw side by side.
pub struct Choice {
    pub question: Record,
    /// Whom they saw, in that order, by either id.
    pub shown: Vec<String>,
    pub said: Said,
    pub chosen: Option<String>,
    pub because: Option<String>,
    pub network: NetworkThen,
    /// The entry it was about.
    pub op_id: Option<Uuid>,
    /// The form it was said in: whoever it becomes is who was asked about.
    pub draft: Option<Uuid>,
}

/// A receipt as it is stored. The ruling is made of the stored form: what is read back later is
/// what it was made of.
pub(crate) fn written(
    store: &Store,
    country: &str,
    by: By,
    case: Case,
    act: Act,
) -> std::result::Result<NewReceipt, store::Failure> {
    let policy = thresholds::of(&store.mine)?;
    let counts = thresholds::counts(store);
    let numbers = store.theirs.keeps_identity_numbers();
    let snapshot = serde_json::to_string(&case.snapshot(policy, &*counts, country, numbers))?;
    let read: Snapshot = serde_json::from_str(&snapshot)?;
    let ruling: Ruling = rule(&read);
    let mut about: Vec<String> = read.myself.iter().map(Uuid::to_string).collect();
    for one in &read.candidates {
        about.push(one.local_id.to_string());
        about.extend(one.id.clone());
    }
    about.extend(act.chosen.clone());
    about.sort();
    about.dedup();
    Ok(NewReceipt {
        id: by.id,
        at: by.at,
        who: by.who,
        occasion: act.occasion,
        said: act.said,
        op_id: act.op_id,
        chosen: act.chosen,
        because: act.because,
        about,
        ruling: serde_json::to_string(&ruling)?,
        snapshot,
    })
}

impl Desk {
    /// A receipt by whoever sits here, now. Blocks.
    pub(crate) fn receipt(&self, case: Case, act: Act) -> Result<NewReceipt> {
        let by = By { id: self.clock.new_id(), at: self.clock.now(), who: self.author() };
        Ok(written(&self.store, self.country(), by, case, act)?)
    }

    /// Keeps what a person said about people they saw side by side; gives the receipt's id.
    pub async fn keep_choice(self: &Arc<Self>, choice: Choice) -> Result<Uuid> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let receipt = desk.choice(choice)?;
            desk.store.mine.keep_receipt(&receipt)?;
            desk.note_stored_twice(&receipt);
            Ok(receipt.id)
        })
        .await?
    }

    /// Blocks.
    pub(crate) fn choice(&self, choice: Choice) -> Result<NewReceipt> {
        let Choice { mut question, shown, said, chosen, because, network, op_id, draft } = choice;
        let entry = op_id.map(|op_id| self.store.mine.entry(op_id)).transpose()?.flatten();
        let myself = entry.map(|entry| entry.local_id);
        // Whoever is asked about is no candidate for themselves.
        question.id = myself.map(|id| id.to_string());
        let decided = self.weigh(&question, &shown)?;
        let mut case = Case::of(&question, &decided);
        case.candidates = Vec::new();
        for name in &shown {
            let Some(one) = decided.candidates.iter().find(|one| one.is(name)) else { continue };
            let person = &one.person;
            let known = |other: &Shown| other.local_id == person.local_id;
            if !case.candidates.iter().any(known) {
                case.candidates.push(Shown {
                    local_id: person.local_id,
                    id: person.id.clone(),
                    record: person.record.clone(),
                });
            }
        }
        case.ruled_out.retain(|name| case.candidates.iter().any(|one| one.is(name)));
        case.cut_short = network.state == "answered" && !network.complete;
        case.network = network;
        case.myself = myself;
        let act = Act { occasion: Occasion::Compare, said, op_id, chosen, because };
        let mut receipt = self.receipt(case, act)?;
        receipt.about.extend(draft.map(|draft| draft.to_string()));
        Ok(receipt)
    }

    /// What a person said about an entry and its candidates. Blocks.
    pub(crate) fn choice_about(
        &self,
        entry: &Entry,
        said: Said,
        chosen: Option<String>,
        because: Option<String>,
    ) -> Result<Option<NewReceipt>> {
        let Some(record) = entry.record() else { return Ok(None) };
        let mut shown = entry.detail.candidates.clone();
        // Somebody may be named who was not among them.
        shown.extend(chosen.clone().filter(|id| !entry.detail.candidates.contains(id)));
        let choice = Choice {
            question: record.clone(),
            shown,
            said,
            chosen,
            because,
            network: self.network_when_asked(entry.op_id)?,
            op_id: Some(entry.op_id),
            draft: None,
        };
        self.choice(choice).map(Some)
    }

    /// How the network stood when an entry last stopped for a person: that is what they decide on.
    /// An entry without such a receipt says nothing of it. Blocks.
    fn network_when_asked(&self, op_id: Uuid) -> Result<NetworkThen> {
        let receipts = self.store.mine.receipts_of(op_id)?;
        let asked = receipts.into_iter().find(|one| one.said == Said::Ask);
        let snapshot = asked.and_then(|one| one.kept).map(|kept| {
            serde_json::from_str::<Snapshot>(&kept.snapshot)
                .map_err(|fault| Failure::Store(fault.into()))
        });
        Ok(snapshot.transpose()?.map_or_else(NetworkThen::not_asked, |then| then.network))
    }

    /// Two likely rows of one decision are a pair for the hand-off list. It is only noted beside:
    /// what fails here changes nothing of the decision. Blocks.
    pub(crate) fn note_stored_twice(&self, receipt: &NewReceipt) {
        let noted = || -> Result<()> {
            let snapshot: Snapshot = serde_json::from_str(&receipt.snapshot)
                .map_err(|fault| Failure::Store(fault.into()))?;
            let ruling: Ruling = serde_json::from_str(&receipt.ruling)
                .map_err(|fault| Failure::Store(fault.into()))?;
            let pairs = duplicates::shown_in(&snapshot, &ruling, &receipt.who, receipt.at);
            if !pairs.is_empty() {
                self.store.mine.note_duplicates(&pairs)?;
            }
            Ok(())
        };
        if let Err(failure) = noted() {
            tracing::warn!(%failure, "two likely rows of a decision were not noted");
        }
    }
}
