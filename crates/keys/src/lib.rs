//! Where keys and credentials live.
//!
//! Two homes behind one trait: the operating system's keyring, and a file in the data folder that
//! may be used for loopback networks only (the caller enforces that and warns at every start).
//! There is no silent fallback from one to the other, and a missing key is never replaced by a new
//! one here: `mint` is called only where nothing is encrypted yet.
//!
//! Every call may block for as long as a keyring asks its user: never call it on an async worker.

mod failure;
mod file;
mod os;
pub mod phrase;
pub mod vault;

use base64::{Engine as _, engine::general_purpose::STANDARD};
pub use failure::Failure;
pub use file::{FileKeys, install_id};
pub use os::OsKeyring;
use rand::TryRngCore as _;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// The data key of `mine.db`.
    Mine,
    /// The data key of `theirs.db`.
    Theirs,
    /// The network's credentials, as JSON.
    Credentials,
    /// How often this data folder was taken into use: tells a restored or copied folder.
    Generation,
}

impl Name {
    pub const ALL: [Self; 4] = [Self::Mine, Self::Theirs, Self::Credentials, Self::Generation];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Theirs => "theirs",
            Self::Credentials => "credentials",
            Self::Generation => "generation",
        }
    }
}

pub trait KeyStore: Send + Sync {
    /// `None` where nothing is kept under this name.
    fn read(&self, name: Name) -> Result<Option<SecretString>, Failure>;
    fn write(&self, name: Name, value: &SecretString) -> Result<(), Failure>;
    /// Deleting what is not there is done at once.
    fn delete(&self, name: Name) -> Result<(), Failure>;
    /// `os` or `file`.
    fn kind(&self) -> &'static str;
}

/// Reads a data key. A value that is no key is `Broken`, never `None`: `None` may lead to minting.
pub fn data_key(store: &dyn KeyStore, name: Name) -> Result<Option<Zeroizing<[u8; 32]>>, Failure> {
    let Some(text) = store.read(name)? else { return Ok(None) };
    let broken = || Failure::Broken { why: format!("the entry {} is not a key", name.word()) };
    let bytes = Zeroizing::new(STANDARD.decode(text.expose_secret()).map_err(|_| broken())?);
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return Err(broken());
    }
    key.copy_from_slice(&bytes);
    Ok(Some(key))
}

/// Makes a data key, keeps it, and reads it back before anything is encrypted with it: a keyring
/// that forgets would take the file with it. Refuses where a key exists.
pub fn mint(store: &dyn KeyStore, name: Name) -> Result<Zeroizing<[u8; 32]>, Failure> {
    if store.read(name)?.is_some() {
        return Err(Failure::Exists { name: name.word() });
    }
    let mut key = Zeroizing::new([0; 32]);
    rand::rngs::OsRng.try_fill_bytes(key.as_mut_slice()).map_err(|error| Failure::Broken {
        why: format!("the system gives no random bytes: {error}"),
    })?;
    store.write(name, &SecretString::from(STANDARD.encode(key.as_slice())))?;
    match data_key(store, name)? {
        Some(kept) if kept == key => Ok(key),
        _ => Err(Failure::Broken { why: "what was stored does not come back".to_owned() }),
    }
}
