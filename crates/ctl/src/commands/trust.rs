//! `trust show`. Needs a configuration and no open desk: pins are copied before credentials are set.

use crate::outcome::{Fault, Result, Status, print};
use desk::Start;
use jiff::Timestamp;
use network::trust::{Chain, PinState, Role};
use serde_json::json;

pub fn show(start: &Start, as_json: bool) -> Result<Status> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|why| desk::Failure::Inside(why.to_string()))?;
    let chain = runtime.block_on(desk::trust::show(&start.config, &start.config_path))?;
    if as_json {
        let mut all = json!(chain);
        all["code"] = json!(chain.problem.map(network::Certificate::word));
        print(&all.to_string())?;
    } else {
        for line in lines(&chain) {
            print(&line)?;
        }
    }
    match chain.problem {
        None => Ok(Status::Done),
        Some(problem) => {
            let why = network::Failure::Untrusted { problem }.to_string();
            Err(Fault::new(Status::Network, problem.word(), why))
        }
    }
}

fn lines(chain: &Chain) -> Vec<String> {
    let mut lines = vec![chain.address.clone()];
    for link in &chain.certificates {
        lines.push(String::new());
        lines.push(format!("{}{}", role(link.role), if link.pinned { "  (pinned)" } else { "" }));
        lines.push(format!("  subject  {}", link.subject));
        lines.push(format!("  issuer   {}", link.issuer));
        lines.push(format!("  valid    {} to {}", day(link.valid_from), day(link.valid_until)));
        lines.push(format!("  pin      {}{}", link.pin, caution(link.role)));
    }
    lines.push(String::new());
    lines.push(verdict(chain).to_owned());
    lines
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Server => "the network's own",
        Role::Intermediate => "intermediate",
        Role::Root => "root, of this computer",
        Role::OwnRoot => "root, of [trust] ca_file",
        Role::Unproved => "shown by the network, proved by nothing",
    }
}

/// Why this one is of no use in the configuration.
fn caution(role: Role) -> &'static str {
    match role {
        Role::Server => "  (not to be pinned: it changes with each renewal)",
        Role::Unproved => "  (not to be pinned: nobody who is believed has signed it)",
        Role::Intermediate | Role::Root | Role::OwnRoot => "",
    }
}

fn day(at: Option<Timestamp>) -> String {
    // The date of the world's clock, as certificates have it.
    at.map_or_else(|| "-".to_owned(), |at| at.strftime("%Y-%m-%d").to_string())
}

fn verdict(chain: &Chain) -> &'static str {
    match chain.pins {
        _ if !chain.accepted => "Not accepted: nothing is sent to it.",
        PinState::None => "Accepted. Nothing is pinned.",
        PinState::Met => "Accepted, and pinned.",
        // Neither is ever accepted.
        PinState::Missed | PinState::NotChecked => "Not accepted: nothing is sent to it.",
    }
}
