//! A practice network and a desk set up for it, in a folder that is gone afterwards.

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use desk::clock::SystemClock;
use desk::config::Config;
use desk::sync::Runner;
use desk::{Desk, Start};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// The ways a dealer's network is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Dealer {
    KeyloopV1,
    KeyloopV3,
    Mykaarma,
}

impl Dealer {
    pub const ALL: [Self; 3] = [Self::KeyloopV1, Self::KeyloopV3, Self::Mykaarma];

    pub const fn title(self) -> &'static str {
        match self {
            Self::KeyloopV1 => "Keyloop v1",
            Self::KeyloopV3 => "Keyloop v3",
            Self::Mykaarma => "myKaarma",
        }
    }

    /// What the practice network's list of customers calls an id of this network.
    pub const fn id(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => "keyloopId",
            Self::Mykaarma => "customerUuid",
        }
    }

    const fn export(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => "export.ndjson",
            Self::Mykaarma => "export.ndjson?network=mykaarma",
        }
    }

    pub(crate) const fn credentials(self) -> &'static str {
        match self {
            Self::KeyloopV1 | Self::KeyloopV3 => {
                r#"{"client_id":"desk","client_secret":"desk-secret"}"#
            }
            Self::Mykaarma => r#"{"username":"desk","password":"desk-secret"}"#,
        }
    }

    /// For a desk of this country; `settle` is how long a write may stay unseen.
    pub(crate) fn config(self, base: &str, country: &str, settle: u32) -> String {
        let network = match self {
            Self::KeyloopV1 | Self::KeyloopV3 => {
                let version = if self == Self::KeyloopV1 { "v1" } else { "v3" };
                format!(
                    "network = \"keyloop\"\ncountry = \"{country}\"\n\n[keyloop]\nbase_url = \"{base}\"\n\
                     path = \"{{enterprise}}/{{store}}/{version}\"\nenterprise_id = \"sample\"\n\
                     store_id = \"sample\"\napi_version = \"{version}\"\ndms = \"autoline\"\n"
                )
            }
            Self::Mykaarma => format!(
                "network = \"mykaarma\"\ncountry = \"{country}\"\n\n[mykaarma]\n\
                 base_url = \"{base}/customer/v2\"\ndepartment_uuid = \"dep-sample\"\n"
            ),
        };
        format!(
            "{network}\n[sync]\nsettle_seconds = {settle}\nprobe_seconds = 1\n\n[keys]\nstore = \"file\"\n"
        )
    }
}

pub struct Stage {
    pub dealer: Dealer,
    pub desk: Arc<Desk>,
    sandbox: Sandbox,
    http: reqwest::Client,
    sending: JoinHandle<()>,
    _folder: TempDir,
}

impl Stage {
    /// A desk that has taken in the dealer's export and sends by itself, as the window's does.
    pub async fn set(dealer: Dealer, seed: u64, customers: u32) -> Result<Self> {
        let sandbox = Sandbox::start(Options { customers, seed, ..Options::default() }).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let folder = tempfile::tempdir()?;
        let start = prepared(dealer, &sandbox, &folder)?;
        let lines = http.get(address(&sandbox, dealer.export())).send().await?.bytes().await?;
        let export = folder.path().join("export.ndjson");
        std::fs::write(&export, lines)?;
        let desk = tokio::task::spawn_blocking(move || -> Result<_> {
            let desk = Desk::start(start)?;
            let report = desk.import(&export, |_, _| {})?;
            ensure!(report.rejected.is_empty(), "the export was not taken in whole");
            Ok(Arc::new(desk))
        })
        .await??;
        let runner: Arc<Runner> = desk.runner().await?.context("another program is sending")?;
        let sending = tokio::spawn(async move { runner.run().await });
        Ok(Self { dealer, desk, sandbox, http, sending, _folder: folder })
    }

    pub async fn ask(&self, what: &str) -> Result<Value> {
        let answer = self.http.get(address(&self.sandbox, what)).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    pub async fn tell(&self, what: &str, body: &Value) -> Result<()> {
        let answer = self.http.post(address(&self.sandbox, what)).json(body).send().await?;
        answer.error_for_status().with_context(|| what.to_owned())?;
        Ok(())
    }

    pub async fn network_is(&self, state: &str) -> Result<()> {
        self.tell("network", &json!({ "state": state })).await
    }

    /// The number of the newest change, and the changes after `seq`, that desks made over the network.
    pub async fn effects(&self, seq: u64) -> Result<Vec<Value>> {
        let answer = self.ask(&format!("effects?after={seq}")).await?;
        let all = answer["effects"].as_array().context("effects")?.iter();
        Ok(all.filter(|effect| effect["source"] == "api").cloned().collect())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.sending.abort();
    }
}

/// On its own port: there even while the dealer's is closed.
fn address(sandbox: &Sandbox, what: &str) -> String {
    let base = sandbox.admin_url().trim_end_matches('/').trim_end_matches("/_sandbox");
    format!("{base}/_sandbox/{what}")
}

fn prepared(dealer: Dealer, sandbox: &Sandbox, folder: &TempDir) -> Result<Start> {
    let config_path = folder.path().join("showroom.toml");
    let data_dir = folder.path().join("desk");
    std::fs::create_dir(&data_dir)?;
    let base = sandbox.base_url();
    std::fs::write(&config_path, dealer.config(base.trim_end_matches('/'), "GB", 3))?;
    let config = Config::read_own(&config_path)?;
    let keys = desk::key_store(&config, &data_dir)?;
    let settings = config.network.as_ref().context("a network")?;
    let credentials = desk::credentials::parse(settings, dealer.credentials())?;
    desk::credentials::keep(&*keys, settings, &credentials)?;
    Ok(Start { config, config_path, data_dir, clock: Arc::new(SystemClock) })
}
