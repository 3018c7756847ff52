//! Bytes for one reader. Whoever has the reader's public key can close them, and cannot open them
//! again; only the secret that the public key follows from does. RFC 9180 (HPKE) in base mode:
//! X25519, HKDF-SHA-256, ChaCha20-Poly1305. Who closed them is not proven.

use crate::Failure;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use zeroize::Zeroizing;

type Kem = X25519HkdfSha256;

const KEY: usize = 32;
/// By how much the closed bytes are longer.
pub const OVERHEAD: usize = KEY + 16;

/// What a sender needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; KEY]);

/// The public key of whoever keeps this secret.
pub fn public(secret: &[u8; KEY]) -> Result<PublicKey, Failure> {
    let (_, public) = Kem::derive_keypair(secret);
    let bytes = <[u8; KEY]>::try_from(public.to_bytes().as_slice()).map_err(|_| no_key())?;
    Ok(PublicKey(bytes))
}

/// `about` is not hidden, and has to be the same when it is opened.
pub fn close(to: &PublicKey, about: &[u8], content: &[u8]) -> Result<Vec<u8>, Failure> {
    // The library takes its random bytes where ours come from, and panics where there are none.
    crate::vault::random(&mut [0; KEY])?;
    let to = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| no_key())?;
    let (key, closed) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &to,
        INFO,
        content,
        about,
    )
    .map_err(|_| no_key())?;
    let mut bytes = key.to_bytes().to_vec();
    bytes.extend(closed);
    Ok(bytes)
}

/// None where it is for another, or a byte of it is: the two look alike.
pub fn open(secret: &[u8; KEY], about: &[u8], closed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (key, closed) = closed.split_at_checked(KEY)?;
    let key = <Kem as hpke::Kem>::EncappedKey::from_bytes(key).ok()?;
    let (secret, _) = Kem::derive_keypair(secret);
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeR::Base,
        &secret,
        &key,
        INFO,
        closed,
        about,
    )
    .ok()
    .map(Zeroizing::new)
}

/// So that a key is never asked to open what was closed for another purpose.
const INFO: &[u8] = b"showroom hand-off 1";

fn no_key() -> Failure {
    Failure::Broken { why: "this is no public key".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_of_the_public_key_opens_it_and_no_byte_may_be_another() {
        let (secret, other) = ([7; 32], [8; 32]);
        let to = public(&secret).unwrap();
        let closed = close(&to, b"about", b"Maria Sousa").unwrap();
        assert_eq!(closed.len(), b"Maria Sousa".len() + OVERHEAD);
        assert!(!closed.windows(5).any(|part| part == b"Maria"));
        assert_eq!(open(&secret, b"about", &closed).unwrap().as_slice(), b"Maria Sousa");
        assert_eq!(open(&other, b"about", &closed), None);
        assert_eq!(open(&secret, b"another", &closed), None);
        for at in 0..closed.len() {
            let mut bent = closed.clone();
            bent[at] ^= 1;
            assert_eq!(open(&secret, b"about", &bent), None, "byte {at}");
        }
        for short in [0, 31, 32, 47] {
            assert_eq!(open(&secret, b"about", &closed[..short]), None);
        }
        assert_ne!(close(&to, b"about", b"Maria Sousa").unwrap(), closed, "a fresh key each time");
    }

    #[test]
    fn a_key_that_leads_nowhere_is_refused() {
        assert!(close(&PublicKey([0; 32]), b"", b"x").is_err());
    }
}
