//! Receipts, verdicts and deciding again, worded for the window.

use super::customer::draft;
use super::status::small;
use super::{DONE, decision};
use crate::error::{ApiError, Code};
use crate::host::Open;
use crate::views::*;
use desk::receipt::{Changed, Choice, Line, NetworkThen, Ruled, Ruling, Shown, Snapshot};
use desk::ruled_out::Because;
use desk::verdicts::Side;
use std::collections::BTreeMap;
use store::mine::Said;

/// A page of the list.
const PAGE: usize = 50;

pub async fn keep(open: &Open, request: ReceiptKeepRequest) -> Result<ReceiptKeptView, ApiError> {
    let said = match request.said.as_str() {
        "use" => Said::Use,
        "different" => Said::Different,
        "unsure" => Said::Unsure,
        _ => return Err(ApiError::new(Code::BadRequest, "a person says use, different or unsure")),
    };
    let because = request.reason.map_or(Ok(None), |reason| Because::said(&reason))?;
    let op_id = request.op_id.as_deref().map(decision::op).transpose()?;
    let choice = Choice {
        question: request.record,
        shown: request.shown,
        said,
        chosen: request.chosen,
        because: because.map(|because| because.as_str().to_owned()),
        network: NetworkThen {
            state: desk::word(request.network),
            reason: None,
            complete: request.complete,
        },
        op_id,
        draft: request.draft.as_deref().map(draft).transpose()?,
    };
    let id = open.desk.keep_choice(choice).await?.to_string();
    Ok(ReceiptKeptView { id })
}

pub async fn list(open: &Open, request: ReceiptsRequest) -> Result<ReceiptsView, ApiError> {
    let lines = match (&request.op_id, &request.about) {
        (Some(op_id), _) => open.desk.receipts_of(decision::op(op_id)?).await?,
        (None, Some(name)) => open.desk.receipts_about(name, PAGE).await?,
        (None, None) => open.desk.receipts(request.before, PAGE + 1).await?,
    };
    let whole = request.op_id.is_some() || request.about.is_some();
    let more = !whole && lines.len() > PAGE;
    let lines = lines.into_iter().take(PAGE).collect::<Vec<_>>();
    let next = more.then(|| lines.last().map(|line| line.n)).flatten();
    Ok(ReceiptsView { rows: lines.iter().map(row).collect(), next })
}

pub async fn one(open: &Open, request: ReceiptRequest) -> Result<ReceiptView, ApiError> {
    let line = open.desk.receipt_of(decision::op(&request.id)?).await?.line;
    let row = row(&line);
    let chosen = line.chosen.clone();
    let kept = line.kept.map(|(snapshot, ruling)| kept(snapshot, ruling, chosen.as_deref()));
    Ok(ReceiptView { row, kept })
}

pub async fn replay(open: &Open, request: ReceiptRequest) -> Result<ReplayView, ApiError> {
    let replay = open.desk.replay(decision::op(&request.id)?).await?;
    let today = replay.today;
    let mut changed = Vec::with_capacity(today.changed.len());
    for one in today.changed {
        let (what, id, fields) = match one {
            Changed::Gone { name } => ("gone", name, vec![]),
            Changed::Fields { name, fields } => ("fields", name, fields),
            Changed::New { name } => ("new", name, vec![]),
            Changed::RuledOut { name } => ("ruled_out", name, vec![]),
        };
        let name = called(open, &id).await;
        let fields = fields.into_iter().map(str::to_owned).collect();
        changed.push(ChangedView { what: what.to_owned(), id, name, fields });
    }
    let use_name = match &today.use_id {
        Some(id) => Some(called(open, id).await),
        None => None,
    };
    Ok(ReplayView {
        same_program: replay.same_program,
        today: TodayView {
            same: today.same,
            action: decision::action(today.action),
            use_name,
            branch: desk::word(today.branch),
            sentence: today.reason,
            policy_changed: today.policy_changed,
            changed,
        },
    })
}

