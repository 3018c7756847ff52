//! One person is one row, before and after the network gives an id.

use crate::people::{asked, at, maria, named, open};
use customer::Record;
use store::{
    Failure,
    theirs::{Source, local_id_of},
};
use uuid::Uuid;

const LOCAL: Uuid = Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001);

fn made_here() -> Record {
    Record { id: None, ..maria() }
}

#[test]
fn a_customer_made_here_is_found_before_the_network_knows_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put_local(LOCAL, &made_here(), at(0)).unwrap();
    for term in ["sousa", "904417", "AB12 CDE", "DOM123"] {
        let hits = store.theirs.find(&asked(term), 10).unwrap();
        assert_eq!(hits.len(), 1, "{term}");
        assert_eq!((hits[0].customer.local_id, hits[0].customer.id.as_deref()), (LOCAL, None));
    }
    let mut corrected = made_here();
    corrected.names.family_name = Some("Reis".to_owned());
    store.theirs.put_local(LOCAL, &corrected, at(1)).unwrap();
    assert_eq!(store.theirs.count().unwrap(), 1);
    assert_eq!(store.theirs.find(&asked("reis"), 10).unwrap().len(), 1);
    assert_eq!(store.theirs.as_of().unwrap(), None, "nothing was read from the network");
}

#[test]
fn the_network_s_id_comes_to_the_row_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.put_local(LOCAL, &made_here(), at(0)).unwrap();
    assert_eq!(store.theirs.adopt(LOCAL, "01-16203").unwrap(), LOCAL);
    assert_eq!(store.theirs.adopt(LOCAL, "01-16203").unwrap(), LOCAL);
    let kept = store.theirs.customer("01-16203").unwrap().unwrap();
    assert_eq!(kept.local_id, LOCAL);
    assert_eq!(kept.record.id.as_deref(), Some("01-16203"));
    assert_eq!(store.theirs.find(&asked("01-16203"), 10).unwrap()[0].customer.local_id, LOCAL);
    let stored = store.theirs.put(&[maria()], at(1), Source::Full).unwrap();
    assert_eq!(stored[0].local_id, LOCAL);
    assert_eq!(store.theirs.count().unwrap(), 1);
    assert!(matches!(store.theirs.adopt(LOCAL, "another"), Err(Failure::OtherId)));
    assert!(store.theirs.customer("another").unwrap().is_none());
}

#[test]
fn two_rows_of_one_person_become_one_under_the_local_id() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut known = maria();
    known.names.family_name = Some("Network".to_owned());
    store.theirs.put(&[known.clone()], at(0), Source::Full).unwrap();
    store.theirs.put_local(LOCAL, &made_here(), at(1)).unwrap();
    store.theirs.opened(LOCAL, at(2)).unwrap();
    assert_eq!(store.theirs.count().unwrap(), 2);
    store.theirs.adopt(LOCAL, "01-16203").unwrap();
    assert_eq!(store.theirs.count().unwrap(), 1);
    let hits = store.theirs.find(&asked("904417"), 10).unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].customer.local_id, LOCAL);
    assert_eq!(hits[0].customer.record.names.family_name.as_deref(), Some("Network"));
    assert!(store.theirs.find(&asked("sousa lda reis"), 10).unwrap().is_empty());
    let former = local_id_of("01-16203");
    for name in ["01-16203", &LOCAL.to_string(), &former.to_string()] {
        let kept = store.theirs.customer(name).unwrap().unwrap();
        assert_eq!((kept.local_id, kept.opened_at), (LOCAL, Some(at(2))), "{name}");
    }
    let stored = store.theirs.put(&[known], at(3), Source::Full).unwrap();
    assert_eq!(stored[0].local_id, LOCAL);
}

#[test]
fn an_id_learnt_before_its_customer_comes_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.theirs.adopt(LOCAL, "01-16203").unwrap();
    assert_eq!(store.theirs.count().unwrap(), 0);
    let stored = store.theirs.put(&[maria()], at(0), Source::Summary).unwrap();
    assert_eq!(stored[0].local_id, LOCAL);
    // Late news of the customer made here does not overwrite what the network says.
    store.theirs.put_local(LOCAL, &named("x", "Old", "Copy"), at(1)).unwrap();
    let kept = store.theirs.customer(&LOCAL.to_string()).unwrap().unwrap();
    assert_eq!(kept.record.names.family_name.as_deref(), Some("Sousa"));
    assert_eq!(store.theirs.count().unwrap(), 1);
}

#[test]
fn a_change_the_network_does_not_have_yet_is_found_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let local_id = store.theirs.put(&[maria()], at(0), Source::Full).unwrap()[0].local_id;
    let mut changed = maria();
    changed.channels[0].value = "07700 905555".to_owned();
    store.theirs.find_also_by(local_id, Some(&changed)).unwrap();
    for term in ["905555", "904417"] {
        assert_eq!(store.theirs.find(&asked(term), 10).unwrap().len(), 1, "{term}");
    }
    // News from the network in between does not lose it.
    let mut news = maria();
    news.names.title = Some("Dr".to_owned());
    news.names.middle_name = Some("Inez".to_owned());
    store.theirs.put(&[news], at(1), Source::Full).unwrap();
    assert_eq!(store.theirs.find(&asked("inez 905555"), 10).unwrap().len(), 1);
    store.theirs.find_also_by(local_id, None).unwrap();
    assert!(store.theirs.find(&asked("905555"), 10).unwrap().is_empty());
    assert_eq!(store.theirs.find(&asked("904417"), 10).unwrap().len(), 1);
}
