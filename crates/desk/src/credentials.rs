//! Credentials: from one JSON object into the key store, and from there to the network. They are
//! never printed, logged or written anywhere else.

use crate::failure::{Failure, Refused, Result};
use keys::{KeyStore, Name};
use network::CheckLine;
use network::settings::{Credentials, Settings};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The member that says which network they are for.
const FOR: &str = "for";
/// The member with those before, the latest first, for as long as nobody knows that these are right.
const BEFORE: &str = "before";
/// So many of them.
const KEPT_BEFORE: usize = 3;

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

/// Keeps them, with the network they are for. Those before are put back by `restore` until these have
/// been accepted: a slip at a rotation loses none that work.
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
    // Whatever is the matter with those before, it stands in nobody's way.
    let before = match entry(keys, settings) {
        Ok(Some((last, mut before))) => {
            before.insert(0, last);
            before.retain(|one| *one != object);
            before.truncate(KEPT_BEFORE);
            before
        }
        _ => Vec::new(),
    };
    write(keys, object, before)
}

/// Puts those before in the place of the last.
pub fn restore(keys: &dyn KeyStore, settings: &Settings) -> Result<()> {
    let mut before = entry(keys, settings)?.map_or_else(Vec::new, |(_, before)| before);
    if before.is_empty() {
        let why = "there are none before these: give them anew with `credentials set`";
        return Err(refuse("credentials", "none_before", why));
    }
    let last = before.remove(0);
    write(keys, last, before)
}

/// Whether there are some to put back.
pub fn has_before(keys: &dyn KeyStore, settings: &Settings) -> Result<bool> {
    Ok(entry(keys, settings)?.is_some_and(|(_, before)| !before.is_empty()))
}

/// The network has accepted those kept: the ones before are let go.
pub fn were_accepted(keys: &dyn KeyStore, settings: &Settings) -> Result<()> {
    match entry(keys, settings)? {
        Some((last, before)) if !before.is_empty() => write(keys, last, Vec::new()),
        _ => Ok(()),
    }
}

/// What a check says of the credentials themselves; none where it did not come to them.
pub fn accepted(lines: &[CheckLine]) -> Option<bool> {
    let refused = |line: &CheckLine| {
        matches!(line.code, Some("credentials_refused" | "token_refused")) && line.tried
    };
    if lines.iter().any(refused) {
        return Some(false);
    }
    let scope = lines.iter().find(|line| line.step == "scope")?;
    (scope.ok || scope.code == Some("not_permitted")).then_some(true)
}

/// Those kept, and those before, where they are for this network.
fn entry(keys: &dyn KeyStore, settings: &Settings) -> Result<Option<(Value, Vec<Value>)>> {
    let Some(text) = keys.read(Name::Credentials)? else { return Ok(None) };
    let Ok(Value::Object(mut last)) = serde_json::from_str(text.expose_secret()) else {
        return Ok(None);
    };
    let before = match last.shift_remove(BEFORE) {
        Some(Value::Array(before)) => before,
        _ => Vec::new(),
    };
    // Those of an older version do not say whose they are.
    let ours = last.get(FOR).is_none_or(|scope| *scope == settings.credential_scope());
    Ok(ours.then_some((Value::Object(last), before)))
}

fn write(keys: &dyn KeyStore, mut last: Value, before: Vec<Value>) -> Result<()> {
    if !before.is_empty() {
        last[BEFORE] = before.into();
    }
    Ok(keys.write(Name::Credentials, &SecretString::from(last.to_string()))?)
}

/// Those in use, of what is kept: that others before them were let go changes nothing.
pub(crate) fn in_use(kept: &str) -> String {
    let Ok(Value::Object(mut object)) = serde_json::from_str(kept) else { return kept.to_owned() };
    match object.shift_remove(BEFORE) {
        Some(_) => Value::Object(object).to_string(),
        None => kept.to_owned(),
    }
}

/// Those kept for this network; none where there are none, or ones for another: a secret is never
/// shown to a network it was not given for because a line of the configuration was changed.
pub fn kept(keys: &dyn KeyStore, settings: &Settings) -> Result<Option<Credentials>> {
    Ok(entry(keys, settings)?.and_then(|(last, _)| parse(settings, &last.to_string()).ok()))
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
    Ok(text.map(|text| Mark(Sha256::digest(in_use(text.expose_secret())).into())))
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

    #[test]
    fn a_slip_at_a_rotation_is_taken_back_until_the_network_has_accepted_the_new_ones() {
        let settings = Settings::MyKaarma(MyKaarmaSettings {
            base_url: "https://real.example/v2".into(),
            department_uuid: "d".into(),
        });
        let folder = tempfile::tempdir().unwrap();
        let keys = keys::FileKeys::new(folder.path());
        let rotate = |password: &str| {
            let text = format!(r#"{{"username":"desk","password":"{password}"}}"#);
            keep(&keys, &settings, &parse(&settings, &text).unwrap()).unwrap();
        };
        let password = || match kept(&keys, &settings).unwrap() {
            Some(Credentials::MyKaarma { password, .. }) => password.expose_secret().to_owned(),
            _ => String::new(),
        };
        let none = |done: Result<()>| matches!(done, Err(Failure::Invalid(_)));
        assert!(none(restore(&keys, &settings)));
        rotate("works");
        assert!(!has_before(&keys, &settings).unwrap());
        ["slip", "slip", "another", "third"].into_iter().for_each(rotate);
        for wanted in ["another", "slip", "works"] {
            let mark = mark(&keys, &settings).unwrap();
            restore(&keys, &settings).unwrap();
            assert_eq!(password(), wanted);
            assert!(mark != super::mark(&keys, &settings).unwrap());
        }
        assert!(none(restore(&keys, &settings)));
        rotate("right");
        let before = mark(&keys, &settings).unwrap();
        were_accepted(&keys, &settings).unwrap();
        assert!(none(restore(&keys, &settings)));
        assert!(before == mark(&keys, &settings).unwrap(), "they are the same as before");
        let text = keys.read(Name::Credentials).unwrap().unwrap();
        assert!(
            !text.expose_secret().contains("works"),
            "nothing is kept longer than it is of use"
        );
    }
}
