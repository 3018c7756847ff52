//! Keyloop's side: its gateway's token and faults, its error object, and which handler a call goes
//! to. The shapes are in `v1` and `v3`, the reading of bodies in `body`.

mod body;
mod search;
mod token;
mod v1;
mod v3;

pub use token::{basic, revoke};

use serde_json::{Value, json};

use crate::Failure;
use crate::call::{Answer, Call};
use crate::dealer::Dealer;
use crate::routes::{Network, Operation};
use crate::rules::DeletedAs;
use crate::stored::Customer;

/// The gateway's own refusal, in the form of the product it runs on.
pub fn gateway_fault(status: u16, text: &str, code: &str) -> Answer {
    Answer::json(status, json!({"fault": {"faultstring": text, "detail": {"errorcode": code}}}))
}

/// One entry of the error object.
#[derive(Debug)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
    pub field: Option<String>,
}

impl Problem {
    pub fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: "VALIDATION_ERROR", message: message.into(), field: Some(path.into()) }
    }

    pub fn general(code: &'static str, message: &str) -> Self {
        Self { code, message: message.to_owned(), field: None }
    }
}

pub fn errors(status: u16, problems: &[Problem], correlation_id: &str) -> Answer {
    let entries: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let mut entry = json!({"code": problem.code, "message": problem.message});
            if let (Some(field), Some(entry)) = (&problem.field, entry.as_object_mut()) {
                entry.insert("field".into(), json!(field));
            }
            entry
        })
        .collect();
    Answer::json(status, json!({"errors": entries, "correlationId": correlation_id}))
}

/// What a status says, for refusals that need no words of their own.
pub fn refusal(status: u16, correlation_id: &str) -> Answer {
    let (code, message) = match status {
        401 => return invalid_token(),
        403 => ("FORBIDDEN", "The store is not subscribed to this product"),
        404 => ("NOT_FOUND", "No customer with this id"),
        405 => ("METHOD_NOT_ALLOWED", "This path does not take this method"),
        409 | 423 => ("RECORD_LOCKED", "The record is in use by another user"),
        413 => ("PAYLOAD_TOO_LARGE", "The body is too large"),
        422 => ("BUSINESS_RULE", "The dealer management system refused the change"),
        429 => ("TOO_MANY_REQUESTS", "Too many requests"),
        502..=504 => {
            return gateway_fault(
                status,
                "The Service is temporarily unavailable",
                "messaging.adaptors.http.flow.ServiceUnavailable",
            );
        }
        _ => ("INTERNAL_ERROR", "Something went wrong"),
    };
    errors(status, &[Problem::general(code, message)], correlation_id)
}

pub fn invalid_token() -> Answer {
    gateway_fault(401, "Invalid Access Token", "keymanagement.service.invalid_access_token")
}

/// What a handler gives up with: an answer for the client, or a failure of the sandbox itself.
pub enum Stop {
    Answer(Answer),
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Answer> for Stop {
    fn from(answer: Answer) -> Self {
        Self::Answer(answer)
    }
}

pub fn handle(dealer: &mut Dealer, call: &Call) -> Result<Answer, Failure> {
    match answer(dealer, call) {
        Ok(answer) | Err(Stop::Answer(answer)) => Ok(answer),
        Err(Stop::Failure(failure)) => Err(failure),
    }
}

fn answer(dealer: &mut Dealer, call: &Call) -> Result<Answer, Stop> {
    if call.route.network == Network::Token {
        return Ok(token::issue(dealer, call));
    }
    let client = token::client_of(dealer, call)?;
    if !dealer.within_rate(&client) {
        let answer = refusal(429, call.correlation_id());
        let retry = dealer.rules.rate_limit_retry_after;
        return Ok(if retry { answer.with("retry-after", "1") } else { answer });
    }
    let store =
        dealer.store_of(&format!("{}/{}", call.param("enterprise"), call.param("store")))?;
    let v3 = call.route.network == Network::KeyloopV3;
    match call.route.operation {
        Operation::Search if v3 => v3::search(dealer, call, &store),
        Operation::Search => search::search(dealer, call, &store),
        Operation::Create if v3 => v3::create(dealer, call, &store),
        Operation::Create => v1::create(dealer, call, &store),
        Operation::Detail if v3 => Ok(v3::detail(call, &read(dealer, call, &store)?)),
        Operation::Detail => Ok(v1::detail(call, &read(dealer, call, &store)?)),
        Operation::Identity => Ok(v1::identity(&read(dealer, call, &store)?)),
        Operation::Companies => Ok(v1::companies(call, &read(dealer, call, &store)?)),
        Operation::Vehicles => Ok(v1::vehicles(call, &read(dealer, call, &store)?)),
        Operation::Privacy => Ok(v1::privacy(call, &read(dealer, call, &store)?)),
        Operation::UpdateNames
        | Operation::UpdateAddresses
        | Operation::UpdateIdentity
        | Operation::UpdateCommunication
        | Operation::UpdatePersonalDetails => v1::update(dealer, call, &store),
        Operation::Replace | Operation::Patch => v3::write(dealer, call, &store),
        Operation::Token => Ok(token::issue(dealer, call)),
    }
}

/// The customer a path names, or 404. What was deleted or merged is not found either, unless the
/// rules ask for its status.
fn read(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Customer, Stop> {
    let deleted = dealer.rules.deleted;
    let people = dealer.people(store);
    let found = people
        .by_keyloop_id(call.param("customerId"))
        .filter(|customer| customer.is_live() || deleted == DeletedAs::Status);
    let shown = match found {
        Some(customer) if call.stale => people.before(customer.seq),
        other => other,
    };
    shown.cloned().ok_or_else(|| Stop::Answer(refusal(404, call.correlation_id())))
}

/// The customer a write is for: there, alive, and in nobody else's hands.
fn writable(dealer: &mut Dealer, call: &Call, store: &str) -> Result<Customer, Stop> {
    let customer = dealer
        .people(store)
        .by_keyloop_id(call.param("customerId"))
        .filter(|customer| customer.is_live())
        .cloned()
        .ok_or_else(|| refusal(404, call.correlation_id()))?;
    if dealer.is_locked(&customer) {
        return Err(refusal(409, call.correlation_id()).into());
    }
    Ok(customer)
}

fn link(method: &str, rel: &str, href: &str, title: &str) -> Value {
    json!({"method": method, "rel": rel, "href": href, "title": title})
}

/// The address of the collection a call's path lies in.
fn collection(call: &Call) -> String {
    let end = call.path.find("/customers").map_or(call.path.len(), |at| at + "/customers".len());
    format!("{}{}", call.origin, call.path.get(..end).unwrap_or_default())
}

/// A path segment that a link can hold.
fn segment(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// A new customer out of a v1 create body, for the second desk.
pub fn made_from(body: &Value) -> Result<Customer, String> {
    v1::made_from(body).map_err(|problems| in_words(&problems))
}

/// A second desk's edit of one section.
pub fn merge_section(customer: &mut Customer, section: &str, fields: &Value) -> Result<(), String> {
    v1::merge_section(customer, section, fields).map_err(|problems| in_words(&problems))
}

/// Whether a second desk's edit names only what its section has.
pub fn check_members(section: &str, fields: &Value) -> Result<(), String> {
    v1::check_members(section, fields).map_err(|problems| in_words(&problems))
}

fn in_words(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!("{} {}", problem.field.as_deref().unwrap_or_default(), problem.message)
        })
        .collect();
    lines.join("; ")
}
