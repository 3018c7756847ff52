//! Whom this desk believes to vouch for its network: the authorities' file read from where the
//! configuration lies, and the chain the network shows.

use crate::config::{Config, Misconfigured};
use crate::failure::{Failure, Result};
use network::Limits;
use network::trust::{Chain, NotShown, Trust};
use std::path::Path;

impl Config {
    /// Blocks for as long as a small file takes.
    pub fn trusted(&self, config_path: &Path) -> std::result::Result<Trust, Misconfigured> {
        let folder = config_path.parent().unwrap_or(Path::new(""));
        self.trust.load(folder).map_err(|fault| self.locked.blamed(fault.into()))
    }
}

/// The chain the configured network shows. Not a byte is asked of it.
pub async fn show(config: &Config, config_path: &Path) -> Result<Chain> {
    let settings = config.network.as_ref().ok_or(Failure::NotConfigured)?;
    let trust = config.trusted(config_path)?;
    network::trust::show(settings, &trust, Limits::default()).await.map_err(|why| match why {
        NotShown::Misconfigured(fault) => Failure::Config(config.locked.blamed(fault.into())),
        NotShown::NoTls | NotShown::NotReached(_) => Failure::Offline { why: why.to_string() },
    })
}
