//! The connection check: each fault of the sandbox fails the right line, with whose job it is, and
//! none takes longer than ten seconds.

use std::time::Duration;

use network::Limits;
use network::settings::ApiVersion;
use serde_json::{Value, json};

use crate::support::{Box_, CALL, keyloop_as, limits, mykaarma, now};

/// What failed: step, code and owner of each line that was tried and is not good.
async fn failures(sandbox: &Box_, network: &str, faults: &[Value]) -> Vec<[&'static str; 3]> {
    sandbox.post("reset", json!({"only": ["faults", "tokens"]})).await;
    for fault in faults {
        sandbox.fault(fault.clone()).await;
    }
    // A connector of its own each time: a wait that one was told would hold the next.
    let short = Limits { read: Duration::from_secs(1), ..limits() };
    let connected = match network {
        "keyloop-v1" => keyloop_as(&sandbox.base(), ApiVersion::V1, short),
        "keyloop-v3" => keyloop_as(&sandbox.base(), ApiVersion::V3, short),
        _ => mykaarma(&sandbox.base()),
    };
    let lines = connected.check(now(), CALL).await;
    assert!(lines.iter().all(|line| line.took_ms <= 10_500), "{network}: {lines:?}");
    let first = lines.iter().position(|line| line.tried && !line.ok && line.step != "clock");
    if let Some(first) = first {
        assert!(lines[first + 1..].iter().all(|line| !line.tried), "{network}: {lines:?}");
    }
    let failed = lines.iter().filter(|line| line.tried && !line.ok);
    failed
        .map(|line| [line.step, line.code.unwrap_or("-"), line.owner.map_or("-", |o| o.word())])
        .collect()
}

#[tokio::test]
async fn each_fault_fails_the_right_line_and_names_whose_job_it_is() {
    // The fault, and what fails at Keyloop and at myKaarma.
    let unreadable = ["search", "unreadable", "dms"];
    let elsewhere = ["search", "not_the_network", "network"];
    let silent = ["search", "no_answer", "dms"];
    let table = [
        (json!({"kind": "html"}), elsewhere, elsewhere),
        (json!({"kind": "redirect", "location": "http://portal.example/"}), elsewhere, elsewhere),
        (json!({"kind": "not_json"}), unreadable, unreadable),
        (json!({"kind": "wrong_shape"}), unreadable, unreadable),
        (json!({"kind": "drop"}), silent, silent),
        (json!({"kind": "hang"}), silent, silent),
        (
            json!({"kind": "throttle", "retry_after": 30}),
            ["search", "throttled", "dms"],
            ["search", "throttled", "dms"],
        ),
        (
            json!({"kind": "gateway"}),
            ["search", "server_error", "dms"],
            ["search", "server_error", "dms"],
        ),
        (
            json!({"kind": "unauthorized"}),
            ["scope", "token_refused", "dms"],
            ["sign_in", "credentials_refused", "you"],
        ),
        (
            json!({"kind": "forbidden"}),
            ["scope", "not_permitted", "dms"],
            ["scope", "not_permitted", "dms"],
        ),
    ];
    let sandbox = Box_::start(20).await;
    for network in ["keyloop-v1", "keyloop-v3", "mykaarma"] {
        assert_eq!(failures(&sandbox, network, &[]).await, Vec::<[&str; 3]>::new(), "{network}");
        for (fault, keyloop, kaarma) in &table {
            let mut fault = fault.clone();
            fault["match"] = json!({"network": network});
            let wanted = if network == "mykaarma" { kaarma } else { keyloop };
            let seen = failures(&sandbox, network, &[fault.clone()]).await;
            println!("| {network} | {} | {seen:?} |", fault["kind"]);
            assert_eq!(seen, [*wanted], "{network} {fault}");
        }
    }
}

#[tokio::test]
async fn the_token_is_a_line_of_its_own() {
    let sandbox = Box_::start(20).await;
    for (kind, code, owner) in [
        ("html", "not_the_network", "network"),
        ("hang", "no_answer", "dms"),
        ("unauthorized", "credentials_refused", "you"),
    ] {
        let fault = json!({"match": {"network": "token"}, "kind": kind});
        let seen = failures(&sandbox, "keyloop-v1", &[fault]).await;
        assert_eq!(seen, [["sign_in", code, owner]], "{kind}");
    }
}

#[tokio::test]
async fn a_scope_that_lacks_reading_is_said_of_the_read() {
    let sandbox = Box_::start(20).await;
    let fault = json!({"match": {"path_contains": "showroom-check"}, "kind": "forbidden"});
    let seen = failures(&sandbox, "keyloop-v1", &[fault]).await;
    assert_eq!(seen, [["read", "not_permitted", "dms"]]);
}

#[tokio::test]
async fn a_clock_that_is_off_is_said_and_the_rest_is_tried_all_the_same() {
    let sandbox = Box_::start(20).await;
    for ms in [-7_200_000, 7_200_000] {
        sandbox.post("clock", json!({"offset_ms": ms})).await;
        let seen = failures(&sandbox, "mykaarma", &[]).await;
        assert_eq!(seen, [["clock", "clock_off", "you"]], "{ms}");
    }
}

#[tokio::test]
async fn a_name_nobody_knows_is_told_from_a_port_nobody_listens_on() {
    let nobody = keyloop_as("https://no-such-host.invalid", ApiVersion::V1, limits());
    let lines = nobody.check(now(), CALL).await;
    let failed: Vec<_> =
        lines.iter().filter(|l| l.tried && !l.ok).map(|l| (l.step, l.code)).collect();
    assert_eq!(failed, [("name", Some("name_unknown"))], "{lines:?}");
}
