//! HMAC-SHA-256 (RFC 2104) under a key that is in none of the files: what is kept of something can be
//! known again by whoever has the key, and made up by nobody else.

use crate::file::Key;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

const BLOCK: usize = 64;

/// Over the parts, each with its length before it: no two lists of parts read alike when joined.
pub fn hash(key: &Key, parts: &[&str]) -> [u8; 32] {
    let mut inner = Sha256::new();
    inner.update(pad(key, 0x36));
    for part in parts {
        inner.update((part.len() as u64).to_be_bytes());
        inner.update(part.as_bytes());
    }
    outer(key, &inner.finalize())
}

/// The same as text.
pub fn hex(key: &Key, parts: &[&str]) -> String {
    to_hex(&hash(key, parts))
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn outer(key: &Key, inner: &[u8]) -> [u8; 32] {
    let mut outer = Sha256::new();
    outer.update(pad(key, 0x5c));
    outer.update(inner);
    outer.finalize().into()
}

fn pad(key: &Key, with: u8) -> [u8; BLOCK] {
    let mut block = [with; BLOCK];
    for (byte, of_key) in block.iter_mut().zip(key.bytes()) {
        *byte ^= of_key;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over bytes as they are, for the published examples.
    fn plain(key: &Key, message: &[u8]) -> String {
        let mut inner = Sha256::new();
        inner.update(pad(key, 0x36));
        inner.update(message);
        to_hex(&outer(key, &inner.finalize()))
    }

    #[test]
    fn it_is_the_hmac_of_the_standard() {
        // RFC 4231, example 1, whose key of 20 bytes is filled up with zeros.
        let mut bytes = [0; 32];
        bytes[..20].fill(0x0b);
        assert_eq!(
            plain(&Key::new(bytes), b"Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    #[test]
    fn another_key_or_another_cut_is_another_hash() {
        let key = Key::new([1; 32]);
        assert_eq!(hex(&key, &["a", "b"]), hex(&key, &["a", "b"]));
        assert_ne!(hex(&key, &["ab", ""]), hex(&key, &["a", "b"]));
        assert_ne!(hex(&key, &["a"]), hex(&Key::new([2; 32]), &["a"]));
    }
}
