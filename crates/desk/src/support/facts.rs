//! What the desk is, how it is set up, how it stands and what its outbox does: counts, times, words.

use super::Part;
use crate::config::SyncSettings;
use crate::failure::Result;
use crate::{Desk, word};
use jiff::Timestamp;
use network::egress::Proxy;
use network::settings::Settings;
use outbox::Entry;
use serde_json::{Value, json};
use std::path::Path;
use store::mine::Which;
use url::{Host, Url};

/// Finished entries say little: only the latest.
const FINISHED: usize = 50;
const PATHS: [&str; 2] = ["{enterprise}/{store}/v1", "{enterprise}/{store}/v3"];
const VENDORS: [&str; 3] = ["keyloop.io", "keyloop.com", "mykaarma.com"];

pub(super) fn parts(desk: &Desk) -> Result<Vec<Part>> {
    Ok(vec![
        part("about.json", &about(desk)),
        part("configuration.json", &configuration(desk)),
        part("profile.json", &profile(desk)),
        part("health.json", &health(desk)?),
        part("outbox.json", &entries(desk)?),
        part("files.json", &files(&desk.data_dir)),
    ])
}

fn part(name: &str, value: &Value) -> Part {
    Part { name: name.to_owned(), text: format!("{value:#}\n") }
}

fn about(desk: &Desk) -> Value {
    let schema = |steps: &[store::migrate::Step]| json!({ "steps": steps.len(), "last": steps.last().map(|step| step.name) });
    json!({
        "made_at": desk.clock.now().to_string(),
        "version": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
        "schemas": {
            "mine.db": schema(store::mine::STEPS),
            "theirs.db": schema(store::theirs::STEPS),
            "inbox.db": schema(store::inbox::STEPS),
        },
        "ids": "HMAC-SHA-256 under a key of this desk, the first 12 letters: the same id is the same \
                hash in all of these files, and nobody without the key can look it up",
    })
}

/// Where the network stands: by name only where it is a vendor's.
fn address(desk: &Desk, base_url: &str) -> Value {
    let Ok(url) = Url::parse(base_url) else { return json!("not an address") };
    if crate::config::is_loopback(base_url) {
        return json!("this computer");
    }
    let scheme = if url.scheme() == "https" { "https" } else { "not https" };
    let vendor = |host: &str| {
        VENDORS.iter().any(|vendor| host == *vendor || host.ends_with(&format!(".{vendor}")))
    };
    let host = match url.host() {
        Some(Host::Domain(host)) if vendor(host) => host.to_owned(),
        Some(host) => desk.pepper.short("host", &host.to_string()),
        None => String::new(),
    };
    json!({ "scheme": scheme, "host": host })
}

fn configuration(desk: &Desk) -> Value {
    let config = &desk.config;
    let network = config.network.as_ref().map(|settings| match settings {
        Settings::Keyloop(keyloop) => json!({
            "kind": "keyloop",
            "address": address(desk, &keyloop.base_url),
            "api_version": keyloop.api_version,
            "dms": network::profile::by_id(&keyloop.dms).map(|profile| &profile.id),
            "path": if PATHS.contains(&keyloop.path.as_str()) { "as usual" } else { "another" },
            "dealer": desk.pepper.short("dealer", &settings.dealer()),
            "on_behalf_of": keyloop.on_behalf_of.is_some(),
        }),
        Settings::MyKaarma(kaarma) => json!({
            "kind": "mykaarma",
            "address": address(desk, &kaarma.base_url),
            "dealer": desk.pepper.short("dealer", &settings.dealer()),
        }),
    });
    // Numbers and yes or no; anything else would not be told.
    let plain = |part: std::result::Result<Value, serde_json::Error>| {
        let members = part.ok().and_then(|part| part.as_object().cloned()).unwrap_or_default();
        let plain =
            members.into_iter().filter(|(_, value)| value.is_number() || value.is_boolean());
        Value::Object(plain.collect())
    };
    let sync = SyncSettings { settle_seconds: Some(desk.settle_seconds()), ..config.sync };
    json!({
        "network": network,
        "country": desk.country(),
        "sync": plain(serde_json::to_value(sync)),
        "keys": word(config.keys),
        "trust": {
            "own_authorities": config.trust.ca_file.is_some(),
            "pins": config.trust.pins.len(),
        },
        "proxy": match config.proxy {
            Proxy::System => "system",
            Proxy::Nobody => "none",
            Proxy::At(_) => "own",
        },
        "privacy": plain(serde_json::to_value(config.privacy)),
        "desk": plain(serde_json::to_value(config.desk)),
    })
}

/// What is shipped with the program of the configured DMS.
fn profile(desk: &Desk) -> Value {
    desk.profile().map_or(Value::Null, |profile| {
        json!({
            "id": profile.id,
            "version": profile.version,
            "network": profile.network,
            "charset": profile.charset.value,
            "search_lag_seconds": profile.search.lag_seconds.value,
            "sections": profile.sections.iter().map(|rule| json!({
                "section": rule.section.word(),
                "api_version": rule.api_version,
                "readable": rule.readable,
                "writable": rule.writable,
            })).collect::<Vec<_>>(),
        })
    })
}

/// As a time, or not at all.
fn time(text: Option<&str>) -> Option<String> {
    Some(text?.parse::<Timestamp>().ok()?.to_string())
}

