//! One customer: opened, refreshed, corrected, forgotten.

use super::{decision, outbox, rows, statement};
use crate::error::{ApiError, Code, FieldError};
use crate::host::{Host, Open};
use crate::views::{
    AdviceView, AdviseRequest, Answered, CopyView, CustomerView, DifferenceView, OpenRequest,
    PeekView, SaveSectionRequest, SavedView, SourcesView, WrittenView,
};
use ::outbox::{Difference, Origin};
use desk::person::Person;
use desk::provenance::Provenance;
use desk::{Form, Saved};
use std::time::Duration;
use store::theirs::Source;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(10);

pub async fn open(open: &Open, request: OpenRequest) -> Result<CustomerView, ApiError> {
    let person = open.desk.open(&request.id).await?;
    Ok(view(open, &person, None).await)
}

pub async fn refresh(open: &Open, request: OpenRequest) -> Result<CustomerView, ApiError> {
    let (person, asked) = open.desk.refresh(&request.id, PATIENCE).await?;
    open.heard(&asked);
    Ok(view(open, &person, Some(rows::answered(&asked))).await)
}

pub async fn peek(open: &Open, request: OpenRequest) -> Result<PeekView, ApiError> {
    let person = open.desk.person(&request.id).await?.ok_or(desk::Failure::NotFound)?;
    Ok(rows::peek(&person))
}

pub fn advise(open: &Open, request: AdviseRequest) -> AdviceView {
    let advice = open.desk.advice(request.record).into_iter();
    AdviceView { fields: advice.map(FieldError::from).collect() }
}

pub async fn save_section(
    host: &Host,
    open: &Open,
    request: SaveSectionRequest,
) -> Result<SavedView, ApiError> {
    let draft = draft(&request.draft)?;
    let SaveSectionRequest { local_id, section, value, shown, statement, .. } = request;
    let statement = statement::stood(host, statement).await;
    let form = Form { draft: Some(draft), statement, opened_on: shown };
    let saved = open.desk.update_shown(&local_id, section, value, form).await?;
    let (op_id, alike) = match saved {
        Saved::Queued(change) => (Some(change.entry.op_id.to_string()), change.alike),
        Saved::Unchanged => (None, vec![]),
    };
    let alike = alike.iter().map(decision::candidate).collect();
    open.wake();
    let person = open.desk.open(&local_id).await?;
    Ok(SavedView { op_id, customer: view(open, &person, None).await, alike })
}

/// A form's id, minted by the window when it opened.
pub fn draft(text: &str) -> Result<Uuid, ApiError> {
    Uuid::parse_str(text).map_err(|_| ApiError::new(Code::BadRequest, "the draft has no id"))
}

async fn view(open: &Open, person: &Person, network: Option<Answered>) -> CustomerView {
    // Beside a customer that can be shown: what cannot be read of it is left out.
    let standing = open.desk.standing().await.unwrap_or_default();
    let mut entries = Vec::with_capacity(person.entries.len());
    for entry in &person.entries {
        entries.push(outbox::view(open, entry, person.name(), &standing).await);
    }
    CustomerView {
        local_id: person.local_id.to_string(),
        id: person.id.clone(),
        name: person.name(),
        record: person.record.clone(),
        chip: rows::chip(person),
        as_of: person.as_of.map(|at| at.to_string()),
        whole: person.whole,
        network,
        entries,
        differs: person
            .differs
            .iter()
            // Sent once more, and held by now.
            .filter(|one| !one.mended)
            .map(difference)
            .collect(),
        doubtful: open.desk.doubtful(&person.record).into_iter().map(FieldError::from).collect(),
        sources: open.desk.provenance(person).await.ok().map(sources),
    }
}

fn sources(told: Provenance) -> SourcesView {
    let copy = told.copy.map(|copy| CopyView {
        from: match copy.from {
            Source::Import | Source::ImportedPart => "import".to_owned(),
            from => desk::word(from),
        },
        at: copy.at.to_string(),
        later: copy.later.map(|at| at.to_string()),
    });
    let written = told.written.into_iter().map(|one| WrittenView {
        path: one.path,
        at: one.at,
        who: one.who,
        kiosk: one.origin == Origin::Kiosk,
        state: rows::word(one.word),
        copied: one.copied,
    });
    SourcesView { copy, written: written.collect() }
}

pub fn difference(one: &Difference) -> DifferenceView {
    DifferenceView { field: one.field.clone(), sent: one.sent.clone(), stored: one.stored.clone() }
}
