//! Sixty days at a desk: nothing is kept longer than was said.

use crate::stage::{Stage, entered, maria};
use desk::clock::Clock as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::inbox::{Pace, SubmissionState};
use store::mine::Which;
use store::theirs::Source;
use uuid::Uuid;

fn person(id: &str) -> Value {
    let mut record = maria();
    record["id"] = json!(id);
    record["names"]["familyName"] = json!(format!("Person {id}"));
    record
}

#[tokio::test]
async fn after_sixty_days_nothing_is_kept_longer_than_was_said() {
    let stage = Stage::open();
    let mine = &stage.desk.store.mine;
    let logs = stage.data().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let imported = stage.knows(person("imported"), Source::Import);
    let regular = stage.knows(person("regular"), Source::Full);
    let waits = stage.creates(person("waits")).await;
    for day in 0..60_u128 {
        let now = stage.clock.now();
        stage.knows(person(&format!("seen-{day}")), Source::Summary);
        stage.desk.open(&regular.to_string()).await.unwrap();
        // The export's customer was read from the network once: it stays one of the export.
        if day == 3 {
            stage.knows(person("imported"), Source::Full);
        }
        let entry = stage.creates(person(&format!("made-{day}"))).await;
        stage.gives_up(&entry).await;
        mine.save_draft(&format!("new:{}", Uuid::from_u128(day)), &json!({"a": 1}), now).unwrap();
        let card = json!({"names": {}});
        let inbox = &stage.desk.store.inbox;
        inbox.submit(Uuid::from_u128(1000 + day), entered(&card), Pace::Staff, now).unwrap();
        let of_the_day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        std::fs::write(logs.join(format!("showroom.{of_the_day}.log")), "{}").unwrap();
        stage.desk.retain().unwrap();
        stage.clock.set_on(24);
    }
    let before = everything_past(&stage).await;
    assert!(before > 0, "a day has gone by since the last look");
    assert!(stage.desk.past_their_time().unwrap() > 0);
    let done = stage.desk.retain().unwrap();
    assert_eq!((everything_past(&stage).await, done.left), (0, 0));
    let theirs = &stage.desk.store.theirs;
    for (name, kept) in [
        (imported.to_string(), true),
        (regular.to_string(), true),
        (waits.local_id.to_string(), true),
        ("seen-59".to_owned(), true),
        ("seen-1".to_owned(), false),
    ] {
        assert_eq!(theirs.customer(&name).unwrap().is_some(), kept, "{name}");
    }
    let waits = mine.entry(waits.op_id).unwrap().unwrap();
    assert!(
        waits.is_live() && waits.record().is_some_and(|record| record.names.family_name.is_some())
    );
    assert!(mine.accounting().unwrap().holds());
    assert_eq!(stage.desk.check_audit().unwrap().broken_at, None);
    // The export's own date: a year after it was loaded.
    stage.clock.set_on(24 * 306);
    stage.desk.open(&regular.to_string()).await.unwrap();
    stage.desk.retain().unwrap();
    assert!(theirs.customer("imported").unwrap().is_none());
    assert!(theirs.customer("regular").unwrap().is_some());
    println!("60 days: {} rows past their time", done.left);
}

/// Counted from what can be read, not from what the job counts.
async fn everything_past(stage: &Stage) -> usize {
    let (desk, mine) = (&stage.desk, &stage.desk.store.mine);
    let now = stage.clock.now();
    let older = |at: &str, hours: i64| {
        let at: Timestamp = at.parse().unwrap();
        now.duration_since(at) > SignedDuration::from_hours(hours)
    };
    let entries = mine.entries(Which::All).unwrap();
    let said = entries.iter().filter(|entry| {
        let tells = entry.record().is_some_and(|record| record.names.family_name.is_some());
        tells && entry.finished_at.as_deref().is_some_and(|at| older(at, 24))
    });
    let drafts = desk.drafts().await.unwrap().own;
    let drafts = drafts.iter().filter(|draft| older(&draft.updated_at, 7 * 24));
    let cards = desk.store.inbox.submissions(None).unwrap();
    let cards = cards.iter().filter(|card| !card.json.is_null() && older(&card.received_at, 720));
    let mut customers = 0;
    for day in 0..60 {
        let one = desk.store.theirs.customer(&format!("seen-{day}")).unwrap();
        customers += usize::from(one.is_some_and(|one| older(&one.as_of.to_string(), 14 * 24)));
    }
    let logs = std::fs::read_dir(stage.data().join("logs")).unwrap().filter(|file| {
        let name = file.as_ref().unwrap().file_name().to_string_lossy().into_owned();
        let day = name.split('.').nth(1).unwrap().to_owned();
        older(&format!("{day}T23:59:59Z"), 31 * 24)
    });
    said.count() + drafts.count() + cards.count() + customers + logs.count()
}

#[tokio::test]
async fn more_customers_than_are_kept_go_in_the_order_of_their_last_use() {
    let stage = Stage::open();
    let theirs = &stage.desk.store.theirs;
    for n in 0..20 {
        stage.knows(person(&format!("c-{n}")), Source::Summary);
        stage.clock.set_on(1);
    }
    // The first one was looked at last.
    stage.desk.open("c-0").await.unwrap();
    let keeping =
        store::theirs::Keeping { unused_before: Timestamp::MIN, most: 5, imports_too: false };
    let past = theirs.past(&keeping, &[].into()).unwrap();
    assert_eq!(theirs.remove_all(&past).unwrap(), 15);
    let left: Vec<bool> =
        (0..20).map(|n| theirs.customer(&format!("c-{n}")).unwrap().is_some()).collect();
    let kept: Vec<usize> = (0..20).filter(|n| left[*n]).collect();
    assert_eq!(kept, [0, 16, 17, 18, 19]);
    assert!(theirs.past(&keeping, &[].into()).unwrap().is_empty());
}

#[tokio::test]
async fn a_card_nobody_decided_is_put_away_when_its_time_is_over() {
    let stage = Stage::open();
    let inbox = &stage.desk.store.inbox;
    let card = json!({"names": {}});
    inbox.submit(Uuid::from_u128(1), entered(&card), Pace::Staff, stage.clock.now()).unwrap();
    stage.clock.set_on(31 * 24);
    assert_eq!(stage.desk.retain().unwrap().emptied.submissions, 1);
    assert!(inbox.submissions(Some(SubmissionState::New)).unwrap().is_empty());
    assert!(inbox.submissions(None).unwrap()[0].json.is_null());
}
