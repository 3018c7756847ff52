//! The people who work at this desk: who there is, who stands here, and letting them in by PIN.
//!
//! Where none are set up, everything is as without this module. Rights are enforced where windows
//! call (`api`); the command line acts as the account of the computer.

mod language;
mod manage;
mod seat;

use crate::Desk;
use crate::failure::{Failure, Result};
use crate::pin::{Answer, KIOSK};
use crate::rights::{Right, Role};
pub use language::Languages;
pub use manage::Change;
pub use seat::{Seat, Standing};
use secrecy::SecretString;
use std::sync::Arc;
use store::mine::pin::{Pin, PinTable};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
}

impl From<store::mine::Person> for Person {
    fn from(stored: store::mine::Person) -> Self {
        let store::mine::Person { id, name, role } = stored;
        // A role of a later version has at least what it takes to look after the kiosk.
        Self { id, name, role: Role::from_word(&role).unwrap_or(Role::Kiosk) }
    }
}

impl Desk {
    /// Reads who is set up, and sees that whoever stands here is one of them. Blocks.
    pub fn look_who_works_here(&self) -> Result<Vec<Person>> {
        let people: Vec<Person> = self.store.mine.people()?.into_iter().map(Into::into).collect();
        self.seat.among(&people);
        // The kiosk has no key to this file: what it needs of it lies in its own.
        let works_here = |pin: &Pin| people.iter().any(|one| one.id.to_string() == pin.who);
        let pins = self.store.mine.pins()?.into_iter().filter(works_here);
        let pins: Vec<_> = pins.map(|pin| Pin { tries: 0, ..pin }).collect();
        self.store.inbox.let_leave(&pins, KIOSK)?;
        Ok(people)
    }

    pub async fn people(self: &Arc<Self>) -> Result<Vec<Person>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.look_who_works_here()).await?
    }

    /// Whether whoever stands here has this right.
    pub fn may(&self, right: Right) -> Result<()> {
        match self.seat.standing() {
            Standing::Everybody => Ok(()),
            Standing::Empty => Err(Failure::DeskLocked),
            Standing::As(person) if person.role.has(right) => Ok(()),
            Standing::As(_) => Err(Failure::RightMissing { right }),
        }
    }

    /// Lets somebody take the seat, whoever had it. Needs no network.
    pub async fn unlock(self: &Arc<Self>, id: Uuid, pin: SecretString) -> Result<Answer> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let people = desk.look_who_works_here()?;
            let person = people.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound)?;
            let answer = desk.doors.ask(&desk.store.mine, &id.to_string(), &pin)?;
            match &answer {
                Answer::Right { .. } => {
                    desk.note(&person.name, "signed in")?;
                    desk.seat.take(person);
                }
                Answer::Wrong { .. } => desk.note(&person.name, "PIN was wrong")?,
                Answer::Wait(_) | Answer::Stopped => {}
            }
            Ok(answer)
        })
        .await?
    }

    /// Empties the seat. What waits goes on; what was typed is a draft.
    pub async fn lock(self: &Arc<Self>) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            // The seat first: where nothing can be written, it is empty all the same.
            match desk.seat.leave() {
                Some(person) => desk.note(&person.name, "locked"),
                None => Ok(()),
            }
        })
        .await?
    }

    /// What happened at the kiosk's door, in whichever process, goes into the audit. Blocks.
    pub(crate) fn note_acts_of_the_kiosk(&self) -> Result<()> {
        let inbox = &self.store.inbox;
        let acts = inbox.acts()?;
        let Some(last) = acts.last() else { return Ok(()) };
        let people = self.store.mine.people()?;
        for act in &acts {
            let who = people.iter().find(|person| person.id.to_string() == act.who);
            let who = who.map_or(act.who.as_str(), |person| person.name.as_str());
            let at = act.at.parse().unwrap_or_else(|_| self.clock.now());
            self.store.mine.append_audit(who, &act.what, None, at)?;
        }
        Ok(inbox.acts_are_noted(last.n)?)
    }

    fn note(&self, who: &str, what: &str) -> Result<()> {
        Ok(self.store.mine.append_audit(who, what, None, self.clock.now())?)
    }
}
