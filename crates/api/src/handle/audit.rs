//! The audit, a page at a time, and as a file.

use super::privacy::file;
use super::status::small;
use crate::error::ApiError;
use crate::host::Open;
use crate::views::{AuditChecked, AuditExportRequest, AuditRequest, AuditRow, AuditView, FileView};
use desk::audit::Form;

const PAGE: usize = 50;

pub async fn list(open: &Open, request: AuditRequest) -> Result<AuditView, ApiError> {
    let checked = open.desk.audit_checked().await?;
    let mut acts = open.desk.acts(request.before, PAGE + 1).await?;
    let more = acts.len() > PAGE;
    acts.truncate(PAGE);
    let next = more.then(|| acts.last().map(|act| act.n)).flatten();
    let rows = acts.into_iter().map(|act| AuditRow {
        n: act.n,
        at: act.at,
        who: act.who,
        what: act.what,
        op_id: act.op_id.map(|op_id| op_id.to_string()),
    });
    Ok(AuditView {
        rows: rows.collect(),
        next,
        checked: AuditChecked {
            rows: small(checked.rows),
            broken_at: checked.broken_at,
            unproven: small(checked.unproven),
        },
    })
}

pub async fn export(open: &Open, request: AuditExportRequest) -> Result<FileView, ApiError> {
    let form = if request.csv { Form::Csv } else { Form::Json };
    Ok(file(&open.desk.save_audit(form).await?))
}
