//! Who stands at the desk: PINs, rights, the lock, and the way out of the kiosk, on real files.

use crate::window::{Desk, maria};
use api::{Code, Window};
use serde_json::{Value, json};

const ANA: &str = "483920";
const BEN: &str = "719263";

impl Desk {
    async fn save_person(&self, name: &str, role: &str, pin: &str) -> String {
        let request = json!({"name": name, "role": role, "pin": pin});
        let view = self.call("people_save", request).await;
        let people = view["people"].as_array().unwrap();
        let person = people.iter().find(|one| one["name"] == name).unwrap();
        person["id"].as_str().unwrap().to_owned()
    }

    async fn unlock(&self, id: &str, pin: &str) -> Value {
        self.call("people_unlock", json!({"id": id, "pin": pin})).await
    }

    async fn code(&self, command: &str, request: Value) -> (Code, Option<String>) {
        let error = self.ask(command, request).await.unwrap_err();
        (error.code, error.fields.first().map(|field| field.code.clone()))
    }

    async fn leave(&self, pin: &str) -> Value {
        self.host.call(Window::Kiosk, "kiosk_leave", json!({"pin": pin})).await.unwrap()
    }

    /// Acts and who did them, oldest first.
    async fn seat(&self) -> Value {
        self.call("status", json!({})).await["seat"].clone()
    }
}

fn missing(right: &str) -> (Code, Option<String>) {
    (Code::RightMissing, Some(right.to_owned()))
}

#[tokio::test]
async fn without_people_everything_is_as_it_was() {
    let desk = Desk::open().await;
    assert_eq!(desk.seat().await, Value::Null);
    let id = desk.knows(maria()).await;
    desk.call("open", json!({"id": id})).await;
    desk.call("people_lock", json!({})).await;
    desk.call("open", json!({"id": id})).await;
    assert_eq!(desk.leave(ANA).await, json!({"left": false, "locked": true}));
}

#[tokio::test]
async fn the_first_one_is_an_admin_and_stands_at_the_desk_afterwards() {
    let desk = Desk::open().await;
    let sales = json!({"name": "Ana", "role": "sales", "pin": ANA});
    assert_eq!(desk.code("people_save", sales).await, (Code::Invalid, Some("last_admin".into())));
    for (pin, why) in [("123456", "pin_trivial"), ("4839", "pin_length"), ("geheim", "pin_digits")]
    {
        let request = json!({"name": "Ana", "role": "admin", "pin": pin});
        assert_eq!(desk.code("people_save", request).await, (Code::Invalid, Some(why.to_owned())));
    }
    let ana = desk.save_person("Ana", "admin", ANA).await;
    assert_eq!(desk.seat().await["person"], json!({"id": ana, "name": "Ana", "role": "admin"}));
    let demoted = json!({"id": ana, "name": "Ana", "role": "sales"});
    assert_eq!(desk.code("people_save", demoted).await, (Code::Invalid, Some("last_admin".into())));
}

#[tokio::test]
async fn the_language_of_somebody_is_kept_with_them_and_goes_when_they_do() {
    let desk = Desk::open().await;
    desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    let save =
        |language: Value| json!({"id": ben, "name": "Ben", "role": "sales", "language": language});
    desk.call("people_save", save(json!("de"))).await;
    assert_eq!(desk.code("people_save", save(json!("de-DE"))).await.0, Code::BadRequest);
    let desk = desk.restart().await;
    desk.unlock(&ben, BEN).await;
    assert_eq!(desk.seat().await["person"]["language"], "de");
    let ana = desk.call("people", json!({})).await["people"][0].clone();
    assert_eq!((&ana["name"], &ana["language"]), (&json!("Ana"), &Value::Null));
    desk.unlock(ana["id"].as_str().unwrap(), ANA).await;
    // Whoever changes something else leaves it as it was.
    let people =
        desk.call("people_save", json!({"id": ben, "name": "Benno", "role": "sales"})).await;
    assert_eq!(people["people"][1]["language"], "de");
    let people = desk.call("people_save", save(json!(""))).await;
    assert_eq!(people["people"][1]["language"], Value::Null);
    desk.call("people_save", save(json!("fi"))).await;
    desk.call("people_remove", json!({"id": ben})).await;
    assert_eq!(desk.desk().await.languages().await.unwrap(), Default::default());
}

