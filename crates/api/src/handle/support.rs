//! What support is given to look at: shown first, and saved as it was shown.

use super::privacy::file;
use crate::error::ApiError;
use crate::host::Open;
use crate::views::{FileView, SupportPart, SupportSaveRequest, SupportView};

pub async fn made(open: &Open) -> Result<SupportView, ApiError> {
    let bundle = open.desk.support().await?;
    let parts = bundle.parts.into_iter();
    let parts = parts.map(|part| SupportPart { name: part.name, text: part.text }).collect();
    Ok(SupportView { id: bundle.id, parts })
}

pub async fn save(open: &Open, request: SupportSaveRequest) -> Result<FileView, ApiError> {
    Ok(file(&open.desk.save_support(&request.id, None).await?))
}
