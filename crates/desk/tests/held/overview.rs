//! What a manager is told, of what the desk keeps anyway.

use crate::stage::{Stage, entered, maria};
use desk::clock::Clock as _;
use desk::overview::{ByPerson, How, Period, Waits};
use desk::people::{Change, Person, Standing};
use desk::privacy::Unsent;
use desk::receipt::{Choice, NetworkThen};
use desk::rights::Role;
use outbox::{Entry, Event};
use serde_json::{Value, json};
use store::inbox::Pace;
use store::mine::{Context, NewReceipt, Occasion, Said};
use store::theirs::Source;
use store::{Access, File, Key, file};
use uuid::Uuid;

/// Somebody whom nobody else is taken for.
fn zelda(id: &str) -> Value {
    json!({"id": id, "kind": "person",
        "names": {"givenName": "Zelda", "familyName": "Quarrington"},
        "identity": {"birthDate": "1980-01-31"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"}],
        "addresses": [{"kind": "physical", "streetName": "High Street", "houseNumber": "12",
            "postalCode": "LS1 4AP", "city": "Leeds", "countryCode": "GB"}]})
}

fn stranger(n: u32) -> Value {
    let name = ["Oxbramble", "Umbervale", "Wyrdwick", "Fernsby"][n as usize % 4];
    json!({"kind": "person", "names": {"givenName": "Abel", "familyName": name},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile",
            "value": format!("+4474009{n:05}")}]})
}

impl Stage {
    async fn works_here(&self, name: &str, role: Role, pin: &str) -> Person {
        let pin = Some(pin.to_owned().into());
        let change = Change { id: None, name: name.to_owned(), role, pin };
        self.desk.save_person(change).await.unwrap()
    }

    async fn sits_here(&self, person: &Person) {
        self.desk.seat_again(Standing::As(person.clone())).await.unwrap();
    }

    fn happens(&self, entry: &Entry, event: &Event) {
        let context = Context::by_person("desk", self.clock.now());
        self.desk.store.mine.record(entry.op_id, event, &context).unwrap();
    }

    /// The network has taken somebody made here, under this id.
    fn is_taken(&self, entry: &Entry, id: &str) {
        self.happens(entry, &Event::StartPreflight);
        self.happens(entry, &Event::Cleared { seen: vec![] });
        self.happens(entry, &Event::Accepted { id: Some(id.to_owned()), warnings: vec![] });
        self.knows(zelda(id), Source::Full);
    }

    async fn says_different(&self, question: Value, shown: &str, op_id: Option<Uuid>) {
        let choice = Choice {
            question: serde_json::from_value(question).unwrap(),
            shown: vec![shown.to_owned()],
            said: Said::Different,
            chosen: None,
            because: Some("her aunt Quarrington said so".to_owned()),
            network: NetworkThen::not_asked(),
            op_id,
            draft: None,
        };
        self.desk.keep_choice(choice).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_was_made_against_a_strong_match_and_proves_to_be_them_is_told_with_whose_word_it_was()
 {
    let stage = Stage::open();
    stage.knows(zelda("01-1"), Source::Full);
    let ana = stage.works_here("Ana", Role::Admin, "483920").await;
    let ben = stage.works_here("Ben", Role::Sales, "719263").await;
    stage.sits_here(&ben).await;
    let made = stage.creates(zelda("")).await;
    stage.creates(stranger(1)).await;
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.overrides.total, told.overrides.latest.len(), told.proved.len()), (1, 1, 0));
    let one = &told.overrides.latest[0];
    assert_eq!((one.who.as_str(), one.said, one.would_use), ("Ben", Said::Create, true));
    assert!(one.probability > 0.9, "{one:?}");
    let receipts = stage.desk.receipts_of(made.op_id).await.unwrap();
    assert_eq!(one.receipt, receipts[0].id);

    stage.is_taken(&made, "01-2");
    stage.clock.set_on(48);
    stage.sits_here(&ana).await;
    stage.desk.note_duplicate("01-2", "01-1").await.unwrap();
    let told = stage.desk.overview(Period::Week).await.unwrap();
    let pair = &told.proved[0];
    assert_eq!((pair.one.as_str(), pair.other.as_str(), told.proved.len()), ("01-1", "01-2", 1));
    assert_eq!((pair.how, pair.who.as_deref()), (How::Person, Some("Ana")));
    assert_eq!(pair.against.as_ref(), told.overrides.latest.first());
    let ben = |created, proved| ByPerson { who: "Ben".into(), created, kept_apart: 0, proved };
    assert_eq!(told.overrides.people, [ben(1, 1)]);

