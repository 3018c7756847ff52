//! From settings to a network: every mistake in them is found here, before anything is sent, and
//! names the setting it concerns.

use std::sync::Arc;

use url::Url;

use crate::DealerNetwork;
use crate::carrier::Carrier;
use crate::egress::Egress;
use crate::http::{Http, Limits, Place};
use crate::keyloop::Keyloop;
use crate::mykaarma::MyKaarma;
use crate::profile::{self, Profile};
use crate::settings::{
    ApiVersion, Credentials, KeyloopSettings, MyKaarmaSettings, Settings, default_path, is_here,
};
use crate::wire;

/// A setting that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Misconfigured {
    /// As the configuration file names it: `keyloop.base_url`.
    pub field: String,
    pub message: String,
}

impl Misconfigured {
    pub(crate) fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// Builds the connector. Nothing is sent. Without credentials every call answers `SignIn`.
pub fn connect(
    settings: &Settings,
    credentials: Option<Credentials>,
    country: Option<&str>,
) -> Result<Arc<dyn DealerNetwork>, Misconfigured> {
    connect_with(settings, credentials, country, Limits::default())
}

/// The same with other limits than the usual ones.
pub fn connect_with(
    settings: &Settings,
    credentials: Option<Credentials>,
    country: Option<&str>,
    limits: Limits,
) -> Result<Arc<dyn DealerNetwork>, Misconfigured> {
    connect_through(settings, credentials, country, &Egress::default(), limits)
}

/// The same with another way out than the system's.
pub fn connect_through(
    settings: &Settings,
    credentials: Option<Credentials>,
    country: Option<&str>,
    egress: &Egress,
    limits: Limits,
) -> Result<Arc<dyn DealerNetwork>, Misconfigured> {
    let client = |place, field: &str| client(place, limits, egress, field);
    connect_by(settings, credentials, country, client)
}

/// Where the settings say the network is, and which of them says so.
pub(crate) fn address(settings: &Settings) -> Result<(&'static str, Url, Place), Misconfigured> {
    let (field, text) = match settings {
        Settings::Keyloop(keyloop) => ("keyloop.base_url", &keyloop.base_url),
        Settings::MyKaarma(mykaarma) => ("mykaarma.base_url", &mykaarma.base_url),
    };
    base_url(text, field).map(|(url, place)| (field, url, place))
}

/// The same to a network that is played, wherever the settings say it is.
pub fn connect_over(
    settings: &Settings,
    credentials: Option<Credentials>,
    country: Option<&str>,
    carrier: &Arc<dyn Carrier>,
) -> Result<Arc<dyn DealerNetwork>, Misconfigured> {
    let played = |_, _: &str| Ok(Http::played(Arc::clone(carrier), Limits::default()));
    connect_by(settings, credentials, country, played)
}

fn connect_by(
    settings: &Settings,
    credentials: Option<Credentials>,
    country: Option<&str>,
    client: impl Fn(Place, &str) -> Result<Http, Misconfigured>,
) -> Result<Arc<dyn DealerNetwork>, Misconfigured> {
    let country = country.map(|code| checked_country(code).map(str::to_owned)).transpose()?;
    match settings {
        Settings::Keyloop(settings) => {
            let credentials = match credentials {
                None => None,
                Some(Credentials::Keyloop { client_id, client_secret }) => {
                    Some((client_id, client_secret))
                }
                Some(Credentials::MyKaarma { .. }) => return Err(other_credentials("keyloop")),
            };
            let (base, place) = base_url(&settings.base_url, "keyloop.base_url")?;
            let profile = keyloop_profile(settings)?;
            let customers = customers_url(&base, settings)?;
            let token = token_url(&base, settings)?;
            let country = country.unwrap_or_else(|| profile.country.value.clone());
            let http = client(place, "keyloop.base_url")?;
            Ok(Arc::new(Keyloop::new(
                http,
                profile,
                customers,
                token,
                credentials,
                settings.on_behalf_of.clone(),
                country,
            )))
        }
        Settings::MyKaarma(settings) => {
            let credentials = match credentials {
                None => None,
                Some(Credentials::MyKaarma { username, password }) => Some((username, password)),
                Some(Credentials::Keyloop { .. }) => return Err(other_credentials("mykaarma")),
            };
            let (base, place) = base_url(&settings.base_url, "mykaarma.base_url")?;
            let department = department_url(&base, settings)?;
            let profile = profile::by_id("mykaarma").cloned().ok_or_else(|| {
                Misconfigured::new("network", "the program lacks its myKaarma profile")
            })?;
            let country = country.unwrap_or_else(|| profile.country.value.clone());
            let http = client(place, "mykaarma.base_url")?;
            MyKaarma::new(http, profile, department, credentials, country)
                .map(|network| Arc::new(network) as Arc<dyn DealerNetwork>)
                .ok_or_else(|| Misconfigured::new("credentials", "they hold a forbidden character"))
        }
    }
}

fn client(
    place: Place,
    limits: Limits,
    egress: &Egress,
    field: &str,
) -> Result<Http, Misconfigured> {
    Http::new(place, limits, egress)
        .map_err(|why| Misconfigured::new(field, format!("no secure connections here: {why}")))
}

fn other_credentials(network: &str) -> Misconfigured {
    Misconfigured::new("credentials", format!("these are not {network} credentials"))
}

fn checked_country(code: &str) -> Result<&str, Misconfigured> {
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(Misconfigured::new("country", "two capital letters, such as GB"))
    }
}

