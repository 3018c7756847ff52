//! Who is this, and creating someone new.

use super::customer::draft;
use super::{rows, statement};
use crate::error::{ApiError, Code};
use crate::host::{Host, Open};
use crate::views::{
    Action, CandidateView, CreateRequest, CreateView, DecideRequest, DecisionView, EvidenceView,
    TreeView,
};
use customer::Record;
use desk::decide::Candidate;
use desk::kiosk::Closing;
use desk::papers::is_number;
use desk::rights::Right;
use desk::ruled_out::{Because, RuledOut};
use desk::{Created, Creating, Decided, Scope};
use outbox::Origin;
use std::collections::BTreeMap;

/// More are never compared by a person.
const SHOWN: usize = 12;

pub async fn decide(open: &Open, request: DecideRequest) -> Result<DecisionView, ApiError> {
    let scope = if request.local_only { Scope::Desk } else { Scope::Everyone };
    let decided = open.desk.decide(&request.record, scope).await?;
    open.heard(&decided.asked);
    let mut view = view(&decided, request.generation);
    if view.question.is_none() {
        let apart = open.desk.question_between(request.record, request.shown).await?;
        view.question = apart.map(desk::word);
    }
    Ok(view)
}

pub async fn create(
    host: &Host,
    open: &Open,
    request: CreateRequest,
) -> Result<CreateView, ApiError> {
    let draft = draft(&request.draft)?;
    let submission = match &request.submission {
        Some(name) => Some(open.desk.submission(name).await?),
        None => None,
    };
    let origin = if submission.is_some() { Origin::Kiosk } else { Origin::Staff };
    may_stand_against(open, &request).await?;
    let statement = statement::stood(host, request.statement).await;
    let CreateRequest { record, different_from, reasons, despite_candidates, .. } = request;
    let creating = Creating {
        record,
        different_from: ruled_out(different_from, &reasons)?,
        despite: despite_candidates,
        draft: Some(draft),
        origin,
        // Nobody at the desk waits for the network: it is searched before the create is sent.
        look: Scope::Desk,
        statement,
    };
    let created = open.desk.create_new(creating).await?;
    match created {
        Created::Candidates(decided) => Ok(CreateView::Candidates { decision: view(&decided, 0) }),
        Created::Queued(entry) => {
            if let Some(one) = submission {
                open.desk.close(one.id, Closing::Used(entry.local_id)).await?;
            }
            open.wake();
            let local_id = entry.local_id.to_string();
            let person = open.desk.open(&local_id).await?;
            let op_id = entry.op_id.to_string();
            Ok(CreateView::Queued { op_id, local_id, chip: rows::chip(&person) })
        }
    }
}

/// Whoever may not override a strong candidate cannot rule out the one the program would use, nor all
/// of them unseen.
async fn may_stand_against(open: &Open, request: &CreateRequest) -> Result<(), ApiError> {
    let Err(missing) = open.desk.may(Right::OverrideDuplicate) else { return Ok(()) };
    if !request.despite_candidates && request.different_from.is_empty() {
        return Ok(());
    }
    let decided = open.desk.decide(&request.record, desk::Scope::Desk).await?;
    let Some(strong) = &decided.use_id else { return Ok(()) };
    let named = |one: &Candidate| request.different_from.iter().any(|out| one.is(out));
    let against = decided.candidates.iter().any(|one| one.is(strong) && named(one));
    if request.despite_candidates || against { Err(missing.into()) } else { Ok(()) }
}

fn ruled_out(
    ids: Vec<String>,
    reasons: &BTreeMap<String, String>,
) -> Result<Vec<RuledOut>, ApiError> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        let reason = reasons.get(&id).map_or(Ok(None), |reason| Because::said(reason))?;
        out.push(RuledOut { id, reason });
    }
    Ok(out)
}

pub fn view(decided: &Decided, generation: u32) -> DecisionView {
    DecisionView {
        generation,
        candidates: decided.candidates.iter().take(SHOWN).map(candidate).collect(),
        tree: TreeView {
            branch: desk::word(decided.decision.tree.branch),
            ids: decided.decision.tree.ids.clone(),
        },
        action: action(decided.action()),
        use_id: decided.use_id.clone(),
        reason: decided.reason(),
        question: decided.decision.question.map(desk::word),
        network: rows::answered(&decided.asked),
        complete: decided.complete(),
    }
}

pub const fn action(action: matching::Action) -> Action {
    match action {
        matching::Action::Use => Action::Use,
        matching::Action::Ask => Action::Ask,
        matching::Action::Create => Action::Create,
    }
}

pub fn evidence(evidence: &matching::Evidence) -> EvidenceView {
    EvidenceView {
        field: evidence.field.to_string(),
        outcome: desk::word(evidence.outcome),
        weight: evidence.weight,
    }
}

pub fn candidate(one: &Candidate) -> CandidateView {
    CandidateView {
        local_id: one.person.local_id.to_string(),
        id: one.person.id.clone(),
        probability: one.score.probability,
        relation: desk::word(one.score.relation),
        strong: one.plausible,
        ruled_out: one.ruled_out,
        asked_again: one.asked_again.iter().map(|kind| (*kind).to_owned()).collect(),
        evidence: one.score.evidence.iter().map(evidence).collect(),
        row: rows::row(&one.person, &[]),
        record: without_papers(one.person.record.clone()),
    }
}

/// Nobody compares people by the numbers of their papers, and most who are shown are somebody else.
fn without_papers(mut record: Record) -> Record {
    record.identity.social_security_id = None;
    let parts = [&mut record.identity.other, &mut record.personal_details.other, &mut record.other];
    for members in parts {
        members.retain(|name, _| !is_number(name));
    }
    record
}

/// An id that is none is a fault of the window.
pub fn op(text: &str) -> Result<uuid::Uuid, ApiError> {
    uuid::Uuid::parse_str(text).map_err(|_| ApiError::new(Code::BadRequest, "no entry has that id"))
}
