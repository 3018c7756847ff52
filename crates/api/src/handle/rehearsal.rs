//! An outage, rehearsed from the window of a practice desk: on a network and in folders of its own.

use crate::error::{ApiError, Code};
use crate::host::Open;
use crate::views::{CountedView, RehearsalRequest, RehearsalView};
use desk::config::is_loopback;
use network::settings::{ApiVersion, Settings};
use rehearsal::{Dealer, Plan, rehearse};
use std::time::Duration;

/// How long the network stays away: enough to be seen, too short to be waited for.
const AWAY: Duration = Duration::from_secs(3);
const MOST_SAVES: u32 = 200;

pub async fn run(open: &Open, request: RehearsalRequest) -> Result<RehearsalView, ApiError> {
    if !open.desk.config.base_url().is_some_and(is_loopback) {
        return Err(ApiError::new(Code::BadRequest, "only a practice desk rehearses"));
    }
    let saves = request.saves.clamp(1, MOST_SAVES);
    let plan = Plan { dealer: dealer(open), saves, seed: request.seed.into(), away: AWAY };
    let report = rehearse(&plan).await.map_err(|fault| {
        ApiError::new(Code::Internal, format!("the rehearsal broke off: {fault:#}"))
    })?;
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let tenths = |time: Duration| (time.as_secs_f64() * 10.0).round() / 10.0;
    let counted =
        |(what, count): &(String, usize)| CountedView { what: what.clone(), count: whole(*count) };
    Ok(RehearsalView {
        well: report.well(),
        network: report.network.to_owned(),
        seed: request.seed,
        made: whole(report.count.made),
        new: whole(report.count.new),
        in_dms: whole(report.count.in_dms),
        joined: whole(report.count.joined),
        lost: whole(report.count.lost),
        doubled: whole(report.count.doubled),
        waiting: whole(report.waiting),
        asked: report.asked.iter().map(counted).collect(),
        moods: report
            .moods
            .iter()
            .map(|(what, count)| CountedView {
                what: what.clone(),
                count: u32::try_from(*count).unwrap_or(u32::MAX),
            })
            .collect(),
        away_s: tenths(report.away),
        slowest_save_ms: u32::try_from(report.slowest_save.as_millis()).unwrap_or(u32::MAX),
        first_after_s: report.first.map(tenths),
        all_after_s: report.all.map(tenths),
    })
}

/// The way this desk speaks to its network.
pub fn dealer(open: &Open) -> Dealer {
    match &open.desk.config.network {
        Some(Settings::MyKaarma(_)) => Dealer::Mykaarma,
        Some(Settings::Keyloop(keyloop)) if keyloop.api_version == ApiVersion::V3 => {
            Dealer::KeyloopV3
        }
        Some(Settings::Keyloop(_)) | None => Dealer::KeyloopV1,
    }
}
