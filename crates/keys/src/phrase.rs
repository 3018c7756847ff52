//! The recovery phrase: a second way to the data keys, for when the keyring is lost. It is made once,
//! shown once, written on paper, and kept nowhere; in the data folder lie the keys it opens.

use crate::vault::{self, Purpose, random};
use crate::{Failure, KeyStore, Name, data_key};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FILE: &str = "mine.phrase";
/// No letter that is taken for another one.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 140 random bits.
const LENGTH: usize = 28;
const GROUP: usize = 4;

/// The keys of both files.
pub struct Pair {
    pub mine: Zeroizing<[u8; 32]>,
    pub theirs: Zeroizing<[u8; 32]>,
}

fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Whether a phrase was made for this folder.
pub fn is_made(dir: &Path) -> bool {
    path(dir).exists()
}

/// Makes a phrase for the keys that are kept. One made before opens nothing any more.
pub fn make(store: &dyn KeyStore, dir: &Path) -> Result<SecretString, Failure> {
    let key = |name: Name| {
        data_key(store, name)?.ok_or(Failure::Broken { why: "there are no keys yet".to_owned() })
    };
    let (mine, theirs) = (key(Name::Mine)?, key(Name::Theirs)?);
    let content = Zeroizing::new(
        json!({ "mine": STANDARD.encode(mine), "theirs": STANDARD.encode(theirs) }).to_string(),
    );
    let phrase = fresh()?;
    let sealed = vault::seal(Purpose::Keys, &plain(&phrase), content.as_bytes())?;
    crate::file::replace(&path(dir), &path(dir).with_extension("phrase.new"), &sealed)
        .map_err(|error| crate::file::refused(&error))?;
    Ok(phrase)
}

/// The keys a phrase opens. Slow on purpose.
pub fn open(dir: &Path, phrase: &SecretString) -> Result<Pair, Failure> {
    let sealed = fs::read(path(dir)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NoPhrase,
        _ => crate::file::refused(&error),
    })?;
    let content = vault::open(Purpose::Keys, &plain(phrase), &sealed)?;
    let broken =
        || Failure::Broken { why: "the keys under the phrase are not readable".to_owned() };
    let value: Value = serde_json::from_slice(&content).map_err(|_| broken())?;
    let key = |name: &str| {
        let text = value[name].as_str().ok_or_else(broken)?;
        let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| broken())?);
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| broken())?;
        Ok(Zeroizing::new(key))
    };
    Ok(Pair { mine: key("mine")?, theirs: key("theirs")? })
}

/// Puts keys that are known to open the files into a key store that has lost them. One that holds
/// others is overwritten: whoever calls has seen that they open nothing.
pub fn put_back(store: &dyn KeyStore, keys: &Pair) -> Result<(), Failure> {
    for (name, key) in [(Name::Mine, &keys.mine), (Name::Theirs, &keys.theirs)] {
        store.write(name, &SecretString::from(STANDARD.encode(key.as_slice())))?;
        if data_key(store, name)?.as_ref() != Some(key) {
            return Err(Failure::Broken { why: "what was stored does not come back".to_owned() });
        }
    }
    Ok(())
}

fn fresh() -> Result<SecretString, Failure> {
    let mut bytes = Zeroizing::new([0_u8; LENGTH]);
    random(bytes.as_mut_slice())?;
    let mut phrase = String::with_capacity(LENGTH + LENGTH / GROUP);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % GROUP == 0 {
            phrase.push('-');
        }
        phrase.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    Ok(phrase.into())
}

/// As it was meant, however it was written down and typed in.
fn plain(phrase: &SecretString) -> SecretString {
    let letters = phrase.expose_secret().chars().filter(|letter| letter.is_alphanumeric());
    let plain: String = letters
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            letter => letter,
        })
        .collect();
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileKeys, mint};

    #[test]
    fn a_phrase_gives_the_keys_back_however_it_is_typed_and_only_the_last_one_does() {
        let dir = tempfile::tempdir().unwrap();
        let (lost, new) = (dir.path().join("lost"), dir.path().join("new"));
        let store = FileKeys::new(&lost);
        assert!(matches!(make(&store, dir.path()), Err(Failure::Broken { .. })), "no keys yet");
        let mine = mint(&store, Name::Mine).unwrap();
        let theirs = mint(&store, Name::Theirs).unwrap();
        let old = make(&store, dir.path()).unwrap();
        let phrase = make(&store, dir.path()).unwrap();
        assert_eq!(phrase.expose_secret().len(), LENGTH + LENGTH / GROUP - 1);
        assert!(matches!(open(dir.path(), &old), Err(Failure::WrongWords)));
        let typed = phrase.expose_secret().to_lowercase().replace('-', " ").replace('0', "o");
        let keys = open(dir.path(), &typed.into()).unwrap();
        assert!(keys.mine == mine && keys.theirs == theirs);
        let store = FileKeys::new(&new);
        put_back(&store, &keys).unwrap();
        assert_eq!(data_key(&store, Name::Mine).unwrap(), Some(mine));
    }

    #[test]
    fn without_a_phrase_that_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let none = open(dir.path(), &"whatever".to_owned().into());
        assert!(!is_made(dir.path()) && matches!(none, Err(Failure::NoPhrase)));
    }
}
