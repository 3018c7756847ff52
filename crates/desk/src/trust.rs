//! How this desk's requests leave: whom it believes to vouch for its network, with the authorities' file
//! read from where the configuration lies, and through whom; and the chain the network shows.

use crate::config::{Config, Misconfigured};
use crate::failure::{Failure, Result};
use network::Limits;
use network::egress::Egress;
use network::trust::{Chain, NotShown};
use std::path::Path;

impl Config {
    /// Blocks for as long as a small file takes.
    pub fn egress(&self, config_path: &Path) -> std::result::Result<Egress, Misconfigured> {
        let folder = config_path.parent().unwrap_or(Path::new(""));
        let trust = self.trust.load(folder);
        let trust = trust.map_err(|fault| self.locked.blamed(fault.into()))?;
        Ok(Egress { trust, proxy: self.proxy.clone() })
    }
}

/// The chain the configured network shows. Not a byte is asked of it.
pub async fn show(config: &Config, config_path: &Path) -> Result<Chain> {
    let settings = config.network.as_ref().ok_or(Failure::NotConfigured)?;
    let egress = config.egress(config_path)?;
    network::trust::show(settings, &egress, Limits::default()).await.map_err(|why| match why {
        NotShown::Misconfigured(fault) => Failure::Config(config.locked.blamed(fault.into())),
        NotShown::NoTls | NotShown::NotReached(_) => Failure::Offline { why: why.to_string() },
    })
}
