//! Bytes under words: Argon2id makes the key, XChaCha20-Poly1305 closes them. What it is for stands in
//! front of it and is sealed with it, so that one kind of vault cannot be passed off as another.

use crate::Failure;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::TryRngCore as _;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"showroom";
const VERSION: u8 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
/// 64 MiB, three passes, one lane: some tenths of a second, and a guess costs as much.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// What a vault holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The data keys of one desk.
    Keys,
    /// The unfinished entries of one desk.
    Outbox,
}

impl Purpose {
    const fn byte(self) -> u8 {
        match self {
            Self::Keys => b'k',
            Self::Outbox => b'o',
        }
    }
}

fn header(purpose: Purpose) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend([VERSION, purpose.byte()]);
    header
}

fn cipher(words: &SecretString, salt: &[u8]) -> Result<XChaCha20Poly1305, Failure> {
    let broken = |_| Failure::Broken { why: "no key can be made of these words".to_owned() };
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(broken)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(words.expose_secret().as_bytes(), salt, key.as_mut_slice())
        .map_err(broken)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice())
        .map_err(|_| Failure::Broken { why: "the key has another length".to_owned() })
}

/// Slow on purpose.
pub fn seal(purpose: Purpose, words: &SecretString, content: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut fresh = [0_u8; SALT + NONCE];
    random(&mut fresh)?;
    let (salt, nonce) = fresh.split_at(SALT);
    let mut sealed = header(purpose);
    sealed.extend(fresh);
    let payload = Payload { msg: content, aad: &sealed };
    let nonce = XNonce::try_from(nonce).map_err(|_| unreadable())?;
    let closed = cipher(words, salt)?
        .encrypt(&nonce, payload)
        .map_err(|_| Failure::Broken { why: "it is too long to be sealed".to_owned() })?;
    sealed.extend(closed);
    Ok(sealed)
}

/// `WrongWords` where the words are others, or a byte of it is: the two look alike.
pub fn open(
    purpose: Purpose,
    words: &SecretString,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let header = header(purpose);
    if !sealed.starts_with(&header) {
        return Err(unreadable());
    }
    let (front, closed) =
        sealed.split_at_checked(header.len() + SALT + NONCE).ok_or_else(unreadable)?;
    let (salt, nonce) = front[header.len()..].split_at(SALT);
    let nonce = XNonce::try_from(nonce).map_err(|_| unreadable())?;
    let payload = Payload { msg: closed, aad: front };
    let content = cipher(words, salt)?.decrypt(&nonce, payload).map_err(|_| Failure::WrongWords)?;
    Ok(Zeroizing::new(content))
}

fn unreadable() -> Failure {
    Failure::Broken { why: "this is no file of this kind".to_owned() }
}

pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Failure> {
    rand::rngs::OsRng.try_fill_bytes(bytes).map_err(|error| Failure::Broken {
        why: format!("the system gives no random bytes: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_words_for_the_same_purpose_open_it_and_no_byte_may_be_another() {
        let words = SecretString::from("correct horse".to_owned());
        let sealed = seal(Purpose::Outbox, &words, b"Maria Sousa").unwrap();
        assert!(!sealed.windows(5).any(|part| part == b"Maria"));
        let opened = open(Purpose::Outbox, &words, &sealed).unwrap();
        assert_eq!(opened.as_slice(), b"Maria Sousa");
        let other = SecretString::from("correct house".to_owned());
        assert!(matches!(open(Purpose::Outbox, &other, &sealed), Err(Failure::WrongWords)));
        assert!(matches!(open(Purpose::Keys, &words, &sealed), Err(Failure::Broken { .. })));
        let last = sealed.len() - 1;
        for at in [10, 30, last] {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(matches!(open(Purpose::Outbox, &words, &bent), Err(Failure::WrongWords)));
        }
        for short in [0, 9, 40] {
            assert!(open(Purpose::Outbox, &words, &sealed[..short]).is_err());
        }
        assert_ne!(seal(Purpose::Outbox, &words, b"Maria Sousa").unwrap(), sealed, "a fresh salt");
    }
}
