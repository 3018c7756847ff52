//! The kiosk's inbox. What a customer enters is kept and nothing else happens: no look-up, no
//! write, the same answer for known and unknown people. Staff decide what becomes of it.

use crate::Desk;
use crate::create::Created;
use crate::failure::{Failure, Refused, Result};
use crate::receipt::{Choice, NetworkThen};
use crate::update::Saved;
use customer::{Record, Section};
use outbox::{Entry, Origin};
use serde_json::Value;
use std::sync::Arc;
use store::mine::{Said, Submission, SubmissionState};
use uuid::Uuid;

/// What staff make of a submission.
pub enum Accept {
    /// It is this customer: the differing sections become updates.
    Use {
        id: String,
    },
    /// Somebody new; candidates in the way are given back unless they are ruled out.
    Create {
        different_from: Vec<String>,
        despite_candidates: bool,
    },
    Dismiss {
        reason: String,
    },
}

pub enum Accepted {
    Updated(Vec<Entry>),
    Created(Created),
    Dismissed,
}

/// The sections a customer can fill in; the others are never touched from here.
const ENTERED: [Section; 4] =
    [Section::Names, Section::Company, Section::Communication, Section::Addresses];

impl Desk {
    /// `id` is minted when the form opens: a second press is the same submission.
    pub async fn kiosk_submit(
        self: &Arc<Self>,
        id: Uuid,
        mut record: Record,
    ) -> Result<Submission> {
        // A customer says who they are; which record that is, staff find out.
        record.id = None;
        record.customer_key = None;
        record.status = None;
        let record = self.judged_new(record)?;
        let (desk, now) = (Arc::clone(self), self.clock.now());
        tokio::task::spawn_blocking(move || {
            let value = serde_json::to_value(&record)
                .map_err(|fault| Failure::Inside(fault.to_string()))?;
            match desk.store.mine.submit(id, &value, now) {
                Ok(submission) => Ok(submission),
                Err(store::Failure::TooBig { .. }) => {
                    let refused = Refused::new("", "too_long", "this is more than a form can hold");
                    Err(Failure::Invalid(vec![refused]))
                }
                Err(store::Failure::TooMany { .. }) => {
                    Err(Failure::TooMany { why: "please see a colleague at the desk".to_owned() })
                }
                Err(failure) => Err(failure.into()),
            }
        })
        .await?
    }

