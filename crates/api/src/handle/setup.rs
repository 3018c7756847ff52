//! The wizard of the connection: at the first run, and whenever it is to be checked or changed.

use super::desk as boot;
use super::status::small;
use crate::error::{ApiError, FieldError};
use crate::host::Host;
use crate::views::{
    BootView, CheckLineView, PinsSay, SetupCheckView, SetupRequest, SetupView,
    ShownCertificateView, WritableView,
};
use desk::Config;
use desk::config::{KeyHome, Misconfigured};
use desk::it_policy::ItPolicy;
use network::egress::Proxy;
use network::settings::{ApiVersion, Credentials, KeyloopSettings, MyKaarmaSettings, Settings};
use network::trust::PinState;
use std::collections::BTreeMap;
use std::sync::Arc;

pub async fn check(host: &Arc<Host>, request: SetupRequest) -> Result<SetupCheckView, ApiError> {
    let (config, credentials) = match read(host, &request) {
        Ok(read) => read,
        Err(fields) => return Ok(SetupCheckView { ok: false, lines: Vec::new(), fields }),
    };
    let (path, now, call) = (&host.config_path, host.clock.now(), host.clock.new_id());
    match desk::setup::check(&config, path, credentials, now, call).await {
        Ok(lines) => Ok(SetupCheckView {
            ok: !lines.is_empty() && lines.iter().all(|line| line.ok),
            lines: lines
                .into_iter()
                .map(|line| CheckLineView {
                    step: line.step.to_owned(),
                    ok: line.ok,
                    tried: line.tried,
                    left_to: line.left_to.map(|left_to| left_to.word().to_owned()),
                    code: line.code.map(str::to_owned),
                    owner: line.owner.map(|owner| owner.word().to_owned()),
                    detail: line.detail,
                    certificate: line.certificate.map(|shown| ShownCertificateView {
                        issuer: shown.issuer,
                        pins: pins(shown.pins),
                    }),
                    sections: line.sections.map(|sections| WritableView {
                        can: sections.can.into_iter().map(str::to_owned).collect(),
                        cannot: sections.cannot.into_iter().map(str::to_owned).collect(),
                    }),
                    took_ms: small(line.took_ms),
                })
                .collect(),
            fields: Vec::new(),
        }),
        Err(failure) => {
            let error = ApiError::from(failure);
            Ok(SetupCheckView { ok: false, lines: Vec::new(), fields: error.fields })
        }
    }
}

fn pins(state: PinState) -> PinsSay {
    match state {
        PinState::None => PinsSay::None,
        PinState::Met => PinsSay::Met,
        PinState::Missed => PinsSay::Missed,
        PinState::NotChecked => PinsSay::NotChecked,
    }
}

/// Keeps what was entered and opens the desk with it.
pub async fn save(host: &Arc<Host>, request: SetupRequest) -> Result<BootView, ApiError> {
    let (config, credentials) = read(host, &request).map_err(|fields| ApiError {
        fields,
        ..ApiError::new(crate::Code::Invalid, "some settings are not right yet")
    })?;
    // What no desk could be opened with replaces nothing.
    if let Some(settings) = &config.network {
        desk::network_of(&config, &host.config_path, settings, Some(credentials.clone()))?;
    }
    let (path, folder) = (host.config_path.clone(), host.data_dir.clone());
    tokio::task::spawn_blocking(move || desk::setup::keep(&config, &path, &folder, &credentials))
        .await
        .map_err(desk::Failure::from)??;
    host.reopen().await;
    boot::boot(host).await
}

/// What the wizard finds set already.
pub async fn locked(host: &Arc<Host>) -> Result<SetupView, ApiError> {
    let (policy, path) = (host.policy.clone(), host.config_path.clone());
    let read = tokio::task::spawn_blocking(move || {
        let locked = ItPolicy::read(&policy)?;
        // What cannot be read is filled in anew.
        let config = Config::read_under(&path, locked.clone()).unwrap_or_default();
        Ok::<_, Misconfigured>((locked, config))
    });
    let read = read.await.map_err(desk::Failure::from)?;
    let (locked, config) = read.map_err(desk::Failure::from)?;
    let one = |key: &str| Some((key.to_owned(), locked.value(key)?));
    Ok(SetupView {
        file: locked.file().map(|file| file.display().to_string()),
        values: locked.keys().filter_map(one).collect(),
        configured: configured(&config),
    })
}

const PROXY: &str = "connection.proxy";

/// What the wizard has a field for, named as the policy file names it.
fn configured(config: &Config) -> BTreeMap<String, String> {
    let mut named = match &config.network {
        Some(Settings::Keyloop(one)) => vec![
            ("network", "keyloop"),
            ("keyloop.base_url", one.base_url.as_str()),
            ("keyloop.path", one.path.as_str()),
            ("keyloop.enterprise_id", one.enterprise_id.as_str()),
            ("keyloop.store_id", one.store_id.as_str()),
            ("keyloop.api_version", word(one.api_version)),
            ("keyloop.dms", one.dms.as_str()),
        ],
        Some(Settings::MyKaarma(one)) => vec![
            ("network", "mykaarma"),
            ("mykaarma.base_url", one.base_url.as_str()),
            ("mykaarma.department_uuid", one.department_uuid.as_str()),
        ],
        None => Vec::new(),
    };
    let proxy = config.proxy.written().unwrap_or_default();
    named.push((PROXY, &proxy));
    if config.network.is_some() {
        named.push(("country", config.country.as_deref().unwrap_or_default()));
    }
    named.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

const fn word(version: ApiVersion) -> &'static str {
    match version {
        ApiVersion::V1 => "v1",
        ApiVersion::V3 => "v3",
    }
}

