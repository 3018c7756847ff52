//! Consent as evidence: kept with the words that were shown and the time it was said, told to whom it
//! is about, forgotten with them.

use crate::stage::{Stage, maria};
use desk::kiosk::{Accept, Accepted, Booth, Closing, Statement, Visit};
use desk::privacy::Unsent;
use desk::{Created, Creating, Failure, Form, Saved, Scope};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::mine::Shown;
use store::theirs::Source;

const PHONE: &str = "07400 123456";

fn visit(consent: Value) -> Visit {
    Visit {
        language: "de".to_owned(),
        statement: Statement {
            version: "2026-11".to_owned(),
            hash: "ab12".to_owned(),
            ..Statement::default()
        },
        consent: serde_json::from_value(consent).unwrap(),
        ..Visit::default()
    }
}

fn stood() -> Shown {
    Shown { version: "QA-7".to_owned(), hash: "cd34".to_owned(), language: "nl".to_owned() }
}

/// A visitor's card, handed in now.
fn card(stage: &Stage, consent: Value) -> String {
    let record = json!({
        "kind": "person",
        "names": {"givenName": "Maria", "familyName": "Quixotecanary"},
        "channels": [{"kind": "phone", "use": "home", "line": "mobile", "value": PHONE, "consent": consent}],
    });
    let record = serde_json::from_value(record).unwrap();
    let id = stage.desk.clock.new_id();
    stage.desk.kiosk.take(id, record, visit(consent), Booth::Visitor).unwrap();
    id.to_string()
}

/// Way, choice, who, statement and time of each.
async fn rows(stage: &Stage, name: &str) -> Vec<[String; 5]> {
    let consents = stage.desk.consents(name).await.unwrap();
    let row = |one: &store::mine::Consent| {
        let told = desk::consent::told(one);
        let text = |name: &str| told[name].as_str().unwrap_or("-").to_owned();
        let who = if told["actor"] == "visitor" { "visitor".to_owned() } else { text("who") };
        [text("way"), text("choice"), who, text("statement"), text("said_at")]
    };
    consents.iter().map(row).collect()
}

fn row(way: &str, choice: &str, who: &str, statement: &str, at: &str) -> [String; 5] {
    [way, choice, who, statement, at].map(str::to_owned)
}

#[tokio::test]
async fn what_a_visitor_said_is_kept_with_its_own_time_when_the_card_leads_to_somebody_days_later()
{
    let stage = Stage::open();
    let local_id = stage.knows(maria(), Source::Full);
    let card = card(&stage, json!({"call": "AGREED", "text": "DENIED"}));
    stage.clock.set_on(50);
    // Nothing is anybody's before somebody said whose card it is.
    assert_eq!(rows(&stage, "01-16203").await, Vec::<[String; 5]>::new());
    let accepted = stage.desk.accept(&card, Accept::Use { id: "01-16203".to_owned() }).await;
    assert!(matches!(accepted, Ok(Accepted::Updated(_))));
    let then = "2026-11-22T10:00:00Z";
    assert_eq!(
        rows(&stage, "01-16203").await,
        [
            row("call", "AGREED", "visitor", "2026-11", then),
            row("text", "DENIED", "visitor", "2026-11", then),
        ]
    );
    let kept = &stage.desk.consents("01-16203").await.unwrap()[0];
    assert_eq!(kept.kept_at.parse::<Timestamp>().unwrap().to_string(), "2026-11-24T12:00:00Z");
    let shown = kept.shown.as_ref().unwrap();
    assert_eq!((shown.hash.as_str(), shown.language.as_str()), ("ab12", "de"));
    assert_eq!(kept.station, keys::install_id(&stage.data()).unwrap());

    // After the end of the process, and told with everything else.
    let stage = stage.after(|_| {});
    let held = stage.desk.export(&local_id.to_string()).await.unwrap();
    assert_eq!(held["consents"].as_array().map(Vec::len), Some(2), "{held}");
    assert_eq!(held["consents"][0]["contact"], PHONE);
    let acts = stage.desk.acts(None, 50).await.unwrap();
    assert!(acts.iter().any(|act| act.what == "consent kept: 2, the visitor's"));
    assert!(acts.iter().all(|act| !act.what.contains("AGREED") && !act.what.contains(PHONE)));
}

#[tokio::test]
async fn somebody_new_made_of_a_card_has_what_was_said_there_and_a_card_put_away_leaves_nothing() {
    let stage = Stage::open();
    let away = card(&stage, json!({"call": "AGREED"}));
    stage.desk.accept(&away, Accept::Dismiss { reason: "a test".to_owned() }).await.unwrap();
    let card = card(&stage, json!({"call": "DENIED"}));
    let create = Accept::Create { different_from: Vec::new(), despite_candidates: true };
    let Ok(Accepted::Created(Created::Queued(entry))) = stage.desk.accept(&card, create).await
    else {
        panic!("nobody was made of the card");
    };
    let rows = rows(&stage, &entry.local_id.to_string()).await;
    assert_eq!(rows, [row("call", "DENIED", "visitor", "2026-11", "2026-11-22T10:00:00Z")]);
}

