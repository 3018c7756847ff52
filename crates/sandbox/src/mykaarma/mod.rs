//! myKaarma's side: Basic sign-in, departments, the envelope with its warnings and errors, and
//! which handler a call goes to.

mod duplicate;
mod read;
mod search;
mod write;

use serde_json::{Value, json};

use crate::Failure;
use crate::call::{Answer, Call};
use crate::dealer::{Dealer, HOME};
use crate::routes::Operation;
use crate::rules::{Departments, MissingScope};
use crate::stored::Customer;

/// One line of `errors[]` or `warnings[]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub code: u32,
    pub title: &'static str,
    pub message: String,
}

impl Notice {
    pub fn new(code: u32, title: &'static str, message: impl Into<String>) -> Self {
        Self { code, title, message: message.into() }
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(100_006, "INVALID_REQUEST_DATA", message)
    }

    fn error(&self) -> Value {
        json!({"errorCode": self.code, "errorTitle": self.title, "errorMessage": self.message})
    }

    fn warning(&self) -> Value {
        json!({
            "warningCode": self.code,
            "warningTitle": self.title,
            "warningMessage": self.message,
        })
    }
}

/// The envelope around a payload.
pub fn envelope(warnings: &[Notice], name: &str, payload: Value) -> Answer {
    let warnings: Vec<Value> = warnings.iter().map(Notice::warning).collect();
    let mut body = json!({"errors": [], "warnings": warnings});
    if let Some(object) = body.as_object_mut() {
        object.insert(name.to_owned(), payload);
    }
    Answer::json(200, body)
}

pub fn errors(status: u16, errors: &[Notice]) -> Answer {
    let errors: Vec<Value> = errors.iter().map(Notice::error).collect();
    Answer::json(status, json!({"errors": errors, "warnings": []}))
}

pub fn refusal(status: u16) -> Answer {
    let notice = match status {
        401 => Notice::new(100_003, "WRONG_CREDENTIAL", "Wrong user name or password"),
        403 => Notice::new(100_014, "INVALID_SCOPE_DEPARTMENT", "ApiScope does not exist"),
        404 => Notice::new(10_001, "NO_CUSTOMER_FOUND", "No customer with this UUID"),
        405 | 413 | 422 => Notice::invalid("The request cannot be served"),
        409 | 423 => Notice::new(100_007, "RECORD_LOCKED", "The customer is in use"),
        429 => Notice::new(100_005, "TOO_MANY_REQUESTS", "Too many requests"),
        _ => Notice::new(100_005, "INTERNAL_ERROR", "Something went wrong"),
    };
    let answer = errors(status, &[notice]);
    if status == 401 {
        return answer.with("www-authenticate", "Basic realm=\"myKaarma\"");
    }
    answer
}

/// The page that routes without a scope answer with, status 200.
pub fn login_page() -> Answer {
    Answer::text(
        200,
        "text/html; charset=utf-8",
        "<!DOCTYPE html><html><head><title>Sign in</title></head>\
         <body><form action=\"/login\">Please sign in</form></body></html>",
    )
}

pub fn handle(dealer: &mut Dealer, call: &Call) -> Result<Answer, Failure> {
    let mut answer = answer(dealer, call)?;
    let refused = (400..500).contains(&answer.status) && answer.status != 429;
    if refused && dealer.rules.mykaarma_errors_in_200 {
        answer.status = 200;
    }
    Ok(answer)
}

fn answer(dealer: &mut Dealer, call: &Call) -> Result<Answer, Failure> {
    let header = call.header("authorization");
    if header.is_empty() {
        let notice = Notice::new(100_001, "NULL_CREDENTIALS", "Credentials are missing");
        return Ok(errors(401, &[notice]).with("www-authenticate", "Basic realm=\"myKaarma\""));
    }
    let Some(sent) =
        crate::keyloop::basic(header).filter(|sent| *sent == dealer.rules.mykaarma_user)
    else {
        return Ok(refusal(401));
    };
    let department = call.param("departmentUUID").to_owned();
    if !dealer.within_rate(&format!("{}@{department}", sent.0)) {
        let answer = refusal(429);
        let retry = dealer.rules.rate_limit_retry_after;
        return Ok(if retry { answer.with("retry-after", "1") } else { answer });
    }
    if let Departments::Only(known) = &dealer.rules.departments
        && !known.contains(&department)
    {
        let notice = Notice::new(
            100_013,
            "INVALID_DEPARTMENT_TOKEN",
            "The department is not known to this subscriber",
        );
        return Ok(errors(400, &[notice]));
    }
    let scope = match call.route.operation {
        Operation::Search | Operation::Detail => MissingScope::Search,
        _ => MissingScope::Update,
    };
    if dealer.rules.mykaarma_missing_scope == scope {
        return Ok(login_page());
    }
    match call.route.operation {
        Operation::Search => Ok(search::search(dealer, call)),
        Operation::Detail => Ok(read::read(dealer, call)),
        Operation::Create => write::create(dealer, call),
        _ => write::update(dealer, call),
    }
}

/// A live customer by uuid.
fn live(dealer: &mut Dealer, uuid: &str) -> Option<Customer> {
    dealer.people(HOME).by_uuid(uuid).filter(|customer| customer.is_live()).cloned()
}
