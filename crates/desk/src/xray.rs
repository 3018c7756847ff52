//! What was asked of the network lately, for an integration engineer; and one such request, made up
//! anew, asked of a sandbox. It is in memory, and on a disk only where somebody asked for a file.

use crate::config::is_loopback;
use crate::failure::{Failure, Refused, Result};
use crate::{Desk, written};
use network::xray::{Exchange, NotReplayed, Replay, curl, replay};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

impl Desk {
    /// The oldest first.
    pub fn xray(&self) -> Vec<Exchange> {
        self.network().map(|network| network.xray(self.clock.now())).unwrap_or_default()
    }

    /// Asks a sandbox what was asked then, with made-up values: the one this desk practises on.
    pub async fn ask_sandbox(self: &Arc<Self>, n: u64) -> Result<Replay> {
        let exchange = self.xray().into_iter().find(|one| one.n == n).ok_or(Failure::NotFound)?;
        replayed(&exchange, self.practice().unwrap_or_default()).await
    }

    /// Where the network is one on this computer.
    pub fn practice(&self) -> Option<&str> {
        self.config.base_url().filter(|base| is_loopback(base))
    }

    /// Writes it into a new file, for somebody who looks at it elsewhere.
    pub fn save_xray(&self, path: &Path) -> Result<()> {
        let with_command = |exchange: Exchange| {
            let command = curl(&exchange);
            let mut value = serde_json::to_value(exchange).unwrap_or_default();
            value["curl"] = command.into();
            value
        };
        let all: Vec<Value> = self.xray().into_iter().map(with_command).collect();
        let text = format!("{:#}\n", json!({ "exchanges": all }));
        written::this_file(path, text.as_bytes()).map(drop)
    }
}

/// The same at a sandbox somebody names. Anything else than a sandbox here is refused.
pub async fn replayed(exchange: &Exchange, sandbox: &str) -> Result<Replay> {
    replay(exchange, sandbox).await.map_err(|why| {
        let code = match &why {
            NotReplayed::NotLoopback | NotReplayed::NotASandbox => "no_sandbox",
            NotReplayed::NotOurs => "not_ours",
            NotReplayed::Nobody | NotReplayed::SignIn => "sandbox_refuses",
            NotReplayed::NoAnswer => return Failure::Offline { why: why.to_string() },
        };
        Failure::Invalid(vec![Refused::new("sandbox", code, why.to_string())])
    })
}
