//! The audit against whoever has the file, its key and a SQL prompt.

use super::*;
use crate::mine::tests::{at, mine, sealing};

const ALL_OF: AuditCheck = AuditCheck { rows: 4, broken_at: None, fault: None, unproven: 0 };

#[test]
fn every_way_of_tampering_with_a_plain_row_shows() {
    for (tamper, broken) in [
        ("UPDATE audit SET who = 'eve' WHERE n = 2", 2),
        ("UPDATE audit SET what = 'nothing' WHERE n = 1", 1),
        ("UPDATE audit SET at = '2030-01-01T00:00:00Z' WHERE n = 3", 3),
        ("UPDATE audit SET hash = 'x' WHERE n = 3", 3),
        ("DELETE FROM audit WHERE n = 2", 3),
        ("DELETE FROM audit WHERE n = 4", 4),
        ("UPDATE audit SET n = 9 WHERE n = 4", 9),
    ] {
        let desk = mine();
        for what in ["a", "b", "c", "d"] {
            desk.mine.append_audit("ana", what, None, at(1)).unwrap();
        }
        assert_eq!(desk.mine.verify_audit().unwrap(), ALL_OF);
        desk.mine.lock().execute(tamper, []).unwrap();
        assert_eq!(desk.mine.verify_audit().unwrap().broken_at, Some(broken), "{tamper}");
    }
}

/// What somebody does who knows how the file is made, and tries to make it fit again.
fn forgeries() -> Vec<String> {
    let mut all = Vec::new();
    let columns = ["at", "who", "what", "op_id", "at_server", "about", "seal", "hash", "prev_hash"];
    for n in 1..=8 {
        for column in columns {
            all.push(format!("UPDATE audit SET {column} = 'eve' WHERE n = {n}"));
        }
        all.push(format!("DELETE FROM audit WHERE n = {n}"));
        all.push(format!("UPDATE audit SET n = {} WHERE n = {n}", n + 100));
        // Cut off from here on, with every counter and note turned back.
        let cut = format!(
            "DELETE FROM audit WHERE n >= {n};
             UPDATE sqlite_sequence SET seq = {} WHERE name = 'audit'",
            n - 1
        );
        all.push(cut.clone());
        all.push(format!("{cut}; DELETE FROM audit_head"));
        all.push(format!(
            "{cut}; UPDATE audit_head SET rows = {}, hash = coalesce(
                 (SELECT hash FROM audit ORDER BY n DESC LIMIT 1), '')",
            n - 1
        ));
    }
    // All of it gone, as if there had never been any.
    all.push(
        "DELETE FROM audit; DELETE FROM audit_head;
         DELETE FROM sqlite_sequence WHERE name = 'audit'"
            .to_owned(),
    );
    // Two rows in each other's place; a row of somebody's own at the end, under no key and under one.
    all.push(
        "UPDATE audit SET n = 99 WHERE n = 2; UPDATE audit SET n = 2 WHERE n = 3;
         UPDATE audit SET n = 3 WHERE n = 99"
            .to_owned(),
    );
    for seal in ["NULL", "'0000000000000000'", "(SELECT seal FROM audit WHERE n = 8)"] {
        all.push(format!(
            "INSERT INTO audit (prev_hash, hash, at, who, what, seal)
             SELECT hash, hash, at, 'eve', what, {seal} FROM audit WHERE n = 8"
        ));
        all.push(format!("UPDATE audit SET seal = {seal}, hash = 'x' WHERE n >= 5"));
    }
    all
}

