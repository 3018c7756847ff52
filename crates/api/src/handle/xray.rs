//! What was asked of the network lately, and one of it asked of the practice network again.

use super::status::small;
use crate::error::ApiError;
use crate::host::Open;
use crate::views::{XrayReplayRequest, XrayReplayView, XrayRow, XrayView};
use desk::Failure;
use network::xray::{Exchange, curl};

pub fn shown(open: &Open) -> XrayView {
    let rows = open.desk.xray().into_iter().rev().map(row).collect();
    XrayView { practice: open.desk.practice().is_some(), rows }
}

fn row(exchange: Exchange) -> XrayRow {
    let text = serde_json::to_string_pretty(&exchange).unwrap_or_default();
    XrayRow {
        n: small(exchange.n),
        at: exchange.at.to_string(),
        curl: curl(&exchange).unwrap_or_default(),
        method: exchange.method,
        route: exchange.route,
        outcome: exchange.outcome,
        status: exchange.status,
        took_ms: small(exchange.times.done),
        attempt: exchange.attempt,
        correlation_id: exchange.correlation_id,
        text,
    }
}

pub async fn replay(open: &Open, request: XrayReplayRequest) -> Result<XrayReplayView, ApiError> {
    match open.desk.ask_sandbox(u64::from(request.n)).await {
        Ok(answer) => Ok(XrayReplayView {
            asked: true,
            status: Some(answer.status),
            same: answer.same_status && answer.same_shape != Some(false),
            differing: answer.differing,
        }),
        Err(Failure::Invalid(_) | Failure::Offline { .. }) => {
            Ok(XrayReplayView { asked: false, status: None, same: false, differing: Vec::new() })
        }
        Err(failure) => Err(failure.into()),
    }
}
