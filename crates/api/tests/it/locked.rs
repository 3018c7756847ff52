//! What the dealer's IT has set: the wizard shows it, keeps nothing else, and says what is wrong with
//! it.

use crate::window::{Desk, SETTINGS, maria};
use serde_json::{Value, json};

async fn under(policy: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.toml"), policy).unwrap();
    Desk::open_in(folder).await
}

fn typed() -> Value {
    json!({
        "network": "mykaarma", "country": "PT", "base_url": "http://127.0.0.1:99",
        "enterprise_id": "typed", "store_id": "typed", "dms": "eva",
        "identity": "desk", "secret": "desk-secret",
    })
}

#[tokio::test]
async fn the_wizard_keeps_what_is_locked_whatever_was_typed_over_it() {
    let policy = "network = \"keyloop\"\n[keyloop]\nbase_url = \"http://127.0.0.1:9\"\n\
                  [keys]\nstore = \"file\"\n[sync]\nsettle_seconds = 300\n";
    let desk = under(policy).await;
    assert_eq!(desk.call("boot", json!({})).await["phase"], "setup");
    let set = desk.call("setup", json!({})).await;
    assert!(set["file"].as_str().unwrap().ends_with("policy.toml"), "{set}");
    assert_eq!(set["values"]["keyloop.base_url"], "http://127.0.0.1:9");
    assert_eq!(set["values"]["network"], "keyloop");

    let boot = desk.call("setup_save", typed()).await;
    assert_eq!(
        (&boot["phase"], &boot["network"]["host"]),
        (&json!("ready"), &json!("127.0.0.1:9"))
    );
    let open = desk.desk().await;
    assert_eq!(open.config.sync.settle_seconds, Some(300));
    assert_eq!(open.country(), "PT", "what is not locked is the account's own");
    let written = std::fs::read_to_string(desk.folder().join("showroom.toml")).unwrap();
    assert!(written.contains("http://127.0.0.1:9\"") && written.contains("\"typed\""), "{written}");
    assert!(!written.contains("http://127.0.0.1:99"), "{written}");
    let health = desk.call("health", json!({})).await;
    let keys = json!(["keyloop.base_url", "keys.store", "network", "sync.settle_seconds"]);
    assert_eq!(health["set_by_it"]["keys"], keys);
}

#[tokio::test]
async fn the_wizard_finds_again_what_is_configured_and_keeps_what_it_does_not_ask_for() {
    let desk = under("[keys]\nstore = \"file\"\n").await;
    let entered = json!({
        "network": "keyloop", "country": "PT", "base_url": "http://127.0.0.1:9", "path": "",
        "enterprise_id": "one", "store_id": "two", "api_version": "v3", "dms": "eva",
        "identity": "desk", "secret": "desk-secret",
    });
    desk.call("setup_save", entered.clone()).await;
    let file = desk.folder().join("showroom.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("[keyloop]", "[keyloop]\non_behalf_of = \"ana\"")).unwrap();

    let set = desk.call("setup", json!({})).await;
    assert_eq!(
        set["configured"],
        json!({
            "country": "PT", "network": "keyloop", "keyloop.api_version": "v3",
            "keyloop.base_url": "http://127.0.0.1:9", "keyloop.dms": "eva",
            "keyloop.enterprise_id": "one", "keyloop.path": "{enterprise}/{store}/v1",
            "keyloop.store_id": "two", "connection.proxy": "",
        })
    );
    assert!(!set.to_string().contains("desk-secret"), "{set}");

    desk.call("setup_save", entered).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("on_behalf_of = \"ana\""), "{text}");
}

#[tokio::test]
async fn the_wizard_keeps_a_proxy_refuses_what_is_none_and_obeys_the_policy() {
    let desk = under("[keys]\nstore = \"file\"\n").await;
    let through = |proxy: &str| {
        json!({
            "network": "keyloop", "base_url": "http://127.0.0.1:9", "enterprise_id": "e",
            "store_id": "s", "dms": "eva", "identity": "i", "secret": "s", "proxy": proxy,
        })
    };
    let refused = desk.ask("setup_save", through("proxy.example:3128")).await.unwrap_err();
    let fields: Vec<_> = refused.fields.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["connection.proxy"]);
    desk.call("setup_save", through("http://proxy.example:3128")).await;
    let set = desk.call("setup", json!({})).await;
    assert_eq!(set["configured"]["connection.proxy"], "http://proxy.example:3128/");
    desk.call("setup_save", through("")).await;
    let written = std::fs::read_to_string(desk.folder().join("showroom.toml")).unwrap();
    assert!(!written.contains("proxy"), "{written}");

    let desk = under("[keys]\nstore = \"file\"\n[connection]\nproxy = \"none\"\n").await;
    desk.call("setup_save", through("http://proxy.example:3128")).await;
    let set = desk.call("setup", json!({})).await;
    assert_eq!(set["values"]["connection.proxy"], "none");
    assert_eq!(set["configured"]["connection.proxy"], "none");
}

