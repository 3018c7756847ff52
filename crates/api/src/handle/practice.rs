//! A desk to practise at: its network, starting over, and what is not done there.

use super::DONE;
use super::rehearsal::dealer;
use crate::error::{ApiError, Code};
use crate::host::Host;
use crate::views::{Nothing, PracticeNetworkRequest, PracticeNetworkView};
use rehearsal::practice::{Like, Practice};
use std::sync::Arc;

/// What would lead out of practice, or bring real customers into files that nothing protects.
const NOT_HERE: &[&str] =
    &["practise", "setup_check", "setup_save", "import_piece", "import_look", "import_act"];

/// Whether a desk to practise at does this.
pub fn may(host: &Host, command: &str) -> Result<(), ApiError> {
    if host.practice().is_some() && NOT_HERE.contains(&command) {
        return Err(ApiError::new(Code::Practising, "this is not done while practising"));
    }
    Ok(())
}

/// What somebody who practises beside this desk should find there.
pub async fn like(host: &Arc<Host>) -> Like {
    match host.opened().await {
        Ok(open) => Like { country: open.desk.country().to_owned(), dealer: dealer(&open) },
        Err(_) => Like::default(),
    }
}

pub async fn network(
    host: &Arc<Host>,
    request: PracticeNetworkRequest,
) -> Result<PracticeNetworkView, ApiError> {
    let cut = practice(host)?.network(request.cut).await.map_err(|fault| {
        ApiError::new(Code::Internal, format!("the practice network: {fault:#}"))
    })?;
    if request.cut.is_some()
        && let Ok(open) = host.opened().await
    {
        // The strip says so at once, and what waits leaves at once.
        open.wake();
    }
    Ok(PracticeNetworkView { cut })
}

/// Everything as at the beginning. From the first word on a start after a sudden end goes on with it.
pub async fn reset(host: &Arc<Host>) -> Result<Nothing, ApiError> {
    practice(host)?.fill_anew().await.map_err(|fault| {
        ApiError::new(Code::NotSaved, format!("practice could not start over: {fault:#}"))
    })?;
    host.reopen().await;
    host.opened().await.map(|_| DONE).map_err(|locked| {
        ApiError::new(Code::StoreLocked, format!("{}: {}", locked.code, locked.message))
    })
}

fn practice(host: &Host) -> Result<&Practice, ApiError> {
    host.practice().ok_or_else(|| ApiError::new(Code::BadRequest, "nobody practises at this desk"))
}