#[tokio::test]
async fn a_locked_desk_answers_nothing_of_a_customer_until_somebody_says_who_they_are() {
    let desk = Desk::open().await;
    let id = desk.knows(maria()).await;
    let ana = desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    desk.call("draft_save", json!({"key": "new:1", "value": {"typed": "Anna"}})).await;
    desk.call("people_lock", json!({})).await;
    assert_eq!(desk.seat().await["person"], Value::Null);
    for command in api::COMMANDS.iter().filter(|one| one.windows.contains(&Window::Desk)) {
        // The last two only know a desk to practise at, and nobody real is there.
        let free = [
            "boot",
            "status",
            "health",
            "people",
            "people_unlock",
            "people_lock",
            "practice_network",
            "practice_reset",
        ];
        let refused = desk.ask(command.name, json!({})).await.err().map(|error| error.code);
        let locked = refused == Some(Code::DeskLocked);
        assert_eq!(locked, !free.contains(&command.name), "{}", command.name);
    }
    let wrong = desk.unlock(&ben, ANA).await;
    assert_eq!(wrong, json!({"open": false, "locked": false}));
    assert_eq!(desk.unlock(&ben, BEN).await, json!({"open": true, "locked": false}));
    desk.call("open", json!({"id": id})).await;
    let others = json!({"drafts": [], "others": [{"by": "Ana"}]});
    assert_eq!(desk.call("drafts", json!({})).await, others, "a colleague's is not shown");
    assert_eq!(desk.unlock(&ana, ANA).await["open"], true, "a switch without a lock in between");
    assert_eq!(desk.seat().await["person"]["name"], "Ana");
    assert_eq!(desk.call("drafts", json!({})).await["drafts"][0]["value"]["typed"], "Anna");
    let desk = desk.restart().await;
    assert_eq!(desk.code("open", json!({"id": id})).await.0, Code::DeskLocked);
}

