//! Everything this computer holds about one person, for them to read: on screen and as a file.

use super::Subject;
use crate::failure::Result;
use crate::{Desk, places, written};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use store::inbox::Submission;
use store::mine::Receipt;
use store::theirs::Customer;

/// What is held, and how much of each.
pub struct Held {
    /// As `showroomctl export` prints it.
    pub everything: Value,
    pub name: String,
}

pub struct Saved {
    pub path: PathBuf,
}

impl Desk {
    /// Everything held here about one person. Being told is an act of the audit.
    pub async fn export(self: &Arc<Self>, name: &str) -> Result<Value> {
        Ok(self.held_about(name).await?.everything)
    }

    /// The same, with how they are called.
    pub async fn held_about(self: &Arc<Self>, name: &str) -> Result<Held> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let subject = desk.subject(&name)?;
            let everything = desk.everything(&subject)?;
            desk.note_act("everything held was shown", subject.local_id)?;
            let name = desk.known(&name)?.map(|person| person.name()).unwrap_or_default();
            Ok(Held { everything, name })
        })
        .await?
    }

    /// Writes it into the folder where a person looks for what a program saved.
    pub async fn save_held(self: &Arc<Self>, name: &str) -> Result<Saved> {
        let folder = places::downloads().unwrap_or_else(|| self.data_dir.join("exports"));
        self.save_held_to(name, folder).await
    }

    pub async fn save_held_to(self: &Arc<Self>, name: &str, folder: PathBuf) -> Result<Saved> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let subject = desk.subject(&name)?;
            let text = format!("{:#}\n", desk.everything(&subject)?);
            // Who it is about is nobody's business who looks into the folder.
            let stem = format!("showroom-held-{}", desk.today());
            let path = written::new_file(&folder, &stem, "json", text.as_bytes())?;
            desk.note_act("everything held was saved as a file", subject.local_id)?;
            Ok(Saved { path })
        })
        .await?
    }

    fn everything(&self, subject: &Subject) -> Result<Value> {
        let (theirs, mine) = (&self.store.theirs, &self.store.mine);
        let mut told = Map::new();
        told.insert("local_id".into(), json!(subject.local_id));
        told.insert("id".into(), json!(subject.id));
        told.extend(subject.customer.as_ref().map(copy).unwrap_or_default());
        let (mut entries, mut verdicts, mut drafts) = (vec![], vec![], vec![]);
        for local_id in subject.local_ids() {
            entries.extend(mine.entries_of(local_id)?);
            drafts.extend(mine.drafts_about(local_id)?);
        }
        entries.sort_by_key(|entry| entry.seq);
        entries.dedup_by_key(|entry| entry.op_id);
        // A verdict stands under the id the customer had when it was given.
        for name in &subject.names {
            verdicts.extend(mine.verdicts_on(name)?);
        }
        let receipts = mine.receipts_about(&subject.names, usize::MAX)?;
        let mut submissions = Vec::new();
        for local_id in subject.local_ids() {
            submissions.extend(self.store.inbox.about(local_id)?);
        }
        submissions.retain(|one| !one.json.is_null());
        let acts = mine.acts_about(&subject.local_ids())?;
        let consents = self.consents_about(&subject.local_ids())?;
        let mut logged: Vec<String> = entries.iter().map(|entry| entry.op_id.to_string()).collect();
        logged.extend(subject.local_ids().iter().map(ToString::to_string));
        let rest = json!({
            "outbox": entries.iter().map(|entry| json!({
                "op_id": entry.op_id,
                "kind": entry.kind.word(),
                "state": entry.word().word(),
                "cancel_reason": entry.detail.cancel_reason(),
                "body": entry.body,
                "author": entry.author,
                "created_at": entry.created_at,
                "finished_at": entry.finished_at,
            })).collect::<Vec<_>>(),
            "verdicts": verdicts.iter().map(|verdict| json!({
                "one": verdict.one,
                "other": verdict.other,
                "same": verdict.same,
                "reason": verdict.reason,
            })).collect::<Vec<_>>(),
            "decisions":
                receipts.iter().map(|receipt| decision(receipt, &subject.names)).collect::<Vec<_>>(),
            "drafts": drafts.iter().map(|draft| json!({
                "value": draft.json,
                "updated_at": draft.updated_at,
            })).collect::<Vec<_>>(),
            "submissions": submissions.iter().map(submission).collect::<Vec<_>>(),
            "consents": consents.iter().map(crate::consent::told).collect::<Vec<_>>(),
            "set_aside": self.aside(subject)?,
            "audit": acts.iter().map(|act| json!({
                "at": act.at,
                "who": act.who,
                "what": act.what,
                "op_id": act.op_id,
            })).collect::<Vec<_>>(),
            // The log names entries and customers by these, and says no more of them.
            "log_ids": logged,
        });
        if let Value::Object(rest) = rest {
            told.extend(rest);
        }
        told.insert("keeps_identity_numbers".into(), json!(theirs.keeps_identity_numbers()));
        Ok(Value::Object(told))
    }

    /// Copies that were set aside, where they hold this person or nobody can say.
    fn aside(&self, subject: &Subject) -> Result<Vec<Value>> {
        let mut told = Vec::new();
        for aside in self.store.theirs.about_aside(&subject.names)? {
            let Some(customers) = aside.customers else {
                told.push(json!({"file": aside.file, "readable": false}));
                continue;
            };
            for customer in &customers {
                let mut one = copy(customer);
                one.insert("file".into(), json!(aside.file));
                one.insert("readable".into(), json!(true));
                told.push(Value::Object(one));
            }
        }
        let unreadable = std::fs::read_dir(&self.data_dir).into_iter().flatten().flatten();
        for file in unreadable {
            let file = file.file_name().to_string_lossy().into_owned();
            if file.starts_with("mine.unreadable-") && file.ends_with(".db") {
                told.push(json!({"file": file, "readable": false}));
            }
        }
        Ok(told)
    }

    /// An act on a customer. Blocks.
    pub(crate) fn note_act(&self, what: &str, local_id: uuid::Uuid) -> Result<()> {
        let (who, now) = (self.author(), self.clock.now());
        self.store.mine.append_audit_about(&who, what, local_id, now)?;
        Ok(())
    }
}

