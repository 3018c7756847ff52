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
pub mod pin;
pub mod post;
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
    /// The data key of `inbox.db`: the only one the kiosk's process reads.
    Inbox,
    /// The network's credentials, as JSON.
    Credentials,
    /// How often this data folder was taken into use: tells a restored or copied folder.
    Generation,
    /// What every PIN is mixed with, so that the file alone cannot be guessed at.
    PinPepper,
    /// How often each PIN was guessed at: what a file copied back has forgotten.
    PinAnchor,
    /// Under which hashes are made that nobody else shall be able to make: of ids that are to be
    /// known again and not kept, and of the audit's rows.
    Pepper,
    /// How far the audit had come when it was last looked at.
    AuditAnchor,
    /// What opens the codes that kiosks show for this desk.
    HandOff,
}

impl Name {
    pub const ALL: [Self; 10] = [
        Self::Mine,
        Self::Theirs,
        Self::Inbox,
        Self::Credentials,
        Self::Generation,
        Self::PinPepper,
        Self::PinAnchor,
        Self::Pepper,
        Self::AuditAnchor,
        Self::HandOff,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Theirs => "theirs",
            Self::Inbox => "inbox",
            Self::Credentials => "credentials",
            Self::Generation => "generation",
            Self::PinPepper => "pin-pepper",
            Self::PinAnchor => "pin-anchor",
            Self::Pepper => "pepper",
            Self::AuditAnchor => "audit_anchor",
            Self::HandOff => "hand_off",
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

/// The pepper; made where there is none yet. Nothing is encrypted with it, so that a new one locks
/// nothing out: hashes made under the old one are no longer known again.
pub fn pepper(store: &dyn KeyStore) -> Result<Zeroizing<[u8; 32]>, Failure> {
    if let Some(pepper) = data_key(store, Name::Pepper)? {
        return Ok(pepper);
    }
    match mint(store, Name::Pepper) {
        // Another process was first.
        Err(Failure::Exists { .. }) => {
            data_key(store, Name::Pepper)?.ok_or(Failure::Exists { name: Name::Pepper.word() })
        }
        made => made,
    }
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
    keep(store, name, &key)?;
    Ok(key)
}

/// Keeps a data key and reads it back. What was under that name is gone.
pub fn keep(store: &dyn KeyStore, name: Name, key: &Zeroizing<[u8; 32]>) -> Result<(), Failure> {
    let text = Zeroizing::new(STANDARD.encode(key.as_slice()));
    store.write(name, &SecretString::from(text.as_str()))?;
    match data_key(store, name)? {
        Some(kept) if kept == *key => Ok(()),
        _ => Err(Failure::Broken { why: "what was stored does not come back".to_owned() }),
    }
}
