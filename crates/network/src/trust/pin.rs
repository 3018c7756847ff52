//! A pin: the SHA-256 of an authority's public key, which stays the same when its certificate is
//! renewed. The form is that of HTTP's pins (RFC 7469), which every tool for certificates prints.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const PREFIX: &str = "sha256/";
/// As much of an entry as is said back.
const SAID: usize = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin([u8; 32]);

impl Pin {
    /// `key`: a whole SubjectPublicKeyInfo, in DER.
    pub(crate) fn of(key: &[u8]) -> Self {
        Self(Sha256::digest(key).into())
    }

    fn read(entry: &str) -> Option<Self> {
        let digest = STANDARD.decode(entry.strip_prefix(PREFIX)?).ok()?;
        digest.try_into().ok().map(Self)
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", STANDARD.encode(self.0))
    }
}

/// None, or at least two: whoever holds one key alone loses every desk with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins(Vec<Pin>);

impl Pins {
    pub(crate) fn read(entries: &[String]) -> Result<Self, String> {
        let mut pins = Vec::new();
        for entry in entries {
            let pin = Pin::read(entry.trim()).ok_or_else(|| malformed(entry))?;
            if !pins.contains(&pin) {
                pins.push(pin);
            }
        }
        if pins.len() == 1 {
            return Err(ALONE.to_owned());
        }
        Ok(Self(pins))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn hold(&self, pin: Pin) -> bool {
        self.0.contains(&pin)
    }
}

const ALONE: &str = "one pin alone shuts every desk out on the day the network leaves that \
                     authority: give a second one, of another authority of its chain or of the one \
                     it would move to (`showroomctl trust show` prints them; the same pin twice is \
                     one), or none";

fn malformed(entry: &str) -> String {
    let said: String = entry.chars().take(SAID).collect();
    format!(
        "{said:?} is no pin: give \"{PREFIX}\" and the 44 characters of a SHA-256 in base64, as \
         `showroomctl trust show` prints it"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &[&str]) -> Result<Pins, String> {
        Pins::read(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_pin_is_written_as_it_is_read() {
        // The digest of nothing at all, as every tool prints it.
        let empty = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(Pin::of(b"").to_string(), empty);
        assert_eq!(Pin::read(empty), Some(Pin::of(b"")));
    }

    #[test]
    fn two_different_pins_or_none_are_taken() {
        let (one, other) = (Pin::of(b"one").to_string(), Pin::of(b"other").to_string());
        let pins = read(&[&one, &format!(" {other} ")]).unwrap();
        assert!(pins.hold(Pin::of(b"one")) && pins.hold(Pin::of(b"other")));
        assert!(!pins.hold(Pin::of(b"third")));
        assert!(read(&[]).unwrap().is_empty());
        for alone in [&[one.as_str()][..], &[&one, &one]] {
            let why = read(alone).unwrap_err();
            assert!(why.contains("one pin alone") && why.contains("trust show"), "{why}");
        }
    }

    #[test]
    fn what_is_no_pin_is_refused_by_its_name() {
        let good = Pin::of(b"one").to_string();
        let digest = good.trim_start_matches(PREFIX);
        let long = "x".repeat(10_000);
        for entry in [
            "",
            "sha256/",
            digest,
            &format!("sha1/{digest}"),
            &format!("SHA256/{digest}"),
            &good[..good.len() - 1],
            &format!("{good}="),
            "sha256/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
            "sha256//////",
            long.as_str(),
        ] {
            let why = read(&[&good, entry]).unwrap_err();
            let named: String = entry.chars().take(SAID).collect();
            assert!(why.starts_with(&format!("{named:?} is no pin")), "{why}");
            assert!(why.len() < 400, "{why}");
        }
    }
}