/// The address and where it is; plain http is for this machine only.
fn base_url(text: &str, field: &str) -> Result<(Url, Place), Misconfigured> {
    let wrong = |message: &str| Misconfigured::new(field, message);
    let url = Url::parse(text).map_err(|why| wrong(&format!("not an address: {why}")))?;
    if url.host().is_none() {
        return Err(wrong("it names no host"));
    }
    let loopback = is_here(&url);
    let place = match url.scheme() {
        "https" if loopback => Place::Loopback { tls: true },
        "https" => Place::Elsewhere,
        "http" if loopback => Place::Loopback { tls: false },
        _ => return Err(wrong("must begin with https://")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("credentials do not belong into the address"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("must end with the path"));
    }
    Ok((url, place))
}

fn keyloop_profile(settings: &KeyloopSettings) -> Result<Profile, Misconfigured> {
    let known: Vec<&str> =
        profile::all().iter().filter(|p| p.network == "keyloop").map(|p| p.id.as_str()).collect();
    profile::by_id(&settings.dms)
        .filter(|profile| profile.network == "keyloop")
        .map(|profile| profile.clone().for_version(settings.api_version))
        .ok_or_else(|| Misconfigured::new("keyloop.dms", format!("one of {}", known.join(", "))))
}

fn customers_url(base: &Url, settings: &KeyloopSettings) -> Result<Url, Misconfigured> {
    const FIELD: &str = "keyloop.path";
    let (wanted, other) = match settings.api_version {
        ApiVersion::V1 => ("v1", "v3"),
        ApiVersion::V3 => ("v3", "v1"),
    };
    // The default was written for v1; whoever asks for v3 and leaves it alone means v3's.
    let template = if settings.path == default_path() {
        settings.path.replace("v1", wanted)
    } else {
        settings.path.clone()
    };
    for (place, field, value) in [
        ("{enterprise}", "keyloop.enterprise_id", &settings.enterprise_id),
        ("{store}", "keyloop.store_id", &settings.store_id),
    ] {
        if !template.contains(place) {
            return Err(Misconfigured::new(FIELD, format!("must contain {place}")));
        }
        if value.trim().is_empty() {
            return Err(Misconfigured::new(field, "must not be empty"));
        }
    }
    let segments: Vec<String> = template
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|s| {
            s.replace("{enterprise}", &settings.enterprise_id)
                .replace("{store}", &settings.store_id)
        })
        .collect();
    if template.split('/').any(|segment| segment == other) {
        return Err(Misconfigured::new(
            FIELD,
            format!("speaks {other}, but api_version is {wanted}"),
        ));
    }
    let left_over = template.replace("{enterprise}", "").replace("{store}", "");
    if left_over.contains(['{', '}', '?', '#', ':', '\\']) {
        return Err(Misconfigured::new(FIELD, "knows only {enterprise} and {store}"));
    }
    let mut all: Vec<&str> = segments.iter().map(String::as_str).collect();
    all.push("customers");
    wire::with_segments(base.clone(), &all)
        .ok_or_else(|| Misconfigured::new(FIELD, "must be plain path segments"))
}

