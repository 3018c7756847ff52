//! The X-ray of the real client against the real sandbox: nothing of anybody's in it, and requests
//! made up from it are answered as the first ones were.

use std::sync::Arc;

use customer::{Record, Section};
use network::settings::ApiVersion;
use network::xray::{Exchange, NotReplayed, curl, replay};
use network::{DealerNetwork, Failure};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Box_, CALL, asked, keyloop, keyloop_as, limits, mykaarma, now};

const NETWORKS: [&str; 3] = ["keyloop-v1", "keyloop-v3", "mykaarma"];

fn connected(sandbox: &Box_, network: &str) -> Arc<dyn DealerNetwork> {
    match network {
        "keyloop-v1" => keyloop(&sandbox.base()),
        "keyloop-v3" => keyloop_as(&sandbox.base(), ApiVersion::V3, limits()),
        _ => mykaarma(&sandbox.base()),
    }
}

/// Somebody nobody has thought of. No text of four letters is a word of the contracts: each has a
/// "qz" in it.
fn somebody() -> impl Strategy<Value = Value> {
    let name = prop_oneof!["[A-Z]qz[a-z]{1,12}", "[A-ZÀ-Ý]qz[a-zà-ý]{1,12}", "[А-Я]qz[а-я]{2,12}"];
    let text = "[A-Z]qz[a-z]{1,10}( [a-z]qz[a-z]{1,8})?";
    let person = (name.clone(), name, text, "[a-z]qz[a-z.]{1,9}[a-z]@[a-z]qz[a-z]{2,8}\\.example");
    let numbers =
        ("7[0-9]{9}", "[1-9][0-9]{3,4}", "[0-9]{6}-[0-9]{4}", "[A-HJ-NPR-Z0-9]{9}QZ[0-9]{6}");
    let others =
        (text, text, "[A-Z]{2}[0-9]{2} [A-Z]{3}", "19[0-9]{2}-0[1-9]-1[0-9]", any::<bool>());
    (person, numbers, others).prop_map(
        |(
            (given, family, street, email),
            (mobile, house, social, vin),
            (city, job, plate, born, abroad),
        )| {
            let mobile = if abroad { format!("+44{mobile}") } else { format!("0{mobile}") };
            json!({
                "kind": "person",
                "names": {"givenName": given, "familyName": family, "preferredName": street},
                "identity": {"birthDate": born, "socialSecurityId": social},
                "personalDetails": {"gender": "FEMALE", "nationalityCode": "PT",
                    "languageCode": "en-US", "occupation": job},
                "channels": [
                    {"kind": "phone", "use": "home", "line": "mobile", "value": mobile},
                    {"kind": "email", "use": "work", "value": email},
                ],
                "addresses": [{"kind": "physical", "streetName": street, "houseNumber": house,
                    "city": city, "postalCode": format!("{house}QZ"), "countryCode": "GB"}],
                "vehicles": [{"vin": vin, "licensePlate": plate, "make": "Qzmobil",
                    "model": format!("{job} qz")}],
            })
        },
    )
}

/// What could give somebody away: every text of four characters and more, and telephone numbers
/// without what stands between their digits.
fn values(record: &Value, into: &mut Vec<String>) {
    match record {
        Value::String(text) if text.chars().count() >= 4 => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 7 {
                into.push(digits[digits.len() - 7..].to_owned());
            }
            into.push(text.to_lowercase());
        }
        Value::Object(members) => {
            // Words of the record's own.
            let own = ["kind", "use", "line", "gender", "languageCode"];
            members
                .iter()
                .filter(|(name, _)| !own.contains(&name.as_str()))
                .for_each(|(_, v)| values(v, into));
        }
        Value::Array(items) => items.iter().for_each(|item| values(item, into)),
        _ => {}
    }
}

