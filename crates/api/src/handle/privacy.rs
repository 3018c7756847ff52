//! What is held about somebody, saved as a file, forgotten.

use super::status::small;
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::views::{
    FileView, ForgetRequest, ForgotView, HeldPart, OpenRequest, PersonHeldView, UnsentChoice,
};
use desk::privacy::{Forgot, Unsent};
use std::ffi::OsStr;
use std::path::Path;

/// In the order in which they are shown.
const LISTS: [&str; 9] = [
    "outbox",
    "drafts",
    "submissions",
    "consents",
    "decisions",
    "verdicts",
    "set_aside",
    "audit",
    "log_ids",
];

pub async fn held(open: &Open, request: OpenRequest) -> Result<PersonHeldView, ApiError> {
    let held = open.desk.held_about(&request.id).await?;
    let everything = &held.everything;
    let record = everything.get("record").map(|_| ("record", 1));
    let lists = LISTS.into_iter().filter_map(|list| {
        let count = everything[list].as_array().map_or(0, Vec::len);
        (count > 0).then_some((list, count))
    });
    let part = |(part, count): (&str, usize)| HeldPart {
        part: part.to_owned(),
        count: small(count as u64),
    };
    let over = ["in_dms", "cancelled"];
    let entries = everything["outbox"].as_array().into_iter().flatten();
    let unsent = entries
        .filter(|entry| entry["state"].as_str().is_some_and(|state| !over.contains(&state)))
        .count();
    Ok(PersonHeldView {
        local_id: everything["local_id"].as_str().unwrap_or_default().to_owned(),
        name: held.name,
        parts: record.into_iter().chain(lists).map(part).collect(),
        unsent: small(unsent as u64),
        text: format!("{everything:#}"),
    })
}

pub async fn save(open: &Open, request: OpenRequest) -> Result<FileView, ApiError> {
    Ok(file(&open.desk.save_held(&request.id).await?.path))
}

/// Its name and the folder's: no path of this computer goes into the window.
pub fn file(path: &Path) -> FileView {
    let text = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    FileView { name: text(path.file_name()), folder: text(path.parent().and_then(Path::file_name)) }
}

pub async fn forget(open: &Open, request: ForgetRequest) -> Result<ForgotView, ApiError> {
    let reason = request.reason.map(|reason| reason.trim().to_owned()).unwrap_or_default();
    let unsent = match request.unsent.unwrap_or_default() {
        UnsentChoice::Refuse => Unsent::Refuse,
        UnsentChoice::Wait => Unsent::Wait,
        UnsentChoice::Cancel if reason.is_empty() => {
            let refused = desk::Refused::new("reason", "required", "say why they are given up");
            let mut error = ApiError::new(Code::Invalid, "a reason is needed");
            error.fields.push(FieldError::from(refused));
            return Err(error);
        }
        UnsentChoice::Cancel => Unsent::Cancel { reason },
    };
    let waiting = match open.desk.forget(&request.id, unsent).await? {
        Forgot::Now => 0,
        Forgot::Later { waiting } => small(waiting as u64),
    };
    open.wake();
    Ok(ForgotView { waiting })
}
