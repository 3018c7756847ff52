//! The sandbox from outside, over real HTTP.
#![expect(clippy::expect_used, reason = "a helper that cannot go on fails its test")]

mod desk;
mod faults;
mod keyloop;
mod keyloop_v3;
mod mykaarma;
mod openapi;
mod restart;

use reqwest::{Method, Response};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

/// A running sandbox and the few calls every test makes.
pub struct Shop {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    pub token: String,
}

impl Shop {
    pub async fn open(customers: u32) -> Self {
        let options = Options { customers, seed: 7, ..Options::default() };
        Self::with(options).await
    }

    pub async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.expect("starts");
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let mut shop = Self { sandbox, http, token: String::new() };
        shop.rules(json!({"index_lag_ms": {"mykaarma": 0}})).await;
        shop.sign_in().await;
        shop
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    pub async fn sign_in(&mut self) {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "desk"),
            ("client_secret", "desk-secret"),
        ];
        let token = self
            .http
            .post(self.url("/oauth/client_credential/accesstoken"))
            .form(&form)
            .send()
            .await
            .expect("answers");
        let body: Value = token.json().await.expect("JSON");
        self.token = body["access_token"].as_str().expect("a token").to_owned();
    }

    /// A Keyloop call under the tenant `sample/sample`.
    pub async fn keyloop(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let method: Method = method.parse().expect("a method");
        let request = self
            .http
            .request(method, self.url(&format!("/sample/sample{path}")))
            .bearer_auth(&self.token)
            .header("correlation-id", "c-1");
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
    }

    pub async fn mykaarma(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let method: Method = method.parse().expect("a method");
        let request = self
            .http
            .request(method, self.url(&format!("/customer/v2/department/dep-sample{path}")))
            .basic_auth("desk", Some("desk-secret"));
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
    }

    pub async fn admin(&self, method: &str, path: &str, body: Value) -> Value {
        let method: Method = method.parse().expect("a method");
        let mut request = self.http.request(method, self.url(&format!("/_sandbox{path}")));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.expect("text"));
        answer.json().await.expect("JSON")
    }

    /// What the administration says no to.
    pub async fn refused(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.http.post(self.url(&format!("/_sandbox{path}"))).json(&body);
        json_of(request.send().await).await
    }

    pub async fn rules(&self, change: Value) -> Value {
        self.admin("POST", "/rules", change).await
    }

    pub async fn effects(&self) -> Vec<Value> {
        let body = self.admin("GET", "/effects", Value::Null).await;
        body["effects"].as_array().expect("a list").clone()
    }

    pub async fn requests(&self) -> Vec<Value> {
        let body = self.admin("GET", "/requests", Value::Null).await;
        body["requests"].as_array().expect("a list").clone()
    }

    /// Ids of a demonstration customer: Keyloop's and myKaarma's.
    pub async fn ids(&self, name: &str) -> (String, String) {
        let body = self.admin("GET", &format!("/customers?q={name}"), Value::Null).await;
        let one = &body["items"][0];
        let text = |name: &str| one[name].as_str().expect("an id").to_owned();
        (text("keyloopId"), text("customerUuid"))
    }
}

pub async fn json_of(answer: reqwest::Result<Response>) -> (u16, Value) {
    let answer = answer.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}
