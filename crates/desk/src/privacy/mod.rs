//! The data-protection duties: what this computer holds about a person, forgetting it, and keeping
//! nothing longer than it is of use.
//!
//! The copy of the network may vanish at any time: a person is found by whatever of theirs is here.

mod export;
mod forget;
mod pepper;
mod retain;

pub use export::{Held, Saved};
pub use forget::{Forgot, Unsent};
pub(crate) use pepper::Pepper;
pub(crate) use retain::IMPORT_UNTIL;
pub use retain::{Limits, Retained};

use crate::Desk;
use crate::failure::{Failure, Result};
use store::theirs::Customer;
use uuid::Uuid;

/// Somebody of whom something is held here.
pub(crate) struct Subject {
    pub local_id: Uuid,
    /// The network's id, where it is known.
    pub id: Option<String>,
    /// Every id they are or were known by here.
    pub names: Vec<String>,
    /// The copy of their record, where there is one.
    pub customer: Option<Customer>,
}

impl Subject {
    pub fn local_ids(&self) -> Vec<Uuid> {
        self.names.iter().filter_map(|name| Uuid::try_parse(name).ok()).collect()
    }
}

impl Desk {
    /// By either id, or one they had before. Blocks.
    pub(crate) fn subject(&self, name: &str) -> Result<Subject> {
        let (theirs, mine) = (&self.store.theirs, &self.store.mine);
        let customer = theirs.kept(name)?;
        let entity = match (&customer, Uuid::try_parse(name)) {
            (Some(customer), _) => mine.entity(customer.local_id)?,
            (None, Ok(local_id)) => mine.entity(local_id)?,
            (None, Err(_)) => mine.entity_by_server_id(&self.dealer(), name)?,
        };
        let local_id = match (&customer, &entity) {
            (Some(customer), _) => customer.local_id,
            (None, Some(entity)) => entity.local_id,
            (None, None) => Uuid::try_parse(name).unwrap_or_else(|_| theirs.local_id_of(name)),
        };
        // What waited in the outbox may have come to its number before the copy learnt of it.
        let id = customer.as_ref().and_then(|customer| customer.id.clone());
        let id = id.or_else(|| entity.as_ref().and_then(|entity| entity.server_id.clone()));
        let mut names = vec![name.to_owned(), local_id.to_string()];
        names.extend(id.clone());
        names.extend(id.as_deref().map(|id| theirs.local_id_of(id).to_string()));
        names.extend(entity.map(|entity| entity.local_id.to_string()));
        for known in names.clone() {
            if let Ok(known) = Uuid::try_parse(&known) {
                names.extend(mine.former_ids(known)?);
            }
        }
        names.sort();
        names.dedup();
        let aside = || -> Result<bool> {
            let copies = theirs.about_aside(&names)?;
            Ok(copies.iter().any(|copy| copy.customers.iter().flatten().next().is_some()))
        };
        if customer.is_none() && !mine.holds_about(&names)? && !aside()? {
            return Err(Failure::NotFound);
        }
        Ok(Subject { local_id, id, names, customer })
    }
}
