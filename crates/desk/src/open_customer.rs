//! Opening a record: at once from this desk, then afresh from the network.

use crate::Desk;
use crate::ask::Asked;
use crate::clock::blocking;
use crate::failure::{Failure, Result};
use crate::person::Person;
use customer::Section;
use std::sync::Arc;
use std::time::Duration;

impl Desk {
    /// As this desk knows it; the row counts as opened.
    pub async fn open(self: &Arc<Self>, name: &str) -> Result<Person> {
        let (desk, name, now) = (Arc::clone(self), name.to_owned(), self.clock.now());
        blocking(&*self.clock, move || {
            let person = desk.known(&name)?.ok_or(Failure::NotFound)?;
            // The copy's own note: an import may hold it just now, and nobody waits for that.
            if let Err(failure) = desk.store.theirs.opened(person.local_id, now) {
                tracing::warn!(%failure, "that a customer was opened was not noted");
            }
            Ok(person)
        })
        .await?
    }

    /// Reads the record from the network and keeps it. Where the network does not answer, what
    /// this desk knows comes back with the reason; nobody known anywhere is `NotFound`.
    pub async fn refresh(
        self: &Arc<Self>,
        name: &str,
        patience: Duration,
    ) -> Result<(Person, Asked<()>)> {
        let (desk, asked_for) = (Arc::clone(self), name.to_owned());
        let known = blocking(&*self.clock, move || desk.known(&asked_for)).await??;
        let id = match &known {
            Some(person) => person.id.clone(),
            // Not a row here: it may still be the network's own id, never one of ours.
            None => (!is_ours(name)).then(|| name.to_owned()),
        };
        let Some(id) = id else {
            let person = known.ok_or(Failure::NotFound)?;
            return Ok((person, Asked::NotAsked(crate::ask::Silence::NothingToAsk)));
        };
        let call = self.clock.new_id();
        let wanted = id.clone();
        let asked =
            self.ask(patience, |network| async move { network.fetch(&wanted, call).await }).await;
        let (asked, fetched) = asked.split();
        if let Some(fetched) = fetched {
            let (desk, now) = (Arc::clone(self), self.clock.now());
            let shown = fetched.record.identity.social_security_id.clone();
            let was_shown = !fetched.unread.contains(&Section::Identity);
            let person = blocking(&*self.clock, move || {
                let number = fetched.record.identity.social_security_id.clone();
                desk.store.theirs.put_but(&fetched.record, &fetched.unread, now)?;
                let person = desk.known(&id)?;
                if let Some(person) = &person {
                    desk.store.mine.seen_at_network(person.local_id)?;
                    if person.withheld && was_shown {
                        desk.note_identity_number(person.local_id, number.as_deref())?;
                    }
                }
                Ok::<_, Failure>(person)
            })
            .await??;
            let mut person = person.ok_or(Failure::NotFound)?;
            // Not kept here, but just read: it may be shown this once.
            if person.withheld && was_shown && person.record.identity.social_security_id.is_none() {
                person.record.identity.social_security_id = shown;
                person.withheld = false;
            }
            return Ok((person, asked));
        }
        match (known, &asked) {
            (Some(person), _) => Ok((person, asked)),
            (
                None,
                Asked::Failed(network::Failure::Gone | network::Failure::Unsupported { .. }, _),
            ) => Err(Failure::NotFound),
            (None, Asked::Failed(network::Failure::SignIn { .. }, _)) => Err(Failure::SignIn {
                why: "this desk has no copy of that customer, and could not ask for it".to_owned(),
            }),
            (None, _) => Err(Failure::Offline {
                why: format!(
                    "this desk has no copy of that customer, and the network gave no answer ({})",
                    asked.reason().unwrap_or("unknown")
                ),
            }),
        }
    }
}

/// Our own ids are UUIDs of version 7 (made here) or 8 (derived from the network's id); a
/// network's may be UUIDs of any other kind.
fn is_ours(name: &str) -> bool {
    uuid::Uuid::parse_str(name).is_ok_and(|id| matches!(id.get_version_num(), 7 | 8))
}