async fn called(open: &Open, id: &str) -> String {
    let known = open.desk.person(id).await.ok().flatten();
    known.map(|person| person.name()).unwrap_or_default()
}

pub async fn verdicts(open: &Open, request: VerdictsRequest) -> Result<VerdictsView, ApiError> {
    let told = open.desk.verdicts(request.about.as_deref()).await?;
    let rows = told.into_iter().map(|told| VerdictRow {
        one: side(told.one),
        other: side(told.other),
        same: told.verdict.same,
        reason: told.verdict.reason,
        who: told.verdict.who,
        at: told.verdict.at,
    });
    Ok(VerdictsView { rows: rows.collect() })
}

pub async fn revoke(open: &Open, request: PairRequest) -> Result<Nothing, ApiError> {
    open.desk.revoke_verdict(&request.one, &request.other).await?;
    Ok(DONE)
}

pub fn side(side: Side) -> SideView {
    SideView {
        id: side.id,
        local_id: side.local_id.map(|id| id.to_string()),
        name: side.name,
        gone: side.gone,
    }
}

pub fn row(line: &Line) -> ReceiptRow {
    let kept = line.kept.as_ref();
    let snapshot = kept.map(|(snapshot, _)| snapshot);
    let chosen = line.chosen.as_deref().map(|id| {
        let shown = snapshot.and_then(|known| known.candidates.iter().find(|one| one.is(id)));
        let name = shown.map(|one| one.record.display_name()).unwrap_or_default();
        if name.is_empty() { id.to_owned() } else { name }
    });
    ReceiptRow {
        id: line.id.to_string(),
        at: line.at.clone(),
        who: line.who.clone(),
        occasion: line.occasion.word().to_owned(),
        said: line.said.word().to_owned(),
        forgotten: kept.is_none(),
        name: snapshot.map(|known| known.question.display_name()).unwrap_or_default(),
        chosen,
        reason: line.because.clone(),
        candidates: snapshot.map_or(0, |known| small(known.candidates.len() as u64)),
        branch: kept.map(|(_, ruling)| desk::word(ruling.branch)),
        network: snapshot.map(|known| network(&known.network)),
        op_id: line.op_id.map(|id| id.to_string()),
    }
}

fn network(then: &NetworkThen) -> NetworkThenView {
    NetworkThenView {
        state: match then.state.as_str() {
            "answered" => Answered::Answered,
            "offline" => Answered::Offline,
            "failed" => Answered::Failed,
            _ => Answered::NotAsked,
        },
        reason: then.reason.clone(),
        complete: then.complete,
    }
}

fn kept(snapshot: Snapshot, ruling: Ruling, chosen: Option<&str>) -> ReceiptKept {
    let mut known: BTreeMap<String, Shown> =
        snapshot.candidates.into_iter().map(|one| (one.name(), one)).collect();
    let candidates = ruling.candidates.into_iter().filter_map(|ruled| {
        let shown = known.remove(&ruled.name)?;
        Some(candidate(shown, &ruled, chosen))
    });
    ReceiptKept {
        candidates: candidates.collect(),
        question: snapshot.question,
        sentence: ruling.reason,
        action: decision::action(ruling.action),
        tree: TreeView { branch: desk::word(ruling.branch), ids: ruling.ids },
        ask: ruling.question.map(desk::word),
    }
}

fn candidate(shown: Shown, ruled: &Ruled, chosen: Option<&str>) -> ReceiptCandidate {
    ReceiptCandidate {
        chosen: chosen.is_some_and(|id| shown.is(id)),
        local_id: shown.local_id.to_string(),
        id: shown.id,
        name: shown.record.display_name(),
        probability: ruled.probability,
        relation: desk::word(ruled.relation),
        strong: ruled.plausible,
        ruled_out: ruled.ruled_out,
        evidence: ruled.evidence.iter().map(decision::evidence).collect(),
        record: shown.record,
    }
}
