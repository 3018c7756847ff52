//! The waiting list and what a person decides about it.

use super::customer::difference;
use super::decision::{candidate, op};
use super::duplicates;
use super::rows;
use super::status::small;
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::views::{
    AsideView, ChipView, ConflictView, EntryView, OutboxAct, OutboxActRequest, OutboxRequest,
    OutboxView, Side, StepView, TimelineRequest, TimelineView,
};
use desk::entries::{Act, Standing};
use desk::rights::Right;
use desk::ruled_out::Because;
use outbox::resolve::{Choice, Side as Takes};
use outbox::{Entry, Kind, Reason, State};
use std::collections::BTreeMap;
use store::mine::Which;

pub async fn list(open: &Open, request: OutboxRequest) -> Result<OutboxView, ApiError> {
    let which = if request.all { Which::All } else { Which::Live };
    let standing = open.desk.standing().await?;
    let mut entries = Vec::new();
    for entry in open.desk.entries(which).await? {
        entries.push(named(open, &entry, &standing).await);
    }
    let twins = open.desk.twins_to_look_at().await?.into_iter().map(duplicates::row);
    Ok(OutboxView { entries, aside: aside(open).await?, twins: twins.collect() })
}

async fn aside(open: &Open) -> Result<Vec<AsideView>, ApiError> {
    let mut shown = Vec::new();
    for row in open.desk.left_alone().await? {
        let person = match &row.local_id {
            Some(local_id) => open.desk.person(local_id).await.ok().flatten(),
            None => None,
        };
        let draft = row.what == "draft";
        shown.push(AsideView {
            // A draft's key is the form's, which may name a customer.
            key: row.key,
            kind: match row.kind {
                _ if draft => "draft".to_owned(),
                Some(kind) if Kind::from_word(&kind).is_ok() => kind,
                _ => "entry".to_owned(),
            },
            local_id: person.as_ref().map(|person| person.local_id.to_string()),
            name: person.map(|person| person.name()).filter(|name| !name.is_empty()),
            at: row.created_at,
            why: row.why,
        });
    }
    Ok(shown)
}

pub async fn act(open: &Open, request: OutboxActRequest) -> Result<EntryView, ApiError> {
    let op_id = op(&request.op_id)?;
    let act = match request.act {
        OutboxAct::Retry => Act::Retry,
        OutboxAct::Cancel { reason } => {
            open.desk.may(Right::DiscardWrite)?;
            Act::Cancel { reason }
        }
        OutboxAct::Resolve { fields } => Act::Resolve {
            choices: fields
                .into_iter()
                .map(|take| Choice {
                    field: take.field,
                    side: match take.side {
                        Side::Base => Takes::Base,
                        Side::Mine => Takes::Mine,
                        Side::Theirs => Takes::Theirs,
                    },
                })
                .collect(),
        },
        OutboxAct::Use { id } => Act::Use { id },
        OutboxAct::Different { reason } => {
            // As when somebody is created: whom the program would use is not ruled out by everybody.
            if let Err(missing) = open.desk.may(Right::OverrideDuplicate)
                && open.desk.is_likely_one(op_id).await?
            {
                return Err(missing.into());
            }
            let reason = reason.map_or(Ok(None), |reason| Because::said(&reason))?;
            let entry = open.desk.rule_out(op_id, reason).await?;
            open.wake();
            return Ok(named(open, &entry, &open.desk.standing().await?).await);
        }
        OutboxAct::Hold { because, until } => {
            let until = until.map(|until| until.parse().map_err(|_| no_time())).transpose()?;
            Act::Hold { until, because }
        }
        OutboxAct::Release => Act::Release,
        OutboxAct::Undo => {
            if let Err(missing) = open.desk.may(Right::DiscardWrite)
                && open.desk.is_anothers_too(op_id).await?
            {
                return Err(missing.into());
            }
            Act::Undo
        }
        OutboxAct::Here { here } => Act::Here { here },
    };
    let entry = open.desk.act(op_id, act).await?;
    open.wake();
    Ok(named(open, &entry, &open.desk.standing().await?).await)
}

pub async fn timeline(open: &Open, request: TimelineRequest) -> Result<TimelineView, ApiError> {
    let (entry, steps) = open.desk.timeline(op(&request.op_id)?).await?;
    let steps = steps.into_iter().map(|step| StepView {
        what: step.what,
        state: step.state,
        at: step.at,
        until: step.until,
        times: step.times,
        attempt: step.attempt,
        who: step.who,
        found: step.found,
        id: step.id,
        note: step.note,
    });
    let entry = named(open, &entry, &open.desk.standing().await?).await;
    Ok(TimelineView { entry, steps: steps.collect() })
}

fn no_time() -> ApiError {
    ApiError::new(Code::BadRequest, "until is no time")
}

async fn named(open: &Open, entry: &Entry, standing: &Standing) -> EntryView {
    let known = open.desk.person(&entry.local_id.to_string()).await.ok().flatten();
    let name = known.map(|person| person.name()).or_else(|| Some(entry.record()?.display_name()));
    view(open, entry, name.unwrap_or_default(), standing).await
}

/// One entry with all a person needs to decide about it.
pub async fn view(open: &Open, entry: &Entry, name: String, standing: &Standing) -> EntryView {
    let detail = &entry.detail;
    let candidates = match (entry.reason, entry.record()) {
        (Some(Reason::Candidates), Some(record)) => {
            let named = open.desk.candidates_of(record, &detail.candidates).await;
            named.unwrap_or_default().iter().map(candidate).collect()
        }
        _ => Vec::new(),
    };
    EntryView {
        op_id: entry.op_id.to_string(),
        kind: entry.kind.word(),
        local_id: entry.local_id.to_string(),
        id: entry.server_id.clone(),
        name,
        chip: ChipView {
            state: rows::word(entry.word()),
            reason: entry.reason.map(|reason| reason.word().to_owned()),
            id: entry.server_id.clone(),
            at: entry.finished_at.clone().or_else(|| Some(entry.created_at.clone())),
            op_id: Some(entry.op_id.to_string()),
        },
        age_s: open.desk.age_of(&entry.created_at).map_or(0, |age| small(age.as_secs())),
        attempts: entry.attempts,
        message: detail.note.clone(),
        cancel_reason: detail.cancel_reason().map(str::to_owned),
        refusals: detail
            .refusals
            .iter()
            .map(|refusal| FieldError {
                field: refusal.field.clone().unwrap_or_default(),
                code: "refused_by_dms".to_owned(),
                message: refusal.message.clone(),
                params: BTreeMap::new(),
            })
            .collect(),
        conflicts: detail
            .conflicts
            .iter()
            .map(|clash| ConflictView {
                field: clash.field.clone(),
                base: clash.base.clone(),
                mine: clash.mine.clone(),
                theirs: clash.theirs.clone(),
            })
            .collect(),
        candidates,
        held: standing.held.get(&entry.op_id).map(rows::held),
        here: standing.here.contains(&entry.local_id),
        unsent: entry.is_live() && entry.never_sent(),
        decided: entry.state == State::Queued && detail.decided.is_some(),
        differs: detail.differs.iter().filter(|one| !one.mended).map(difference).collect(),
        twins: detail.twins.clone(),
    }
}
