//! The kiosk's two commands, and the desk's view of what came in.

use super::DONE;
use super::customer::draft;
use super::status::small;
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::views::{
    KioskFormView, KioskSubmitRequest, KioskSubmitView, Nothing, SubmissionCloseRequest,
    SubmissionView, SubmissionsView,
};
use customer::{Address, Channel, Consent, Line, Record, Use};
use store::mine::{Submission, SubmissionState};

/// Version of the privacy statement in the message catalogue.
const STATEMENT: &str = "2026-11";
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Nothing here comes from a customer's record.
pub fn form(open: &Open) -> KioskFormView {
    KioskFormView {
        country: open.desk.country().to_owned(),
        languages: LANGUAGES.map(str::to_owned).to_vec(),
        statement: STATEMENT.to_owned(),
    }
}

pub async fn submit(open: &Open, request: KioskSubmitRequest) -> Result<KioskSubmitView, ApiError> {
    let id = draft(&request.draft)?;
    match open.desk.kiosk_submit(id, record(request)).await {
        Ok(submission) => Ok(KioskSubmitView { code: submission.code }),
        Err(failure) => {
            // The kiosk is told what to mend in its own form, and nothing about the desk.
            let error = ApiError::from(failure);
            match error.code {
                Code::Invalid | Code::TooMany | Code::BadRequest => Err(error),
                _ => Err(ApiError::new(Code::NotSaved, "please see a colleague")),
            }
        }
    }
}

fn record(request: KioskSubmitRequest) -> Record {
    let said = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let consent = |ways: &[&str]| -> Consent {
        let agreed = request.consent.iter().filter(|(way, _)| ways.contains(&way.as_str()));
        agreed.map(|(way, state)| (way.clone(), *state)).collect()
    };
    let mut record = Record::default();
    let (phone_ways, email_ways) = (consent(&["call", "text"]), consent(&["email"]));
    let post_ways = consent(&["post"]);
    record.names.given_name = said(request.given_name);
    record.names.family_name = said(request.family_name);
    if let Some(value) = said(request.phone) {
        let channel = Channel::phone(Use::Home, Line::Mobile, value);
        record.channels.push(Channel { consent: phone_ways, ..channel });
    }
    if let Some(value) = said(request.email) {
        record.channels.push(Channel { consent: email_ways, ..Channel::email(Use::Home, value) });
    }
    let entered = request.address;
    let address = Address {
        kind: Some("physical".to_owned()),
        house_number: said(entered.house_number),
        street_name: said(entered.street),
        city: said(entered.city),
        postal_code: said(entered.postal_code),
        country_code: said(entered.country_code),
        ..Address::default()
    };
    let somewhere =
        [&address.house_number, &address.street_name, &address.city, &address.postal_code];
    if somewhere.into_iter().any(Option::is_some) {
        record.addresses.push(address);
    }
    // What has no place in the DMS is kept with the submission, for staff and as evidence.
    record.other.insert("language".to_owned(), request.language.into());
    record.other.insert("statement".to_owned(), request.statement.into());
    if !post_ways.is_empty() {
        record.other.insert("postConsent".to_owned(), serde_json::json!(post_ways));
    }
    record
}

pub async fn submissions(open: &Open) -> Result<SubmissionsView, ApiError> {
    let mut submissions = Vec::new();
    for one in open.desk.submissions().await? {
        submissions.push(view(open, one).await?);
    }
    Ok(SubmissionsView { submissions })
}

async fn view(open: &Open, one: Submission) -> Result<SubmissionView, ApiError> {
    let mut record: Record = serde_json::from_value(one.json)
        .map_err(|_| ApiError::new(Code::Internal, "a submission cannot be read"))?;
    let language = record.other.remove("language");
    record.other.remove("statement");
    let decided = open.desk.decide(&record, desk::Scope::Desk).await?;
    Ok(SubmissionView {
        id: one.id.to_string(),
        code: one.code,
        age_s: open.desk.age_of(&one.received_at).map_or(0, |age| small(age.as_secs())),
        received_at: one.received_at,
        language: language.and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default(),
        name: record.display_name(),
        matches: small(decided.plausible().count() as u64),
        channels: record.channels.clone(),
        record,
    })
}

pub async fn close(open: &Open, request: SubmissionCloseRequest) -> Result<Nothing, ApiError> {
    let state = match request.outcome.as_str() {
        "accepted" => SubmissionState::Accepted,
        "dismissed" => SubmissionState::Dismissed,
        _ => return Err(ApiError::new(Code::BadRequest, "an outcome is accepted or dismissed")),
    };
    let said = request.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    if state == SubmissionState::Dismissed && !said {
        let refused = desk::Refused::new("reason", "required", "say why it is put away");
        let mut error = ApiError::new(Code::Invalid, "a reason is needed");
        error.fields.push(FieldError::from(refused));
        return Err(error);
    }
    let submission = open.desk.submission(&request.id).await?;
    open.desk.close(submission.id, state, None).await?;
    Ok(DONE)
}