#[tokio::test]
async fn a_card_taken_for_somebody_else_at_first_is_theirs_with_all_that_was_said_whom_it_led_to() {
    let stage = Stage::open();
    let wrong = stage.knows(maria(), Source::Full);
    let right = stage.creates(json!({"kind": "person", "names": {"familyName": "Ritter"}})).await;
    let card = card(&stage, json!({"call": "AGREED", "text": "DENIED"}));
    let id = card.parse().unwrap();
    stage.desk.close(id, Closing::Used(wrong)).await.unwrap();
    // Also after its words were let go of: what was said is kept elsewhere.
    for forgotten in [false, true] {
        let (from, to) = if forgotten { (right.local_id, wrong) } else { (wrong, right.local_id) };
        if forgotten {
            assert_eq!(stage.desk.store.inbox.forget(right.local_id).unwrap(), 1);
        }
        stage.desk.close(id, Closing::Used(to)).await.unwrap();
        assert_eq!(rows(&stage, &from.to_string()).await, Vec::<[String; 5]>::new());
        assert_eq!(rows(&stage, &to.to_string()).await.len(), 2);
        let held = stage.desk.export(&from.to_string()).await.unwrap();
        assert_eq!((&held["submissions"], &held["consents"]), (&json!([]), &json!([])), "{held}");
        let held = stage.desk.export(&to.to_string()).await.unwrap();
        let says = usize::from(!forgotten);
        assert_eq!(held["submissions"].as_array().map(Vec::len), Some(says), "{held}");
    }
    let moved = |acts: &[store::mine::Act]| {
        acts.iter().filter(|act| act.what == "submission led to another customer").count()
    };
    let acts = stage.desk.acts(None, 50).await.unwrap();
    assert_eq!(moved(&acts), 2, "{acts:?}");
    stage.desk.close(id, Closing::Used(wrong)).await.unwrap();
    let later = stage.desk.acts(None, 50).await.unwrap();
    assert_eq!(later.len(), acts.len(), "the same once more says nothing");
    // What was put away leads to nobody.
    stage.desk.close(id, Closing::PutAway("a test".to_owned())).await.unwrap();
    assert_eq!(rows(&stage, &wrong.to_string()).await.len(), 2);
}

#[tokio::test]
async fn a_consent_changed_at_the_desk_is_a_row_of_whoever_changed_it_and_nothing_else_is() {
    let stage = Stage::open();
    stage.knows(maria(), Source::Full);
    let channels = |consent: Value| json!([{"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456", "consent": consent}]);
    let save = async |consent: Value, statement: Option<Shown>| {
        let section = customer::Section::Communication;
        let draft = Some(stage.desk.clock.new_id());
        let form = Form { draft, statement, ..Form::default() };
        stage.desk.update_shown("01-16203", section, channels(consent), form).await
    };
    assert!(matches!(save(json!({"call": "AGREED"}), None).await, Ok(Saved::Queued(_))));
    stage.clock.set_on(1);
    let refused = save(json!({"call": "DENIED"}), Some(stood())).await;
    assert!(matches!(refused, Ok(Saved::Queued(_))));
    assert!(matches!(save(json!({"call": "DENIED"}), Some(stood())).await, Ok(Saved::Unchanged)));
    let names = json!({"givenName": "Mariana"});
    let section = customer::Section::Names;
    stage.desk.update_shown("01-16203", section, names, Form::default()).await.unwrap();
    let author = stage.desk.author();
    assert_eq!(
        rows(&stage, "01-16203").await,
        [
            row("call", "AGREED", &author, "-", "2026-11-22T10:00:00Z"),
            row("call", "DENIED", &author, "QA-7", "2026-11-22T11:00:00Z"),
        ]
    );
}

#[tokio::test]
async fn a_consent_of_somebody_new_is_kept_with_the_statement_that_stood_in_the_form() {
    let stage = Stage::open();
    let channels = json!([
        {"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456", "consent": {"call": "DENIED"}},
        {"kind": "email", "use": "home", "value": "zelda@quarrington.example"},
    ]);
    let record =
        json!({"kind": "person", "names": {"familyName": "Quarrington"}, "channels": channels});
    let creating = Creating {
        record: serde_json::from_value(record).unwrap(),
        different_from: vec![],
        despite: false,
        draft: Some(stage.desk.clock.new_id()),
        origin: outbox::Origin::Staff,
        look: Scope::Desk,
        statement: Some(stood()),
    };
    let Created::Queued(entry) = stage.desk.create_new(creating).await.unwrap() else {
        panic!("nobody is like her")
    };
    let id = entry.local_id.to_string();
    let author = stage.desk.author();
    // Nothing of the address nobody asked about.
    assert_eq!(
        rows(&stage, &id).await,
        [row("call", "DENIED", &author, "QA-7", "2026-11-22T10:00:00Z")]
    );
    assert_eq!(stage.desk.consents(&id).await.unwrap()[0].shown, Some(stood()));
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_consent_in_any_file() {
    let stage = Stage::open();
    stage.knows(maria(), Source::Full);
    let card = card(&stage, json!({"call": "AGREED"}));
    stage.desk.accept(&card, Accept::Use { id: "01-16203".to_owned() }).await.unwrap();
    let places = stage.stands_in(PHONE);
    assert!(places.iter().any(|place| place.ends_with("consent.contact")), "{places:?}");
    let unsent = Unsent::Cancel { reason: "a test".to_owned() };
    stage.desk.forget("01-16203", unsent).await.unwrap();
    assert_eq!(stage.stands_in(PHONE), Vec::<String>::new());
    let gone = stage.desk.consents("01-16203").await;
    assert!(matches!(gone, Err(Failure::NotFound)));
}
