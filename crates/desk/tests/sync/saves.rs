//! Saving never waits for a network that is known not to answer, and in the window for none: it is
//! kept at once, and the search before sending covers the rest.

use crate::bench::{Bench, unlike};
use customer::{Channel, Line, Record, Section, Use};
use desk::clock::{Clock, SystemClock};
use desk::entries::Act;
use desk::{Config, Created, Creating, Desk, Form, Saved, Scope, Start, credentials};
use network::settings::{Credentials, Settings};
use outbox::{Entry, Origin, Reason, State};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// A desk with its own folder at the bench's network.
async fn desk(bench: &Bench) -> (Arc<Desk>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    let config_path = folder.path().join("showroom.toml");
    let settings = format!(
        "network = \"keyloop\"\n[keyloop]\nbase_url = \"{}\"\nenterprise_id = \"sample\"\n\
         store_id = \"sample\"\ndms = \"autoline\"\n[keys]\nstore = \"file\"\n",
        bench.sandbox.base_url()
    );
    std::fs::write(&config_path, settings).unwrap();
    let config = Config::read(&config_path).unwrap();
    let wanted: Settings = config.network.clone().unwrap();
    let text = json!({"client_id": "desk", "client_secret": "desk-secret"}).to_string();
    let kept: Credentials = credentials::parse(&wanted, &text).unwrap();
    let keys = desk::key_store(&config, &data_dir).unwrap();
    credentials::keep(&*keys, &wanted, &kept).unwrap();
    let start = Start { config, config_path, data_dir, clock: Arc::new(SystemClock) };
    let desk = tokio::task::spawn_blocking(move || Desk::start(start)).await.unwrap().unwrap();
    (Arc::new(desk), folder)
}

async fn save(desk: &Arc<Desk>, n: u32) -> Entry {
    match desk.create(unlike(n), &[], false, None, Origin::Staff).await.unwrap() {
        Created::Queued(entry) => *entry,
        Created::Candidates(_) => panic!("nobody is like them"),
    }
}

/// As the window saves: the network is not asked before it is kept.
async fn save_in_the_window(desk: &Arc<Desk>, record: Record, draft: u128) -> Entry {
    let creating = Creating {
        record,
        different_from: vec![],
        despite: false,
        draft: Some(uuid::Uuid::from_u128(draft)),
        origin: Origin::Staff,
        look: Scope::Desk,
        statement: None,
    };
    match desk.create_new(creating).await.unwrap() {
        Created::Queued(entry) => *entry,
        Created::Candidates(_) => panic!("this desk knows nobody like them"),
    }
}

