//! The counts of guesses a second time, in the key store: a file copied back has forgotten some, and
//! then the larger number counts. A PIN that was set anew since opens nothing any more.

use crate::failure::Result;
use keys::{KeyStore, Name};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use store::mine::pin::Pin;

/// For each door how often its PIN was set, and the tries since.
#[derive(Default)]
pub struct Anchor(BTreeMap<String, (u32, u32)>);

/// What file and anchor say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Tries(u32),
    /// The file is older than the PIN: whatever it compares with was set before.
    Outdated,
}

impl Anchor {
    pub fn read(keys: &dyn KeyStore) -> Result<Self> {
        let Some(text) = keys.read(Name::PinAnchor)? else { return Ok(Self::default()) };
        let broken =
            |_| keys::Failure::Broken { why: "the counts of PINs are not readable".to_owned() };
        Ok(Self(serde_json::from_str(text.expose_secret()).map_err(broken)?))
    }

    pub fn write(&self, keys: &dyn KeyStore) -> Result<()> {
        let text = serde_json::to_string(&self.0)
            .map_err(|fault| crate::Failure::Inside(fault.to_string()))?;
        Ok(keys.write(Name::PinAnchor, &SecretString::from(text))?)
    }

    pub fn count(&self, pin: &Pin) -> Count {
        match self.0.get(&pin.who) {
            Some((epoch, _)) if *epoch > pin.epoch => Count::Outdated,
            Some((epoch, tries)) if *epoch == pin.epoch => Count::Tries(pin.tries.max(*tries)),
            _ => Count::Tries(pin.tries),
        }
    }

    /// The number of the next setting of this PIN.
    pub fn next_epoch(&self, who: &str, stored: Option<&Pin>) -> u32 {
        let anchored = self.0.get(who).map_or(0, |(epoch, _)| *epoch);
        stored.map_or(0, |pin| pin.epoch).max(anchored).saturating_add(1)
    }

    pub fn set(&mut self, who: &str, epoch: u32, tries: u32) {
        self.0.insert(who.to_owned(), (epoch, tries));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_count_counts_and_an_older_setting_never() {
        let mut anchor = Anchor::default();
        anchor.set("ana", 2, 5);
        let pin =
            |epoch, tries| Pin { who: "ana".to_owned(), salt: vec![], proof: vec![], epoch, tries };
        assert_eq!(anchor.count(&pin(2, 1)), Count::Tries(5));
        assert_eq!(anchor.count(&pin(2, 7)), Count::Tries(7));
        assert_eq!(anchor.count(&pin(1, 0)), Count::Outdated);
        assert_eq!(anchor.count(&pin(3, 0)), Count::Tries(0), "set, and ended before the anchor");
        assert_eq!(anchor.next_epoch("ana", Some(&pin(1, 0))), 3);
        assert_eq!(anchor.next_epoch("ben", None), 1);
    }
}
