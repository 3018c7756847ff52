//! What a network answers: status, heads and body as an answer would bring them, through the whole
//! client. An input is a few head lines, an empty line and the body; one without is all body.

use crate::target::{Reader, Target, texts};
use crate::targets::texts::PEOPLE;
use async_trait::async_trait;
use customer::{Record, Section, patch, search_term};
use network::carrier::{Came, Carrier, Lost, Sent};
use network::settings::{ApiVersion, Credentials, KeyloopSettings, MyKaarmaSettings, Settings};
use network::{DealerNetwork, Fetched, Question};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

const CALL: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0042);

const KEYLOOP_V1: &[&str] = &[
    r#"{"customerId":"01-1","status":"ACTIVE","names":{"familyName":"Sousa","familyName2":"","givenName":"Maria","titleCommon":"Dr"},"personalDetails":{"gender":"FEMALE","nationalityCode":"PT"},"addresses":{"home":{"physicalAddress":{"streetName":"Rua","houseNumber":"4","postalCode":"4000-123","city":"Porto","countryCode":"PT"},"postalAddress":{"poBoxNumber":"1"}}},"communication":{"home":{"mobile":"+351912345678","landline":"","fax":"","email":"maria@sousa.example"},"work":{"mobile":"","email":""}},"socialSecurityId":"290280-123A","birthDate":"1980-02-29T00:00:00+02:00","totalItems":1,"totalPages":1,"items":[{"customerId":"01-1","names":{"familyName":"Sousa","givenName":"Maria"},"communication":{"home":{"mobile":"+351912345678"},"work":{}},"addresses":{"home":{}},"vehicleId":"7","relationship":"OWNER","description":{"class":"CAR","make":"VW","model":"Golf"},"identification":{"vin":"WVWZZZ1JZXW000001","licensePlate":"AB12CDE"},"mileage":{"unit":"km","value":12},"companyId":"9","name":"Sousa Lda","position":"CEO","privacyId":"1","level":"GROUP","usage":"MARKETING","channel":{"post":"AGREED","email":"DENIED","phone":"UNKNOWN","messaging":"AGREED"},"links":[]}],"links":[{"method":"GET","rel":"next","href":"https://x.example/customers?page=2"}]}"#,
    "422\ncontent-type: application/json\n\n{\"errors\":[{\"code\":\"VALIDATION_ERROR\",\"field\":\"names.familyName\",\"message\":\"must be shorter\"}]}",
    "500\ncontent-type: application/json\n\n{\"fault\":{\"faultstring\":\"Rate limit quota violation.\",\"detail\":{\"errorcode\":\"policies.ratelimit.QuotaViolation\"}}}",
    "201\ncontent-type: application/json\nlocation: /sample/sample/v1/customers/01%2D7\n\n{\"customerId\":\"01-7\"}",
    "302\nlocation: https://elsewhere.example/\n\n",
    "200\ncontent-type: text/html\n\n<html>sign in</html>",
];
const KEYLOOP_V3: &[&str] = &[
    r#"{"customer":{"customerId":"01-1","status":"ACTIVE","languageCode":"pt","individual":{"familyName":"Sousa","givenName":"Maria","title":"Dr"},"addresses":{"physical":{"streetName":"Rua","city":"Porto","formattedAddress":{"line1":"Rua 4"}},"postal":{}},"communications":{"preferredPhone":"mobile","personal":{"mobile":"+351912345678","email":"m@s.example"},"work":{}},"vehicles":[{"vin":"WVWZZZ1JZXW000001","licensePlate":"AB12CDE","makeId":"VW","description":"VW Golf 2019","relationship":"OWNER"}],"relations":{"companies":[{"name":"Sousa Lda"}]},"companyName":"","links":[]},"totalItems":1,"totalPages":1,"customers":[{"customerId":"01-1","name":"Mr\nJan Berg","address":"","communications":{"mobile":"(027) 221-2247"}}],"items":[{"customerId":"01-1","name":"Sousa, Maria","communications":{}}]}"#,
    KEYLOOP_V1[1],
    KEYLOOP_V1[2],
    KEYLOOP_V1[3],
];
const MYKAARMA: &[&str] = &[
    r#"{"errors":[],"warnings":[{"warningCode":1,"warningTitle":"x"}],"matchingCustomers":[{"id":7,"uuid":"01-1","fname":"Maria","lname":"Sousa","company":"","customerKey":"DOM123","communications":[{"id":1,"commType":"P","commValue":"+351912345678","commLabel":"Cell","preferred":true},{"commType":"E","commValue":"m@s.example"}],"vehicles":[{"id":1,"vin":"WVWZZZ1JZXW000001","year":"2019","make":"VW","isValid":true}],"secondaryCustomerData":[{"customerKey":"DOM9"}]}],"customer":{"customerUuid":"01-1","firstName":"Maria","middleName":"Ines","lastName":"Sousa","customerKey":"DOM123","isBusiness":false,"preferredLocale":"pt-PT","preferredCommunication":"EMAIL","phoneNumbers":[{"phoneNumber":"+351912345678","label":"Cell","isPreferred":true,"okToCall":true,"okToText":false}],"emails":[{"emailAddress":"m@s.example","label":"Home","okToEmail":false}],"addresses":[{"line1":"Rua 4","line2":"","city":"Porto","state":"","zip":"4000","country":"PT","type":"BILLING","isPreferred":true}]},"vehicles":[{"vin":"WVWZZZ1JZXW000001","vehicleMake":"VW","vehicleModel":"Golf","vehicleYear":"2019","licensePlate":"AB12CDE","isValid":true}],"customerUuid":"01-1","customerKey":"DOM123"}"#,
    "400\ncontent-type: application/json\n\n{\"errors\":[{\"errorCode\":120006,\"errorTitle\":\"INVALID_REQUEST_DATA\",\"errorMessage\":\"lastName\"}],\"warnings\":[]}",
    "200\ncontent-type: application/json\n\n{\"errors\":[{\"errorCode\":100011,\"errorTitle\":\"INVALID_SCOPE_DEALER\"}]}",
];
const TOKENS: &[&str] = &[
    r#"{"access_token":"t","token_type":"BearerToken","expires_in":"3599"}"#,
    r#"{"access_token":"abc","expires_in":3599,"issued_at":"1700000000000","status":"approved"}"#,
    "401\ncontent-type: application/json\n\n{\"ErrorCode\":\"invalid_client\",\"Error\":\"Client identifier is required\"}",
];
const HEADS: &[&str] = &[
    "429\nretry-after: 12\ndate: Sun, 06 Nov 1994 08:49:37 GMT\n\n",
    "503\nretry-after: Sun, 06 Nov 1994 08:49:49 GMT\ndate: Sun, 06 Nov 1994 08:49:37 GMT\n\n",
    "429\nretry-after: Sunday, 06-Nov-94 08:49:37 GMT\n\n",
    "503\nretry-after: 1.5\ndate: Sun Nov  6 08:49:37 1994\n\n{}",
    "200\ndate: x\ncontent-type: application/json; charset=utf-8\n\n{}",
];
const WORDS: &[&str] = &[
    "200\n",
    "201\n",
    "202\n",
    "204\n",
    "401\n",
    "404\n",
    "409\n",
    "412\n",
    "423\n",
    "429\n",
    "503\n",
    "\n\n",
    "content-type: application/json\n",
    "retry-after: ",
    "date: ",
    "location: ",
    "-1",
    "99999999999999999999",
    "Mon, 31 Feb 2026 25:61:61 GMT",
    "GMT",
    "+0000",
    "1e99",
    "{\"items\":[",
    "{\"fault\":",
    "{\"errors\":[",
    "\"customerId\":",
    "01-1",
    "null",
    "[]",
    "{}",
];

