//! Credentials: from one JSON object into the key store, and from there to the network. They are
//! never printed, logged or written anywhere else.

use crate::failure::{Failure, Refused, Result};
use keys::{KeyStore, Name};
use network::settings::{Credentials, Settings};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

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

/// Keeps them; the old ones are replaced only by ones that parse.
pub fn keep(keys: &dyn KeyStore, credentials: &Credentials) -> Result<()> {
    let object = match credentials {
        Credentials::Keyloop { client_id, client_secret } => serde_json::json!({
            "client_id": client_id.expose_secret(),
            "client_secret": client_secret.expose_secret(),
        }),
        Credentials::MyKaarma { username, password } => serde_json::json!({
            "username": username.expose_secret(),
            "password": password.expose_secret(),
        }),
    };
    keys.write(Name::Credentials, &SecretString::from(object.to_string()))?;
    Ok(())
}

/// Those kept for this network; none where there are none, or ones for the other network.
pub fn kept(keys: &dyn KeyStore, settings: &Settings) -> Result<Option<Credentials>> {
    let Some(text) = keys.read(Name::Credentials)? else { return Ok(None) };
    Ok(parse(settings, text.expose_secret()).ok())
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
}
