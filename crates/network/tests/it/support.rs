//! Connecting to a server of the test's, and the sandbox's administration.

use std::sync::Arc;
use std::time::Duration;

use customer::Record;
use network::settings::{ApiVersion, Credentials, KeyloopSettings, MyKaarmaSettings, Settings};
use network::{DealerNetwork, Limits, Question};
use serde_json::{Value, json};
use uuid::Uuid;

pub const CALL: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0042);

/// The checks go by the clock of this machine, as the sandbox does.
#[expect(clippy::disallowed_methods, reason = "a server answers by the clock on the wall")]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(5),
        total: Duration::from_secs(10),
        ..Limits::default()
    }
}

pub fn keyloop_settings(base: &str, version: ApiVersion) -> KeyloopSettings {
    KeyloopSettings {
        base_url: base.to_owned(),
        path: "{enterprise}/{store}/v1".to_owned(),
        enterprise_id: "sample".to_owned(),
        store_id: "sample".to_owned(),
        api_version: version,
        dms: "autoline".to_owned(),
        token_path: "/oauth/client_credential/accesstoken".to_owned(),
        on_behalf_of: Some("MSOUSA".to_owned()),
    }
}

pub fn keyloop_as(base: &str, version: ApiVersion, limits: Limits) -> Arc<dyn DealerNetwork> {
    let credentials =
        Credentials::Keyloop { client_id: "desk".into(), client_secret: "desk-secret".into() };
    let settings = Settings::Keyloop(keyloop_settings(base, version));
    network::connect_with(&settings, Some(credentials), Some("GB"), limits).unwrap()
}

pub fn keyloop(base: &str) -> Arc<dyn DealerNetwork> {
    keyloop_as(base, ApiVersion::V1, limits())
}

pub fn mykaarma(base: &str) -> Arc<dyn DealerNetwork> {
    let credentials =
        Credentials::MyKaarma { username: "desk".into(), password: "desk-secret".into() };
    let settings = Settings::MyKaarma(MyKaarmaSettings {
        base_url: format!("{base}/customer/v2"),
        department_uuid: "dep-sample".to_owned(),
    });
    network::connect_with(&settings, Some(credentials), Some("GB"), limits()).unwrap()
}

pub fn asked(term: &str) -> Question {
    Question { readings: customer::search_term::read(term, "GB"), limit: 50 }
}

/// The sandbox with its administration.
pub struct Box_ {
    pub sandbox: sandbox::Sandbox,
    http: reqwest::Client,
}

impl Box_ {
    pub async fn start(customers: u32) -> Self {
        let options = sandbox::Options { customers, seed: 7, ..Default::default() };
        let sandbox = sandbox::Sandbox::start(options).await.unwrap();
        let own = Self { sandbox, http: reqwest::Client::new() };
        own.post("rules", json!({"index_lag_ms": {"keyloop": 0, "mykaarma": 0}})).await;
        own
    }

    pub fn base(&self) -> String {
        self.sandbox.base_url().to_string().trim_end_matches('/').to_owned()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.base());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null)
    }

    pub async fn get(&self, path: &str) -> Value {
        let url = format!("{}/_sandbox/{path}", self.base());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    pub async fn fault(&self, fault: Value) {
        self.post("faults", fault).await;
    }

    /// A second desk's customer: (Keyloop id, customerUuid).
    pub async fn customer(&self, body: Value) -> (String, String) {
        let made = self.post("customers", body).await;
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        (text("keyloopId"), text("customerUuid"))
    }

    pub async fn forget_log(&self) {
        self.post("reset", json!({"only": ["requests", "effects"]})).await;
    }

    /// What the dealer's interfaces were asked, without sign-ins.
    pub async fn requests(&self) -> Vec<Value> {
        let all = self.get("requests").await;
        all["requests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|request| !request["path"].as_str().unwrap().contains("accesstoken"))
            .cloned()
            .collect()
    }

    pub async fn effects(&self) -> Vec<Value> {
        self.get("effects").await["effects"].as_array().unwrap().clone()
    }

    /// (old, new) by field of everything that changed.
    pub async fn changes(&self) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.effects()
            .await
            .iter()
            .flat_map(|effect| effect["changes"].as_array().unwrap().clone())
            .map(|change| (text(&change["field"]), text(&change["old"]), text(&change["new"])))
            .collect()
    }

    pub async fn ids(&self, count: usize) -> Vec<(String, String)> {
        let all = self.get(&format!("customers?limit={count}&offset=0")).await;
        all["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
                (text("keyloopId"), text("customerUuid"))
            })
            .collect()
    }
}

pub fn names(rows: &[Record]) -> Vec<String> {
    let mut names: Vec<String> = rows.iter().map(Record::display_name).collect();
    names.sort();
    names
}

pub fn ids(rows: &[Record]) -> Vec<&str> {
    rows.iter().filter_map(|row| row.id.as_deref()).collect()
}
