//! What a form holds before it is saved: survives a crash, is nobody's record yet. Where people are set
//! up it is of whoever typed it: the others are told that there is one, and no word of it.

use crate::Desk;
use crate::failure::{Failure, Refused, Result};
use crate::people::Standing;
use serde_json::Value;
use std::sync::Arc;
use store::mine::{Draft, Person};
use uuid::Uuid;

/// A form is never larger; nor is its name.
const LARGEST: usize = 256 * 1024;
const LONGEST_KEY: usize = 200;
/// Parts the name of a form from the id of whoever types in it: two may have the same one open.
const OF: char = '@';

/// What was typed at this desk and not saved.
pub struct Drafts {
    /// Of whoever stands here, and of nobody who works here; newest first, one a form.
    pub own: Vec<Draft>,
    pub others: Vec<Colleagues>,
}

/// A draft of somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleagues {
    pub by: String,
    /// Whom it is about, if anybody.
    pub local_id: Option<String>,
}

impl Desk {
    pub async fn save_draft(self: &Arc<Self>, key: String, value: Value) -> Result<()> {
        if key.is_empty() || key.len() > LONGEST_KEY || value.to_string().len() > LARGEST {
            let refused = Refused::new("draft", "too_long", "this is more than a form can hold");
            return Err(Failure::Invalid(vec![refused]));
        }
        // Whoever stands here now: in a moment it may be somebody else, or nobody.
        let (desk, who) = (Arc::clone(self), self.typing());
        tokio::task::spawn_blocking(move || {
            let (mine, now) = (&desk.store.mine, desk.clock.now());
            let Some(who) = who else { return Ok(mine.save_draft(&key, &value, now)?) };
            mine.save_draft(&format!("{key}{OF}{who}"), &value, now)?;
            // From before anybody was set up: it has become theirs.
            if mine.draft(&key)?.is_some() {
                mine.drop_draft(&key)?;
            }
            Ok(())
        })
        .await?
    }

    pub async fn drafts(self: &Arc<Self>) -> Result<Drafts> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (who, people) = (desk.typing(), desk.store.mine.people()?);
            let mut drafts = Drafts { own: Vec::new(), others: Vec::new() };
            for draft in desk.store.mine.drafts()? {
                let (form, by) = typed_by(&draft.key, who, &people);
                if let Some(person) = by {
                    let (by, local_id) = (person.name.clone(), about(form, &draft.json));
                    drafts.others.push(Colleagues { by, local_id });
                } else if drafts.own.iter().all(|one| one.key != form) {
                    let key = form.to_owned();
                    drafts.own.push(Draft { key, ..draft });
                }
            }
            Ok(drafts)
        })
        .await?
    }

    pub async fn drop_draft(self: &Arc<Self>, key: String) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (who, people) = (desk.typing(), desk.store.mine.people()?);
            for draft in desk.store.mine.drafts()? {
                let (form, by) = typed_by(&draft.key, who, &people);
                if form == key && by.is_none() {
                    desk.store.mine.drop_draft(&draft.key)?;
                }
            }
            Ok(())
        })
        .await?
    }

    /// None where nobody is set up, or nobody stands here.
    fn typing(&self) -> Option<Uuid> {
        match self.seat.standing() {
            Standing::As(person) => Some(person.id),
            Standing::Everybody | Standing::Empty => None,
        }
    }
}

/// The form a draft is of, and the colleague who typed it: somebody else who works here.
fn typed_by<'a, 'b>(
    key: &'a str,
    who: Option<Uuid>,
    people: &'b [Person],
) -> (&'a str, Option<&'b Person>) {
    let parted = key.rsplit_once(OF).and_then(|(form, id)| Some((form, id.parse::<Uuid>().ok()?)));
    let Some((form, id)) = parted else { return (key, None) };
    (form, people.iter().find(|one| one.id == id && Some(id) != who))
}

/// An edit of this customer, or a form whose values are still to be taken over into theirs.
fn about(form: &str, value: &Value) -> Option<String> {
    let edited = form.strip_prefix("edit:").and_then(|rest| rest.split(':').next());
    edited.or_else(|| value["chosen"]["localId"].as_str()).map(str::to_owned)
}
