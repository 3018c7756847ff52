//! Who may vouch for the dealer's network: `[trust]` of the configuration.
//!
//! An authority of the dealer's own is believed besides the system's, never instead of them. Pins
//! narrow down whom a chain may lead to: they are looked at after the system's verifier has accepted
//! the certificate, and refuse what it accepted; nothing here accepts what it refused.

mod authority;
mod certificate;
mod path;
mod pin;
mod show;
mod verifier;

use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use crate::connect::Misconfigured;

pub use pin::{Pin, Pins};
pub use show::{Chain, Link, NotShown, Role, show};
pub(crate) use verifier::{NotPinned, Seen, Verifier};

/// As the configuration file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrustSettings {
    /// PEM: authorities that are believed besides the system's. Relative to the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// `sha256/…` of the keys of authorities; at least two, or none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<String>,
}

impl TrustSettings {
    pub fn says_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether what is said can be so, as far as that is told without the authorities' file.
    pub fn check(&self) -> Result<Pins, Misconfigured> {
        if self.ca_file.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err(Misconfigured::new("trust.ca_file", "name a PEM file, or leave it out"));
        }
        Pins::read(&self.pins).map_err(|why| Misconfigured::new("trust.pins", why))
    }

    /// With the authorities read. Blocks for as long as a small file takes.
    pub fn load(&self, folder: &Path) -> Result<Trust, Misconfigured> {
        let pins = self.check()?;
        let authorities = match &self.ca_file {
            None => Vec::new(),
            Some(file) => authority::read(&folder.join(file))
                .map_err(|why| Misconfigured::new("trust.ca_file", why))?,
        };
        Ok(Trust { authorities, pins })
    }
}

/// Whom a connection believes. By default: whom the system believes.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub(crate) authorities: Vec<CertificateDer<'static>>,
    pub(crate) pins: Pins,
}

/// What the pins say of a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PinState {
    /// There are none.
    None,
    Met,
    Missed,
    /// The certificate was refused before it came to them.
    NotChecked,
}

/// Of the certificate a network showed, what a person at the desk is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Who issued it; empty where it does not say.
    pub issuer: String,
    pub pins: PinState,
}