/// The X-ray without what only counts: each is seen to be a number, a time or the id of the call.
fn told(exchanges: &[Exchange]) -> String {
    let mut all = serde_json::to_value(exchanges).unwrap();
    for exchange in all.as_array_mut().unwrap() {
        let members = exchange.as_object_mut().unwrap();
        for name in ["n", "attempt", "status"] {
            assert!(members.remove(name).is_none_or(|value| value.is_u64()), "{name}");
        }
        assert_eq!(members.remove("correlation_id"), Some(json!(CALL.to_string())));
        let at = members.remove("at").unwrap();
        at.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let times = members.remove("times").unwrap();
        assert!(times.as_object().unwrap().values().all(Value::is_u64));
        for side in ["sent", "answer"] {
            let side = members[side].as_object_mut().unwrap();
            assert!(side.remove("bytes").unwrap().is_u64());
            side["headers"].as_array_mut().unwrap().retain(|header| {
                let value = header["value"].as_str().unwrap();
                match header["name"].as_str().unwrap() {
                    "correlation-id" => value != CALL.to_string(),
                    "date" => value.parse::<jiff::Timestamp>().is_err(),
                    "content-length" => value.parse::<u64>().is_err(),
                    _ => true,
                }
            });
        }
    }
    all.to_string().to_lowercase()
}

