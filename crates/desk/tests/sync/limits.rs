//! A network that counts requests: each write asks for little, keeps what it has read, and goes
//! at the network's pace.

use crate::bench::Bench;
use customer::Section;
use desk::clock::{Clock, SystemClock};
use outbox::{Entry, Word};
use serde_json::{Value, json};
use std::time::Duration;
use store::theirs::Source;

/// Two customers of the copy, each with a change of three sections.
async fn six_changes(bench: &Bench) -> Vec<Entry> {
    let mut entries = Vec::new();
    for n in [1, 2] {
        let (local_id, id, seen) = bench.known(n).await;
        bench
            .store
            .theirs
            .put(std::slice::from_ref(&seen), SystemClock.now(), Source::Full)
            .unwrap();
        for (section, wanted) in [
            (Section::Names, json!({"preferredName": "Bobbin"})),
            (Section::PersonalDetails, json!({"occupation": "Weaver"})),
            (Section::Identity, json!({"birthDate": "1980-01-31"})),
        ] {
            entries.push(bench.update(local_id, Some(&id), section, &seen, wanted));
        }
    }
    entries
}

async fn requests(bench: &Bench) -> Vec<Value> {
    let all = bench.get("requests").await["requests"].as_array().unwrap().clone();
    all.into_iter().filter(|one| one["network"] != "token").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_two_customers_go_through_whatever_the_limit_is() {
    for limit in [10, 5, 3] {
        let bench = Bench::keyloop().await;
        let entries = six_changes(&bench).await;
        bench.post("reset", json!({"only": ["requests"]})).await;
        bench.post("rules", json!({"rate_limit_per_second": limit})).await;
        let summary = bench.runner.until_idle(Duration::from_secs(60)).await.unwrap();
        assert_eq!(summary.done, 6, "{limit}");
        for entry in entries {
            assert_eq!(bench.entry(entry.op_id).word(), Word::InDms, "{limit}");
        }
        assert_eq!(bench.effects().await.len(), 6, "{limit}");
        let requests = requests(&bench).await;
        let refused = requests.iter().filter(|one| one["status"] == 429).count();
        // Each change: the customer before and after, and the write; an identity twice more.
        let needed = 2 * (3 + 3 + 5);
        assert!(refused <= 8, "{limit}: {refused} refused of {}", requests.len());
        assert!(requests.len() <= needed + 12, "{limit}: {} requests", requests.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reads_its_section_and_leaves_the_rest_of_the_copy_as_it_is() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    let mut kept = seen.clone();
    kept.identity.birth_date = Some("1971-02-03".into());
    kept.identity.social_security_id = Some("QQ123456C".into());
    bench.store.theirs.put(std::slice::from_ref(&kept), SystemClock.now(), Source::Import).unwrap();
    kept.identity.social_security_id = None;
    assert!(bench.store.theirs.customer(&id).unwrap().unwrap().withheld);
    bench.post("reset", json!({"only": ["requests"]})).await;
    let wanted = json!({"preferredName": "Bobbin"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    assert_eq!(requests(&bench).await.len(), 3);
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert!(copy.full);
    assert_eq!(copy.source, Source::Import, "most of it still is");
    assert_eq!(copy.record.names.preferred_name.as_deref(), Some("Bobbin"));
    assert!(copy.record.identity == kept.identity && copy.withheld, "not read, not changed");
    assert_eq!(copy.record.vehicles, kept.vehicles);
    assert_eq!(copy.record.channels, kept.channels);
    // Whom the copy knows in part only is read whole.
    let (local_id, id, seen) = bench.known(2).await;
    let wanted = json!({"preferredName": "Bobbin"});
    bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    let copy = bench.store.theirs.customer(&id).unwrap().unwrap();
    assert!(copy.full && copy.source == Source::Full);
    assert_eq!(copy.record.vehicles, seen.vehicles);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_inside_a_read_is_noted_for_every_process() {
    let bench = Bench::keyloop().await;
    let (local_id, id, seen) = bench.known(1).await;
    bench
        .fault(json!({"match": {"network": "keyloop-v1", "method": "GET"}, "times": 1,
                      "kind": "throttle", "retry_after": 1}))
        .await;
    let wanted = json!({"preferredName": "Bobbin"});
    let entry = bench.update(local_id, Some(&id), Section::Names, &seen, wanted);
    bench.idle().await;
    assert_eq!(bench.entry(entry.op_id).word(), Word::InDms);
    let lane = bench.store.mine.lane("lane").unwrap();
    // What is left of it may have been noted a moment later, by whoever met it next.
    assert!((900..=1000).contains(&lane.hold.span_ms), "{}", lane.hold.span_ms);
}
