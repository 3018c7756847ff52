//! What is kept of a PIN: its Argon2id with a salt of its own and a pepper out of the key store. A
//! PIN is a gate, never a key: nothing is encrypted under it. How often one may be guessed at is not
//! decided here.

use crate::vault::random;
use crate::{Failure, KeyStore, Name, data_key, mint};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// 19 MiB, two passes, one lane: what OWASP asks for at least; a right PIN is known in 50 ms.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

pub const SALT: usize = 16;
pub type Salt = [u8; SALT];
pub type Proof = [u8; 32];

pub fn fresh_salt() -> Result<Salt, Failure> {
    let mut salt = [0; SALT];
    random(&mut salt)?;
    Ok(salt)
}

/// The pepper, where a PIN was ever set.
pub fn pepper(store: &dyn KeyStore) -> Result<Option<Zeroizing<[u8; 32]>>, Failure> {
    data_key(store, Name::PinPepper)
}

/// The pepper, made where there is none: PINs set with another one open nothing any more.
pub fn pepper_for_a_new_pin(store: &dyn KeyStore) -> Result<Zeroizing<[u8; 32]>, Failure> {
    match pepper(store)? {
        Some(pepper) => Ok(pepper),
        None => mint(store, Name::PinPepper),
    }
}

/// Slow on purpose. The pepper goes in as Argon2's own secret (RFC 9106, parameter K), which keys
/// its first hash as an HMAC around the PIN would.
pub fn proof(pin: &SecretString, salt: &[u8], pepper: &[u8; 32]) -> Result<Proof, Failure> {
    let broken = |_| Failure::Broken { why: "nothing can be made of this PIN".to_owned() };
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(broken)?;
    let mut proof = [0; 32];
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .and_then(|argon| {
            argon.hash_password_into(pin.expose_secret().as_bytes(), salt, &mut proof)
        })
        .map_err(broken)?;
    Ok(proof)
}

/// Looks at every byte, whichever is the first that differs.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let differs = one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b));
    one.len() == other.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FileKeys;

    #[test]
    fn another_pin_another_salt_and_another_pepper_each_give_another_proof() {
        let pin = |digits: &str| SecretString::from(digits);
        let right = proof(&pin("483920"), &[1; SALT], &[2; 32]).unwrap();
        assert!(same(&right, &proof(&pin("483920"), &[1; SALT], &[2; 32]).unwrap()));
        for other in [
            proof(&pin("483921"), &[1; SALT], &[2; 32]).unwrap(),
            proof(&pin("483920"), &[9; SALT], &[2; 32]).unwrap(),
            proof(&pin("483920"), &[1; SALT], &[9; 32]).unwrap(),
        ] {
            assert!(!same(&right, &other));
        }
        assert!(!same(&right, &right[..31]) && !same(&right, &[]));
    }

    #[test]
    fn a_copy_of_the_folder_does_not_bring_the_count_of_guesses_along() {
        let folder = tempfile::tempdir().unwrap();
        let (data, state) = (folder.path().join("data"), folder.path().join("state"));
        let store = FileKeys::marked_in(&data, &state);
        let pepper = pepper_for_a_new_pin(&store).unwrap();
        store.write(Name::PinAnchor, &"three".to_owned().into()).unwrap();
        store.write(Name::Generation, &"mark".to_owned().into()).unwrap();
        let lying = std::fs::read_to_string(data.join("keys.json")).unwrap();
        assert!(lying.contains("pin-pepper") && !lying.contains("three"), "{lying}");
        let again = FileKeys::marked_in(&data, &state);
        assert_eq!(pepper_for_a_new_pin(&again).unwrap(), pepper, "made once");
        assert_eq!(again.read(Name::PinAnchor).unwrap().unwrap().expose_secret(), "three");
        assert_eq!(again.read(Name::Generation).unwrap().unwrap().expose_secret(), "mark");
    }
}
