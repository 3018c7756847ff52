//! `person`: who works at this desk. What a role may do is not known here.

use super::{Mine, Result, audit, uuid_at};
use crate::Failure;
use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Uuid,
    /// As it stands on entries and in the audit.
    pub name: String,
    pub role: String,
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person { id: uuid_at(row, "id")?, name: row.get("name")?, role: row.get("role")? })
}

fn here(db: &Connection) -> Result<Vec<Person>> {
    let sql = "SELECT id, name, role FROM person WHERE until IS NULL ORDER BY name COLLATE NOCASE";
    let mut statement = db.prepare_cached(sql)?;
    let people = statement.query_map([], from_row)?;
    Ok(people.collect::<rusqlite::Result<_>>()?)
}

/// Somebody here with this name already: two of them could not be told apart in the audit.
fn is_taken(tx: &Transaction<'_>, person: &Person) -> Result<bool> {
    let sql = "SELECT count(*) FROM person
         WHERE until IS NULL AND name = ?1 COLLATE NOCASE AND id <> ?2";
    let taken: u32 =
        tx.query_row(sql, params![person.name, person.id.to_string()], |row| row.get(0))?;
    Ok(taken > 0)
}

impl Mine {
    /// Who works here now, by name.
    pub fn people(&self) -> Result<Vec<Person>> {
        self.read(here)
    }

    /// Adds somebody, or changes name and role. `allowed` sees who is here afterwards, and nothing is
    /// changed where it says no.
    pub fn put_person(
        &self,
        person: &Person,
        who: &str,
        at: Timestamp,
        allowed: impl Fn(&[Person]) -> bool,
    ) -> Result<()> {
        self.write(|tx| {
            if is_taken(tx, person)? {
                return Err(Failure::Taken);
            }
            let id = person.id.to_string();
            let sql = "UPDATE person SET name = ?2, role = ?3 WHERE id = ?1 AND until IS NULL";
            let known = tx.execute(sql, params![id, person.name, person.role])? > 0;
            if !known {
                tx.execute(
                    "INSERT INTO person (id, name, role, since) VALUES (?1, ?2, ?3, ?4)",
                    params![id, person.name, person.role, at.to_string()],
                )?;
            }
            if !allowed(&here(tx)?) {
                return Err(Failure::NotAllowed);
            }
            let verb = if known { "changed" } else { "added" };
            audit::append(tx, at, who, &format!("person {verb}: {id}, {}", person.role), None)
        })
    }

    /// Somebody who no longer works here. The name stays with the id, for the audit's reader.
    pub fn retire_person(
        &self,
        id: Uuid,
        who: &str,
        at: Timestamp,
        allowed: impl Fn(&[Person]) -> bool,
    ) -> Result<()> {
        self.write(|tx| {
            let sql = "UPDATE person SET until = ?2 WHERE id = ?1 AND until IS NULL";
            if tx.execute(sql, params![id.to_string(), at.to_string()])? == 0 {
                return Err(Failure::NotFound);
            }
            if !allowed(&here(tx)?) {
                return Err(Failure::NotAllowed);
            }
            super::pin::delete(tx, &id.to_string())?;
            audit::append(tx, at, who, &format!("person removed: {id}"), None)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::tests::{at, mine};

    fn person(n: u128, name: &str) -> Person {
        Person { id: Uuid::from_u128(n), name: name.to_owned(), role: "sales".to_owned() }
    }

    #[test]
    fn two_who_work_here_never_have_one_name_and_whoever_left_may_come_back() {
        let desk = mine();
        let put = |person: &Person| desk.mine.put_person(person, "eva", at(1), |_| true);
        put(&person(1, "Ana")).unwrap();
        assert!(matches!(put(&person(2, "ANA")), Err(Failure::Taken)));
        put(&Person { role: "admin".to_owned(), ..person(1, "Ana") }).unwrap();
        desk.mine.retire_person(Uuid::from_u128(1), "eva", at(2), <[Person]>::is_empty).unwrap();
        put(&person(2, "ana")).unwrap();
        assert_eq!(desk.mine.people().unwrap(), [person(2, "ana")]);
        assert_eq!(desk.mine.verify_audit().unwrap().rows, 4);
    }

    #[test]
    fn what_is_not_allowed_changes_nothing() {
        let desk = mine();
        let refused = desk.mine.put_person(&person(1, "Ana"), "eva", at(1), |_| false);
        assert!(matches!(refused, Err(Failure::NotAllowed)));
        assert_eq!(desk.mine.people().unwrap(), []);
        assert_eq!(desk.mine.verify_audit().unwrap().rows, 0);
    }
}
