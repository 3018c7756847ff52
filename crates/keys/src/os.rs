//! The operating system's keyring: Secret Service on Linux, Keychain, Credential Manager.
//!
//! On Linux nothing else is accepted: the kernel's keyutils forget at a restart, and a store in
//! plain files protects nothing. A connection that failed is dropped, so that trying again really
//! tries again, also after the keyring's daemon was restarted.

use crate::{Failure, KeyStore, Name};
use keyring_core::{Entry, Error, api::CredentialStore};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// What the entries are filed under; shown by keyring viewers.
const SERVICE: &str = "showroom";

pub struct OsKeyring {
    /// Keeps this data folder's entries apart from those of another one of the same account.
    install: String,
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl OsKeyring {
    /// Connects at the first call, not here.
    pub fn new(install: &str) -> Self {
        Self { install: install.to_owned(), store: Mutex::new(None) }
    }

    fn entry(&self, name: Name) -> Result<Entry, Failure> {
        let mut held = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match held.as_ref() {
            Some(store) => Arc::clone(store),
            None => Arc::clone(held.insert(platform::connect()?)),
        };
        let user = format!("{}/{}", self.install, name.word());
        store.build(SERVICE, &user, None).map_err(|error| read_failure(&error))
    }

    fn forget_connection(&self) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A connection may have died with the daemon: one fresh one is tried before giving up.
    fn ask<T>(
        &self,
        name: Name,
        call: impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<Option<T>, Failure> {
        let mut last = Failure::NoKeyring { why: "not asked".to_owned() };
        for _ in 0..2 {
            match call(&self.entry(name)?) {
                Ok(value) => return Ok(Some(value)),
                Err(Error::NoEntry) => return Ok(None),
                Err(error) => {
                    self.forget_connection();
                    last = read_failure(&error);
                    if !matches!(error, Error::PlatformFailure(_)) {
                        break;
                    }
                }
            }
        }
        Err(last)
    }
}

impl KeyStore for OsKeyring {
    fn read(&self, name: Name) -> Result<Option<SecretString>, Failure> {
        let Some(bytes) = self.ask(name, Entry::get_secret)? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let text = std::str::from_utf8(&bytes).map_err(|_| Failure::Broken {
            why: format!("the entry {} is not a text", name.word()),
        })?;
        Ok(Some(SecretString::from(text)))
    }

    fn write(&self, name: Name, value: &SecretString) -> Result<(), Failure> {
        platform::lasting()?;
        let secret = value.expose_secret().as_bytes();
        match self.ask(name, |entry| entry.set_secret(secret))? {
            Some(()) => Ok(()),
            None => Err(Failure::Broken { why: "the keyring took nothing".to_owned() }),
        }
    }

    fn delete(&self, name: Name) -> Result<(), Failure> {
        self.ask(name, Entry::delete_credential).map(|_| ())
    }

    fn kind(&self) -> &'static str {
        "os"
    }
}

fn read_failure(error: &Error) -> Failure {
    match error {
        Error::NoStorageAccess(_) => Failure::Locked,
        Error::PlatformFailure(cause) => platform::failure(cause.as_ref()),
        Error::Ambiguous(_) => Failure::Broken { why: "two entries have the same name".to_owned() },
        // The other variants may carry the secret's bytes: only what they are is said.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            Failure::Broken { why: "an entry is not readable".to_owned() }
        }
        other => Failure::Broken { why: other.to_string() },
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use crate::Failure;
    use keyring_core::{Error, api::CredentialStore};
    use secret_service::{EncryptionType, blocking::SecretService};
    use std::sync::Arc;

    pub fn connect() -> Result<Arc<CredentialStore>, Failure> {
        match zbus_secret_service_keyring_store::Store::new() {
            Ok(store) => Ok(store),
            Err(Error::PlatformFailure(cause)) => {
                Err(Failure::NoKeyring { why: first_line(&cause.to_string()) })
            }
            Err(other) => Err(super::read_failure(&other)),
        }
    }

    /// Refuses a keyring whose default collection lives in memory only (`session`): the key would
    /// be gone, and the files with it, when the person signs out.
    pub fn lasting() -> Result<(), Failure> {
        let failed = |error: secret_service::Error| match error {
            secret_service::Error::NoResult => {
                Failure::Broken { why: "the keyring has no default collection".to_owned() }
            }
            other => failure(&other),
        };
        let service = SecretService::connect(EncryptionType::Plain)
            .map_err(|error| Failure::NoKeyring { why: first_line(&error.to_string()) })?;
        let collection = match service.get_default_collection() {
            Ok(collection) => collection,
            // None yet: the store asks for one to be made, which is a lasting one.
            Err(secret_service::Error::NoResult) => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        if collection.collection_path.as_str().ends_with("/session") {
            return Err(Failure::Broken {
                why: "the keyring keeps entries in memory only".to_owned(),
            });
        }
        Ok(())
    }

    pub fn failure(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Failure {
        let why = first_line(&cause.to_string());
        match cause.downcast_ref::<secret_service::Error>() {
            Some(secret_service::Error::Locked | secret_service::Error::Prompt) => Failure::Locked,
            Some(
                secret_service::Error::Unavailable | secret_service::Error::PromptDisconnected,
            ) => Failure::NoKeyring { why },
            // What the bus says stands in the text only.
            _ if why.contains("AccessDenied") => Failure::Denied { why },
            _ if ["ServiceUnknown", "NoReply", "Disconnected", "I/O error", "InputOutput"]
                .iter()
                .any(|sign| why.contains(sign)) =>
            {
                Failure::NoKeyring { why }
            }
            _ => Failure::Broken { why },
        }
    }

    fn first_line(text: &str) -> String {
        text.lines().next().unwrap_or_default().chars().take(200).collect()
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use crate::Failure;
    use keyring_core::api::CredentialStore;
    use std::sync::Arc;

    pub fn connect() -> Result<Arc<CredentialStore>, Failure> {
        if let Err(error) = keyring::Entry::store_status() {
            return Err(Failure::NoKeyring { why: error.to_string() });
        }
        keyring_core::get_default_store()
            .ok_or_else(|| Failure::NoKeyring { why: "none for this platform".to_owned() })
    }

    pub const fn lasting() -> Result<(), Failure> {
        Ok(())
    }

    pub fn failure(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Failure {
        Failure::Denied { why: cause.to_string() }
    }
}
