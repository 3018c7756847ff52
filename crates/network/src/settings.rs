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

/// What signs in. Never serialised, never shown.
#[derive(Clone)]
pub enum Credentials {
    Keyloop { client_id: SecretString, client_secret: SecretString },
    MyKaarma { username: SecretString, password: SecretString },
}
