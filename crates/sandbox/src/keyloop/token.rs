//! OAuth client credentials as the gateway does them: three ways to send them, numbers as texts,
//! tokens that die earlier than they say.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::{Stop, gateway_fault, invalid_token};
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, Token};
use crate::routes::query_pairs;

const STATED_SECONDS: &str = "3599";

/// User and password of a Basic header.
pub fn basic(header: &str) -> Option<(String, String)> {
    let encoded = header.strip_prefix("Basic ").or_else(|| header.strip_prefix("basic "))?;
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

pub fn issue(dealer: &mut Dealer, call: &Call) -> Answer {
    let form = query_pairs(&String::from_utf8_lossy(&call.body));
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .or_else(|| call.query(name))
    };
    if field("grant_type") != Some("client_credentials") {
        return gateway_fault(
            400,
            "Required param : grant_type",
            "steps.oauth.v2.InvalidParameter",
        );
    }
    let sent = match (field("client_id"), field("client_secret")) {
        (Some(id), Some(secret)) => Some((id.to_owned(), secret.to_owned())),
        _ => basic(call.header("authorization")),
    };
    if sent.as_ref() != Some(&dealer.rules.keyloop_client) {
        return gateway_fault(401, "Invalid client identifier", "oauth.v2.InvalidClientIdentifier");
    }
    let client = dealer.rules.keyloop_client.0.clone();
    let token = dealer.random_text(28);
    let issued = dealer.now();
    dealer.tokens.insert(token.clone(), Token { client: client.clone(), issued, revoked: false });
    Answer::json(
        200,
        json!({
            "refresh_token_expires_in": "0",
            "api_product_list": "[manage-customers]",
            "organization_name": "sample",
            "token_type": "BearerToken",
            "issued_at": issued.as_millisecond().to_string(),
            "client_id": client,
            "access_token": token,
            "application_name": "sample-application",
            "scope": "",
            "expires_in": STATED_SECONDS,
            "refresh_count": "0",
            "status": "approved",
        }),
    )
}

/// Who asks; refuses tokens that are missing, unknown, revoked or too old.
pub fn client_of(dealer: &mut Dealer, call: &Call) -> Result<String, Stop> {
    let header = call.header("authorization");
    let Some(sent) = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer "))
    else {
        return Err(
            gateway_fault(401, "Invalid access token", "oauth.v2.InvalidAccessToken").into()
        );
    };
    let now = dealer.now();
    let life = dealer.rules.token_seconds;
    match dealer.tokens.get(sent.trim()) {
        Some(token) if token.revoked => Err(invalid_token().into()),
        Some(token) if now.duration_since(token.issued).as_secs() >= life => Err(gateway_fault(
            401,
            "Access Token expired",
            "keymanagement.service.access_token_expired",
        )
        .into()),
        Some(token) => Ok(token.client.clone()),
        None => Err(invalid_token().into()),
    }
}

/// Kills the token a call came with.
pub fn revoke(dealer: &mut Dealer, authorization: &str) {
    let sent = authorization.trim_start_matches("Bearer ").trim();
    if let Some(token) = dealer.tokens.get_mut(sent) {
        token.revoked = true;
    }
}