fn copy(customer: &Customer) -> Map<String, Value> {
    let told = json!({
        "record": crate::said::record(&customer.record),
        "as_of": customer.as_of.to_string(),
        "opened_at": customer.opened_at.map(|at| at.to_string()),
        "source": customer.source,
    });
    match told {
        Value::Object(told) => told,
        _ => Map::new(),
    }
}

fn submission(one: &Submission) -> Value {
    json!({
        "code": one.code,
        "received_at": one.received_at,
        "state": one.state.word(),
        "decided_by": one.decided_by,
        "value": one.json,
        "visit": one.visit,
    })
}

/// What a receipt holds about somebody: what was asked, if it was about them, what was known of
/// them, and what was decided. Nothing of the others in it.
fn decision(receipt: &Receipt, names: &[String]) -> Value {
    let parsed = |kept: &str| serde_json::from_str::<Value>(kept).unwrap_or_default();
    let snapshot = receipt.kept.as_ref().map(|kept| parsed(&kept.snapshot)).unwrap_or_default();
    let ruling = receipt.kept.as_ref().map(|kept| parsed(&kept.ruling)).unwrap_or_default();
    let is_them = |id: &Value| id.as_str().is_some_and(|id| names.iter().any(|name| name == id));
    let known = snapshot["candidates"].as_array().into_iter().flatten();
    let known = known.filter(|one| is_them(&one["id"]) || is_them(&one["local_id"]));
    let known = known.map(|one| one["record"].clone()).collect::<Vec<_>>();
    // Whoever was taken for somebody typed in is who was typed in.
    let chosen = receipt.chosen.as_ref().is_some_and(|id| names.contains(id));
    let asked = is_them(&snapshot["myself"]) || chosen;
    json!({
        "at": receipt.at,
        "who": receipt.who,
        "occasion": receipt.occasion.word(),
        "said": receipt.said.word(),
        "reason": if asked { receipt.because.clone() } else { None },
        "asked": if asked { snapshot["question"].clone() } else { Value::Null },
        "known": known,
        "ruling": ruling["reason"],
    })
}