fn health(desk: &Desk) -> Result<Value> {
    let health = desk.look()?;
    let (accounting, audit) = (desk.store.mine.accounting()?, desk.store.mine.verify_audit()?);
    let tally = &health.tally;
    Ok(json!({
        "network": health.network,
        "network_reason": health.network_reason,
        "last_contact": time(health.last_contact.as_deref()),
        "clock_ahead_s": health.clock_ahead.map(|ahead| ahead.as_secs()),
        "errors": { "since_start": health.failures, "writes_last_day": health.writes_failed },
        "wait_until": health.until.map(|until| until.to_string()),
        "key_store": health.key_store,
        "customers": health.customers,
        "encrypted": health.kept.encrypted,
        "last_copy_at": health.kept.copied_at.map(|at| at.to_string()),
        "recovery_phrase": health.kept.phrase.word(),
        "bytes": {
            "free_disk": health.kept.free_disk,
            "mine": health.mine_bytes,
            "theirs": health.theirs_bytes,
            "index_on_disk": health.index_disk_bytes,
            "index_in_memory": health.index_memory_bytes,
        },
        "outbox": {
            "waiting": tally.waiting,
            "held": tally.held,
            "sending": tally.sending,
            "checking": tally.checking,
            "needs_person": tally.needs_person,
            "in_dms": tally.in_dms,
            "cancelled": tally.cancelled,
            "cannot_be_read": tally.set_aside,
            "other_dealers": health.other_dealers,
            "oldest_s": health.oldest_waiting.map(|age| age.as_secs()),
        },
        "accounting": {
            "ever": accounting.acked,
            "done": accounting.done,
            "cancelled": accounting.cancelled,
            "superseded": accounting.superseded,
            "live": accounting.live,
            "cannot_be_read": accounting.set_aside,
            "loose": accounting.loose,
            "holds": accounting.holds(),
        },
        "audit": { "rows": audit.rows, "broken_at": audit.broken_at, "unproven": audit.unproven },
        "cards_waiting": desk.store.inbox.waiting()?,
        "drafts": desk.store.mine.drafts()?.len(),
        "copy_rebuilt": health.rebuilt,
        "inbox_set_aside": desk.store.inbox_set_aside,
        "problems": health.problems,
    }))
}

fn entries(desk: &Desk) -> Result<Value> {
    let mine = &desk.store.mine;
    let live = mine.entries(Which::Live)?;
    let mut finished: Vec<Entry> = mine.entries(Which::All)?;
    finished.retain(|entry| !entry.is_live());
    let latest = finished.split_off(finished.len().saturating_sub(FINISHED));
    let told = live.iter().chain(&latest).map(|entry| one(desk, entry));
    Ok(Value::from(told.collect::<Result<Vec<_>>>()?))
}

fn one(desk: &Desk, entry: &Entry) -> Result<Value> {
    let id = |text: &str| desk.pepper.short("id", text);
    let detail = &entry.detail;
    let steps = desk.store.mine.course(entry.op_id)?;
    Ok(json!({
        "op": id(&entry.op_id.to_string()),
        "customer": id(&entry.local_id.to_string()),
        "server_id": entry.server_id.as_deref().map(id),
        "dealer": desk.pepper.short("dealer", &entry.dealer),
        "kind": entry.kind.word(),
        "origin": entry.origin.word(),
        "state": entry.state.word(),
        "reason": entry.reason.map(outbox::Reason::word),
        "attempts": entry.attempts,
        "counters": entry.counters,
        "created_at": time(Some(&entry.created_at)),
        "finished_at": time(entry.finished_at.as_deref()),
        "age_s": desk.age_of(&entry.created_at).map(|age| age.as_secs()),
        "waits_for": entry.depends_on.map(|op| id(&op.to_string())),
        "successor": entry.successor.map(|op| id(&op.to_string())),
        "refusals": detail.refusals.len(),
        "conflicts": detail.conflicts.len(),
        "candidates": detail.candidates.len(),
        "warnings": detail.warnings.len(),
        "differs": detail.differs.len(),
        "twins": detail.twins.len(),
        // What happened, and how often: what was said about it stays here.
        "course": steps.iter().map(|step| json!({
            "at": time(Some(&step.at)),
            "what": super::known::known(&step.what),
            "state": super::known::known(&step.state),
            "times": step.times,
            "attempt": step.attempt,
        })).collect::<Vec<_>>(),
    }))
}

/// The files of the program by name, anything else by number.
fn files(folder: &Path) -> Value {
    const OURS: [&str; 14] = [
        "mine.db",
        "mine.db-journal",
        "mine.journal",
        "mine.ballast",
        "mine.lock",
        "mine.opened",
        "theirs.db",
        "theirs.db-wal",
        "theirs.unreadable.db",
        "inbox.db",
        "inbox.db-journal",
        "inbox.unreadable.db",
        "install.id",
        "mine.phrase",
    ];
    let (mut named, mut others) = (serde_json::Map::new(), 0_u32);
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name();
        match OURS.into_iter().find(|ours| name == *ours) {
            Some(ours) => {
                let bytes = file.metadata().map(|meta| meta.len()).ok();
                named.insert(ours.to_owned(), json!(bytes));
            }
            None => others += 1,
        }
    }
    json!({ "bytes": named, "others": others, "copies_of_mine": store::copies::list(folder).len() })
}
