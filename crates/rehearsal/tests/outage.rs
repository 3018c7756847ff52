//! An outage with each of the networks, as `make rehearse` runs it, only shorter.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use rehearsal::{Dealer, Plan, rehearse};
use std::time::Duration;

async fn nothing_is_lost_or_doubled(dealer: Dealer) {
    let plan = Plan { dealer, saves: 24, seed: 3, away: Duration::from_secs(2) };
    let report = rehearse(&plan).await.unwrap();
    assert!(report.well(), "{}", report.text());
    assert_eq!(report.count.in_dms + report.count.joined, 24);
    let asked = |name: &str| report.asked.iter().any(|(reason, _)| reason == name);
    assert!(asked("conflict"), "another desk's change was overwritten unseen");
    assert!(asked("rejected"), "a refusal was swallowed");
    let drops = report.moods.iter().find(|(kind, _)| kind == "drop");
    assert!(drops.is_some_and(|(_, count)| *count >= 2), "{:?}", report.moods);
}

#[tokio::test]
async fn an_outage_of_keyloop_v1_loses_and_doubles_nothing() {
    nothing_is_lost_or_doubled(Dealer::KeyloopV1).await;
}

#[tokio::test]
async fn an_outage_of_keyloop_v3_loses_and_doubles_nothing() {
    nothing_is_lost_or_doubled(Dealer::KeyloopV3).await;
}

#[tokio::test]
async fn an_outage_of_mykaarma_loses_and_doubles_nothing() {
    nothing_is_lost_or_doubled(Dealer::Mykaarma).await;
}
