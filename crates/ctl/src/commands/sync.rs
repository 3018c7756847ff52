//! `sync [--until-idle] [--timeout SECONDS]`

use crate::outcome::{Fault, Result, Status, print};
use desk::Desk;
use desk::ask::{Asked, PATIENCE, Silence};
use desk::sync::{Connection, Summary};
use outbox::LanePause;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

pub async fn run(
    desk: &Arc<Desk>,
    until_idle: bool,
    timeout: Duration,
    as_json: bool,
) -> Result<Status> {
    let Some(runner) = desk.runner().await? else {
        let tally = desk.tally().await?;
        let counts = Counts {
            done: 0,
            waiting: tally.waiting,
            checking: tally.checking,
            needs_person: tally.needs_person,
            others: desk.for_other_dealers().await?,
            state: "draining_elsewhere",
        };
        print(&counts.line(as_json))?;
        return Ok(Status::Done);
    };
    // A person who says "sync" also means what was paused.
    runner.wake_lane().await.map_err(desk::Failure::from)?;
    let summary = if until_idle {
        runner.until_idle(timeout).await
    } else {
        runner.pass_within(Some(timeout)).await
    };
    let summary = summary.map_err(desk::Failure::from)?;
    let Summary { done, waiting, sending, checking, needs_person, others, movable, .. } = summary;
    // What waits for a person asks nothing of the network; one that asked to wait was there, and
    // where something else answers in its place the state says so.
    let answered = matches!(
        summary.connection,
        Connection::Throttled { .. } | Connection::Paused(LanePause::NotTheNetwork)
    );
    let unheard = !summary.reached && !answered;
    let nothing_asked = movable == 0 || summary.connection == Connection::NotAsked;
    let asked = if unheard && nothing_asked { Some(the_line(desk).await) } else { None };
    let never_reached = asked.map_or(unheard, |(_, reached)| !reached);
    let state = match (asked, summary.connection) {
        (Some((state, _)), _) => state,
        // No answer at all, for as long as was waited: to whoever asks, that is no network.
        (None, Connection::NotAsked | Connection::Slow) if never_reached => OFFLINE,
        (None, connection) => connection.word(),
    };
    let counts = Counts { done, waiting: waiting + sending, checking, needs_person, others, state };
    // Whoever was to be forgotten once everything of theirs was sent.
    let waited = Arc::clone(desk);
    let forgotten = tokio::task::spawn_blocking(move || waited.forget_those_who_waited());
    forgotten.await.map_err(desk::Failure::from)??;
    print(&counts.line(as_json))?;
    if never_reached {
        let why = "the dealer's network could not be reached; what waits here is kept";
        return Err(Fault::new(Status::Network, OFFLINE, why));
    }
    Ok(Status::Done)
}

const OFFLINE: &str = "offline";

/// How the line is, and whether the network was there: nothing had to be sent, or nothing was due, so
/// nobody has found out yet.
async fn the_line(desk: &Arc<Desk>) -> (&'static str, bool) {
    let call = desk.clock.new_id();
    match desk.ask(PATIENCE, |network| async move { network.probe(call).await }).await {
        Asked::Answered(..) => (Connection::Online.word(), true),
        Asked::Offline(_) | Asked::Slow(_) | Asked::Failed(network::Failure::NotSent { .. }, _) => {
            (OFFLINE, false)
        }
        Asked::NotAsked(silence) if !matches!(silence, Silence::Waiting { .. }) => {
            (Asked::<()>::NotAsked(silence).reason().unwrap_or(OFFLINE), false)
        }
        Asked::Failed(network::Failure::Untrusted { .. }, _) => {
            (LanePause::Certificate.word(), false)
        }
        // It is there, and fails.
        answer => match answer.reason() {
            Some("failed") | None => (Connection::Slow.word(), true),
            Some(reason) => (reason, true),
        },
    }
}

struct Counts {
    done: u64,
    waiting: u64,
    checking: u64,
    needs_person: u64,
    /// For other dealers than the one that is set up.
    others: u64,
    state: &'static str,
}

impl Counts {
    fn line(&self, as_json: bool) -> String {
        let Self { done, waiting, checking, needs_person, others, state } = self;
        if as_json {
            return json!({
                "done": done,
                "waiting": waiting,
                "checking": checking,
                "needs_person": needs_person,
                "other_dealers": others,
                "state": state,
            })
            .to_string();
        }
        let mut line = format!(
            "{done} done, {waiting} waiting, {checking} checking, {needs_person} need a person; \
             {state}"
        );
        if *others > 0 {
            line.push_str(&format!("; {others} for other dealers, not sent"));
        }
        line
    }
}
