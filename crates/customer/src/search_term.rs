//! What a typed search term can mean.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    Name,
    CustomerKey,
    Phone,
    Email,
    Vin,
    /// The last 8 of a VIN.
    VinEnd,
    Plate,
    Postcode,
    BirthDate,
}

/// One piece of a typed term and what it is taken for. `value` is the normalised form that is
/// looked up; `others` are the further meanings it could have, likeliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Reading {
    pub text: String,
    #[serde(rename = "as")]
    pub meaning: Meaning,
    pub value: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<Vec<Meaning>>"))]
    pub others: Vec<Meaning>,
}
