//! The lab and the thresholds, worded for the window.

use super::status::small;
use super::{decision, receipt};
use crate::error::ApiError;
use crate::host::Open;
use crate::views::*;
use desk::lab::Sample;
use matching::decide::Policy;

pub async fn measure(open: &Open, request: LabRequest) -> Result<LabView, ApiError> {
    let LabRequest { pairs, a, b } = request;
    let sample = match a {
        Some(a) => Sample::Files { a, b, pairs },
        None => Sample::Copy { pairs },
    };
    let assay = open.desk.assay(sample).await?;
    let count = |count: usize| small(count as u64);
    Ok(LabView {
        same: count(assay.same),
        different: count(assay.different),
        missed: count(assay.missed),
        curve: assay
            .curve
            .iter()
            .map(|point| LabPoint {
                log_odds: point.log_odds,
                right: count(point.right),
                wrong: count(point.wrong),
            })
            .collect(),
        calibration: assay
            .calibration
            .iter()
            .map(|bin| LabBin {
                from: bin.from,
                to: bin.to,
                pairs: count(bin.pairs),
                said: bin.said,
                share: bin.share,
            })
            .collect(),
        unusable: assay
            .unusable
            .iter()
            .map(|(why, lines, first)| LabUnusable {
                why: (*why).to_owned(),
                count: count(*lines),
                line: count(*first),
            })
            .collect(),
    })
}

pub async fn past(open: &Open, request: ThresholdsRequest) -> Result<LabPastView, ApiError> {
    let (looked_at, changed) = open.desk.past_under(request.use_from, request.ask_from).await?;
    let changed = changed.iter().filter_map(|(line, now)| {
        let (_, then) = line.kept.as_ref()?;
        Some(LabPastRow {
            receipt: receipt::row(line),
            was: decision::action(then.action),
            would: decision::action(now.action),
            branch: desk::word(now.branch),
        })
    });
    Ok(LabPastView { looked_at: small(looked_at as u64), changed: changed.collect() })
}

pub async fn policy(open: &Open) -> Result<PolicyView, ApiError> {
    Ok(view(open.desk.policy().await?))
}

pub async fn save(open: &Open, request: PolicySaveRequest) -> Result<PolicyView, ApiError> {
    let thresholds = request.thresholds.map(|to| (to.use_from, to.ask_from));
    Ok(view(open.desk.set_policy(thresholds).await?))
}

pub fn view(policy: Policy) -> PolicyView {
    PolicyView {
        use_from: policy.use_from,
        ask_from: policy.ask_from,
        shipped_use_from: Policy::SEED.use_from,
        shipped_ask_from: Policy::SEED.ask_from,
        use_limits: Policy::USE_FROM,
        ask_limits: Policy::ASK_FROM,
    }
}
