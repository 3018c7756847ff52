//! The audit, for people to read and for the key store to remember how far it had come: whoever cuts
//! rows off the file, or puts an older file in its place, cannot turn that back.

use crate::credentials::in_use;
use crate::failure::Result;
use crate::{Desk, places, written};
use jiff::{SignedDuration, Timestamp};
use keys::{KeyStore, Name};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
pub use store::mine::{Act, AuditCheck, AuditFault};
use store::mine::{Head, Mine};
use uuid::Uuid;

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Csv,
    Json,
}

/// The same number shown again within this is the same act.
pub(crate) const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// Whose number was shown lately; none: of nobody this desk knows.
pub(crate) type Shown = Mutex<HashMap<Option<Uuid>, Timestamp>>;

fn anchor(keys: &dyn KeyStore) -> Result<Option<Head>> {
    let kept = keys.read(Name::AuditAnchor)?;
    // One that cannot be read says nothing; the sealed head in the file still does.
    Ok(kept.and_then(|kept| serde_json::from_str(kept.expose_secret()).ok()))
}

/// Notes how far the audit has come, unless it does not go through where it was: then the place that
/// was noted stays, as the proof.
pub(crate) fn note_anchor(mine: &Mine, keys: &dyn KeyStore) -> Result<()> {
    let (kept, head) = (anchor(keys)?, mine.audit_head()?);
    match kept {
        Some(kept) if kept == head || kept.rows > head.rows || !mine.audit_holds(&kept)? => Ok(()),
        _ => set_anchor(keys, &head),
    }
}

fn set_anchor(keys: &dyn KeyStore, head: &Head) -> Result<()> {
    let text =
        serde_json::to_string(head).map_err(|fault| crate::Failure::Inside(fault.to_string()))?;
    Ok(keys.write(Name::AuditAnchor, &SecretString::from(text))?)
}

/// After something that the audit itself tells of put an older file in its place.
pub(crate) fn anchor_anew(mine: &Mine, keys: &dyn KeyStore) -> Result<()> {
    set_anchor(keys, &mine.audit_head()?)
}

/// That settings or credentials are others than at the last start, however they were changed: only a
/// hash of them is kept.
fn changed(desk: &Desk) -> Result<()> {
    let credentials = desk.keys.read(Name::Credentials)?;
    let credentials = credentials.as_ref().map(|kept| in_use(kept.expose_secret()));
    let settings = format!("{:?}", desk.config);
    for (what, now) in
        [("settings", settings.as_str()), ("credentials", &credentials.unwrap_or_default())]
    {
        let (key, now) = (format!("audited_{what}"), desk.pepper.digest(&[what, now]).to_string());
        let before = desk.store.mine.setting(&key)?;
        if before.as_ref().and_then(|before| before.as_str()) == Some(now.as_str()) {
            continue;
        }
        if before.is_some() {
            let (who, at) = (desk.author(), desk.clock.now());
            desk.store.mine.append_audit(&who, &format!("{what} changed"), None, at)?;
        }
        desk.store.mine.set_setting(&key, &json!(now))?;
    }
    Ok(())
}

impl Desk {
    /// For the start. What cannot be noted stops nobody.
    pub(crate) fn audit_start(&self) {
        if let Err(failure) = changed(self) {
            tracing::warn!(%failure, "whether settings were changed was not noted");
        }
        self.anchor_audit();
    }

    /// Whether every row is as it was written, and none is missing. Blocks.
    pub fn check_audit(&self) -> Result<AuditCheck> {
        let anchor = anchor(&*self.keys)?;
        Ok(self.store.mine.verify_audit_against(anchor.as_ref())?)
    }

    /// Notes in the key store how far the audit has come. One that refuses stops nobody.
    pub fn anchor_audit(&self) {
        if let Err(failure) = note_anchor(&self.store.mine, &*self.keys) {
            tracing::warn!(%failure, "how far the audit has come was not noted");
        }
    }

    /// Newest first; `before` goes on where an earlier answer ended.
    pub async fn acts(self: &Arc<Self>, before: Option<i64>, most: usize) -> Result<Vec<Act>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || Ok(desk.store.mine.acts(before, most)?)).await?
    }

    pub async fn audit_checked(self: &Arc<Self>) -> Result<AuditCheck> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.check_audit()).await?
    }

    /// All of it, oldest first. Blocks.
    pub fn audit_as(&self, form: Form) -> Result<String> {
        let mut acts = self.store.mine.acts(None, usize::MAX)?;
        acts.reverse();
        let check = self.check_audit()?;
        let text = match form {
            Form::Csv => csv(&acts),
            Form::Json => {
                let rows = acts.iter().map(|act| {
                    json!({
                        "n": act.n,
                        "at": act.at,
                        "who": act.who,
                        "what": act.what,
                        "op_id": act.op_id,
                        "about": act.about,
                    })
                });
                let rows = rows.collect::<Vec<_>>();
                let all = json!({
                    "rows": rows,
                    "intact": check.broken_at.is_none(),
                    "broken_at": check.broken_at,
                    "unproven": check.unproven,
                });
                format!("{all:#}\n")
            }
        };
        let (who, now) = (self.author(), self.clock.now());
        self.store.mine.append_audit(&who, "audit exported", None, now)?;
        Ok(text)
    }

    /// The same as a file where a person looks for what a program saved.
    pub async fn save_audit(self: &Arc<Self>, form: Form) -> Result<PathBuf> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let folder = places::downloads().unwrap_or_else(|| desk.data_dir.join("exports"));
            let text = desk.audit_as(form)?;
            let ext = match form {
                Form::Csv => "csv",
                Form::Json => "json",
            };
            let stem = format!("showroom-audit-{}", desk.today());
            written::new_file(&folder, &stem, ext, text.as_bytes())
        })
        .await?
    }
}

const HEADINGS: [&str; 6] = ["n", "at", "who", "what", "op_id", "about"];

fn csv(acts: &[Act]) -> String {
    let mut text = HEADINGS.join(",");
    text.push_str("\r\n");
    for act in acts {
        let op_id = act.op_id.map(|op_id| op_id.to_string()).unwrap_or_default();
        let about = act.about.as_deref().unwrap_or_default();
        let cells = [&act.n.to_string(), &act.at, &act.who, &act.what, &op_id, about];
        let cells: Vec<String> = cells.iter().map(|text| crate::duplicates::cell(text)).collect();
        // Writing to a String cannot fail.
        let _ = write!(text, "{}\r\n", cells.join(","));
    }
    text
}