/// What was configured and the wizard has no field for stays as it was.
fn keeping(mut network: Settings, before: Option<&Settings>) -> Settings {
    if let (Settings::Keyloop(now), Some(Settings::Keyloop(before))) = (&mut network, before) {
        now.token_path.clone_from(&before.token_path);
        now.on_behalf_of.clone_from(&before.on_behalf_of);
    }
    network
}

/// What is locked, in place of what was entered.
fn hold(request: &mut SetupRequest, locked: &ItPolicy) {
    let set = |field: &mut String, key: &str| {
        if let Some(value) = locked.value(key) {
            *field = value;
        }
    };
    set(&mut request.network, "network");
    set(&mut request.country, "country");
    set(&mut request.proxy, PROXY);
    let section = request.network.clone();
    for (name, field) in [
        ("base_url", &mut request.base_url),
        ("path", &mut request.path),
        ("enterprise_id", &mut request.enterprise_id),
        ("store_id", &mut request.store_id),
        ("api_version", &mut request.api_version),
        ("dms", &mut request.dms),
        ("department_uuid", &mut request.department_uuid),
    ] {
        set(field, &format!("{section}.{name}"));
    }
}

/// What was entered, as a configuration; everything that is missing at once.
fn read(host: &Host, request: &SetupRequest) -> Result<(Config, Credentials), Vec<FieldError>> {
    let refused = |fault: Misconfigured| ApiError::from(desk::Failure::from(fault)).fields;
    let locked =
        ItPolicy::read(&host.policy).map_err(|fault| vec![unread("policy.toml", &fault)])?;
    let mut request = request.clone();
    hold(&mut request, &locked);
    let request = &request;
    let mut wrong = Vec::new();
    let mut need = |field: &str, text: &str| {
        let text = text.trim();
        if text.is_empty() {
            let refused = desk::Refused::new(field, "required", "must not be empty");
            wrong.push(FieldError::from(refused));
        }
        text.to_owned()
    };
    let base_url = need("base_url", &request.base_url);
    let identity = need("identity", &request.identity);
    let secret = need("secret", &request.secret);
    let (network, credentials) = match request.network.as_str() {
        "mykaarma" => {
            let department_uuid = need("department_uuid", &request.department_uuid);
            (
                Settings::MyKaarma(MyKaarmaSettings { base_url, department_uuid }),
                Credentials::MyKaarma { username: identity.into(), password: secret.into() },
            )
        }
        _ => {
            let path = request.path.trim();
            let keyloop = KeyloopSettings {
                base_url,
                path: if path.is_empty() { "{enterprise}/{store}/v1" } else { path }.to_owned(),
                enterprise_id: need("enterprise_id", &request.enterprise_id),
                store_id: need("store_id", &request.store_id),
                api_version: if request.api_version == "v3" {
                    ApiVersion::V3
                } else {
                    ApiVersion::V1
                },
                dms: need("dms", &request.dms),
                token_path: "/oauth/client_credential/accesstoken".to_owned(),
                on_behalf_of: None,
            };
            let (client_id, client_secret) = (identity.into(), secret.into());
            (Settings::Keyloop(keyloop), Credentials::Keyloop { client_id, client_secret })
        }
    };
    let proxy = match request.proxy.trim() {
        "" => Ok(Proxy::System),
        text => Proxy::read(text),
    };
    let proxy = proxy.map_err(|fault| wrong.extend(refused(fault.into()))).unwrap_or_default();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let kept = Config::read_under(&host.config_path, locked.clone());
    let kept = match kept {
        Err(fault) if desk::config::may_speak_of_trust(&host.config_path) => {
            return Err(vec![unread("showroom.toml", &fault)]);
        }
        kept => kept.unwrap_or_else(|_| Config { locked, ..Config::default() }),
    };
    let country = Some(request.country.trim().to_uppercase()).filter(|code| !code.is_empty());
    let network = keeping(network, kept.network.as_ref());
    let mut config = Config { network: Some(network), country, proxy, ..kept };
    // A file of keys is only ever for a network on this computer.
    if config.keys == KeyHome::File && !config.base_url().is_some_and(desk::config::is_loopback) {
        config.keys = KeyHome::Os;
    }
    Ok((config.held().map_err(refused)?, credentials))
}

/// Nothing is kept beside a policy that nobody can read, nor over pins that nobody can.
fn unread(file: &str, fault: &Misconfigured) -> FieldError {
    FieldError::from(desk::Refused::new(file, "setting", fault.to_string()))
}
