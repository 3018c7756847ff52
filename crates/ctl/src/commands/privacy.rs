//! `forget ID` and `export ID`

use crate::outcome::{Result, print};
use desk::Desk;
use std::sync::Arc;

pub async fn export(desk: &Arc<Desk>, id: &str) -> Result<()> {
    let value = desk.export(id).await?;
    print(&format!("{value:#}"))
}

pub async fn forget(desk: &Arc<Desk>, id: &str, as_json: bool) -> Result<()> {
    desk.forget(id).await?;
    print(if as_json { r#"{"ok":true}"# } else { "Forgotten on this computer." })
}
