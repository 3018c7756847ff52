//! Behaviours of the networks that a test may switch. The defaults are what the documents say, or
//! the mildest reading where they say nothing, so that tests are quick.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lag {
    pub keyloop: i64,
    pub mykaarma: i64,
}

impl Default for Lag {
    /// myKaarma's indexer runs once a second.
    fn default() -> Self {
        Self { keyloop: 0, mykaarma: 1_000 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadShape {
    Wrapped,
    Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchShape {
    Minimal,
    Nested,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmptyKeys {
    Mixed,
    Null,
    Empty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MissingScope {
    None,
    Search,
    Update,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletedAs {
    #[serde(rename = "404")]
    NotFound,
    #[serde(rename = "status")]
    Status,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Departments {
    Any(AnyDepartment),
    Only(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnyDepartment {
    Any,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Requests a second and client; 0 = no limit.
    pub rate_limit_per_second: u32,
    /// Whether a 429 of the limit carries Retry-After.
    pub rate_limit_retry_after: bool,
    pub index_lag_ms: Lag,
    pub mykaarma_term_limit: usize,
    pub mykaarma_read_shape: ReadShape,
    pub mykaarma_search_shape: SearchShape,
    pub empty_keys: EmptyKeys,
    pub departments: Departments,
    /// Customers (either id) whose record somebody has open: writes answer 409.
    pub locked: Vec<String>,
    /// How long a token really lives, whatever `expires_in` says.
    pub token_seconds: i64,
    pub page_size_max: usize,
    pub deleted: DeletedAs,
    pub mykaarma_missing_scope: MissingScope,
    pub mykaarma_omitted_lists_wipe: bool,
    /// Refusals of myKaarma come with status 200 and are told only by `errors[]`.
    pub mykaarma_errors_in_200: bool,
    /// Every term is taken as AND, whatever `queryOperator` says.
    pub mykaarma_only_and: bool,
    /// A name that is written is stored in capitals.
    pub capital_names: bool,
    pub keyloop_client: (String, String),
    pub mykaarma_user: (String, String),
}

impl Default for Rules {
    fn default() -> Self {
        let desk = || ("desk".to_owned(), "desk-secret".to_owned());
        Self {
            rate_limit_per_second: 0,
            rate_limit_retry_after: true,
            index_lag_ms: Lag::default(),
            mykaarma_term_limit: 150,
            mykaarma_read_shape: ReadShape::Wrapped,
            mykaarma_search_shape: SearchShape::Minimal,
            empty_keys: EmptyKeys::Mixed,
            departments: Departments::Any(AnyDepartment::Any),
            locked: Vec::new(),
            token_seconds: 1_800,
            page_size_max: 100,
            deleted: DeletedAs::NotFound,
            mykaarma_missing_scope: MissingScope::None,
            mykaarma_omitted_lists_wipe: true,
            mykaarma_errors_in_200: false,
            mykaarma_only_and: false,
            capital_names: false,
            keyloop_client: desk(),
            mykaarma_user: desk(),
        }
    }
}

impl Rules {
    /// Lays the members of `change` over the rules; unknown members and wrong types are refused.
    pub fn changed(&self, change: &Value) -> Result<Self, serde_json::Error> {
        let mut whole = serde_json::to_value(self)?;
        merge(&mut whole, change);
        serde_json::from_value(whole)
    }
}

fn merge(into: &mut Value, change: &Value) {
    match (into, change) {
        (Value::Object(into), Value::Object(change)) => {
            for (name, value) in change {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, change) => *into = change.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_change_member_by_member_and_refuse_unknown_ones() {
        let rules = Rules::default();
        let changed = rules.changed(&json!({"index_lag_ms": {"mykaarma": 0}})).expect("known");
        assert_eq!(changed.index_lag_ms, Lag { keyloop: 0, mykaarma: 0 });
        assert_eq!(changed.token_seconds, 1_800);
        assert!(rules.changed(&json!({"index_lag": 1})).is_err());
        let only = rules.changed(&json!({"departments": ["d1"]})).expect("known");
        assert_eq!(only.departments, Departments::Only(vec!["d1".into()]));
    }
}