#[test]
fn a_hundred_tampers_and_more_are_found_though_the_file_and_its_key_are_known() {
    let forgeries = forgeries();
    assert!(forgeries.len() >= 100);
    let mut found = 0;
    for forgery in &forgeries {
        let desk = sealing();
        for what in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            desk.mine.append_audit("ana", what, Some(Uuid::from_u128(7)), at(1)).unwrap();
        }
        let anchor = desk.mine.audit_head().unwrap();
        let before = desk.mine.verify_audit_against(Some(&anchor)).unwrap();
        assert_eq!((before.rows, before.broken_at), (8, None));
        desk.mine.lock().execute_batch(forgery).unwrap();
        let after = desk.mine.verify_audit_against(Some(&anchor)).unwrap();
        assert!(after.broken_at.is_some(), "{forgery}");
        // And going on as if nothing were does not heal it.
        desk.mine.append_audit("ana", "later", None, at(2)).unwrap();
        let later = desk.mine.verify_audit_against(Some(&anchor)).unwrap();
        assert!(later.broken_at.is_some(), "{forgery}, then another act");
        found += 1;
    }
    println!("{found} of {} tampers found", forgeries.len());
}

#[test]
fn a_tail_cut_off_shows_by_the_sealed_head_before_anybody_noted_an_anchor() {
    let desk = sealing();
    for what in ["a", "b", "c"] {
        desk.mine.append_audit("ana", what, None, at(1)).unwrap();
    }
    let cut = "DELETE FROM audit WHERE n = 3;
         UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit'";
    desk.mine.lock().execute_batch(cut).unwrap();
    let check = desk.mine.verify_audit().unwrap();
    assert_eq!((check.broken_at, check.fault), (Some(3), Some(AuditFault::Cut)));
}

#[test]
fn rows_of_before_the_key_are_sealed_in_and_still_checked() {
    let desk = mine();
    for what in ["a", "b"] {
        desk.mine.append_audit("ana", what, None, at(1)).unwrap();
    }
    let desk = desk.with_pepper([5; 32]);
    for what in ["c", "d"] {
        desk.mine.append_audit("ana", what, None, at(2)).unwrap();
    }
    assert_eq!(desk.mine.verify_audit().unwrap(), ALL_OF);
    desk.mine.lock().execute("UPDATE audit SET who = 'eve' WHERE n = 1", []).unwrap();
    assert_eq!(desk.mine.verify_audit().unwrap().broken_at, Some(1));
}

#[test]
fn under_a_new_key_the_older_rows_are_said_to_be_unproven_and_later_ones_are_proven() {
    let desk = sealing();
    desk.mine.append_audit("ana", "a", None, at(1)).unwrap();
    let desk = desk.with_pepper([6; 32]);
    let check = desk.mine.verify_audit().unwrap();
    assert_eq!((check.unproven, check.broken_at), (1, None));
    desk.mine.append_audit("ana", "b", None, at(2)).unwrap();
    let check = desk.mine.verify_audit().unwrap();
    assert_eq!((check.rows, check.unproven, check.broken_at), (2, 1, None));
    desk.mine.lock().execute("UPDATE audit SET who = 'eve' WHERE n = 2", []).unwrap();
    assert_eq!(desk.mine.verify_audit().unwrap().broken_at, Some(2));
}

#[test]
fn acts_are_read_in_pages_and_by_whom_they_are_about() {
    let desk = sealing();
    let maria = Uuid::from_u128(11);
    for n in 0..5 {
        let about = if n % 2 == 0 { maria } else { Uuid::from_u128(12) };
        desk.mine.append_audit_about("ana", &format!("act {n}"), about, at(n)).unwrap();
    }
    let what = |acts: Vec<Act>| acts.into_iter().map(|act| act.what).collect::<Vec<_>>();
    let first = desk.mine.acts(None, 2).unwrap();
    assert_eq!(what(first.clone()), ["act 4", "act 3"]);
    assert_eq!(what(desk.mine.acts(Some(first[1].n), 9).unwrap()), ["act 2", "act 1", "act 0"]);
    assert_eq!(what(desk.mine.acts_about(&[maria]).unwrap()), ["act 0", "act 2", "act 4"]);
    // Who it was stands nowhere.
    let db = desk.mine.lock();
    let named: i64 = db
        .query_row("SELECT count(*) FROM audit WHERE about LIKE ?1", [maria.to_string()], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(named, 0);
}