#[tokio::test]
async fn a_desk_whose_network_is_set_asks_for_the_credentials_and_for_nothing_else() {
    let desk = under(SETTINGS).await;
    assert_eq!(desk.call("boot", json!({})).await["phase"], "setup");
    let boot =
        desk.call("setup_save", json!({"network": "", "identity": "i", "secret": "s"})).await;
    assert_eq!(boot["phase"], "ready");
    let desk = desk.restart().await;
    assert_eq!(desk.call("boot", json!({})).await["phase"], "ready");
}

#[tokio::test]
async fn work_is_never_hidden_behind_the_wizard() {
    let desk = under(SETTINGS).await;
    desk.knows(maria()).await;
    assert_eq!(desk.call("boot", json!({})).await["phase"], "ready");
}

#[tokio::test]
async fn a_policy_with_a_slip_opens_nothing_and_is_named_with_its_line() {
    let desk = under("[sync]\nprobe_secs = 3\n").await;
    let boot = desk.call("boot", json!({})).await;
    assert_eq!((&boot["phase"], &boot["locked"]["code"]), (&json!("locked"), &json!("config")));
    let message = boot["locked"]["message"].as_str().unwrap();
    assert!(message.contains("policy.toml, line 2: sync.probe_secs: unknown field"), "{message}");
    let refused = desk.ask("setup_save", typed()).await.unwrap_err();
    assert!(refused.fields[0].message.contains("line 2"), "{:?}", refused.fields);
    assert!(!desk.folder().join("showroom.toml").exists(), "nothing is kept beside it");
}

#[tokio::test]
async fn the_wizard_loses_nobody_who_is_pinned() {
    let pins = "pins = [\"sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\", \
                \"sha256/YLGUMnHCPVAGPpqIxEYYdfTnQ9jPBfRZ5rvvVLEYhLM=\"]";
    let written =
        |desk: &Desk| std::fs::read_to_string(desk.folder().join("showroom.toml")).unwrap();
    let set = |trust: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.toml"), "[keys]\nstore = \"file\"\n").unwrap();
        std::fs::write(folder.path().join("showroom.toml"), format!("[trust]\n{trust}\n")).unwrap();
        Desk::open_in(folder)
    };
    let desk = set(pins).await;
    let request = json!({
        "network": "keyloop", "base_url": "http://127.0.0.1:9", "enterprise_id": "e",
        "store_id": "s", "dms": "eva", "identity": "i", "secret": "s",
    });
    assert_eq!(desk.call("setup_save", request.clone()).await["phase"], "ready");
    let kept = desk::Config::parse(&written(&desk)).unwrap();
    assert_eq!(kept.trust.pins.len(), 2);

    let slip = "pins = [\"sha256/x\"]";
    let desk = set(slip).await;
    let refused = desk.ask("setup_save", request).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "showroom.toml");
    assert!(refused.fields[0].message.contains("sha256/x"), "{:?}", refused.fields);
    assert!(written(&desk).contains(slip), "it is for IT to mend");
}

#[tokio::test]
async fn health_tells_how_fast_this_desk_was_of_late() {
    let desk = Desk::open().await;
    let health = desk.call("health", json!({})).await;
    assert_eq!((&health["speed_here"], &health["set_by_it"]), (&Value::Null, &Value::Null));
    desk.knows(maria()).await;
    let mut took = Vec::new();
    for generation in 0..3 {
        let request = json!({"text": "sousa", "generation": generation, "flips": []});
        let found = desk.call("search", request).await;
        took.push(found["took_us"].as_u64().unwrap());
        took.sort_unstable();
        assert_eq!(found["p95_us"].as_u64(), took.last().copied(), "of {}", took.len());
    }
    let health = desk.call("health", json!({})).await;
    let wanted = json!({"count": 3, "p50": took[1], "p95": took[2]});
    assert_eq!(health["speed_here"], wanted);
    assert_eq!(health["speed_dms"], Value::Null, "nobody answered");
}
