//! Who stands at this desk right now. In memory only: whoever starts the program has to say who
//! they are.

use super::Person;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// No people are set up: whoever uses the computer, with all rights.
    #[default]
    Everybody,
    /// People are set up, and none of them is here.
    Empty,
    As(Person),
}

#[derive(Debug, Default)]
pub struct Seat(Mutex<Standing>);

impl Seat {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn standing(&self) -> Standing {
        self.lock().clone()
    }

    pub(super) fn take(&self, person: Person) {
        *self.lock() = Standing::As(person);
    }

    /// Whoever was here.
    pub(super) fn leave(&self) -> Option<Person> {
        let mut standing = self.lock();
        match std::mem::take(&mut *standing) {
            Standing::Everybody => None,
            Standing::Empty => {
                *standing = Standing::Empty;
                None
            }
            Standing::As(person) => {
                *standing = Standing::Empty;
                Some(person)
            }
        }
    }

    /// These people are set up: somebody who is no longer among them does not stand here either.
    pub(super) fn among(&self, people: &[Person]) {
        let mut standing = self.lock();
        *standing = match std::mem::take(&mut *standing) {
            _ if people.is_empty() => Standing::Everybody,
            Standing::As(old) => match people.iter().find(|one| one.id == old.id) {
                Some(person) => Standing::As(person.clone()),
                None => Standing::Empty,
            },
            Standing::Everybody | Standing::Empty => Standing::Empty,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::Role;
    use uuid::Uuid;

    #[test]
    fn whoever_was_removed_or_got_another_role_stands_here_no_longer_as_before() {
        let ana = Person { id: Uuid::from_u128(1), name: "Ana".to_owned(), role: Role::Admin };
        let seat = Seat::default();
        seat.among(&[]);
        assert_eq!(seat.standing(), Standing::Everybody);
        seat.among(std::slice::from_ref(&ana));
        assert_eq!(seat.standing(), Standing::Empty);
        seat.take(ana.clone());
        let demoted = Person { role: Role::Sales, ..ana.clone() };
        seat.among(std::slice::from_ref(&demoted));
        assert_eq!(seat.standing(), Standing::As(demoted));
        seat.among(&[Person { id: Uuid::from_u128(2), ..ana.clone() }]);
        assert_eq!(seat.standing(), Standing::Empty);
        assert_eq!(seat.leave(), None);
        seat.take(ana.clone());
        assert_eq!(seat.leave(), Some(ana));
        assert_eq!(seat.standing(), Standing::Empty);
    }
}
