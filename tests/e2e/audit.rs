//! Looks at a page with axe: by all rules of WCAG 2.2 A and AA in light English, by those that a
//! theme or a language can break in dark German. Keeps a picture of each; what it finds is told at
//! the end, all of it.

use crate::window::Window;
use serde_json::{Value, json};
use std::path::Path;

const RUN: &str = "const done = arguments[arguments.length - 1];
  const [only] = arguments;
  axe.run(document, { runOnly: only, resultTypes: ['violations'], preload: false }).then(({ violations, passes }) => done({
    passes: passes.length,
    violations: violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, any }) => ({
        where: target.join(' '),
        why: any.map(({ message }) => message).join('; '),
      })),
    })),
  }), (fault) => done({ fault: String(fault) }))";

/// What a theme and a language can change: colours, and words that are missing.
const DRESSED: [&str; 6] =
    ["color-contrast", "button-name", "link-name", "label", "select-name", "html-has-lang"];

/// Colours on their way from one theme to the next are no colours anybody is shown for long.
const STILL: &str = "document.getAnimations().every((one) => one.playState !== 'running')";

#[derive(Default)]
pub struct Audit {
    found: Vec<String>,
    views: usize,
}

impl Audit {
    /// Dark and German, then light and English, as anybody may set it.
    pub async fn look(&mut self, window: &Window, view: &str) {
        self.views += 1;
        let number = self.views;
        let rules = json!({ "type": "rule", "values": DRESSED });
        for (theme, language, only) in [("dark", "de", rules), ("light", "en", all())] {
            self.dress(window, theme, language).await;
            window.picture(&format!("{number:02}-{view}-{theme}-{language}")).await;
            self.run(window, &format!("{view} ({theme}, {language})"), only).await;
        }
    }

    /// One look at what has no control for the language any more.
    pub async fn look_once(&mut self, window: &Window, view: &str, theme: &str) {
        self.views += 1;
        let number = self.views;
        window.value(&format!("void (document.documentElement.dataset.theme = '{theme}')")).await;
        window.picture(&format!("{number:02}-{view}-{theme}")).await;
        self.run(window, &format!("{view} ({theme})"), all()).await;
    }

    /// Fails with everything found, where anything was.
    pub fn passes(self) {
        assert!(self.found.is_empty(), "{} faults:\n{}", self.found.len(), self.found.join("\n"));
    }

    async fn dress(&self, window: &Window, theme: &str, language: &str) {
        window.value(&format!("void (document.documentElement.dataset.theme = '{theme}')")).await;
        let script = format!(
            "void (() => {{ const choice = document.querySelector('#language'); \
             choice.value = '{language}'; \
             choice.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        );
        window.value(&script).await;
        window.holds(&format!("document.documentElement.lang === '{language}'")).await;
    }

    async fn run(&mut self, window: &Window, view: &str, only: Value) {
        if window.value("typeof axe").await == "undefined" {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let axe = std::fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js"));
            window.run(&with_done(&axe.expect("axe is installed with the pages")), vec![]).await;
        }
        window.holds(STILL).await;
        let answer = window.run(RUN, vec![only]).await;
        assert!(answer["passes"].as_u64().is_some_and(|count| count > 0), "{view}: {answer}");
        for violation in answer["violations"].as_array().expect("violations") {
            for node in violation["nodes"].as_array().expect("nodes") {
                let text = |name: &str| node[name].as_str().unwrap_or_default().to_owned();
                let id = violation["id"].as_str().unwrap_or_default();
                self.found.push(format!("{view}: {id}: {}: {}", text("where"), text("why")));
            }
        }
    }
}

fn all() -> Value {
    json!({ "type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
}

fn with_done(script: &str) -> String {
    format!("{script}\n;arguments[arguments.length - 1](null);")
}
