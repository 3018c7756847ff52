//! The first-run wizard: is the network there, are the credentials accepted, then keep both.

use crate::Desk;
use crate::config::{Config, Misconfigured};
use crate::credentials;
use crate::failure::{Failure, Refused, Result};
use crate::start::key_store;
use jiff::Timestamp;
use network::CheckLine;
use network::check::Owner;
use network::settings::Credentials;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Proves a connection that is not kept yet. Nothing is written anywhere.
pub async fn check(
    config: &Config,
    credentials: Credentials,
    now: Timestamp,
    call: Uuid,
) -> Result<Vec<CheckLine>> {
    let settings = config.network.as_ref().ok_or(Failure::NotConfigured)?;
    let network = network::connect(settings, Some(credentials), config.country.as_deref())
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
            Ok(network) => Ok(network.check(self.clock.now(), self.clock.new_id()).await),
            Err(crate::ask::Silence::NotConfigured) => Err(Failure::NotConfigured),
            Err(_) => {
                let why = "there are none yet: run `showroomctl credentials set`".to_owned();
                Err(Failure::SignIn { why })
            }
        }
    }
}

impl From<network::Misconfigured> for Misconfigured {
    fn from(fault: network::Misconfigured) -> Self {
        Self::Field { field: fault.field, reason: fault.message }
    }
}
