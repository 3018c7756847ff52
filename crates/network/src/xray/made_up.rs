//! A request of the same shape as one that was kept, with nothing in it that was anybody's: values
//! are made from their kinds, and the customer it is about is whoever stands in at the other end.

use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};

use super::shape::{Kind, Letters};
use super::{Contract, Exchange, words};
use crate::wire;

/// Stands where the id of a customer is put who exists at the other end.
pub(super) const CUSTOMER: &str = "showroom-xray-customer";

/// What the program asks, and nothing else is made up: whatever a file may say.
const ROUTES: &[(Contract, &str, &str)] = &[
    (Contract::KeyloopV1, "POST", "/token"),
    (Contract::KeyloopV1, "GET", "/customers"),
    (Contract::KeyloopV1, "POST", "/customers"),
    (Contract::KeyloopV1, "GET", "/customers/{id}"),
    (Contract::KeyloopV1, "GET", "/customers/{id}/identity"),
    (Contract::KeyloopV1, "GET", "/customers/{id}/companies"),
    (Contract::KeyloopV1, "GET", "/customers/{id}/vehicles"),
    (Contract::KeyloopV1, "GET", "/customers/{id}/privacy"),
    (Contract::KeyloopV1, "POST", "/customers/{id}/update-names"),
    (Contract::KeyloopV1, "POST", "/customers/{id}/update-addresses"),
    (Contract::KeyloopV1, "POST", "/customers/{id}/update-identity"),
    (Contract::KeyloopV1, "POST", "/customers/{id}/update-communication"),
    (Contract::KeyloopV1, "POST", "/customers/{id}/update-personal-details"),
    (Contract::KeyloopV3, "POST", "/token"),
    (Contract::KeyloopV3, "GET", "/customers"),
    (Contract::KeyloopV3, "POST", "/customers"),
    (Contract::KeyloopV3, "GET", "/customers/{id}"),
    (Contract::KeyloopV3, "PUT", "/customers/{id}"),
    (Contract::KeyloopV3, "PATCH", "/customers/{id}"),
    (Contract::MyKaarma, "GET", "/customer/listMinimal"),
    (Contract::MyKaarma, "GET", "/customer/{uuid}"),
    (Contract::MyKaarma, "POST", "/customer"),
    (Contract::MyKaarma, "PUT", "/customer/{uuid}"),
];

/// A request that can be sent, but for address, credentials and the customer.
pub(super) struct MadeUp {
    pub method: &'static str,
    /// Below the network's base; the token's is `/token`.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
    /// As a form, not as JSON.
    pub form: bool,
    /// Whether `CUSTOMER` stands in it.
    pub about_somebody: bool,
}

/// `None` for what this program never asks.
pub(super) fn made_up(exchange: &Exchange) -> Option<MadeUp> {
    let (_, method, route) = ROUTES.iter().find(|(network, method, route)| {
        *network == exchange.network && *method == exchange.method && *route == exchange.route
    })?;
    // Whoever was not there then is to be nobody now.
    let gone = matches!(exchange.status, Some(404 | 410));
    let parameter = route.split('/').find(|part| part.starts_with('{'));
    let customer = match (parameter, gone) {
        (Some(_), false) => CUSTOMER.to_owned(),
        (Some(_), true) => exchange.id.as_deref().map(text).unwrap_or_default(),
        (None, _) => String::new(),
    };
    let in_path = utf8_percent_encode(&customer, wire::QUERY).to_string();
    let path = parameter.map_or_else(|| (*route).to_owned(), |name| route.replace(name, &in_path));
    let query = exchange
        .query
        .iter()
        .map(|(name, value)| (text(name), value.as_str().map(text).unwrap_or_default()))
        .collect();
    let body = exchange.sent.body.as_ref().map(|body| value("", body, &customer));
    Some(MadeUp {
        method,
        path,
        query,
        body,
        form: *route == "/token",
        about_somebody: parameter.is_some() && !gone,
    })
}

