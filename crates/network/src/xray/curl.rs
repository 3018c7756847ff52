//! A made-up request of the same shape as a command for a shell. What it is sent to and with which
//! credentials are variables of the shell's: neither stands in the text.

use percent_encoding::utf8_percent_encode;

use super::made_up::{CUSTOMER, MadeUp, made_up};
use super::{Contract, Exchange};
use crate::wire::QUERY;

/// `None` for what this program never asks.
pub fn curl(exchange: &Exchange) -> Option<String> {
    let made_up = made_up(exchange)?;
    let mut parts =
        vec![format!("curl --silent --show-error --include --request {}", made_up.method)];
    let mut header = |said: &str| parts.push(format!("--header {said}"));
    header("'accept: application/json'");
    header("\"correlation-id: ${SHOWROOM_CALL:-00000000-0000-4000-8000-000000000000}\"");
    if exchange.sent.headers.iter().any(|one| one.name == "x-onbehalf-of") {
        header("\"x-onbehalf-of: $SHOWROOM_DMS_USER\"");
    }
    let token = made_up.form;
    match exchange.network {
        Contract::MyKaarma => parts.push("--user \"$SHOWROOM_USER:$SHOWROOM_PASSWORD\"".to_owned()),
        Contract::KeyloopV1 | Contract::KeyloopV3 if !token => {
            parts.push("--header \"authorization: Bearer $SHOWROOM_TOKEN\"".to_owned());
        }
        Contract::KeyloopV1 | Contract::KeyloopV3 => {
            parts.push("--data 'grant_type=client_credentials'".to_owned());
            parts.push("--data-urlencode \"client_id=$SHOWROOM_CLIENT_ID\"".to_owned());
            parts.push("--data-urlencode \"client_secret=$SHOWROOM_CLIENT_SECRET\"".to_owned());
        }
    }
    if let (Some(body), false) = (&made_up.body, token) {
        parts.push("--header 'content-type: application/json'".to_owned());
        parts.push(format!("--data-raw {}", quoted(&body.to_string())));
    }
    parts.push(address(&made_up));
    Some(parts.join(" \\\n  "))
}

fn address(made_up: &MadeUp) -> String {
    if made_up.form {
        return "\"$SHOWROOM_TOKEN_ADDRESS\"".to_owned();
    }
    let query: Vec<String> = made_up
        .query
        .iter()
        .map(|(name, value)| {
            let encoded = |text: &str| utf8_percent_encode(text, QUERY).to_string();
            format!("{}={}", encoded(name), encoded(value))
        })
        .collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("\"$SHOWROOM_BASE\"{}", quoted(&format!("{}{query}", made_up.path)))
}

/// One word of a shell's, whatever stands in it; the customer is the shell's variable.
fn quoted(text: &str) -> String {
    let text = format!("'{}'", text.replace('\'', r"'\''"));
    text.replace(CUSTOMER, "'\"$SHOWROOM_CUSTOMER\"'")
}
