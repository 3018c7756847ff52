//! The key under which hashes are made that stand in our files and tell nobody anything.

use crate::failure::Result;
use keys::KeyStore;
use store::{Key, keyed};

pub(crate) struct Pepper(Key);

impl Pepper {
    pub fn of(keys: &dyn KeyStore) -> Result<Self> {
        Ok(Self(Key::new(*keys::pepper(keys)?)))
    }

    pub fn key(&self) -> Key {
        self.0.shared()
    }

    /// By which an id is known again in what leaves this computer, and looked up by nobody.
    pub fn short(&self, what: &str, id: &str) -> String {
        keyed::hex(&self.0, &["support", what, id]).chars().take(12).collect()
    }

    /// A number by which a text that is not kept is known again.
    pub fn digest(&self, parts: &[&str]) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = keyed::hash(&self.0, parts);
        i64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}
