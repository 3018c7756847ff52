//! The kiosk's commands. What they say is the same whoever the visitor is, and nothing of the desk:
//! not even why it is closed.

use super::customer::draft;
use super::status::small;
use super::{answer, licence, parse, people};
use crate::error::{ApiError, Code};
use crate::host::Host;
use crate::keepsake;
use crate::statement;
use crate::views::{
    KioskCardView, KioskCodeView, KioskFormRequest, KioskFormView, KioskHelp, KioskHelpRequest,
    KioskHelpView, KioskLeaveRequest, KioskLeftView, KioskSubmitRequest, KioskSubmitView,
};
use customer::{Address, Channel, Consent, Line, Record, Use};
use desk::kiosk::hand_off::Drawn;
use desk::kiosk::statement::Own;
use desk::kiosk::{Booth, Heard, Kiosk, Reason, Visit};
use desk::pin::Answer;
use desk::{Failure, Refused};
use serde_json::Value;
use std::sync::Arc;
use store::inbox::Submission;
use uuid::Uuid;

/// The largest request that is looked at, in bytes: a card and the names of its members.
const LARGEST: usize = 64 * 1024;
/// Of so many cards that wait the codes are drawn again.
const NEWEST: usize = 10;
/// The longest answer, before anything is made of it.
const LONGEST: usize = 2_000;

pub async fn call(host: &Arc<Host>, command: &str, request: Value) -> Result<Value, ApiError> {
    match command {
        "kiosk_form" => answer(form(host, parse(request)?).await?),
        "kiosk_submit" => answer(submit(host, request).await?),
        "kiosk_help" => answer(help(host, parse(request)?).await?),
        "kiosk_leave" => answer(leave(host, parse(request)?).await?),
        _ => Err(ApiError::new(Code::BadRequest, "the kiosk has no such command")),
    }
}

/// Nothing here comes from a customer's record, and no store is waited for. A visitor who cannot be
/// shown the words the dealer has set is asked for nothing.
async fn form(host: &Arc<Host>, request: KioskFormRequest) -> Result<KioskFormView, ApiError> {
    let setting = host.kiosk_setting().await.map_err(|failure| closed(&failure))?;
    let own = setting.statement.as_ref();
    let keepsake = match &request.card {
        Some(id) => keepsake(host, draft(id)?).await?,
        None => None,
    };
    Ok(KioskFormView {
        keepsake,
        country: setting.country.clone(),
        languages: statement::languages(),
        statement: statement::version(own).to_owned(),
        own: own.map(super::statement::words),
        alone: setting.alone,
        scanned: request.scan.as_deref().and_then(licence::for_kiosk),
    })
}

/// What was agreed to on a card that was handed in just now.
async fn keepsake(host: &Arc<Host>, id: Uuid) -> Result<Option<KioskCodeView>, ApiError> {
    let kiosk = kiosk(host).await?;
    let drawn = tokio::task::spawn_blocking(move || kiosk.keepsake(id, keepsake::words)).await;
    let drawn = drawn.unwrap_or_else(|fault| Err(fault.into())).map_err(told)?;
    Ok(drawn.map(code))
}

fn code(drawn: Drawn) -> KioskCodeView {
    KioskCodeView { size: small(drawn.size as u64), path: drawn.path }
}

fn closed(failure: &Failure) -> ApiError {
    tracing::warn!(%failure, "the kiosk has nothing to show its visitors");
    elsewhere()
}

fn elsewhere() -> ApiError {
    ApiError::new(Code::NotSaved, "please see a colleague")
}

async fn kiosk(host: &Arc<Host>) -> Result<Arc<Kiosk>, ApiError> {
    host.kiosk().await.ok_or_else(elsewhere)
}

/// The visitor is told what to mend in the form, and nothing about the desk.
fn told(failure: Failure) -> ApiError {
    let error = ApiError::from(failure);
    match error.code {
        Code::Invalid | Code::TooMany | Code::InboxFull | Code::BadRequest => error,
        _ => ApiError { for_support: error.for_support, ..elsewhere() },
    }
}

async fn submit(host: &Arc<Host>, request: Value) -> Result<KioskSubmitView, ApiError> {
    let too_long = || {
        let refused = Refused::new("", "too_long", "this is more than a form can hold");
        ApiError::from(Failure::Invalid(vec![refused]))
    };
    if request.to_string().len() > LARGEST {
        return Err(too_long());
    }
    let request: KioskSubmitRequest = parse(request)?;
    if request.texts().into_iter().any(|text| text.len() > LONGEST) {
        return Err(too_long());
    }
    let id = draft(&request.draft)?;
    let setting = host.kiosk_setting().await.map_err(|failure| closed(&failure))?;
    let visit = visit(&request, setting.statement.as_ref())?;
    let kiosk = kiosk(host).await?;
    let taken = tokio::task::spawn_blocking(move || {
        let submission = kiosk.take(id, record(request), visit, Booth::Visitor)?;
        let codes = codes(&kiosk, &submission);
        Ok(KioskSubmitView { code: submission.code, codes })
    });
    taken.await.unwrap_or_else(|fault| Err(fault.into())).map_err(told)
}

/// The card is kept whether or not a code can be made of it: then it is the short one that counts.
fn codes(kiosk: &Kiosk, submission: &Submission) -> Vec<KioskCodeView> {
    let codes = kiosk.codes(submission).unwrap_or_else(|failure| {
        tracing::warn!(%failure, "no code could be made of a card");
        None
    });
    codes.unwrap_or_default().into_iter().map(|(_, drawn)| code(drawn)).collect()
}

