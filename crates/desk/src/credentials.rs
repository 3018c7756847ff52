//! Credentials: from one JSON object into the key store, and from there to the network. They are
//! never printed, logged or written anywhere else.

use crate::failure::{Failure, Refused, Result};
use keys::{KeyStore, Name};
use network::settings::{Credentials, Settings};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The member that says which network they are for.
const FOR: &str = "for";

/// Reads and checks the object for the network it is meant for.
pub fn parse(settings: &Settings, text: &str) -> Result<Credentials> {
    let value: Value = serde_json::from_str(text)
        .map_err(|_| refuse("credentials", "not_json", "give one JSON object on standard input"))?;
    let part = |name: &str| match value.get(name).and_then(Value::as_str).map(str::trim) {
        Some(text) if !text.is_empty() => Ok(SecretString::from(text.to_owned())),
        _ => Err(refuse(name, "required", &format!("the member \"{name}\" is missing or empty"))),
    };
    match settings {
        Settings::Keyloop(_) => Ok(Credentials::Keyloop {
            client_id: part("client_id")?,
            client_secret: part("client_secret")?,
        }),
        Settings::MyKaarma(_) => {
            Ok(Credentials::MyKaarma { username: part("username")?, password: part("password")? })
        }
    }
}

/// Keeps them, with the network they are for; the old ones are replaced only by ones that parse.
pub fn keep(keys: &dyn KeyStore, settings: &Settings, credentials: &Credentials) -> Result<()> {
    let mut object = match credentials {
        Credentials::Keyloop { client_id, client_secret } => serde_json::json!({
            "client_id": client_id.expose_secret(),
            "client_secret": client_secret.expose_secret(),
        }),
        Credentials::MyKaarma { username, password } => serde_json::json!({
            "username": username.expose_secret(),
            "password": password.expose_secret(),
        }),
    };
    object[FOR] = settings.credential_scope().into();
    keys.write(Name::Credentials, &SecretString::from(object.to_string()))?;
    Ok(())
}

/// Those kept for this network; none where there are none, or ones for another: a secret is never
/// shown to a network it was not given for because a line of the configuration was changed.
pub fn kept(keys: &dyn KeyStore, settings: &Settings) -> Result<Option<Credentials>> {
    let Some(text) = keys.read(Name::Credentials)? else { return Ok(None) };
    let object: Value = serde_json::from_str(text.expose_secret()).unwrap_or_default();
    // Those of an older version do not say whose they are.
    if object.get(FOR).is_some_and(|scope| *scope != settings.credential_scope()) {
        return Ok(None);
    }
    Ok(parse(settings, text.expose_secret()).ok())
}

/// By which credentials are told from later ones; tells nothing of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark([u8; 32]);

/// Of those kept for this network.
pub fn mark(keys: &dyn KeyStore, settings: &Settings) -> Result<Option<Mark>> {
    if kept(keys, settings)?.is_none() {
        return Ok(None);
    }
    let text = keys.read(Name::Credentials)?;
    Ok(text.map(|text| Mark(Sha256::digest(text.expose_secret()).into())))
}

fn refuse(field: &str, code: &str, message: &str) -> Failure {
    Failure::Invalid(vec![Refused::new(field, code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use network::settings::MyKaarmaSettings;

    #[test]
    fn a_missing_member_is_named_and_its_value_never_shown() {
        let settings = Settings::MyKaarma(MyKaarmaSettings {
            base_url: "http://127.0.0.1:1".into(),
            department_uuid: "d".into(),
        });
        for (text, field) in [
            ("", "credentials"),
            ("[]", "username"),
            (r#"{"username":"desk"}"#, "password"),
            (r#"{"username":"desk","password":" "}"#, "password"),
        ] {
            let Err(Failure::Invalid(refused)) = parse(&settings, text) else { panic!("{text}") };
            assert_eq!(refused[0].field, field);
            assert!(!refused[0].message.contains("desk"));
        }
        assert!(parse(&settings, r#"{"username":"a","password":"b"}"#).is_ok());
    }

    #[test]
    fn a_secret_is_not_given_to_another_network_because_a_line_of_the_configuration_changed() {
        let at = |base: &str| {
            Settings::MyKaarma(MyKaarmaSettings {
                base_url: base.to_owned(),
                department_uuid: "d".into(),
            })
        };
        let folder = tempfile::tempdir().unwrap();
        let keys = keys::FileKeys::new(folder.path());
        let (stage, real) = (at("https://stage.example/v2"), at("https://real.example/v2"));
        let text = r#"{"username":"a","password":"b"}"#;
        keep(&keys, &stage, &parse(&stage, text).unwrap()).unwrap();
        assert!(kept(&keys, &stage).unwrap().is_some());
        assert!(kept(&keys, &real).unwrap().is_none());
        // As an older version kept them.
        keys.write(Name::Credentials, &SecretString::from(text.to_owned())).unwrap();
        assert!(kept(&keys, &real).unwrap().is_some());
    }
}
