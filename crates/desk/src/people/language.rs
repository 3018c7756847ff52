//! Which language the window speaks while somebody stands at the desk. A small thing that is
//! remembered of them, not a part of who they are: whoever has none finds the window as it is.

use crate::Desk;
use crate::failure::Result;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

const KEY: &str = "languages_of_people";

/// Short tags of languages, such as `de`, by the person's id.
pub type Languages = BTreeMap<String, String>;

impl Desk {
    pub async fn languages(self: &Arc<Self>) -> Result<Languages> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.languages_now()).await?
    }

    /// None: the window's own.
    pub async fn speak(self: &Arc<Self>, who: Uuid, language: Option<String>) -> Result<()> {
        let desk = Arc::clone(self);
        tokio::task::spawn_blocking(move || desk.speak_now(who, language.as_deref())).await?
    }

    fn languages_now(&self) -> Result<Languages> {
        // One that cannot be read is no reason to let nobody in.
        let kept = self.store.mine.setting(KEY)?;
        Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default())
    }

    pub(super) fn speak_now(&self, who: Uuid, language: Option<&str>) -> Result<()> {
        let mut languages = self.languages_now()?;
        let before = match language {
            Some(language) => languages.insert(who.to_string(), language.to_owned()),
            None => languages.remove(&who.to_string()),
        };
        if before.as_deref() == language {
            return Ok(());
        }
        Ok(self.store.mine.set_setting(KEY, &json!(languages))?)
    }
}
