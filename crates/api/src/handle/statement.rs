//! The privacy statement in a form of the desk: given to be shown, and what stood there, as evidence.

use crate::error::ApiError;
use crate::host::Host;
use crate::statement;
use crate::views::{KioskStatementView, StatementStood, StatementView};
use desk::kiosk::statement::Own;
use store::mine::Shown;

pub async fn given(host: &Host) -> Result<StatementView, ApiError> {
    let own = host.kiosk_setting().await?.statement.as_ref();
    Ok(StatementView { version: statement::version(own).to_owned(), own: own.map(words) })
}

pub fn words(own: &Own) -> KioskStatementView {
    KioskStatementView { words: own.words.clone(), otherwise: own.otherwise.clone() }
}

/// A draft may have shown a version nobody is shown any more: what that said is not known here.
pub async fn stood(host: &Host, said: Option<StatementStood>) -> Option<Shown> {
    let (said, setting) = (said?, host.kiosk_setting().await.ok()?);
    let spoken = statement::language(&said.language);
    let shown = statement::shown(setting.statement.as_ref(), spoken);
    let language = if shown.language.is_empty() { spoken.to_owned() } else { shown.language };
    let (version, hash) = (shown.version, shown.hash);
    (version == said.version).then_some(Shown { version, hash, language })
}
