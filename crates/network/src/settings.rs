//! How one network is reached: the network's part of `showroom.toml`, and its credentials.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyloopSettings {
    pub base_url: String,
    /// What stands between base_url and /customers.
    #[serde(default = "default_path")]
    pub path: String,
    pub enterprise_id: String,
    pub store_id: String,
    #[serde(default)]
    pub api_version: ApiVersion,
    /// The DMS behind it: names a profile.
    pub dms: String,
    #[serde(default = "default_token_path")]
    pub token_path: String,
    /// v3's `x-onbehalf-of`: the DMS user the audit names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApiVersion {
    #[default]
    V1,
    V3,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MyKaarmaSettings {
    #[serde(default = "default_mykaarma_url")]
    pub base_url: String,
    pub department_uuid: String,
}

pub(crate) fn default_path() -> String {
    "{enterprise}/{store}/v1".to_owned()
}

pub(crate) fn default_token_path() -> String {
    "/oauth/client_credential/accesstoken".to_owned()
}

fn default_mykaarma_url() -> String {
    "https://api.mykaarma.com/customer/v2".to_owned()
}

#[derive(Clone, Debug, PartialEq)]
pub enum Settings {
    Keyloop(KeyloopSettings),
    MyKaarma(MyKaarmaSettings),
}

impl Settings {
    /// What credentials belong to: they are kept under this name, so that those of a test system
    /// are never sent to the real one, nor one dealer's to another's.
    pub fn credential_scope(&self) -> String {
        let (network, base, tenant) = match self {
            Self::Keyloop(keyloop) => ("keyloop", &keyloop.base_url, keyloop.enterprise_id.trim()),
            Self::MyKaarma(kaarma) => ("mykaarma", &kaarma.base_url, kaarma.department_uuid.trim()),
        };
        format!("{network} {} {tenant}", place(base))
    }

    /// The dealer whose customers these are. A test system's dealer is another one, whatever it
    /// is called there: its customers have the same numbers and are other people.
    pub fn dealer(&self) -> String {
        match self {
            Self::Keyloop(keyloop) => {
                format!("{}/{}", self.credential_scope(), keyloop.store_id.trim())
            }
            Self::MyKaarma(_) => self.credential_scope(),
        }
    }
}

/// Where a network stands. On this computer it is one place whatever its port: a practice network
/// that was started again is the same one.
fn place(base: &str) -> String {
    let Ok(url) = url::Url::parse(base) else { return base.to_owned() };
    if is_here(&url) { "here".to_owned() } else { url.origin().ascii_serialization() }
}

/// Whether an address is this very computer's. A name is not looked up: another file may give it.
pub fn is_here(address: &url::Url) -> bool {
    match address.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// What signs in. Never serialised, never shown.
#[derive(Clone)]
pub enum Credentials {
    Keyloop { client_id: SecretString, client_secret: SecretString },
    MyKaarma { username: SecretString, password: SecretString },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_and_production_never_share_credentials() {
        let scope = |base: &str| {
            Settings::MyKaarma(MyKaarmaSettings {
                base_url: base.to_owned(),
                department_uuid: "d1".to_owned(),
            })
            .credential_scope()
        };
        assert_eq!(scope("https://api.eu.keyloop.io"), scope("https://api.eu.keyloop.io/v2/"));
        assert_ne!(scope("https://api.eu.keyloop.io"), scope("https://api.eu-stage.keyloop.io"));
        assert_ne!(scope("https://api.eu.keyloop.io"), scope("http://127.0.0.1:8080"));
        for here in ["http://localhost:1", "http://[::1]:2/v2", "http://127.0.0.1"] {
            assert_eq!(scope(here), scope("http://127.0.0.1:8080"), "{here}");
        }
    }

    #[test]
    fn only_an_address_of_this_computer_is_here() {
        let here = |address: &str| is_here(&url::Url::parse(address).unwrap());
        for address in ["http://LOCALHOST:1", "https://127.0.0.9/v2", "http://[::1]:2"] {
            assert!(here(address), "{address}");
        }
        let others = ["http://me.localhost", "https://127.0.0.1.evil.example", "data:localhost"];
        for address in others {
            assert!(!here(address), "{address}");
        }
    }
}