    // The word is older than the period now; what it came to is not.
    stage.clock.set_on(6 * 24);
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.overrides.total, told.proved.len()), (0, 1));
    assert_eq!(told.overrides.people, [ben(0, 1)]);
    let told = stage.desk.overview(Period::Month).await.unwrap();
    assert_eq!(told.overrides.people, [ben(1, 1)]);
}

#[tokio::test]
async fn a_word_given_after_the_proof_and_one_about_others_kept_nobody_apart() {
    let stage = Stage::open();
    // Nobody was known then: nobody was asked.
    let made = stage.creates(zelda("")).await;
    stage.is_taken(&made, "01-2");
    stage.knows(zelda("01-1"), Source::Full);
    stage.clock.set_on(1);
    stage.desk.note_duplicate("01-1", "01-2").await.unwrap();
    stage.clock.set_on(1);
    stage.says_different(zelda(""), "01-1", Some(made.op_id)).await;
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.overrides.total, told.overrides.latest[0].said), (1, Said::Different));
    assert_eq!(told.overrides.latest[0].reason, Some("in_words"), "the receipt has the words");
    assert_eq!((told.overrides.people[0].kept_apart, told.overrides.people[0].proved), (1, 0));
    assert_eq!((told.proved.len(), told.proved[0].against.as_ref()), (1, None));

    // A third one, made although both were shown, says nothing about those two.
    let third = stage.creates(zelda("")).await;
    stage.is_taken(&third, "01-3");
    stage.clock.set_on(1);
    stage.desk.note_duplicate("01-1", "01-2").await.unwrap();
    let told = stage.desk.overview(Period::Week).await.unwrap();
    let against = told.proved[0].against.as_ref().map(|word| word.said);
    assert_eq!(against, Some(Said::Different), "by now it came before the proof");
}

#[tokio::test]
async fn a_likeness_that_is_no_strong_match_and_a_decision_that_was_emptied_are_no_override() {
    let stage = Stage::open();
    let known = stage.knows(zelda("01-1"), Source::Full);
    let entry = Some(Uuid::from_u128(9));
    let mut sister = zelda("");
    sister["names"]["givenName"] = json!("Ottoline");
    sister["identity"]["birthDate"] = json!("1984-07-07");
    stage.says_different(sister, "01-1", entry).await;
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.overrides.total, told.overrides.emptied), (0, 0));
    assert!(told.is_empty());
    // In a form that was never saved, or whose save was denied.
    stage.says_different(zelda(""), "01-1", None).await;
    assert!(stage.desk.overview(Period::Week).await.unwrap().is_empty());
    stage.says_different(zelda(""), "01-1", entry).await;
    assert_eq!(stage.desk.overview(Period::Week).await.unwrap().overrides.total, 1);
    stage.desk.forget(&known.to_string(), Unsent::Refuse).await.unwrap();
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.overrides.total, told.overrides.emptied), (0, 2));
    assert!(told.overrides.people.is_empty() && !told.is_empty());
}

#[tokio::test]
async fn a_second_copy_that_was_found_is_told_once_although_a_scan_took_its_place() {
    let stage = Stage::open();
    let made = stage.creates(zelda("")).await;
    stage.is_taken(&made, "01-2");
    let found = |n: u128, of: &str| NewReceipt {
        id: Uuid::from_u128(n),
        at: stage.clock.now(),
        who: "desk".into(),
        occasion: Occasion::TwinCheck,
        said: Said::Ask,
        op_id: Some(made.op_id),
        chosen: None,
        because: None,
        about: vec![of.into()],
        snapshot: "{}".into(),
        ruling: json!({"use_id": null, "candidates": [{"name": of, "probability": 0.99,
            "log_odds": 5.0, "relation": "same", "ruled_out": false}]})
        .to_string(),
    };
    let mine = &stage.desk.store.mine;
    for (n, of) in [(1, "01-1"), (2, "01-1"), (3, "01-3")] {
        mine.keep_receipt(&found(n, of)).unwrap();
    }
    // What this program cannot read stops nobody.
    let newer = NewReceipt { ruling: "{\"of\":\"a newer program\"}".into(), ..found(4, "01-4") };
    mine.keep_receipt(&newer).unwrap();
    let told = stage.desk.overview(Period::Week).await.unwrap();
    let mut pairs: Vec<(&str, &str)> =
        told.proved.iter().map(|pair| (pair.one.as_str(), pair.other.as_str())).collect();
    pairs.sort_unstable();
    assert_eq!(pairs, [("01-2", "01-1"), ("01-2", "01-3")]);
    assert!(told.proved.iter().all(|pair| pair.how == How::Twin && pair.against.is_none()));
}

