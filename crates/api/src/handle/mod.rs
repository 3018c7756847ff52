//! Each command's work: the request parsed, a use case of `desk` called, its answer worded.

mod audit;
mod customer;
mod decision;
pub mod desk;
mod duplicates;
mod import;
pub mod kiosk;
mod lab;
mod licence;
mod outbox;
mod overview;
pub mod people;
pub mod practice;
mod privacy;
mod receipt;
mod rehearsal;
pub mod release;
mod rows;
mod search;
pub mod self_check;
mod setup;
mod statement;
pub mod status;
mod submission;
mod support;
mod xray;

use crate::error::{ApiError, Code};
use crate::host::{Host, Open};
use crate::views::{LockedView, Nothing};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Dispatches by name what the desk's window asks. `kiosk_open`, `kiosk_close`, `practise` and
/// `release_install` are the shell's own: windows, processes and the end of the program are its
/// matter.
pub async fn call(host: &Arc<Host>, command: &str, request: Value) -> Result<Value, ApiError> {
    match command {
        "boot" => answer(desk::boot(host).await?),
        "practice_network" => answer(practice::network(host, parse(request)?).await?),
        "practice_reset" => answer(practice::reset(host).await?),
        "setup" => answer(setup::locked(host).await?),
        "setup_check" => answer(setup::check(host, parse(request)?).await?),
        "setup_save" => answer(setup::save(host, parse(request)?).await?),
        // Whoever looks again and again keeps no desk awake, and wakes none.
        "status" => answer(match host.as_it_is().await.map_err(|locked| shut(&locked))? {
            Some(open) => status::of(&open).await?,
            None => host.status().borrow().clone(),
        }),
        _ => {
            let open = host.opened().await.map_err(|locked| shut(&locked))?;
            let answer = with_desk(host, &open, command, request).await;
            host.say_status().await;
            answer
        }
    }
}

fn shut(locked: &LockedView) -> ApiError {
    ApiError::new(Code::StoreLocked, format!("{}: {}", locked.code, locked.message))
}

async fn with_desk(
    host: &Host,
    open: &Open,
    command: &str,
    request: Value,
) -> Result<Value, ApiError> {
    match command {
        "search" => answer(search::local(open, parse(request)?).await?),
        "search_network" => answer(search::network(open, parse(request)?).await?),
        "recent" => answer(search::recent(open).await?),
        "open" => answer(customer::open(open, parse(request)?).await?),
        "refresh" => answer(customer::refresh(open, parse(request)?).await?),
        "peek" => answer(customer::peek(open, parse(request)?).await?),
        "advise" => answer(customer::advise(open, parse(request)?)),
        "save_section" => answer(customer::save_section(host, open, parse(request)?).await?),
        "statement" => answer(statement::given(host).await?),
        "forget" => answer(privacy::forget(open, parse(request)?).await?),
        "held" => answer(privacy::held(open, parse(request)?).await?),
        "held_save" => answer(privacy::save(open, parse(request)?).await?),
        "audit" => answer(audit::list(open, parse(request)?).await?),
        "overview" => answer(overview::of(open, parse(request)?).await?),
        "audit_export" => answer(audit::export(open, parse(request)?).await?),
        "decide" => answer(decision::decide(open, parse(request)?).await?),
        "create" => answer(decision::create(host, open, parse(request)?).await?),
        "outbox" => answer(outbox::list(open, parse(request)?).await?),
        "outbox_act" => answer(outbox::act(open, parse(request)?).await?),
        "timeline" => answer(outbox::timeline(open, parse(request)?).await?),
        "sync_now" => answer(status::sync_now(open).await?),
        "draft_save" => answer(desk::draft_save(open, parse(request)?).await?),
        "drafts" => answer(desk::drafts(open).await?),
        "draft_drop" => answer(desk::draft_drop(open, parse(request)?).await?),
        "health" => answer(desk::health(open).await?),
        "submissions" => answer(submission::list(open).await?),
        "submission_review" => answer(submission::review(open, parse(request)?).await?),
        "submission_close" => answer(submission::close(open, parse(request)?).await?),
        "card_scan" => answer(submission::scan(open, parse(request)?).await?),
        "slip" => answer(submission::slip(open, parse(request)?).await?),
        "kiosk_help_answer" => answer(submission::answer_ring(open).await?),
        "receipt_keep" => answer(receipt::keep(open, parse(request)?).await?),
        "receipts" => answer(receipt::list(open, parse(request)?).await?),
        "receipt" => answer(receipt::one(open, parse(request)?).await?),
        "receipt_replay" => answer(receipt::replay(open, parse(request)?).await?),
        "verdicts" => answer(receipt::verdicts(open, parse(request)?).await?),
        "verdict_revoke" => answer(receipt::revoke(open, parse(request)?).await?),
        "duplicates" => answer(duplicates::list(open).await?),
        "duplicates_scan" => answer(duplicates::scan(open, parse(request)?)?),
        "duplicates_check" => answer(duplicates::check(open).await?),
        "duplicates_export" => answer(duplicates::export(open, parse(request)?).await?),
        "duplicate_note" => answer(duplicates::note(open, parse(request)?).await?),
        "lab_measure" => answer(lab::measure(open, parse(request)?).await?),
        "lab_past" => answer(lab::past(open, parse(request)?).await?),
        "policy" => answer(lab::policy(open).await?),
        "policy_save" => answer(lab::save(open, parse(request)?).await?),
        "rehearse" => answer(rehearsal::run(open, parse(request)?).await?),
        "people" => answer(people::list(open).await?),
        "people_unlock" => answer(people::unlock(open, parse(request)?).await?),
        "people_lock" => answer(people::lock(open).await?),
        "people_save" => answer(people::save(open, parse(request)?).await?),
        "people_remove" => answer(people::remove(open, parse(request)?).await?),
        "people_forgive" => answer(people::forgive(open).await?),
        "self_check" => answer(self_check::look(open, parse(request)?).await?),
        "self_check_although" => answer(self_check::although(open, parse(request)?).await?),
        "self_check_escapes" => answer(self_check::keep_escapes(open, parse(request)?).await?),
        "licence_read" => answer(licence::read(&parse(request)?, open.desk.today())?),
        "phrase_make" => answer(desk::make_phrase(open).await?),
        "phrase_kept" => answer(desk::phrase_was_written_down(open).await?),
        "support" => answer(support::made(open).await?),
        "support_save" => answer(support::save(open, parse(request)?).await?),
        "xray" => answer(xray::shown(open)),
        "xray_replay" => answer(xray::replay(open, parse(request)?).await?),
        "release_look" => answer(release::look(open).await?),
        "import_piece" => answer(import::piece(open, &parse(request)?)?),
        "import_look" => answer(import::look(open, parse(request)?).await?),
        "import_act" => answer(import::act(open, &parse(request)?)?),
        "import_refused" => answer(import::save_refused(open).await?),
        _ => Err(ApiError::new(Code::BadRequest, "the core has no such command")),
    }
}

/// A request that does not parse is a fault of the window; the value itself is not repeated.
fn parse<T: DeserializeOwned>(request: Value) -> Result<T, ApiError> {
    serde_json::from_value(request)
        .map_err(|_| ApiError::new(Code::BadRequest, "the request has not the agreed shape"))
}

fn answer<T: Serialize>(view: T) -> Result<Value, ApiError> {
    serde_json::to_value(view).map_err(|fault| ApiError::new(Code::Internal, fault.to_string()))
}

const DONE: Nothing = Nothing {};