#[tokio::test]
async fn two_who_type_in_the_same_form_each_find_their_own_words_there() {
    let desk = Desk::open().await;
    let id = desk.knows(maria()).await;
    let key = format!("edit:{id}:names");
    let keep =
        |words: &str| json!({"key": key, "value": {"draft": uuid(7), "record": {"words": words}}});
    // From before anybody was set up: whoever comes first goes on with it.
    desk.call("draft_save", keep("nobody's")).await;
    let ana = desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    let words = async || {
        let view = desk.call("drafts", json!({})).await;
        let row = |one: &Value| {
            assert_eq!(one["key"], key.as_str(), "under the name the form knows");
            one["value"].clone()
        };
        (
            view["drafts"].as_array().unwrap().iter().map(row).collect::<Vec<_>>(),
            view["others"].clone(),
        )
    };
    assert_eq!(words().await.0[0]["record"]["words"], "nobody's");
    desk.call("draft_save", keep("Ana's")).await;
    assert_eq!(words().await, (vec![keep("Ana's")["value"].clone()], Value::Null));
    desk.unlock(&ben, BEN).await;
    let by_ana = json!([{"by": "Ana", "customer": id}]);
    assert_eq!(words().await, (vec![], by_ana.clone()));
    desk.call("draft_save", keep("Ben's")).await;
    assert_eq!(words().await, (vec![keep("Ben's")["value"].clone()], by_ana.clone()));
    desk.call("draft_drop", json!({"key": key})).await;
    assert_eq!(words().await, (vec![], by_ana));
    desk.unlock(&ana, ANA).await;
    assert_eq!(words().await, (vec![keep("Ana's")["value"].clone()], Value::Null));
    // What was typed for somebody who is told apart by their values is about them too.
    let chosen = json!({"key": "new:1", "value": {"draft": uuid(8), "chosen": {"localId": id}}});
    desk.call("draft_save", chosen).await;
    let about = desk.desk().await.export(&id).await.unwrap()["drafts"].clone();
    assert_eq!(about.as_array().map(Vec::len), Some(2), "{about}");
    // Whose author works here no more is lost to nobody.
    desk.unlock(&ben, BEN).await;
    assert_eq!(words().await.0, Vec::<Value>::new());
    desk.unlock(&ana, ANA).await;
    desk.call("people_save", json!({"id": ben, "name": "Ben", "role": "admin", "pin": BEN})).await;
    desk.unlock(&ben, BEN).await;
    desk.call("people_remove", json!({"id": ana})).await;
    assert_eq!(desk.call("drafts", json!({})).await["drafts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_denied_act_names_the_right_that_is_missing() {
    let desk = Desk::open().await;
    let mut record = maria();
    record["identity"]["socialSecurityId"] = json!("078-05-1120");
    let id = desk.knows(record).await;
    let section = json!({"local_id": id, "section": "names", "draft": uuid(1),
        "value": {"givenName": "Mary", "familyName": "Sousa"}});
    desk.save_person("Ana", "admin", ANA).await;
    let op = desk.call("save_section", section).await["op_id"].clone();
    assert!(op.is_string());
    let ben = desk.save_person("Ben", "sales", BEN).await;
    let kim = desk.save_person("Kim", "kiosk", "902746").await;
    desk.unlock(&ben, BEN).await;
    assert_eq!(desk.code("forget", json!({"id": id})).await, missing("erase"));
    assert_eq!(desk.code("duplicates_export", json!({})).await, missing("export"));
    assert_eq!(desk.code("policy_save", json!({})).await, missing("set_up"));
    assert_eq!(desk.code("people_save", json!({})).await, missing("manage_people"));
    let cancel = json!({"op_id": op, "act": {"do": "cancel", "reason": "no"}});
    assert_eq!(desk.code("outbox_act", cancel).await, missing("discard_write"));
    let mut again = maria();
    again["id"].take();
    // As she is called by now: Maria may be Mary's sister, and is asked about.
    again["names"]["givenName"] = json!("Mary");
    let despite = json!({"record": again, "draft": uuid(2), "different_from": [],
        "despite_candidates": true});
    assert_eq!(desk.code("create", despite).await, missing("override_duplicate"));
    desk.unlock(&kim, "902746").await;
    assert_eq!(desk.code("open", json!({"id": id})).await, missing("customers"));
    for own in ["kiosk_open", "kiosk_help_answer"] {
        assert!(desk.host.allows(Window::Desk, own).await.is_ok(), "{own}");
    }
}

#[tokio::test]
async fn what_somebody_else_typed_is_taken_back_by_whoever_may_discard_it() {
    let desk = Desk::open().await;
    let id = desk.knows(maria()).await;
    let typed = |n: u32, given: &str| {
        json!({"local_id": id, "section": "names", "draft": uuid(n),
            "value": {"givenName": given, "familyName": "Sousa"}})
    };
    let undo = |saved: &Value| json!({"op_id": saved["op_id"], "act": {"do": "undo"}});
    let ana = desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    desk.unlock(&ben, BEN).await;
    let own = desk.call("save_section", typed(1, "Mary")).await;
    assert_eq!(desk.call("outbox_act", undo(&own)).await["chip"]["state"], "cancelled");
    desk.unlock(&ana, ANA).await;
    let anas = desk.call("save_section", typed(2, "Marie")).await;
    desk.unlock(&ben, BEN).await;
    assert_eq!(desk.code("outbox_act", undo(&anas)).await, missing("discard_write"));
    // Joined with what Ana typed, his own edit is hers too.
    let joined = desk.call("save_section", typed(3, "Mariana")).await;
    assert_ne!(joined["op_id"], anas["op_id"]);
    assert_eq!(desk.code("outbox_act", undo(&joined)).await, missing("discard_write"));
    desk.unlock(&ana, ANA).await;
    assert_eq!(desk.call("outbox_act", undo(&joined)).await["chip"]["state"], "cancelled");
}

#[tokio::test]
async fn whom_the_program_would_use_is_ruled_out_for_an_entry_by_whoever_may_override() {
    let desk = Desk::open().await;
    desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    let cleo = desk.save_person("Cleo", "manager", "650294").await;
    desk.unlock(&ben, BEN).await;
    let mut again = maria();
    again["id"].take();
    let new = json!({"record": again, "draft": uuid(1), "different_from": []});
    let made = desk.call("create", new).await;
    // The search before it is sent found them, and somebody of that surname.
    desk.knows(maria()).await;
    let other = json!({"id": "01-9", "kind": "person",
        "names": {"givenName": "Bartolomeu", "familyName": "Sousa"}});
    desk.knows(other).await;
    let core = desk.desk().await;
    let op = uuid::Uuid::parse_str(made["op_id"].as_str().unwrap()).unwrap();
    let context = store::mine::Context::by_person("desk", core.clock.now());
    let found = |ids: &[&str]| {
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        for event in [outbox::Event::StartPreflight, outbox::Event::Candidates { ids, note: None }]
        {
            core.store.mine.record(op, &event, &context).unwrap();
        }
    };
    found(&["01-16203", "01-9"]);
    let different = json!({"op_id": op, "act": {"do": "different"}});
    let refused = desk.code("outbox_act", different.clone()).await;
    assert_eq!(refused, missing("override_duplicate"));
    desk.unlock(&cleo, "650294").await;
    let sent = desk.call("outbox_act", different.clone()).await;
    assert_eq!(sent["chip"]["state"], "waiting", "{sent}");
    // Somebody the program would not have used is ruled out by everybody.
    desk.unlock(&ben, BEN).await;
    found(&["01-9"]);
    assert_eq!(desk.call("outbox_act", different).await["chip"]["state"], "waiting");
}

#[tokio::test]
async fn the_overview_is_for_managers_and_admins_and_names_no_customer() {
    let desk = Desk::open().await;
    desk.knows(maria()).await;
    desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    let cleo = desk.save_person("Cleo", "manager", "650294").await;
    let mut again = maria();
    again["id"].take();
    let despite = json!({"record": again, "draft": uuid(2), "different_from": [],
        "despite_candidates": true});
    let made = desk.call("create", despite).await;
    assert_eq!(made["outcome"], "queued", "{made}");
    desk.unlock(&ben, BEN).await;
    assert_eq!(desk.code("overview", json!({"days": 7})).await, missing("export"));
    desk.unlock(&cleo, "650294").await;
    let told = desk.call("overview", json!({"days": 7})).await;
    assert_eq!((&told["days"], &told["empty"]), (&json!(7), &json!(false)));
    let of_ana = json!({"who": "Ana", "created": 1, "kept_apart": 0, "proved": 0});
    assert_eq!((&told["people"], &told["overridden"]), (&json!([of_ana]), &json!(1)));
    let receipts = desk.call("receipts", json!({"op_id": made["op_id"]})).await;
    assert_eq!(told["overrides"][0]["receipt"], receipts["rows"][0]["id"]);
    assert_eq!(told["overrides"][0]["said"], "create");
    assert_eq!((&told["proved"], &told["kiosk"]), (&json!([]), &json!({"waiting": 0})));
    let unsent = &told["unsent"];
    assert_eq!((&unsent["total"], &unsent["people"][0]["who"]), (&json!(1), &json!("Ana")));
    assert_eq!(unsent["ages"][0], json!({"from_h": 0, "to_h": 1, "count": 1}));
    assert_eq!(unsent["ages"][4], json!({"from_h": 168, "count": 0}));
    for word in ["Sousa", "Maria", "7400123456"] {
        assert!(!told.to_string().contains(word), "{word}: {told}");
    }
    assert_eq!(desk.code("overview", json!({"days": 8})).await, (Code::BadRequest, None));
}

#[tokio::test]
async fn every_act_is_written_down_with_the_person_who_did_it() {
    let desk = Desk::open().await;
    let id = desk.knows(maria()).await;
    desk.save_person("Ana", "admin", ANA).await;
    let ben = desk.save_person("Ben", "sales", BEN).await;
    desk.unlock(&ben, BEN).await;
    let section = json!({"local_id": id, "section": "names", "draft": uuid(1),
        "value": {"givenName": "Mary", "familyName": "Sousa"}});
    desk.call("save_section", section).await;
    let entries = desk.desk().await.store.mine.entries(store::mine::Which::All).unwrap();
    assert_eq!(entries[0].author, "Ben");
    assert_eq!(desk.desk().await.author(), "Ben");
    desk.call("people_lock", json!({})).await;
    assert!(desk.desk().await.author().starts_with("os:"));
    assert_eq!(desk.desk().await.store.mine.verify_audit().unwrap().broken_at, None);
}

#[tokio::test]
async fn identity_numbers_are_for_those_who_may_see_them_and_survive_those_who_may_not() {
    let desk = Desk::open().await;
    desk.desk().await.store.theirs.keep_identity_numbers(true);
    let mut record = maria();
    record["identity"]["socialSecurityId"] = json!("078-05-1120");
    let id = desk.knows(record).await;
    desk.save_person("Ana", "admin", ANA).await;
    let shown = desk.call("open", json!({"id": id})).await.to_string();
    assert!(shown.contains("078-05-1120"));
    let ben = desk.save_person("Ben", "sales", BEN).await;
    desk.unlock(&ben, BEN).await;
    let shown = desk.call("open", json!({"id": id})).await.to_string();
    assert!(!shown.contains("078-05-1120") && shown.contains("1980-01-31"));
    let section = json!({"local_id": id, "section": "identity", "draft": uuid(3),
        "value": {"birthDate": "1980-02-01", "socialSecurityId": null}});
    let saved = desk.call("save_section", section).await.to_string();
    assert!(!saved.contains("078-05-1120"));
    let kept = desk.desk().await.person(&id).await.unwrap().unwrap();
    assert_eq!(kept.record.identity.social_security_id.as_deref(), Some("078-05-1120"));
    assert_eq!(kept.record.identity.birth_date.as_deref(), Some("1980-02-01"));
}

#[tokio::test]
async fn the_kiosk_is_left_by_anybodys_pin_and_ten_wrong_ones_shut_it() {
    let desk = Desk::open().await;
    desk.save_person("Ana", "admin", ANA).await;
    desk.save_person("Ben", "sales", BEN).await;
    assert_eq!(desk.leave(BEN).await, json!({"left": true, "locked": false}));
    for wait in [None, None, Some(30)] {
        let answer = desk.leave("111111").await;
        assert_eq!(answer["left"], false);
        assert_eq!(answer.get("wait_s").and_then(Value::as_u64), wait);
    }
    let waits = desk.leave(BEN).await;
    assert_eq!(waits["left"], false, "not looked at yet");
    assert!(waits["wait_s"].as_u64().unwrap() <= 30);
    let desk = desk.restart().await;
    assert_eq!(desk.leave(BEN).await["wait_s"], 30, "served again in full");
    assert_eq!(
        desk.ask("kiosk_leave", json!({"pin": BEN})).await.unwrap_err().code,
        Code::BadRequest
    );
    let people = desk.call("people", json!({})).await["people"].clone();
    let ana = people[0]["id"].as_str().unwrap().to_owned();
    desk.unlock(&ana, ANA).await;
    desk.call("people_forgive", json!({})).await;
    assert_eq!(desk.leave(ANA).await["left"], true);
}

fn uuid(n: u32) -> String {
    format!("00000000-0000-7000-8000-{n:012}")
}

impl Desk {
    /// Whose numbers stand in the audit as shown, oldest first.
    async fn numbers_shown(&self) -> Vec<Option<String>> {
        let mut acts = self.desk().await.acts(None, 99).await.unwrap();
        acts.reverse();
        let shown = acts.into_iter().filter(|act| act.what == "identity number shown");
        shown.map(|act| act.about).collect()
    }
}

#[tokio::test]
async fn a_number_of_anybodys_papers_is_in_the_audit_wherever_it_is_shown() {
    let papers = [
        ("identity", "socialSecurityId"),
        ("identity", "passportNumber"),
        ("personalDetails", "drivingLicenceNumber"),
    ];
    for (part, member) in papers {
        let desk = Desk::open().await;
        desk.desk().await.store.theirs.keep_identity_numbers(true);
        let mut record = maria();
        record[part][member] = json!("X1234567");
        let id = desk.knows(record).await;
        desk.call("peek", json!({"id": id})).await;
        desk.call("search", json!({"text": "sousa", "generation": 1, "flips": []})).await;
        assert_eq!(desk.numbers_shown().await, [], "{member}: not shown by either");
        let mut asked = maria();
        asked["id"].take();
        asked["identity"] = json!({});
        let decide = json!({"record": asked, "generation": 1, "local_only": true});
        let compared = desk.call("decide", decide).await.to_string();
        assert!(compared.contains("Sousa") && !compared.contains("X1234567"), "{compared}");
        assert_eq!(desk.numbers_shown().await, [], "{member}: candidates come without it");
        for _ in 0..2 {
            let opened = desk.call("open", json!({"id": id})).await.to_string();
            assert!(opened.contains("X1234567"), "{member}: {opened}");
        }
        let shown = desk.numbers_shown().await;
        assert!(matches!(&shown[..], [Some(_)]), "{member}: once in ten minutes: {shown:?}");

        let desk = desk.restart().await;
        desk.call("open", json!({"id": id})).await;
        let again = desk.numbers_shown().await;
        assert_eq!(
            again,
            [shown.clone(), shown].concat(),
            "{member}: on the page, the same person"
        );
        desk.call("held", json!({"id": id})).await;
        let acts = desk.desk().await.acts(None, 1).await.unwrap();
        assert_eq!(acts[0].what, "everything held was shown", "{member}");

        desk.save_person("Ana", "admin", ANA).await;
        let ben = desk.save_person("Ben", "sales", BEN).await;
        desk.unlock(&ben, BEN).await;
        let shown = desk.call("open", json!({"id": id})).await.to_string();
        assert!(!shown.contains("X1234567"), "{member}: not for everybody: {shown}");
    }
}
