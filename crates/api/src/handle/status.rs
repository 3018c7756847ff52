//! The strip and the badges: never greener than the store.

use crate::error::ApiError;
use crate::host::Open;
use crate::views::{Connection, KeepingFault, StatusView};
use desk::Knowledge;
use desk::ask::Silence;
use desk::sync::Connection as Heard;
use jiff::Timestamp;

/// Before anything is open.
pub fn unknown() -> StatusView {
    StatusView {
        connection: Connection::NotConfigured,
        since: None,
        until: None,
        detail: None,
        waiting: 0,
        held: 0,
        sending: 0,
        checking: 0,
        needs_person: 0,
        submissions: 0,
        help: None,
        customers: 0,
        as_of: None,
        heard_at: None,
        seat: None,
        faults: None,
    }
}

fn faults(known: &Knowledge) -> Option<Vec<KeepingFault>> {
    let faults = [(known.short, KeepingFault::Short), (known.one_place, KeepingFault::OnePlace)];
    let faults: Vec<_> = faults.into_iter().filter_map(|(is, fault)| is.then_some(fault)).collect();
    (!faults.is_empty()).then_some(faults)
}

pub async fn of(open: &Open) -> Result<StatusView, desk::Failure> {
    let tally = open.desk.tally().await?;
    let known = open.desk.knowledge().await?;
    let mut view = StatusView {
        waiting: small(tally.waiting),
        held: small(tally.held),
        sending: small(tally.sending),
        checking: small(tally.checking),
        needs_person: small(tally.needs_person + known.twins),
        submissions: small(known.submissions),
        faults: faults(&known),
        help: known.rung_at,
        customers: small(known.customers),
        as_of: known.as_of.map(|at| at.to_string()),
        seat: super::people::seat(open).await?,
        ..unknown()
    };
    let Some(runner) = &open.runner else {
        view.connection = match open.desk.network() {
            _ if open.elsewhere => Connection::DrainingElsewhere,
            Err(Silence::NoCredentials) => Connection::SignIn,
            _ => Connection::NotConfigured,
        };
        return Ok(view);
    };
    view.heard_at = runner.heard_at().map(|at| in_seconds(at).to_string());
    match &runner.watch().borrow().connection {
        Heard::NotAsked => view.connection = Connection::NotAsked,
        Heard::Online => view.connection = Connection::Online,
        Heard::Slow => view.connection = Connection::Slow,
        Heard::Offline { since } => {
            view.connection = Connection::Offline;
            view.since = Some(since.to_string());
        }
        Heard::Throttled { until } => {
            view.connection = Connection::Throttled;
            view.until = Some(until.to_string());
        }
        Heard::Paused(pause) => {
            view.connection = match pause {
                outbox::LanePause::NotTheNetwork | outbox::LanePause::Certificate => {
                    Connection::NotTheNetwork
                }
                outbox::LanePause::SignIn | outbox::LanePause::Permission => Connection::SignIn,
            };
            view.detail = Some(pause.word().to_owned());
        }
    }
    Ok(view)
}

/// "Try again now": drops a pause, keeps what the network asked to wait.
pub async fn sync_now(open: &Open) -> Result<StatusView, ApiError> {
    if let Some(runner) = &open.runner {
        runner.wake_lane().await.map_err(desk::Failure::from)?;
    }
    open.try_now();
    Ok(of(open).await?)
}

/// The same moment told twice is the same text.
fn in_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

pub fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
