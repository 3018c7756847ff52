//! Saying who works here: adding somebody, another role, another PIN, somebody leaves.

use super::{Person, Standing};
use crate::Desk;
use crate::failure::{Failure, Result};
use crate::pin::guard::Ruling;
use crate::pin::{self, KIOSK};
use crate::rights::{Right, Role};
use secrecy::SecretString;
use std::sync::Arc;
use uuid::Uuid;

const LONGEST_NAME: usize = 40;

/// What is to be of somebody.
pub struct Change {
    /// `None`: somebody new.
    pub id: Option<Uuid>,
    pub name: String,
    pub role: Role,
    /// Needed for somebody new; for others only where it is to be another one.
    pub pin: Option<SecretString>,
}

/// Nobody is set up, or somebody is who may look after them.
fn is_looked_after(people: &[store::mine::Person]) -> bool {
    let may = |role: &str| Role::from_word(role).is_some_and(|it| it.has(Right::ManagePeople));
    people.is_empty() || people.iter().any(|person| may(&person.role))
}

/// A name as it stands in the audit: short, on one line, and no account's.
fn name_of(typed: &str) -> Result<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Failure::refused("name", "required", "give a name"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Failure::refused("name", "too_long", "a name has 40 letters at most"));
    }
    let fits = |letter: char| letter.is_alphanumeric() || " .'-".contains(letter);
    let taken_by_the_program = ["kiosk", "desk"].contains(&name.to_lowercase().as_str());
    if !name.chars().all(fits) || taken_by_the_program {
        return Err(Failure::refused(
            "name",
            "person_name",
            "a name has letters, digits, . ' and - only",
        ));
    }
    Ok(name)
}

fn in_the_way(failure: store::Failure) -> Failure {
    match failure {
        store::Failure::Taken => {
            Failure::refused("name", "person_taken", "somebody here has this name")
        }
        store::Failure::NotAllowed => {
            Failure::refused("role", "last_admin", "somebody has to be an admin: make one first")
        }
        store::Failure::NotFound => Failure::NotFound,
        other => Failure::Store(other),
    }
}

impl Desk {
    /// Adds or changes somebody. Where nobody was set up before, this first one stands at the desk
    /// afterwards: nobody is locked out by setting people up.
    pub async fn save_person(self: &Arc<Self>, change: Change) -> Result<Person> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.save_person_now(change)).await?
    }

    fn save_person_now(&self, change: Change) -> Result<Person> {
        let Change { id, name, role, pin } = change;
        let known = self.look_who_works_here()?;
        let name = name_of(&name)?;
        match (&pin, id) {
            (Some(pin), _) => pin::check(pin)?,
            (None, None) => return Err(Failure::refused("pin", "required", "give a PIN")),
            (None, Some(_)) => {}
        }
        if id.is_some_and(|id| !known.iter().any(|one| one.id == id)) {
            return Err(Failure::NotFound);
        }
        let first = known.is_empty();
        let person = Person { id: id.unwrap_or_else(|| self.clock.new_id()), name, role };
        let stored = store::mine::Person {
            id: person.id,
            name: person.name.clone(),
            role: role.word().to_owned(),
        };
        if !is_looked_after(std::slice::from_ref(&stored)) && first {
            return Err(in_the_way(store::Failure::NotAllowed));
        }
        let (author, now) = (self.author(), self.clock.now());
        let (mine, who) = (&self.store.mine, person.id.to_string());
        // The PIN first: ended in between, there is one nobody is asked for, and not a person whom
        // no PIN lets in.
        if let Some(pin) = &pin {
            self.doors.set(mine, &who, pin)?;
        }
        if let Err(failure) = mine.put_person(&stored, &author, now, is_looked_after) {
            if id.is_none() {
                self.doors.shut(mine, &who)?;
            }
            return Err(in_the_way(failure));
        }
        if pin.is_some() {
            self.note(&author, &format!("PIN set: {}", person.id))?;
        }
        self.look_who_works_here()?;
        if first {
            self.seat.take(person.clone());
        }
        Ok(person)
    }

    /// Another PIN for somebody, also where the old one was guessed at too often.
    pub async fn set_person_pin(self: &Arc<Self>, id: Uuid, pin: SecretString) -> Result<()> {
        let people = self.people().await?;
        let person = people.into_iter().find(|one| one.id == id).ok_or(Failure::NotFound)?;
        let Person { id, name, role } = person;
        self.save_person(Change { id: Some(id), name, role, pin: Some(pin) }).await.map(drop)
    }

    /// Somebody no longer works here. The last one may only go last.
    pub async fn remove_person(self: &Arc<Self>, id: Uuid) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (author, now) = (desk.author(), desk.clock.now());
            let mine = &desk.store.mine;
            mine.retire_person(id, &author, now, is_looked_after).map_err(in_the_way)?;
            desk.doors.shut(mine, &id.to_string())?;
            desk.speak_now(id, None)?;
            desk.look_who_works_here()?;
            Ok(())
        })
        .await?
    }

    /// Opens the kiosk's door again after too many wrong PINs.
    pub async fn forgive_kiosk(self: &Arc<Self>) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            desk.doors.forgive(&*desk.store.inbox, KIOSK)?;
            desk.note(&desk.author(), "kiosk's door opened again")
        })
        .await?
    }

    /// After the files were opened anew: whoever stood here still does.
    pub async fn seat_again(self: &Arc<Self>, standing: Standing) -> Result<()> {
        if let Standing::As(person) = standing {
            self.seat.take(person);
        }
        self.people().await.map(drop)
    }

    /// What the next PIN at the kiosk would be told; `None` where none was ever given.
    pub async fn kiosk_door(self: &Arc<Self>) -> Result<Option<Ruling>> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.doors.state(&*desk.store.inbox, KIOSK)).await?
    }
}
