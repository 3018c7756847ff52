//! The data-protection duties: what this computer holds about a person, and forgetting it.

use crate::Desk;
use crate::failure::{Failure, Result};
use serde_json::{Value, json};
use std::sync::Arc;
use store::mine::Receipt;

impl Desk {
    /// Everything held here about one person.
    pub async fn export(self: &Arc<Self>, name: &str) -> Result<Value> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let customer = desk.store.theirs.customer(&name)?.ok_or(Failure::NotFound)?;
            let local_id = customer.local_id;
            let entries = desk.store.mine.entries_of(local_id)?;
            // A verdict stands under the id the customer had when it was given.
            let mut verdicts = desk.store.mine.verdicts_on(&local_id.to_string())?;
            if let Some(id) = &customer.id {
                verdicts.extend(desk.store.mine.verdicts_on(id)?);
            }
            let drafts = desk.store.mine.drafts_about(local_id)?;
            let names = desk.names_of(&name)?;
            let receipts = desk.store.mine.receipts_about(&names, usize::MAX)?;
            Ok(json!({
                "local_id": local_id,
                "id": customer.id,
                "record": crate::said::record(&customer.record),
                "as_of": customer.as_of.to_string(),
                "opened_at": customer.opened_at.map(|at| at.to_string()),
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
                "decisions": receipts.iter().map(|receipt| told(receipt, &names)).collect::<Vec<_>>(),
                "drafts": drafts.iter().map(|draft| json!({
                    "value": draft.json,
                    "updated_at": draft.updated_at,
                })).collect::<Vec<_>>(),
            }))
        })
        .await?
    }

    /// Forgets a person on this computer; the DMS keeps its record. Refused while unsent changes
    /// of theirs are here.
    pub async fn forget(self: &Arc<Self>, name: &str) -> Result<()> {
        let (desk, name) = (Arc::clone(self), name.to_owned());
        tokio::task::spawn_blocking(move || {
            let customer = desk.store.theirs.customer(&name)?.ok_or(Failure::NotFound)?;
            let entries = desk.store.mine.entries_of(customer.local_id)?;
            let count = entries.iter().filter(|entry| entry.is_live()).count();
            if count > 0 {
                return Err(Failure::Unsent { count });
            }
            let (author, now) = (desk.author(), desk.clock.now());
            desk.store.mine.forget(customer.local_id, customer.id.as_deref(), &author, now)?;
            desk.note_identity_number(customer.local_id, None)?;
            desk.store.theirs.remove(&name)?;
            Ok(())
        })
        .await?
    }
}

/// What a receipt holds about somebody: what was asked, if it was about them, what was known of
/// them, and what was decided. Nothing of the others in it.
fn told(receipt: &Receipt, names: &[String]) -> Value {
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
