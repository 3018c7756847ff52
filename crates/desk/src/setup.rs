//! The first-run wizard: is the network there, are the credentials accepted, then keep both.

use crate::Desk;
use crate::clock::blocking;
use crate::config::{Config, Misconfigured};
use crate::credentials;
use crate::failure::{Failure, Refused, Result};
use crate::start::key_store;
use jiff::Timestamp;
use network::check::Owner;
use network::profile_check::ProfileReport;
use network::settings::Credentials;
use network::{CheckLine, Limits};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Proves a connection that is not kept yet. Nothing is written anywhere.
pub async fn check(
    config: &Config,
    config_path: &Path,
    credentials: Credentials,
    now: Timestamp,
    call: Uuid,
) -> Result<Vec<CheckLine>> {
    let settings = config.network.as_ref().ok_or(Failure::NotConfigured)?;
    let (country, egress) = (config.country.as_deref(), config.egress(config_path)?);
    let limits = Limits::default();
    let network = network::connect_through(settings, Some(credentials), country, &egress, limits)
        .map_err(Misconfigured::from)?;
    Ok(network.check(now, call).await)
}

/// Keeps the credentials, then the configuration, in that order: a desk with a network and no
/// credentials would look broken. Blocks.
pub fn keep(
    config: &Config,
    config_path: &Path,
    data_dir: &Path,
    credentials: &Credentials,
) -> Result<()> {
    let settings = config.network.as_ref().ok_or(Failure::NotConfigured)?;
    let keys = key_store(config, data_dir)?;
    credentials::keep(&*keys, settings, credentials)?;
    config.write(config_path).map_err(|why| {
        let message = format!("{} cannot be written: {why}", config_path.display());
        Failure::Invalid(vec![Refused::new("showroom.toml", "not_written", message)])
    })
}

impl Desk {
    /// Asks the network whether it accepts the credentials kept here; not before the time it named.
    pub async fn check(self: &Arc<Self>) -> Result<Vec<CheckLine>> {
        if let Some(held) = self.held().await {
            let why = format!("the network asked to wait until {}", held.until);
            let throttled = ("throttled", Owner::Dms);
            return Ok(vec![CheckLine::failed("search", throttled, why, Duration::ZERO)]);
        }
        match self.network() {
            Ok(network) => {
                let lines = network.check(self.clock.now(), self.clock.new_id()).await;
                if credentials::accepted(&lines) == Some(true) {
                    self.credentials_were_accepted().await;
                }
                Ok(lines)
            }
            Err(crate::ask::Silence::NotConfigured) => Err(Failure::NotConfigured),
            Err(_) => Err(Failure::SignIn { why: NO_CREDENTIALS.to_owned() }),
        }
    }
}

impl Desk {
    /// A key store that does not take it stops nobody: those before are kept once more.
    async fn credentials_were_accepted(self: &Arc<Self>) {
        let desk = Arc::clone(self);
        let accepted = move || match &desk.config.network {
            Some(settings) => credentials::were_accepted(&*desk.keys, settings),
            None => Ok(()),
        };
        if let Ok(Err(failure)) = blocking(&*self.clock, accepted).await {
            tracing::warn!(%failure, "the credentials before were not let go");
        }
    }

    /// Whether `credentials restore` would find any. Blocks.
    pub fn has_credentials_before(&self) -> Result<bool> {
        let settings = self.config.network.as_ref();
        settings.map_or(Ok(false), |settings| credentials::has_before(&*self.keys, settings))
    }
}

impl Desk {
    /// Holds what the network answers against the profile of its DMS; not before the time it named.
    pub async fn check_profile(self: &Arc<Self>) -> Result<ProfileReport> {
        if let Some(held) = self.held().await {
            let why = format!("the network asked to wait until {}", held.until);
            return Err(Failure::Offline { why });
        }
        let network = self.network().map_err(|silence| match silence {
            crate::ask::Silence::NotConfigured => Failure::NotConfigured,
            _ => Failure::SignIn { why: NO_CREDENTIALS.to_owned() },
        })?;
        network.check_profile(self.clock.new_id()).await.map_err(|failure| match failure {
            network::Failure::SignIn { why } | network::Failure::Permission { why } => {
                Failure::SignIn { why }
            }
            other => Failure::Offline { why: other.to_string() },
        })
    }
}

/// What is said where there are none.
const NO_CREDENTIALS: &str = "there are none yet: run `showroomctl credentials set`";

impl From<network::Misconfigured> for Misconfigured {
    fn from(fault: network::Misconfigured) -> Self {
        Self::Field { field: fault.field, reason: fault.message }
    }
}
