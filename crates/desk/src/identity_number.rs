//! Social security numbers that are not kept here, and can be told to be the same all the same.
//!
//! A form that gives back the number it was shown changes nothing, and need not ask the network to
//! know that: a short digest stands in the encrypted copy, never the number.

use crate::Desk;
use crate::ask::PATIENCE;
use crate::failure::{Failure, Result};
use crate::person::Person;
use customer::Section;
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

const MEMBER: &str = "socialSecurityId";

/// Under which digests stood that anybody could try all numbers against. They are read no more, and
/// go: the next edit of such a customer asks the network first, once.
pub(crate) const OLD: &str = "identity_number ";

fn name_of(local_id: Uuid) -> String {
    format!("identity_digest {local_id}")
}

impl Desk {
    /// Under a key that is in none of the files: there are few enough numbers to try them all.
    fn digest(&self, local_id: Uuid, number: &str) -> i64 {
        self.pepper.digest(&["identity number", &local_id.to_string(), number.trim()])
    }

    /// Notes what the network shows for a number that is not kept. Blocks.
    pub(crate) fn note_identity_number(&self, local_id: Uuid, number: Option<&str>) -> Result<()> {
        let digest = number.map(|number| self.digest(local_id, number));
        self.store.theirs.set_facts(&[(name_of(local_id).as_str(), digest)])?;
        Ok(())
    }

    /// Takes the number out of an edit that only gives it back. Where it is meant to change, the
    /// network is read first: nobody here knows what stands there.
    pub(crate) async fn without_withheld_number(
        self: &Arc<Self>,
        section: Section,
        person: Person,
        edit: &mut Value,
    ) -> Result<Person> {
        let given = edit.get(section.member()).and_then(|identity| identity.get(MEMBER)).cloned();
        let whole = edit.get(section.member()).is_some_and(Value::is_null);
        if section != Section::Identity || !person.withheld || (given.is_none() && !whole) {
            return Ok(person);
        }
        let number = given.as_ref().and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        if let Some(number) = number {
            let (desk, local_id) = (Arc::clone(self), person.local_id);
            let fact =
                tokio::task::spawn_blocking(move || desk.store.theirs.fact(&name_of(local_id)));
            if fact.await?? == Some(self.digest(local_id, number)) {
                if let Some(Value::Object(identity)) = edit.get_mut(section.member()) {
                    identity.shift_remove(MEMBER);
                }
                return Ok(person);
            }
        }
        let name = person.local_id.to_string();
        let (read, asked) = self.refresh(&name, PATIENCE).await?;
        if read.withheld && number.is_none() {
            let why = asked.reason().unwrap_or("unknown");
            return Err(Failure::Offline {
                why: format!("the number to clear is not kept on this computer ({why})"),
            });
        }
        Ok(read)
    }
}
