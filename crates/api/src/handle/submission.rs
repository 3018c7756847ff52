//! The desk's view of what came in at the kiosk.

use super::status::small;
use super::{DONE, decision};
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::views::{
    CardFromView, CardScanRequest, CardScanView, KioskCodeView, Nothing, OpenRequest,
    SubmissionCloseRequest, SubmissionReviewRequest, SubmissionReviewView, SubmissionView,
    SubmissionsView,
};
use desk::Scope;
use desk::kiosk::hand_off::{Refusal, Scanned};
use desk::kiosk::{Closing, Visit, offered};
use store::inbox::Submission;

/// As they were typed: nobody is looked up for a list.
pub async fn list(open: &Open) -> Result<SubmissionsView, ApiError> {
    let submissions = open.desk.submissions().await?;
    let submissions = submissions.into_iter().map(|one| view(open, one)).collect();
    Ok(SubmissionsView { submissions })
}

fn view(open: &Open, one: Submission) -> SubmissionView {
    let mut visit: Visit = serde_json::from_value(one.visit).unwrap_or_default();
    let record = offered(&one.json, &visit);
    let readable = record.is_some();
    let mut record = record.unwrap_or_default();
    // Cards of earlier versions have it in the record.
    let mut older = |name: &str| {
        let text = record.other.remove(name);
        text.and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let (language, statement) = (older("language"), older("statement"));
    if visit.statement.version.is_empty() {
        visit.statement.version = statement;
        visit.language = language;
    }
    record.other.remove("postConsent");
    let station = visit.station_name.filter(|name| !name.is_empty()).unwrap_or(visit.station);
    let scan = visit.scan.map(|scan| CardFromView { station, who: scan.who, at: scan.at });
    SubmissionView {
        id: one.id.to_string(),
        code: one.code,
        age_s: open.desk.age_of(&one.received_at).map_or(0, |age| small(age.as_secs())),
        received_at: one.received_at,
        readable,
        language: visit.language,
        statement: visit.statement.version,
        reason: visit.reason.map(desk::word),
        plate: visit.plate,
        scan,
        consent: visit.consent,
        name: record.display_name(),
        channels: record.channels.clone(),
        record,
    }
}

/// Who one card may be, from this desk alone.
pub async fn review(
    open: &Open,
    request: SubmissionReviewRequest,
) -> Result<SubmissionReviewView, ApiError> {
    let submission = view(open, open.desk.submission(&request.id).await?);
    if !submission.readable {
        return Ok(SubmissionReviewView {
            submission,
            matches: 0,
            decision: None,
            doubts: Vec::new(),
        });
    }
    let decided = open.desk.decide(&submission.record, Scope::Desk).await?;
    let doubts = open.desk.doubts(&submission.record);
    Ok(SubmissionReviewView {
        submission,
        matches: small(decided.plausible().count() as u64),
        decision: Some(decision::view(&decided, 0)),
        doubts: doubts.into_iter().map(FieldError::from).collect(),
    })
}

pub async fn close(open: &Open, request: SubmissionCloseRequest) -> Result<Nothing, ApiError> {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let closing = match (request.outcome.as_str(), said(&request.used), said(&request.reason)) {
        ("accepted", Some(id), _) => Closing::Used(open.desk.known_here(&id).await?.local_id),
        ("accepted", None, _) => {
            return Err(ApiError::new(Code::BadRequest, "say whom the card led to"));
        }
        ("dismissed", _, Some(reason)) => Closing::PutAway(reason),
        ("dismissed", _, None) => {
            let refused = desk::Refused::new("reason", "required", "say why it is put away");
            let mut error = ApiError::new(Code::Invalid, "a reason is needed");
            error.fields.push(FieldError::from(refused));
            return Err(error);
        }
        _ => return Err(ApiError::new(Code::BadRequest, "an outcome is accepted or dismissed")),
    };
    let submission = open.desk.submission(&request.id).await?;
    open.desk.close(submission.id, closing).await?;
    Ok(DONE)
}

/// A card another kiosk shows as codes.
pub async fn scan(open: &Open, request: CardScanRequest) -> Result<CardScanView, ApiError> {
    let scanned = open.desk.scan_card(request.text).await?;
    let mut answer = CardScanView {
        state: String::new(),
        card: None,
        customer: None,
        missing: Vec::new(),
        of: 0,
        made: None,
    };
    answer.state = match scanned {
        Scanned::Card(card) => {
            answer.card = Some(view(open, *card));
            "card"
        }
        Scanned::Again(card) if Scanned::waits(&card) => {
            answer.card = Some(view(open, *card));
            "again"
        }
        Scanned::Again(_) => "decided",
        Scanned::Parts { missing, of } => {
            answer.missing = missing.into_iter().map(|number| small(number as u64)).collect();
            answer.of = small(of as u64);
            "parts"
        }
        Scanned::Customer(local_id) => {
            answer.customer = Some(local_id.to_string());
            "slip"
        }
        Scanned::Refused(refusal) => {
            if let Refusal::Expired { made } = refusal {
                answer.made = Some(made.to_string());
            }
            refusal.code()
        }
    }
    .to_owned();
    Ok(answer)
}

/// A code for paper, that opens a customer again at this desk.
pub async fn slip(open: &Open, request: OpenRequest) -> Result<KioskCodeView, ApiError> {
    let (_, drawn) = open.desk.slip(&request.id).await?;
    Ok(KioskCodeView { size: small(drawn.size as u64), path: drawn.path })
}

/// Somebody goes to the visitor who rang.
pub async fn answer_ring(open: &Open) -> Result<Nothing, ApiError> {
    open.desk.answer_ring().await?;
    Ok(DONE)
}
