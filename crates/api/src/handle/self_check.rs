//! The self-check of a kiosk's computer, worded for the window.

use super::DONE;
use super::status::small;
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::prove::{self, Leak};
use crate::views::{
    AlthoughRequest, AlthoughView, EscapeView, EscapesRequest, Nothing, ProofView, SelfCheckLine,
    SelfCheckRequest, SelfCheckView,
};
use desk::Failure;
use desk::kiosk::escapes::Outcome;
use desk::kiosk::mend;
use desk::kiosk::readiness::{self, OpenedBy, Readiness};
use desk::kiosk::self_check::Point;
use std::sync::Arc;
use std::time::Duration;

pub async fn look(open: &Open, request: SelfCheckRequest) -> Result<SelfCheckView, ApiError> {
    let proof = match &request.prove {
        None => None,
        Some(wanted) => Some(proved(open, wanted).await?),
    };
    Ok(SelfCheckView { proof, ..view(&open.desk.kiosk_readiness().await?) })
}

/// With a leak planted, fewer do: it is found all the same, and a planted delay takes its time.
async fn proved(open: &Open, wanted: &str) -> Result<ProofView, ApiError> {
    let unknown = || ApiError::new(Code::BadRequest, "there is no such leak");
    let planted = match wanted {
        "as_it_is" => None,
        word => Some(Leak::from_word(word).ok_or_else(unknown)?),
    };
    let pairs = if planted.is_some() { 20 } else { 200 };
    let report = prove::run(&open.desk.data_dir, pairs, planted).await?;
    let micros = |time: Duration| u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
    Ok(ProofView {
        visitors: small(report.visitors as u64),
        shapes: small(report.shapes as u64),
        requests_known: small(report.requests_known),
        requests_unknown: small(report.requests_unknown),
        median_known_us: micros(report.median_known),
        median_unknown_us: micros(report.median_unknown),
        leaks: report.leaks().into_iter().map(str::to_owned).collect(),
    })
}

pub async fn although(open: &Open, request: AlthoughRequest) -> Result<SelfCheckView, ApiError> {
    let unknown = || ApiError::new(Code::BadRequest, "the self-check has no such point");
    let points = request.points.iter().map(|word| Point::from_word(word).ok_or_else(unknown));
    let points = points.collect::<Result<Vec<_>, _>>()?;
    Ok(view(&open.desk.open_kiosk_although(points, request.reason).await?))
}

pub async fn keep_escapes(open: &Open, request: EscapesRequest) -> Result<Nothing, ApiError> {
    let unknown =
        || ApiError::new(Code::BadRequest, "a key that was pressed leads to no such thing");
    let outcomes = request.outcomes.into_iter();
    let outcomes = outcomes
        .map(|(chord, word)| Ok((chord, Outcome::from_word(&word).ok_or_else(unknown)?)))
        .collect::<Result<_, ApiError>>()?;
    let desk = Arc::clone(&open.desk);
    let kept = tokio::task::spawn_blocking(move || desk.keep_escapes(&outcomes)).await;
    Ok(kept.unwrap_or_else(|fault| Err(Failure::from(fault))).map(|()| DONE)?)
}

/// Whether the kiosk may be opened from here. Looks only where that could be refused.
pub async fn may_open(open: &Open) -> Result<(), ApiError> {
    // A kiosk without the dealer's own statement would ask nobody for anything.
    let desk = Arc::clone(&open.desk);
    let read = tokio::task::spawn_blocking(move || desk.config.own_statement(&desk.config_path));
    read.await.map_err(Failure::from)?.map_err(Failure::from)?;
    if !readiness::refuses(&open.desk.config, OpenedBy::Desk) {
        return Ok(());
    }
    let readiness = open.desk.kiosk_readiness().await?;
    if !readiness.shut() {
        return Ok(());
    }
    let fields = readiness.open_points().into_iter();
    let fields = fields.map(|point| desk::Refused::new("kiosk", point.word(), "this fails"));
    Err(ApiError {
        fields: fields.map(FieldError::from).collect(),
        ..ApiError::new(Code::KioskNotReady, "the self-check of this computer stands in the way")
    })
}

fn view(readiness: &Readiness) -> SelfCheckView {
    let words = |points: &[Point]| points.iter().map(|point| point.word().to_owned()).collect();
    let lines = readiness.lines.iter().map(|line| SelfCheckLine {
        point: line.point.word().to_owned(),
        state: line.state.word().to_owned(),
        why: line.why.iter().map(|why| why.word().to_owned()).collect(),
        steps: mend::steps(line.point, readiness.system)
            .iter()
            .map(|it| (*it).to_owned())
            .collect(),
    });
    let escapes = readiness.escapes.iter().map(|(chord, outcome)| EscapeView {
        chord: (*chord).to_owned(),
        outcome: outcome.map(|outcome| outcome.word().to_owned()),
    });
    SelfCheckView {
        system: readiness.system.word().to_owned(),
        lines: lines.collect(),
        refuses: readiness.refuses,
        shut: readiness.shut(),
        although: readiness.although.as_ref().map(|said| AlthoughView {
            points: words(&said.points),
            by: said.by.clone(),
            at: said.at.clone(),
            reason: said.reason.clone(),
        }),
        escapes: escapes.collect(),
        proof: None,
    }
}