fn value(member: &str, shape: &Value, customer: &str) -> Value {
    match shape {
        Value::String(said) => match said.parse::<Kind>() {
            Ok(Kind::Number(length)) => number(length),
            // The body names the same customer as the path.
            Ok(_) if matches!(member, "customerUuid" | "customerId") && !customer.is_empty() => {
                customer.into()
            }
            Ok(Kind::Language) if member == "preferredLocale" => "en-us".into(),
            _ => text(said).into(),
        },
        Value::Array(items) => items
            .iter()
            .filter(|item| !is_more(item))
            .map(|item| value(member, item, customer))
            .collect(),
        Value::Object(members) => {
            let mut all = Map::new();
            for (name, inner) in members {
                if !is_more(&name.as_str().into()) {
                    all.insert(text(name), value(name, inner, customer));
                }
            }
            all.into()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => shape.clone(),
    }
}

fn is_more(item: &Value) -> bool {
    item.as_str().is_some_and(|said| matches!(said.parse(), Ok(Kind::More(_))))
}

fn number(length: usize) -> Value {
    let digits = "1".repeat(length.clamp(1, 15));
    digits.parse::<u64>().map_or(Value::Null, Value::from)
}

/// A text of this kind; what is no placeholder stands as it is.
fn text(said: &str) -> String {
    let Ok(kind) = said.parse::<Kind>() else { return said.to_owned() };
    match kind {
        Kind::Text(length, Letters::Plain) => "x".repeat(length),
        Kind::Text(length, Letters::Latin1) => "é".repeat(length),
        Kind::Text(length, Letters::Unicode) => "Ж".repeat(length),
        Kind::Digits(length) | Kind::Number(length) => "5".repeat(length),
        Kind::Plus(length) => {
            let digits: String = "13105550100".chars().cycle().take(length).collect();
            format!("+{digits}")
        }
        Kind::Numeric(length @ 0..=3) => "5".repeat(length),
        Kind::Numeric(length) => format!("55-{}", "5".repeat(length - 3)),
        Kind::Email(length) => {
            const END: &str = "@x.example";
            match length.checked_sub(END.len()) {
                Some(before @ 1..) => format!("{}{END}", "x".repeat(before)),
                _ => format!("{}@x", "x".repeat(length.saturating_sub(2).max(1))),
            }
        }
        Kind::Date => "1980-01-31".to_owned(),
        Kind::DateTime => "1980-01-31T00:00:00Z".to_owned(),
        Kind::Uuid => "00000000-0000-4000-8000-000000000000".to_owned(),
        // The one textbooks print; its check digit is right.
        Kind::Vin => "1M8GDM9AXKP042788".to_owned(),
        Kind::Country => "GB".to_owned(),
        Kind::Language => "en-GB".to_owned(),
        Kind::Address => "https://x.example/".to_owned(),
        Kind::OneOf(list) => words::personal_sample(&list).unwrap_or("UNKNOWN").to_owned(),
        Kind::Secret => "secret".to_owned(),
        Kind::Member(length, at) => format!("{}{at}", "x".repeat(length.saturating_sub(1))),
        Kind::More(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xray::shape;

    #[test]
    fn what_is_made_up_has_the_shape_it_was_made_from() {
        for (member, said) in [
            ("familyName", "Sousa"),
            ("familyName", "Müller-Lüdenscheidt"),
            ("familyName", "Жукова"),
            ("mobile", "07700900123"),
            ("mobile", "+447700900123"),
            ("mobile", "(027) 221-2247"),
            ("email", "maria@sousa.example"),
            ("email", "a@b"),
            ("birthDate", "1980-01-31"),
            ("birthDate", "1980-01-31T00:00:00+02:00"),
            ("vin", "WVWZZZ1KZ6W650709"),
            ("countryCode", "FI"),
            ("languageCode", "pt-PT"),
            ("gender", "FEMALE"),
            ("occupation", ""),
        ] {
            let told = shape::text(member, said);
            assert_eq!(shape::text(member, &text(&told)), told, "{said}");
        }
    }
}