async fn searches(bench: &Bench) -> usize {
    let log = bench.get("requests").await["requests"].clone();
    log.as_array().unwrap().iter().filter(|one| one["method"] == "GET").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_in_the_window_is_kept_while_the_network_hangs_and_whom_it_finds_later_is_asked_about()
 {
    for (state, chosen) in [("hang", "use"), ("up", "different")] {
        let bench = Bench::keyloop().await;
        let (desk, _folder) = desk(&bench).await;
        // Somebody another desk entered, and this one never saw.
        let there = bench.create(unlike(1));
        bench.idle().await;
        let there = bench.entry(there.op_id).server_id.unwrap();
        let asked = searches(&bench).await;
        bench.state(state).await;
        let entry = save_in_the_window(&desk, unlike(1), 1).await;
        assert_eq!(searches(&bench).await, asked, "{state}: kept, and nobody was asked");
        // What was kept is there for whoever looks for them here: a second save finds the first.
        let again = save_in_the_window(&desk, unlike(1), 1).await;
        assert_eq!(again.op_id, entry.op_id);
        let twice = desk.decide(&unlike(1), Scope::Desk).await.unwrap();
        assert!(twice.plausible().any(|one| one.is(&entry.local_id.to_string())));

        bench.state("up").await;
        let runner = desk.runner().await.unwrap().unwrap();
        let until_idle = async || runner.until_idle(Duration::from_secs(60)).await.unwrap();
        until_idle().await;
        let parked = desk.entry(entry.op_id).await.unwrap();
        assert_eq!((parked.state, parked.reason), (State::Review, Some(Reason::Candidates)));
        assert_eq!(parked.detail.candidates, std::slice::from_ref(&there));
        assert_eq!(creates(&bench).await, 1, "nothing was sent before a person has said who it is");

        let act = match chosen {
            "use" => Act::Use { id: there.clone() },
            _ => Act::Different,
        };
        desk.act(entry.op_id, act).await.unwrap();
        until_idle().await;
        let decided = desk.entry(entry.op_id).await.unwrap();
        assert_eq!(decided.state, State::Done);
        let is_them = decided.server_id.as_deref() == Some(there.as_str());
        assert_eq!(
            (is_them, creates(&bench).await),
            if chosen == "use" { (true, 1) } else { (false, 2) }
        );
    }
}

async fn creates(bench: &Bench) -> usize {
    bench.effects().await.iter().filter(|effect| effect["op"] == "create").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_what_the_window_shows_waits_for_no_network_and_is_merged_with_all_it_holds() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let mut whole = unlike(1);
    whole.names.middle_name = Some("Kept".into());
    let there = bench.create(whole.clone());
    bench.idle().await;
    let there = bench.entry(there.op_id).server_id.unwrap();
    // A row of a search, which does not show everything.
    desk.decide(&unlike(1), Scope::Everyone).await.unwrap();
    let person = desk.person(&there).await.unwrap().unwrap();
    assert!(!person.whole);
    let asked = searches(&bench).await;
    let more = Channel::email(Use::Work, "more@quill.example");
    let mut channels = person.record.channels.clone();
    channels.push(more.clone());
    let saved = desk
        .update_shown(&there, Section::Communication, json!(channels), Form::default())
        .await
        .unwrap();
    assert!(matches!(saved, Saved::Queued(_)));
    assert_eq!(searches(&bench).await, asked, "kept, and nobody was asked");
    let runner = desk.runner().await.unwrap().unwrap();
    runner.until_idle(Duration::from_secs(60)).await.unwrap();
    let stored = bench.network.fetch(&there, SystemClock.new_id()).await.unwrap().record;
    assert_eq!(stored.names.middle_name.as_deref(), Some("Kept"));
    let values = |record: &Record| -> Vec<String> {
        record.channels.iter().map(|one| one.value.clone()).collect()
    };
    for value in values(&whole).iter().chain([&more.value]) {
        assert!(values(&stored).contains(value), "{value} is not among {:?}", values(&stored));
    }
}

/// A form that was open while a colleague's number came into the copy knows nothing of that number.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_was_opened_before_is_neither_removed_nor_overwritten_by_its_save() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let there = bench.create(unlike(1));
    bench.idle().await;
    let there = bench.entry(there.op_id).server_id.unwrap();
    let (shown, _) = desk.refresh(&there, Duration::from_secs(30)).await.unwrap();

    // Behind the form's back: another number, and another family name.
    let theirs = Channel::phone(Use::Work, Line::Landline, "01134 960199");
    for (section, fields) in [
        ("communication", json!({"work": {"landline": theirs.value}})),
        ("names", json!({"familyName": "Elsewhere"})),
    ] {
        let edit = json!({"section": section, "fields": fields});
        bench.post(&format!("customers/{there}/edit"), edit).await;
    }
    let (now, _) = desk.refresh(&there, Duration::from_secs(30)).await.unwrap();
    assert_eq!(now.record.channels.len(), shown.record.channels.len() + 1, "it is in the copy");

    let mine = Channel::email(Use::Home, "mine@quill.example");
    let mut channels = shown.record.channels.clone();
    channels.push(mine.clone());
    let before = |section| Some(shown.record.section(section));
    let save = async |section, edit, opened_on| {
        let form = Form { opened_on, ..Form::default() };
        desk.update_shown(&there, section, edit, form).await.unwrap()
    };
    let (list, names) = (Section::Communication, Section::Names);
    assert!(matches!(save(list, json!(channels), before(list)).await, Saved::Queued(_)));
    let edit = json!({"familyName": "Typedhere"});
    assert!(matches!(save(names, edit, before(names)).await, Saved::Queued(_)));
    let runner = desk.runner().await.unwrap().unwrap();
    runner.until_idle(Duration::from_secs(60)).await.unwrap();

    let stored = bench.network.fetch(&there, SystemClock.new_id()).await.unwrap().record;
    let holds = |one: &Channel| {
        let digits = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "");
        let end = |text: &str| digits(text).chars().rev().take(8).collect::<String>();
        stored.channels.iter().any(|held| end(&held.value) == end(&one.value))
    };
    assert!(holds(&theirs) && holds(&mine), "{:?}", stored.channels);
    assert_eq!(stored.names.family_name.as_deref(), Some("Elsewhere"), "nothing unseen is lost");
    let live = desk.entries(store::mine::Which::Live).await.unwrap();
    let clash = live.iter().find(|entry| entry.kind == outbox::Kind::Update(names)).unwrap();
    assert_eq!((clash.state, clash.reason), (State::Conflict, Some(Reason::Conflict)));
}