fn token_url(base: &Url, settings: &KeyloopSettings) -> Result<Url, Misconfigured> {
    const FIELD: &str = "keyloop.token_path";
    let path = &settings.token_path;
    // A whole address here is how stage credentials end up at production: same host only.
    if !path.starts_with('/') || path.starts_with("//") || path.contains(['?', '#', '\\', ':']) {
        return Err(Misconfigured::new(
            FIELD,
            "must be a path on the host of base_url, beginning with /; \
             stage and production are never mixed",
        ));
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    wire::with_segments(base.clone(), &segments)
        .filter(|_| !segments.is_empty())
        .ok_or_else(|| Misconfigured::new(FIELD, "must be plain path segments"))
}

fn department_url(base: &Url, settings: &MyKaarmaSettings) -> Result<Url, Misconfigured> {
    wire::with_segments(base.clone(), &["department", settings.department_uuid.trim()])
        .filter(|_| settings.department_uuid.len() <= 128)
        .ok_or_else(|| {
            Misconfigured::new("mykaarma.department_uuid", "must be the department's id")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::default_token_path;

    fn keyloop() -> KeyloopSettings {
        KeyloopSettings {
            base_url: "https://api.eu.keyloop.io".into(),
            path: default_path(),
            enterprise_id: "44014796-BR00".into(),
            store_id: "Test1".into(),
            api_version: ApiVersion::V1,
            dms: "autoline".into(),
            token_path: default_token_path(),
            on_behalf_of: None,
        }
    }

    fn field_of(change: impl FnOnce(&mut KeyloopSettings)) -> Option<String> {
        let mut settings = keyloop();
        change(&mut settings);
        connect(&Settings::Keyloop(settings), None, None).err().map(|wrong| wrong.field)
    }

    #[test]
    fn settings_that_are_right_connect() {
        assert_eq!(field_of(|_| {}), None);
        assert_eq!(field_of(|s| s.base_url = "http://127.0.0.1:8080".into()), None);
        assert_eq!(field_of(|s| s.base_url = "http://[::1]:8080/gateway/".into()), None);
        assert_eq!(field_of(|s| s.path = "crm/{enterprise}/{store}/v1".into()), None);
        assert_eq!(field_of(|s| s.api_version = ApiVersion::V3), None);
    }

    #[test]
    fn every_wrong_setting_is_named() {
        #[rustfmt::skip]
        let table: Vec<(&str, Option<String>)> = vec![
            ("keyloop.base_url", field_of(|s| s.base_url = "http://api.eu.keyloop.io".into())),
            ("keyloop.base_url", field_of(|s| s.base_url = "ftp://127.0.0.1".into())),
            ("keyloop.base_url", field_of(|s| s.base_url = "api.eu.keyloop.io".into())),
            ("keyloop.base_url", field_of(|s| s.base_url = "https://me:pw@api.eu.keyloop.io".into())),
            ("keyloop.base_url", field_of(|s| s.base_url = "https://api.eu.keyloop.io/?a=b".into())),
            ("keyloop.base_url", field_of(|s| s.base_url = "http://127.0.0.1.evil.example".into())),
            ("keyloop.path", field_of(|s| s.path = "{enterprise}/v1".into())),
            ("keyloop.path", field_of(|s| s.path = "{enterprise}/{store}/{region}/v1".into())),
            ("keyloop.path", field_of(|s| s.path = "../{enterprise}/{store}/v1".into())),
            ("keyloop.path", field_of(|s| s.path = "crm/{enterprise}/{store}/v3".into())),
            ("keyloop.enterprise_id", field_of(|s| s.enterprise_id = " ".into())),
            ("keyloop.store_id", field_of(|s| s.store_id = String::new())),
            ("keyloop.dms", field_of(|s| s.dms = "fax".into())),
            ("keyloop.dms", field_of(|s| s.dms = "mykaarma".into())),
            ("keyloop.token_path", field_of(|s| s.token_path = "https://api.eu-stage.keyloop.io/oauth".into())),
            ("keyloop.token_path", field_of(|s| s.token_path = "//api.eu-stage.keyloop.io/oauth".into())),
            ("keyloop.token_path", field_of(|s| s.token_path = "oauth".into())),
        ];
        for (row, (wanted, got)) in table.iter().enumerate() {
            assert_eq!(got.as_deref(), Some(*wanted), "row {row}");
        }
    }

    #[test]
    fn credentials_and_country_must_fit() {
        let kaarma = || Credentials::MyKaarma { username: "a".into(), password: "b".into() };
        let wrong = connect(&Settings::Keyloop(keyloop()), Some(kaarma()), None).err();
        assert_eq!(wrong.map(|w| w.field).as_deref(), Some("credentials"));
        let wrong = connect(&Settings::Keyloop(keyloop()), None, Some("uk!")).err();
        assert_eq!(wrong.map(|w| w.field).as_deref(), Some("country"));
        let settings = MyKaarmaSettings {
            base_url: "https://api.mykaarma.com/customer/v2".into(),
            department_uuid: String::new(),
        };
        let wrong = connect(&Settings::MyKaarma(settings), Some(kaarma()), None).err();
        assert_eq!(wrong.map(|w| w.field).as_deref(), Some("mykaarma.department_uuid"));
    }
}