pub fn targets() -> Vec<Target> {
    let keyloop = "answers of Keyloop Manage Customers";
    vec![
        Target::quick(
            "keyloop-v1",
            keyloop,
            || texts(KEYLOOP_V1),
            WORDS,
            || answers(Spoken::V1, false),
        ),
        Target::quick(
            "keyloop-v3",
            keyloop,
            || texts(KEYLOOP_V3),
            WORDS,
            || answers(Spoken::V3, false),
        ),
        Target::quick(
            "mykaarma",
            "answers of myKaarma",
            || texts(MYKAARMA),
            WORDS,
            || answers(Spoken::MyKaarma, false),
        ),
        Target::quick(
            "token",
            "answers to a sign-in",
            || texts(TOKENS),
            WORDS,
            || answers(Spoken::V1, true),
        ),
        Target::quick(
            "heads",
            "times and types in the heads of answers",
            || texts(HEADS),
            WORDS,
            || answers(Spoken::V1, false),
        ),
    ]
}

#[derive(Clone, Copy)]
enum Spoken {
    V1,
    V3,
    MyKaarma,
}

/// Says the same to everything, but for the sign-in where that is not what is tried.
struct Says {
    came: Mutex<Came>,
    token_too: bool,
}

#[async_trait]
impl Carrier for Says {
    async fn carry(&self, request: Sent) -> Result<Came, Lost> {
        if !self.token_too && request.target.contains("accesstoken") {
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            return Ok(Came { status: 200, headers, body: TOKENS[0].as_bytes().to_vec() });
        }
        Ok(self.came.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn reach(&self, _: Duration) -> bool {
        true
    }
}

fn came(bytes: &[u8]) -> Came {
    let json = || vec![("content-type".to_owned(), "application/json".to_owned())];
    let all_body = || Came { status: 200, headers: json(), body: bytes.to_vec() };
    let Some(end) = bytes.windows(2).position(|two| two == b"\n\n") else { return all_body() };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let Some(status) = lines.next().and_then(|line| line.parse().ok()) else { return all_body() };
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    Came { status, headers: headers.collect(), body: bytes[end + 2..].to_vec() }
}

fn connected(spoken: Spoken, says: &Arc<Says>) -> Option<Arc<dyn DealerNetwork>> {
    let carrier: Arc<dyn Carrier> = Arc::<Says>::clone(says);
    let keyloop = |api_version| {
        Settings::Keyloop(KeyloopSettings {
            base_url: "http://127.0.0.1:9".to_owned(),
            path: "{enterprise}/{store}/v1".to_owned(),
            enterprise_id: "sample".to_owned(),
            store_id: "sample".to_owned(),
            api_version,
            dms: "autoline".to_owned(),
            token_path: "/oauth/client_credential/accesstoken".to_owned(),
            on_behalf_of: None,
        })
    };
    let desk = || Credentials::Keyloop { client_id: "desk".into(), client_secret: "x".into() };
    let (settings, credentials) = match spoken {
        Spoken::V1 => (keyloop(ApiVersion::V1), desk()),
        Spoken::V3 => (keyloop(ApiVersion::V3), desk()),
        Spoken::MyKaarma => (
            Settings::MyKaarma(MyKaarmaSettings {
                base_url: "http://127.0.0.1:9/customer/v2".to_owned(),
                department_uuid: "dep".to_owned(),
            }),
            Credentials::MyKaarma { username: "desk".into(), password: "x".into() },
        ),
    };
    network::connect_over(&settings, Some(credentials), Some("GB"), &carrier).ok()
}

fn answers(spoken: Spoken, token_too: bool) -> Reader {
    // Time is played: what the network asks to wait is waited at once.
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let person = patch::parse_record(PEOPLE[0].as_bytes()).unwrap_or_default();
    let says = Arc::new(Says { came: Mutex::default(), token_too });
    Box::new(move |bytes| {
        let Ok(runtime) = &runtime else { return };
        *says.came.lock().unwrap_or_else(PoisonError::into_inner) = came(bytes);
        // A fresh one: it remembers whom to wait for.
        let Some(network) = connected(spoken, &says) else { return };
        runtime.block_on(whole_day(&*network, &person, bytes));
    })
}

/// Every question and every write, whatever came of the one before.
async fn whole_day(network: &dyn DealerNetwork, person: &Record, bytes: &[u8]) {
    for term in ["sousa 4417", "maria@sousa.example"] {
        let question = Question { readings: search_term::read(term, "GB"), limit: 50 };
        drop(network.search(&question, CALL).await);
    }
    drop(network.lookup(person, CALL).await);
    drop(network.probe(CALL).await);
    let raw = || serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let current = network.fetch("01-1", CALL).await;
    let current = current.unwrap_or_else(|_| Fetched {
        record: Record::default(),
        raw: raw(),
        unread: vec![],
    });
    for section in Section::ALL {
        drop(network.accepts(section, &current.record));
        drop(network.update(&current, section, person, CALL).await);
    }
    drop(network.create(&current.record, CALL).await);
    for section in Section::ALL {
        drop(network::differences(section, person, &current.record, "GB"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_first_sample_of_each_network_is_a_customer_found_and_read() {
        for (spoken, samples) in
            [(Spoken::V1, KEYLOOP_V1), (Spoken::V3, KEYLOOP_V3), (Spoken::MyKaarma, MYKAARMA)]
        {
            let says = Arc::new(Says { came: Mutex::default(), token_too: false });
            *says.came.lock().unwrap_or_else(PoisonError::into_inner) = came(samples[0].as_bytes());
            let network = connected(spoken, &says).expect("a network");
            let read = network.fetch("01-1", CALL).await.expect("a customer");
            assert_eq!(read.record.names.family_name.as_deref(), Some("Sousa"));
            assert!(!read.record.channels.is_empty() && !read.record.vehicles.is_empty());
            let person = patch::parse_record(PEOPLE[0].as_bytes()).expect("a record");
            assert!(!network.lookup(&person, CALL).await.expect("rows").rows.is_empty());
        }
    }

    #[test]
    fn an_answer_has_its_heads_before_an_empty_line() {
        let answer = came(HEADS[0].as_bytes());
        assert_eq!((answer.status, answer.headers[0].1.as_str()), (429, "12"));
        assert_eq!(came(b"{}").body, b"{}");
    }
}
