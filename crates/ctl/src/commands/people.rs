//! `people list · add · remove · pin · forgive-kiosk`
//!
//! A PIN is read from stdin only: an argument stands in the list of processes and in the shell's
//! history.

use crate::args::People;
use crate::outcome::{Fault, Result, print};
use desk::Desk;
use desk::people::{Change, Person};
use desk::rights::Role;
use secrecy::SecretString;
use serde_json::json;
use std::io::BufRead as _;
use std::sync::Arc;

/// A line with a PIN is never longer.
const LONGEST: u64 = 256;

pub async fn run(desk: &Arc<Desk>, command: People, as_json: bool) -> Result<()> {
    match command {
        People::List => list(desk, as_json).await,
        People::Add { name, role } => {
            let change = Change { id: None, name, role: role_of(&role)?, pin: Some(pin()?) };
            let person = desk.save_person(change).await?;
            said(&person, "added", as_json)
        }
        People::Role { name, role } => {
            let Person { id, name, .. } = named(desk, &name).await?;
            let change = Change { id: Some(id), name, role: role_of(&role)?, pin: None };
            let person = desk.save_person(change).await?;
            said(&person, "changed", as_json)
        }
        People::Pin { name } => {
            let person = named(desk, &name).await?;
            desk.set_person_pin(person.id, pin()?).await?;
            said(&person, "PIN set", as_json)
        }
        People::Remove { name } => {
            let person = named(desk, &name).await?;
            desk.remove_person(person.id).await?;
            said(&person, "removed", as_json)
        }
        People::ForgiveKiosk => {
            desk.forgive_kiosk().await?;
            print(if as_json { r#"{"ok":true}"# } else { "The kiosk asks for a PIN again." })
        }
    }
}

async fn list(desk: &Arc<Desk>, as_json: bool) -> Result<()> {
    let people = desk.people().await?;
    if as_json {
        return print(&json!(people.iter().map(document).collect::<Vec<_>>()).to_string());
    }
    if people.is_empty() {
        return print("No people are set up: whoever uses this account may do everything.");
    }
    for Person { id, name, role } in &people {
        print(&format!("{:8}  {name}  {id}", role.word()))?;
    }
    Ok(())
}

fn document(person: &Person) -> serde_json::Value {
    json!({ "id": person.id, "name": person.name, "role": person.role.word() })
}

fn said(person: &Person, what: &str, as_json: bool) -> Result<()> {
    print(&if as_json {
        document(person).to_string()
    } else {
        format!("{what}: {} ({})", person.name, person.role.word())
    })
}

/// By name, however it is written, or by id.
async fn named(desk: &Arc<Desk>, name: &str) -> Result<Person> {
    let name = name.trim().to_lowercase();
    let is = |one: &Person| one.name.to_lowercase() == name || one.id.to_string() == name;
    let found = desk.people().await?.into_iter().find(is);
    found.ok_or_else(|| Fault::refused("name", "not_found", "nobody here has that name"))
}

fn role_of(word: &str) -> Result<Role> {
    Role::from_word(word)
        .ok_or_else(|| Fault::refused("role", "role", "a role is sales, manager, kiosk or admin"))
}

fn pin() -> Result<SecretString> {
    use std::io::Read as _;
    let mut line = String::new();
    let read = std::io::stdin().lock().take(LONGEST).read_line(&mut line);
    read.map_err(|_| Fault::refused("pin", "not_text", "stdin is not UTF-8 text"))?;
    Ok(SecretString::from(line.trim()))
}