/// Nothing of the first is sent yet when the second is saved: whoever typed the second never saw it.
#[tokio::test(flavor = "multi_thread")]
async fn two_forms_at_one_desk_that_say_otherwise_of_one_field_are_put_before_a_person() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let there = bench.create(unlike(1));
    bench.idle().await;
    let there = bench.entry(there.op_id).server_id.unwrap();
    let (shown, _) = desk.refresh(&there, Duration::from_secs(30)).await.unwrap();
    let names = Section::Names;
    let save = async |draft, edit, opened_on: &Record| {
        let opened_on = Some(opened_on.section(names));
        let form = Form { draft: Some(draft), opened_on, statement: None };
        match desk.update_shown(&there, names, edit, form).await.unwrap() {
            Saved::Queued(change) => change.entry,
            Saved::Unchanged => panic!("it differs"),
        }
    };
    let (ana, ben) = (SystemClock.new_id(), SystemClock.new_id());
    save(ana, json!({"familyName": "Typoed"}), &shown.record).await;
    let first = save(ana, json!({"familyName": "Firstly"}), &shown.record).await.op_id;
    let second = save(ben, json!({"familyName": "Secondly"}), &shown.record).await;
    let now = desk.person(&there).await.unwrap().unwrap();
    let more = json!({"familyName": "Thirdly"});
    let third = save(SystemClock.new_id(), more, &now.record).await;

    let runner = desk.runner().await.unwrap().unwrap();
    runner.until_idle(Duration::from_secs(60)).await.unwrap();
    let stored = bench.network.fetch(&there, SystemClock.new_id()).await.unwrap().record;
    assert_eq!(stored.names.family_name.as_deref(), Some("Firstly"));
    assert_eq!(desk.entry(first).await.unwrap().state, State::Done);
    assert_eq!(desk.entry(second.op_id).await.unwrap().successor, Some(third.op_id));
    let clash = desk.entry(third.op_id).await.unwrap();
    assert_eq!((clash.state, clash.reason), (State::Conflict, Some(Reason::Conflict)));
    let [conflict] = clash.detail.conflicts.as_slice() else { panic!("one field") };
    let was = shown.record.names.family_name.clone().unwrap();
    assert_eq!(conflict.field, "names.familyName");
    let said = [&conflict.base, &conflict.mine, &conflict.theirs];
    assert_eq!(said, [&json!(was), &json!("Thirdly"), &json!("Firstly")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_they_are_stays_in_the_copy_while_the_network_withholds_it() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let mut born = unlike(1);
    born.identity.birth_date = Some("1980-01-31".into());
    born.identity.social_security_id = Some("078-05-1120".into());
    let there = bench.create(born.clone());
    bench.idle().await;
    let there = bench.entry(there.op_id).server_id.unwrap();
    let (read, _) = desk.refresh(&there, Duration::from_secs(30)).await.unwrap();
    assert_eq!(read.record.identity, born.identity);
    bench
        .post(
            &format!("customers/{there}/edit"),
            json!({"section": "names", "fields": {"familyName": "Elsewhere"}}),
        )
        .await;
    bench
        .fault(json!({"match": {"method": "GET", "route": "/customers/{id}/identity"},
                      "kind": "forbidden"}))
        .await;

    let (read, asked) = desk.refresh(&there, Duration::from_secs(30)).await.unwrap();
    assert_eq!(asked.word(), "answered");
    assert_eq!(read.record.names.family_name.as_deref(), Some("Elsewhere"), "the rest is new");
    assert_eq!(read.record.identity.birth_date, born.identity.birth_date);
    assert!(read.withheld && read.whole, "there is a number, and it was not shown");
    let copy = desk.person(&there).await.unwrap().unwrap();
    assert_eq!(copy.record.identity.birth_date, born.identity.birth_date);
    assert!(copy.withheld);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallowed_a_question_just_now_is_not_asked_by_a_save() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    save(&desk, 1).await;
    let asked = searches(&bench).await;
    assert!(asked > 0, "a network that answers is searched before anything is kept");
    bench.state("hang").await;
    let decided = desk.decide(&unlike(2), Scope::Everyone).await.unwrap();
    assert_eq!(decided.asked.reason(), Some("slow"));
    let asked = searches(&bench).await;
    save(&desk, 2).await;
    assert_eq!(searches(&bench).await, asked, "kept, and nobody was waited for");
    // What the runner knows holds too, and ends when it knows better.
    desk.line_is(desk::sync::Connection::Online);
    bench.state("up").await;
    save(&desk, 3).await;
    assert!(searches(&bench).await > asked);
    let asked = searches(&bench).await;
    desk.line_is(desk::sync::Connection::Slow);
    save(&desk, 4).await;
    assert_eq!(searches(&bench).await, asked);
    // Nothing is sent unseen: each is searched for before it leaves.
    let runner = desk.runner().await.unwrap().unwrap();
    let summary = runner.until_idle(std::time::Duration::from_secs(60)).await.unwrap();
    assert_eq!(summary.done + summary.needs_person, 4);
    assert!(searches(&bench).await > asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_saved_twice_with_more_in_it_is_one_customer_with_all_of_it() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let runner = desk.runner().await.unwrap().unwrap();
    for sent_before in [false, true] {
        let draft = Some(SystemClock.new_id());
        let mut record = unlike(if sent_before { 5 } else { 6 });
        let saved = async |record: &Record| match desk
            .create(record.clone(), &[], false, draft, Origin::Staff)
            .await
            .unwrap()
        {
            Created::Queued(entry) => *entry,
            Created::Candidates(_) => panic!("nobody is like them"),
        };
        let first = saved(&record).await;
        assert_eq!(saved(&record).await.op_id, first.op_id);
        if sent_before {
            runner.until_idle(Duration::from_secs(60)).await.unwrap();
        }
        // The program ended before the window heard of it, and the form was offered again.
        record.names.middle_name = Some("Zed".into());
        record.channels.push(Channel::email(Use::Home, "zed@quill.example"));
        assert_eq!(saved(&record).await.local_id, first.local_id);
        runner.until_idle(Duration::from_secs(60)).await.unwrap();
        let entry = desk.entry(first.op_id).await.unwrap();
        let id = entry.server_id.unwrap();
        let stored = bench.network.fetch(&id, SystemClock.new_id()).await.unwrap().record;
        assert_eq!(stored.names.middle_name.as_deref(), Some("Zed"));
        assert_eq!(stored.channels.len(), record.channels.len());
    }
    let mut effects = bench.effects().await;
    effects.retain(|effect| effect["op"] == "create");
    assert_eq!(effects.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_was_given_up_is_not_in_the_dms_and_stands_in_nobodys_way() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let entry = save(&desk, 7).await;
    let reason = "typed for a test".to_owned();
    desk.act(entry.op_id, desk::entries::Act::Cancel { reason }).await.unwrap();
    let person = desk.person(&entry.local_id.to_string()).await.unwrap().unwrap();
    assert_eq!((person.state_word(), person.id), ("cancelled", None));
    assert_ne!(save(&desk, 7).await.local_id, entry.local_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_not_checked_before_the_time_the_network_named() {
    let bench = Bench::keyloop().await;
    let (desk, _folder) = desk(&bench).await;
    let throttle = json!({"match": {"network": "keyloop-v1", "method": "GET"}, "times": 1,
                          "kind": "throttle", "retry_after": 60});
    bench.fault(throttle).await;
    desk.decide(&unlike(8), Scope::Everyone).await.unwrap();
    let requests = async || bench.get("requests").await["requests"].as_array().unwrap().len();
    let before = requests().await;
    let lines = desk.check().await.unwrap();
    assert_eq!((lines.len(), lines[0].ok, lines[0].code), (1, false, Some("throttled")));
    assert!(lines[0].detail.contains("asked to wait"));
    assert_eq!(requests().await, before);
}