#[tokio::test]
async fn unsent_work_is_told_by_age_and_person_and_cards_with_the_oldest() {
    let stage = Stage::open();
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert!(told.is_empty() && told.unsent.oldest.is_none() && told.kiosk.oldest.is_none());
    let ana = stage.works_here("Ana", Role::Admin, "483920").await;
    let ben = stage.works_here("Ben", Role::Sales, "719263").await;
    let started = stage.clock.now();
    stage.sits_here(&ana).await;
    stage.creates(stranger(1)).await;
    stage.clock.set_on(150);
    stage.sits_here(&ben).await;
    let bens = stage.clock.now();
    stage.creates(stranger(2)).await;
    let handed_in = stage.clock.now();
    for n in 0..2 {
        let inbox = &stage.desk.store.inbox;
        let card = maria();
        inbox.submit(Uuid::from_u128(n), entered(&card), Pace::Staff, stage.clock.now()).unwrap();
        stage.clock.set_on(5);
    }
    stage.creates(stranger(3)).await;
    stage.clock.set_on(11);
    stage.sits_here(&ana).await;
    let parked = stage.creates(stranger(4)).await;
    stage.happens(&parked, &Event::StartPreflight);
    stage.happens(&parked, &Event::Candidates { ids: vec!["01-1".into()], note: None });
    let given_up = stage.creates(stranger(5)).await;
    stage.gives_up(&given_up).await;

    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!((told.unsent.total, told.unsent.needs_person), (4, 1));
    assert_eq!(told.unsent.ages, [1, 0, 2, 0, 1], "now, 11 and 21 hours, and over a week");
    let waits = |who: &str, needs_person, oldest: jiff::Timestamp| Waits {
        who: who.into(),
        count: 2,
        needs_person,
        oldest: oldest.to_string(),
    };
    assert_eq!(told.unsent.people, [waits("Ana", 1, started), waits("Ben", 0, bens)]);
    assert_eq!(told.unsent.oldest, Some(started.to_string()));
    assert_eq!((told.kiosk.waiting, told.kiosk.oldest), (2, Some(handed_in.to_string())));
    let stage = stage.at_dealer("another");
    let told = stage.desk.overview(Period::Week).await.unwrap();
    assert_eq!(told.unsent.total, 0, "another dealer's is nobody's here");
}

/// The same receipt, so many times more, by two people in turn.
fn multiply(stage: &Stage, receipt: Uuid, times: u32) {
    let keys = desk::key_store(&stage.desk.config, &stage.data()).unwrap();
    let key = Key::new(*keys::data_key(&*keys, keys::Name::Mine).unwrap().unwrap());
    let db = file::open(&stage.data(), File::Mine, &key, Access::ReadWrite).unwrap();
    let sql = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ?2)
         INSERT INTO receipt (id, at, who, occasion, said, op_id, because, snapshot, ruling)
         SELECT printf('00000000-0000-4000-8000-%012x', count.n), at,
             CASE count.n % 2 WHEN 0 THEN 'Ana' ELSE 'Ben' END, occasion, said, op_id, 'relative',
             snapshot, ruling
         FROM count CROSS JOIN receipt WHERE receipt.id = ?1";
    let rows = db.execute(sql, (receipt.to_string(), times)).unwrap();
    assert_eq!(rows, times as usize);
}

#[tokio::test]
async fn five_thousand_decisions_are_all_counted_and_the_latest_listed() {
    let stage = Stage::open();
    stage.knows(zelda("01-1"), Source::Full);
    stage.says_different(zelda(""), "01-1", Some(Uuid::from_u128(9))).await;
    let told = stage.desk.overview(Period::Week).await.unwrap();
    multiply(&stage, told.overrides.latest[0].receipt, 5_000);
    let told = stage.desk.overview(Period::Quarter).await.unwrap();
    assert_eq!((told.overrides.total, told.overrides.latest.len()), (5_001, 100));
    let newest = &told.overrides.latest[0];
    assert_eq!(newest.receipt, Uuid::from_u128(0x4000_8000_0000_0000_1388), "newest first");
    assert_eq!((newest.who.as_str(), newest.reason), ("Ana", Some("relative")));
    let people = told.overrides.people.iter().map(|one| one.kept_apart);
    assert_eq!(people.collect::<Vec<_>>(), [2_500, 2_500, 1]);
}