/// Everything a desk does with somebody: made, looked for in every way, read, changed, refused.
async fn a_day_with(network: &dyn DealerNetwork, record: &Record) {
    let created = network.create(record, CALL).await.unwrap();
    let id = created.id.unwrap();
    let said = |of: &Option<String>| of.clone().unwrap_or_default();
    let channels = record.channels.iter().map(|channel| channel.value.clone());
    let mut terms: Vec<String> = channels.collect();
    terms.push(said(&record.names.family_name));
    terms.push(format!("{} {}", said(&record.names.given_name), said(&record.names.family_name)));
    terms.push(said(&record.addresses[0].postal_code));
    terms.push(said(&record.vehicles[0].vin));
    for term in terms {
        // Not every network has each box.
        let _ = network.search(&asked(&term), CALL).await;
    }
    network.lookup(record, CALL).await.unwrap();
    let held = network.fetch(&id, CALL).await.unwrap();
    for section in Section::ALL {
        let mut wanted = held.record.clone();
        wanted.names.middle_name = Some("Qzarina".to_owned());
        wanted.channels.clone_from(&record.channels);
        wanted.addresses.clone_from(&record.addresses);
        let _ = network.update(&held, section, &wanted, CALL).await;
    }
    let mut refused = held.record.clone();
    refused.names.family_name = Some(format!("{} ", said(&record.names.family_name)).repeat(12));
    let _ = network.update(&held, Section::Names, &refused, CALL).await;
    let _ = network.fetch(&format!("{} 77", said(&record.names.family_name)), CALL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_value_of_a_customer_occurs_in_the_xray() {
    let mut runner = TestRunner::deterministic();
    let sandbox = Box_::start(10).await;
    let mut seen = 0;
    for case in 0..36 {
        let record = somebody().new_tree(&mut runner).unwrap().current();
        let network = connected(&sandbox, NETWORKS[case % 3]);
        a_day_with(&*network, &serde_json::from_value(record.clone()).unwrap()).await;
        let exchanges = network.xray(now());
        assert!(exchanges.len() >= 8, "{} {}", NETWORKS[case % 3], exchanges.len());
        let mut all = told(&exchanges);
        for exchange in &exchanges {
            all.push_str(&curl(exchange).unwrap().to_lowercase());
        }
        let mut theirs = vec!["qzarina".to_owned(), "desk-secret".to_owned()];
        values(&record, &mut theirs);
        assert!(theirs.len() > 14, "{theirs:?}");
        for value in &theirs {
            assert!(!all.contains(value.as_str()), "{value} of {record} is in {all}");
        }
        seen += exchanges.len();
    }
    println!("{seen} exchanges of 36 people looked through");
}

#[tokio::test]
async fn what_a_server_puts_anywhere_is_not_kept_either() {
    let sandbox = Box_::start(10).await;
    let network = keyloop(&sandbox.base());
    let body = json!({"Maria Sousa": {"familyName": "Sousa"}, "mariaSousa": 1, "status": "Sousa",
        "errors": [{"code": "SOUSA", "message": "Maria Sousa is in use", "field": "names.Sousa"}],
        "fault": {"faultstring": "Sousa", "detail": {"errorcode": "oauth.v2.Sousa"}},
        "links": [{"href": "http://x.example/Sousa", "rel": "Sousa"}]});
    let headers = json!({"x-maria-sousa": "1", "etag": "\"Sousa\"", "x-request-id": "maria-sousa",
        "retry-after": "0", "server": "Sousa", "location": "/customers/Sousa",
        "content-type": "application/json; name=Sousa", "set-cookie": "who=Sousa"});
    sandbox
        .fault(json!({"match": {"route": "/customers"}, "kind": "status", "status": 400,
            "body": body, "headers": headers}))
        .await;
    assert!(network.search(&asked("Sousa"), CALL).await.is_err());
    let exchanges = network.xray(now());
    let text = serde_json::to_string(&exchanges).unwrap();
    assert!(!text.to_lowercase().contains("sousa"), "{text}");
    // And it is the answer that was told, not nothing.
    let last = exchanges.last().unwrap();
    assert_eq!(last.status, Some(400));
    assert_eq!(last.answer.body.as_ref().unwrap()["errors"][0]["code"], "<text 5>");
    assert!(last.answer.headers.iter().any(|header| header.name == "<header 13>"), "{text}");
}

#[tokio::test]
async fn an_exchange_tells_route_times_attempt_and_the_ids_to_ask_the_network_about() {
    let sandbox = Box_::start(10).await;
    let network = keyloop(&sandbox.base());
    let (id, _) = sandbox.ids(1).await.remove(0);
    network.fetch(&id, CALL).await.unwrap();
    network.fetch(&id, CALL).await.unwrap();
    let exchanges = network.xray(now());
    let routes: Vec<&str> = exchanges.iter().map(|exchange| exchange.route.as_str()).collect();
    assert_eq!(routes.len(), 11, "{routes:?}");
    assert_eq!(routes[0], "/token");
    let detail: Vec<&Exchange> =
        exchanges.iter().filter(|exchange| exchange.route == "/customers/{id}").collect();
    assert_eq!(detail.iter().map(|exchange| exchange.attempt).collect::<Vec<_>>(), [1, 2]);
    for exchange in &exchanges {
        let times = exchange.times;
        let first = times.first_byte.unwrap();
        assert!(times.left <= first && first <= times.done, "{times:?}");
        assert_eq!((exchange.outcome.as_str(), exchange.status), ("answered", Some(200)));
        assert_eq!(exchange.correlation_id, CALL.to_string());
    }
    assert_eq!(detail[0].id.as_deref(), Some("<numeric 8>"));
    // Written to a file and read back it is the same.
    let text = serde_json::to_string(&exchanges).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Exchange>>(&text).unwrap(), exchanges);
}

#[tokio::test]
async fn what_never_came_back_is_told_too() {
    let sandbox = Box_::start(10).await;
    let network = keyloop(&sandbox.base());
    for kind in ["drop", "truncate"] {
        sandbox.post("reset", json!({"only": ["faults"]})).await;
        sandbox.fault(json!({"match": {"route": "/customers"}, "kind": kind})).await;
        assert!(network.search(&asked("Berg"), CALL).await.is_err());
    }
    let outcomes: Vec<(String, Option<u16>)> =
        network.xray(now()).into_iter().map(|one| (one.outcome, one.status)).collect();
    assert!(outcomes.contains(&("closed".to_owned(), None)), "{outcomes:?}");
    assert!(outcomes.contains(&("broken_off".to_owned(), Some(200))), "{outcomes:?}");
    let nobody = keyloop("http://127.0.0.1:9");
    assert!(nobody.search(&asked("Berg"), CALL).await.is_err());
    assert_eq!(nobody.xray(now())[0].outcome, "not_sent");
}

/// One day on each network, on a sandbox of its own.
async fn some_day(network: &str) -> Vec<Exchange> {
    let sandbox = Box_::start(10).await;
    let record = json!({
        "kind": "person",
        "names": {"givenName": "Maria", "familyName": "Sousa"},
        "personalDetails": {"languageCode": "en-US"},
        "channels": [
            {"kind": "phone", "use": "home", "line": "mobile", "value": "+447400123456"},
            {"kind": "email", "use": "work", "value": "maria@sousa.example"},
        ],
        "addresses": [{"kind": "physical", "streetName": "High Street", "houseNumber": "12",
            "city": "Leeds", "postalCode": "LS1 4AP", "countryCode": "GB"}],
        "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "licensePlate": "AB12 CDE"}],
    });
    let network = connected(&sandbox, network);
    a_day_with(&*network, &serde_json::from_value(record).unwrap()).await;
    network.xray(now())
}

#[tokio::test]
async fn a_made_up_request_gets_the_status_and_the_shape_of_the_first_one() {
    let other = Box_::start(10).await;
    for network in NETWORKS {
        let mut statuses = std::collections::BTreeSet::new();
        for exchange in some_day(network).await {
            let again = replay(&exchange, &other.base()).await.unwrap();
            let what = format!("{network} {} {}", exchange.method, exchange.route);
            println!("{what}: {:?} → {again:?}", exchange.status);
            assert!(again.same_status, "{what}: {:?} {again:?} {exchange:?}", exchange.status);
            assert_ne!(again.same_shape, Some(false), "{what}: {again:?} {exchange:?}");
            statuses.insert(again.status);
        }
        assert!(statuses.contains(&200) && statuses.contains(&404), "{network} {statuses:?}");
    }
}

#[tokio::test]
async fn an_answer_that_the_sandbox_gives_otherwise_is_said_to_differ() {
    let sandbox = Box_::start(10).await;
    let network = keyloop(&sandbox.base());
    sandbox.fault(json!({"match": {"route": "/customers"}, "kind": "extra_fields"})).await;
    network.search(&asked("a"), CALL).await.unwrap();
    sandbox.post("reset", json!({"only": ["faults"]})).await;
    sandbox.fault(json!({"match": {"route": "/customers"}, "kind": "forbidden"})).await;
    assert!(matches!(network.search(&asked("b"), CALL).await, Err(Failure::Permission { .. })));
    sandbox.post("reset", json!({"only": ["faults"]})).await;
    let searches: Vec<Exchange> =
        network.xray(now()).into_iter().filter(|one| one.route == "/customers").collect();
    let more = replay(&searches[0], &sandbox.base()).await.unwrap();
    assert_eq!((more.same_status, more.same_shape), (true, Some(false)), "{more:?}");
    let refused = replay(searches.last().unwrap(), &sandbox.base()).await.unwrap();
    assert_eq!((refused.same_status, refused.status), (false, 200), "{refused:?}");
}

#[tokio::test]
async fn nothing_is_sent_to_what_is_no_sandbox_on_this_computer() {
    let exchange = some_day("mykaarma").await.remove(0);
    for address in ["https://api.mykaarma.com", "http://10.0.0.1:8787", "http://desk.example"] {
        let refused = replay(&exchange, address).await;
        assert_eq!(refused, Err(NotReplayed::NotLoopback), "{address}");
    }
    // A network behind a tunnel: it answers on loopback, and is asked for its administration only.
    let asked_for = Arc::new(std::sync::Mutex::new(Vec::<String>::new()));
    let heard = Arc::clone(&asked_for);
    let app = axum::Router::new().fallback(move |request: axum::extract::Request| {
        heard.lock().unwrap().push(request.uri().path().to_owned());
        async { axum::Json(json!({"customerId": "1"})) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move { axum::serve(listener, app).await });
    assert_eq!(replay(&exchange, &address).await, Err(NotReplayed::NotASandbox));
    assert_eq!(*asked_for.lock().unwrap(), ["/_sandbox"]);
    served.abort();
    let mut strange = exchange;
    strange.route = "/_sandbox/reset".to_owned();
    let sandbox = Box_::start(1).await;
    assert_eq!(replay(&strange, &sandbox.base()).await, Err(NotReplayed::NotOurs));
    assert_eq!(curl(&strange), None);
}

/// What a shell makes of the command, by a curl that says its arguments.
#[cfg(unix)]
fn arguments(command: &str, variables: &[(&str, String)]) -> Vec<String> {
    let script =
        format!("curl() {{ for one in \"$@\"; do printf '%s\\0' \"$one\"; done; }}\n{command}\n");
    let output = std::process::Command::new("sh")
        .args(["-eu", "-c", &script])
        .env_clear()
        .envs(variables.iter().map(|(name, value)| (*name, value.as_str())))
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split('\0').filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_for_a_shell_is_answered_with_the_same_status() {
    let other = Box_::start(10).await;
    let (id, uuid) = other.ids(1).await.remove(0);
    let base = other.base();
    let http = reqwest::Client::new();
    let token_address = format!("{base}/oauth/client_credential/accesstoken");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "desk"),
        ("client_secret", "desk-secret"),
    ];
    let token: Value =
        http.post(&token_address).form(&form).send().await.unwrap().json().await.unwrap();
    for network in NETWORKS {
        let (at, customer) = match network {
            "keyloop-v1" => (format!("{base}/sample/sample/v1"), &id),
            "keyloop-v3" => (format!("{base}/sample/sample/v3"), &id),
            _ => (format!("{base}/customer/v2/department/dep-sample"), &uuid),
        };
        let variables = [
            ("SHOWROOM_BASE", at),
            ("SHOWROOM_CUSTOMER", customer.clone()),
            ("SHOWROOM_TOKEN", token["access_token"].as_str().unwrap().to_owned()),
            ("SHOWROOM_TOKEN_ADDRESS", token_address.clone()),
            ("SHOWROOM_CLIENT_ID", "desk".to_owned()),
            ("SHOWROOM_CLIENT_SECRET", "desk-secret".to_owned()),
            ("SHOWROOM_USER", "desk".to_owned()),
            ("SHOWROOM_PASSWORD", "desk-secret".to_owned()),
            ("SHOWROOM_DMS_USER", "MSOUSA".to_owned()),
        ];
        for exchange in some_day(network).await {
            let command = curl(&exchange).unwrap();
            let said = arguments(&command, &variables);
            let mut said = said.iter().map(String::as_str);
            let mut sending = None;
            let (mut method, mut headers, mut user, mut body, mut form) =
                ("GET", Vec::new(), None, None, Vec::new());
            while let Some(one) = said.next() {
                match one {
                    "--silent" | "--show-error" | "--include" => {}
                    "--request" => method = said.next().unwrap(),
                    "--header" => headers.push(said.next().unwrap().split_once(": ").unwrap()),
                    "--user" => user = said.next().unwrap().split_once(':'),
                    "--data-raw" => body = said.next(),
                    "--data" | "--data-urlencode" => {
                        form.push(said.next().unwrap().split_once('=').unwrap());
                    }
                    address => sending = Some(address.to_owned()),
                }
            }
            let address = sending.unwrap();
            let mut sending = http.request(method.parse().unwrap(), &address);
            for (name, value) in headers {
                sending = sending.header(name, value);
            }
            if let Some((user, password)) = user {
                sending = sending.basic_auth(user, Some(password));
            }
            if let Some(body) = body {
                sending = sending.body(body.to_owned());
            }
            if !form.is_empty() {
                sending = sending.form(&form);
            }
            let status = sending.send().await.unwrap().status().as_u16();
            assert_eq!(Some(status), exchange.status, "{network}: {command}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_somebody_wrote_runs_nothing_in_a_shell() {
    let trap = "'; touch /tmp/trapped; $(touch /tmp/trapped) `touch /tmp/trapped` \" \\ \n";
    let exchange: Exchange = serde_json::from_value(json!({
        "n": 1, "network": "keyloop-v1", "at": "2026-11-23T08:00:00Z", "correlation_id": trap,
        "attempt": 1, "method": "POST", "route": "/customers/{id}/update-names", "id": trap,
        "query": {trap: trap}, "outcome": trap, "status": 404,
        "sent": {"headers": [{"name": trap, "value": trap}], "body": {trap: trap}, "bytes": 1},
        "answer": {"headers": [], "bytes": 0}, "times": {"left": 0, "done": 1},
    }))
    .unwrap();
    let variables =
        [("SHOWROOM_BASE", "http://127.0.0.1:1".to_owned()), ("SHOWROOM_TOKEN", "t".to_owned())];
    let said = arguments(&curl(&exchange).unwrap(), &variables);
    let body = said.iter().skip_while(|one| *one != "--data-raw").nth(1).unwrap();
    assert_eq!(serde_json::from_str::<Value>(body).unwrap(), json!({trap: trap}));
    let address = said.last().unwrap();
    assert!(address.starts_with("http://127.0.0.1:1/customers/%27%3B%20touch"), "{address}");
    assert!(!std::path::Path::new("/tmp/trapped").exists());
}
