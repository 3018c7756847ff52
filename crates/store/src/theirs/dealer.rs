//! Whose customers the copy holds. A customer number means somebody else at another dealer: a desk
//! that is given another dealer gets another copy, and the first one stays for when they come back.

use super::Theirs;
use crate::{
    Failure,
    failure::File,
    file::{beside, refused},
};
use sha2::{Digest as _, Sha256};
use std::{fs, io, path::Path, sync::PoisonError};

/// The fact that says whose it is.
const FACT: &str = "dealer";

impl Theirs {
    /// The number of the dealer it holds, where that is not this one.
    pub(crate) fn of_another(&self, dealer: &str) -> Result<Option<i64>, Failure> {
        Ok(self.fact(FACT)?.filter(|kept| *kept != number(dealer)))
    }

    /// A copy that was nobody's is this dealer's from now on. All but the desk's first dealer have
    /// local ids of their own.
    pub(crate) fn belong_to(&self, dealer: &str, first: bool) -> Result<(), Failure> {
        let own = if first { "" } else { dealer };
        own.clone_into(&mut self.dealer.write().unwrap_or_else(PoisonError::into_inner));
        if self.fact(FACT)?.is_none() {
            self.set_facts(&[(FACT, Some(number(dealer)))])?;
        }
        Ok(())
    }
}

/// Puts the copy aside under its dealer's number and brings back the one of `dealer`, if there is
/// one. Nobody may have either open: with its log beside it a copy is left where it is.
pub(crate) fn exchange(dir: &Path, kept: i64, dealer: &str) -> Result<(), Failure> {
    let here = dir.join(File::Theirs.name());
    let aside = |number: i64| dir.join(format!("theirs-{:016x}.db", number.cast_unsigned()));
    if beside(&here).iter().any(|path| path.exists()) {
        return Err(Failure::Busy);
    }
    fs::rename(&here, aside(kept)).map_err(refused)?;
    match fs::rename(aside(number(dealer)), &here) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(refused(error)),
        _ => Ok(()),
    }
}

fn number(dealer: &str) -> i64 {
    let hash = Sha256::digest(dealer.as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash[..8]);
    i64::from_le_bytes(bytes)
}