    /// Those nobody has decided yet, oldest first.
    pub async fn submissions(self: &Arc<Self>) -> Result<Vec<Submission>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            Ok(desk.store.mine.submissions(Some(SubmissionState::New))?)
        })
        .await?
    }

    /// By id or by the code the customer was given.
    pub async fn accept(self: &Arc<Self>, name: &str, accept: Accept) -> Result<Accepted> {
        let submission = self.submission(name).await?;
        if submission.state != SubmissionState::New {
            return Err(Failure::TooLate);
        }
        let record: Record = serde_json::from_value(submission.json.clone())
            .map_err(|fault| Failure::Inside(fault.to_string()))?;
        match accept {
            Accept::Use { id } => {
                let choice = Choice {
                    question: record.clone(),
                    shown: vec![id.clone()],
                    said: Said::Use,
                    chosen: Some(id.clone()),
                    because: None,
                    network: NetworkThen::not_asked(),
                    op_id: None,
                    draft: None,
                };
                let entries = self.use_for(&id, &record).await?;
                self.keep_choice(choice).await?;
                let local_id = entries.first().map(|entry| entry.local_id);
                self.close(submission.id, SubmissionState::Accepted, local_id).await?;
                Ok(Accepted::Updated(entries))
            }
            Accept::Create { different_from, despite_candidates } => {
                let created = self
                    .create(
                        record,
                        &different_from,
                        despite_candidates,
                        Some(submission.id),
                        Origin::Kiosk,
                    )
                    .await?;
                if let Created::Queued(entry) = &created {
                    self.close(submission.id, SubmissionState::Accepted, Some(entry.local_id))
                        .await?;
                }
                Ok(Accepted::Created(created))
            }
            Accept::Dismiss { reason } if reason.trim().is_empty() => {
                let refused = Refused::new("reason", "required", "say why it is put away");
                Err(Failure::Invalid(vec![refused]))
            }
            Accept::Dismiss { .. } => {
                self.close(submission.id, SubmissionState::Dismissed, None).await?;
                Ok(Accepted::Dismissed)
            }
        }
    }

    /// Marks a submission decided where the window has already queued what came of it.
    pub async fn close(
        self: &Arc<Self>,
        id: Uuid,
        state: SubmissionState,
        local_id: Option<Uuid>,
    ) -> Result<()> {
        let (desk, now) = (Arc::clone(self), self.clock.now());
        tokio::task::spawn_blocking(move || {
            desk.store.mine.decide_submission(id, state, &desk.author(), local_id, now)?;
            Ok(())
        })
        .await?
    }

    pub async fn submission(self: &Arc<Self>, name: &str) -> Result<Submission> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            desk.store.mine.submission(&name)?.ok_or(Failure::NotFound)
        })
        .await?
    }

    /// Brings what was entered to a known customer: a channel takes the place of the one in its
    /// slot, everything else is added, and nothing the customer left empty is cleared.
    async fn use_for(self: &Arc<Self>, id: &str, entered: &Record) -> Result<Vec<Entry>> {
        let (desk, name) = (Arc::clone(self), id.to_owned());
        let known = tokio::task::spawn_blocking(move || desk.known(&name)).await??;
        let known = known.ok_or(Failure::NotFound)?;
        let mut entries = Vec::new();
        for section in ENTERED {
            let edit = joined(&known.record.section(section), entered.section(section), section);
            let Some(edit) = edit else { continue };
            let name = known.local_id.to_string();
            match self.update(&name, section, edit, None, Origin::Kiosk).await {
                Ok(Saved::Queued(entry)) => entries.push(*entry),
                Ok(Saved::Unchanged) => {}
                // What this network cannot hold is not a reason to lose the rest.
                Err(Failure::Unsupported { .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(entries)
    }
}

/// The edit that brings what was entered into a section; none where nothing was.
fn joined(known: &Value, entered: Value, section: Section) -> Option<Value> {
    match entered {
        Value::Object(members) if members.is_empty() => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) if section == Section::Communication => {
            let mut list = known.as_array().cloned().unwrap_or_default();
            for item in items {
                place(&mut list, item);
            }
            Some(Value::Array(list))
        }
        Value::Array(items) => {
            let mut list = known.as_array().cloned().unwrap_or_default();
            list.extend(items.into_iter().filter(|item| !known_item(known, item)));
            Some(Value::Array(list))
        }
        object => Some(object),
    }
}

fn known_item(known: &Value, item: &Value) -> bool {
    known.as_array().is_some_and(|list| list.contains(item))
}

/// A channel takes the place of one of the same value or slot; consent comes with it. A new value
/// never inherits what was agreed for the old one.
fn place(list: &mut Vec<Value>, item: Value) {
    let same = |one: &Value, member: &str| one.get(member) == item.get(member);
    let slot = |one: &Value| ["kind", "use", "line"].iter().all(|member| same(one, member));
    let found = list
        .iter()
        .position(|one| same(one, "kind") && same(one, "value"))
        .or_else(|| list.iter().position(slot));
    match found.and_then(|index| list.get_mut(index)) {
        Some(Value::Object(there)) => {
            if let Value::Object(members) = item {
                if there.get("value") != members.get("value") {
                    there.shift_remove("consent");
                    there.shift_remove("preferred");
                }
                there.extend(members);
            }
        }
        _ => list.push(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_new_number_does_not_inherit_the_consent_of_the_old_one() {
        let phone =
            |value: &str| json!({"kind": "phone", "use": "home", "line": "mobile", "value": value});
        let mut old = phone("1");
        old["consent"] = json!({"call": "AGREED"});
        let mut list = vec![old.clone()];
        place(&mut list, phone("2"));
        assert_eq!(list, [phone("2")]);
        let mut list = vec![old.clone()];
        place(&mut list, phone("1"));
        assert_eq!(list, [old], "the same number keeps what was agreed");
    }
}