/// Nobody comes before somebody has said so.
async fn help(host: &Arc<Host>, request: KioskHelpRequest) -> Result<KioskHelpView, ApiError> {
    let kiosk = kiosk(host).await?;
    let asked = move || if request.rung { kiosk.rung() } else { kiosk.ring() };
    let heard = tokio::task::spawn_blocking(asked).await;
    let heard = heard.unwrap_or_else(|fault| Err(fault.into())).map_err(told)?;
    let state = match heard {
        Heard::Coming => KioskHelp::Coming,
        Heard::NotYet => KioskHelp::Rung,
        Heard::Nowhere => KioskHelp::Desk,
    };
    Ok(KioskHelpView { state })
}

/// The visitor's page is told nothing of the desk: neither whose PIN it was nor why one cannot be
/// looked at.
async fn leave(host: &Arc<Host>, request: KioskLeaveRequest) -> Result<KioskLeftView, ApiError> {
    let alone = host.kiosk_setting().await.is_ok_and(|setting| setting.alone);
    let kiosk = kiosk(host).await?;
    let pin = request.pin.into();
    let answered = tokio::task::spawn_blocking(move || {
        if !(request.look && alone) {
            return Ok((kiosk.leave(&pin)?, None));
        }
        let (answer, waiting) = kiosk.look(&pin)?;
        let cards = waiting.into_iter().enumerate().map(|(at, one)| card(&kiosk, one, at < NEWEST));
        let right = matches!(answer, Answer::Right { .. });
        Ok((answer, right.then(|| cards.collect())))
    });
    let answered = answered.await.unwrap_or_else(|fault| Err(Failure::from(fault)));
    let (answered, cards) = answered.map_err(|failure| {
        tracing::warn!(%failure, "a PIN at the kiosk could not be looked at");
        elsewhere()
    })?;
    let (right, wait_s, locked) = people::told(&answered);
    Ok(KioskLeftView { left: right && cards.is_none(), wait_s, locked, cards })
}

/// A card on its own kiosk's screen, with its codes where somebody may still wait for it.
fn card(kiosk: &Kiosk, one: Submission, newest: bool) -> KioskCardView {
    let codes = if newest { codes(kiosk, &one) } else { Vec::new() };
    let visit: Visit = serde_json::from_value(one.visit).unwrap_or_default();
    let record: Record = serde_json::from_value(one.json).unwrap_or_default();
    let mut lines: Vec<String> = record.channels.iter().map(|it| it.value.clone()).collect();
    for address in &record.addresses {
        let line = [
            &address.street_name,
            &address.house_number,
            &address.postal_code,
            &address.city,
            &address.country_code,
        ];
        lines.push(line.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "));
    }
    KioskCardView {
        code: one.code,
        received_at: one.received_at,
        name: record.display_name(),
        lines,
        reason: visit.reason.map(desk::word),
        plate: visit.plate,
        consent: visit.consent,
        codes,
    }
}

fn said(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn visit(request: &KioskSubmitRequest, own: Option<&Own>) -> Result<Visit, ApiError> {
    let reason = match said(&request.reason).as_deref() {
        None => None,
        Some("sales") => Some(Reason::Sales),
        Some("service") => Some(Reason::Service),
        Some("parts") => Some(Reason::Parts),
        Some("other") => Some(Reason::Other),
        Some(_) => return Err(ApiError::new(Code::BadRequest, "there is no such reason")),
    };
    let language = statement::language(&request.language);
    let ways = ["call", "text", "email", "post"];
    let consent = request.consent.iter().filter(|(way, _)| ways.contains(&way.as_str()));
    Ok(Visit {
        language: language.to_owned(),
        statement: statement::shown(own, language),
        station: String::new(),
        reason,
        plate: said(&request.plate),
        consent: consent.map(|(way, state)| (way.clone(), *state)).collect(),
        ..Visit::default()
    })
}

fn record(request: KioskSubmitRequest) -> Record {
    let consent = |ways: &[&str]| -> Consent {
        let agreed = request.consent.iter().filter(|(way, _)| ways.contains(&way.as_str()));
        agreed.map(|(way, state)| (way.clone(), *state)).collect()
    };
    let mut record = Record::default();
    let (phone_ways, email_ways) = (consent(&["call", "text"]), consent(&["email"]));
    record.names.given_name = said(&request.given_name);
    record.names.family_name = said(&request.family_name);
    record.names.preferred_name = said(&request.preferred_name);
    if let Some(value) = said(&request.phone) {
        let channel = Channel::phone(Use::Home, Line::Mobile, value);
        record.channels.push(Channel { consent: phone_ways, ..channel });
    }
    if let Some(value) = said(&request.email) {
        record.channels.push(Channel { consent: email_ways, ..Channel::email(Use::Home, value) });
    }
    let entered = request.address;
    let address = Address {
        kind: Some("physical".to_owned()),
        house_number: said(&entered.house_number),
        street_name: said(&entered.street),
        city: said(&entered.city),
        postal_code: said(&entered.postal_code),
        country_code: said(&entered.country_code),
        ..Address::default()
    };
    let somewhere =
        [&address.house_number, &address.street_name, &address.city, &address.postal_code];
    if somewhere.into_iter().any(Option::is_some) {
        record.addresses.push(address);
    }
    record
}
