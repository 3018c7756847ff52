//! Every view in every language, in a whole and in half a window: no word cut off, none left in
//! English, no name of a message instead of its words. Then the mirror, where everything is longer
//! and runs from right to left.

use crate::{
    hands, journey,
    place::{Network, Place},
    window::{Window, key},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

const LANGUAGES: [&str; 7] = ["en", "de", "nl", "fr", "es", "sv", "fi"];
/// The smallest screen a desk has, and half of a common one.
const SIZES: [(u32, u32); 2] = [(1024, 768), (683, 768)];
const MOST_SHOWN: usize = 20;

/// What a person could not read, of everything that can be seen now. A text may be cut off where
/// the whole of it is its title, or where one can scroll to it.
const LOOK: &str = r"const done = arguments[arguments.length - 1];
  const english = new Set(arguments[0]);
  const found = [];
  const name = (one) => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '') +
    [...one.classList].filter((part) => !part.startsWith('svelte-')).map((part) => '.' + part).join('');
  const hides = (way) => way === 'hidden' || way === 'clip';
  const scrolls = (way) => way === 'auto' || way === 'scroll';
  const told = (one) => one.closest('[title]') !== null;
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('.visually-hidden, script, style, option, svg')) continue;
    const text = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data).join(' ').trim().replace(/\s+/g, ' ');
    if (!text || !one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const say = (fault) => found.push(fault + ': ' + name(one) + ': ' + text.slice(0, 60));
    // What a program writes for a program has names of its own.
    if (!one.closest('pre') && /\b[a-z]+_[a-z_]+\b/.test(text)) say('a name of a message');
    if (english.has(text)) say('English');
    const range = document.createRange();
    range.selectNodeContents(one);
    const box = range.getBoundingClientRect();
    // What is read out only, or comes into sight when it has the focus.
    if (box.width === 0 || box.bottom <= 0) continue;
    let reachable = false;
    for (let around = one; around && around !== document.documentElement; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (scrolls(style.overflowX)) reachable = true;
      if (around === document.body) break;
      const edge = around.getBoundingClientRect();
      if (!reachable && hides(style.overflowX) && !told(one) &&
          (box.right > edge.right + 1 || box.left < edge.left - 1)) { say('cut off'); break; }
      if (hides(style.overflowY) && !told(one) && (box.bottom > edge.bottom + 2 || box.top < edge.top - 2) &&
          around.contains(one)) { say('cut off below'); break; }
    }
    if (!reachable && (box.right > innerWidth + 1 || box.left < -1)) say('outside the window');
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push('wider than the window');
  done(found);";

/// Words of the page that did not come out of a catalogue: only there is nothing drawn from right
/// to left. Names of people and cars have none either, so only those places are looked at where
/// none stand.
const UNMIRRORED: &str = r"const done = arguments[arguments.length - 1];
  done([...document.querySelectorAll('label, legend, th, h2, h3, [role=tab], dt')]
    .filter((one) => !one.querySelector('kbd') && one.checkVisibility())
    .map((one) => one.textContent.trim())
    .filter((text) => /\p{L}{3}/u.test(text) && !text.includes('\u202e')));";

struct Reader {
    english: BTreeMap<String, Value>,
    found: Vec<String>,
    looks: usize,
}

fn catalogue(language: &str) -> BTreeMap<String, Value> {
    let file = format!("ui/messages/{language}.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).expect("a catalogue");
    serde_json::from_str(&text).expect("a catalogue")
}

impl Reader {
    fn new() -> Self {
        Self { english: catalogue("en"), found: Vec::new(), looks: 0 }
    }

    /// Sentences that would be read in English by somebody who chose another language.
    fn sentences(&self, language: &str) -> Vec<String> {
        if language == "en" {
            return Vec::new();
        }
        let own = catalogue(language);
        let whole = |text: &&str| !text.contains('{') && text.split_whitespace().count() >= 3;
        let other = self.english.iter().filter(|(name, words)| own.get(*name) != Some(*words));
        other.filter_map(|(_, words)| words.as_str()).filter(whole).map(str::to_owned).collect()
    }

    /// All languages in both sizes, without leaving the view; then English and the whole window.
    async fn look(&mut self, window: &Window, view: &str) {
        window
            .value("void document.querySelectorAll('#toasts button').forEach((one) => one.click())")
            .await;
        for (width, height) in SIZES {
            window.as_large_as(width, height).await;
            for language in LANGUAGES {
                speak(window, language).await;
                let sentences = self.sentences(language);
                self.read(window, &format!("{view} ({language}, {width})"), &sentences).await;
            }
            window.picture(&format!("{view}-{width}-{}", LANGUAGES[LANGUAGES.len() - 1])).await;
        }
        speak(window, "en").await;
        window.as_large_as(1024, 768).await;
    }

    async fn read(&mut self, window: &Window, place: &str, english: &[String]) {
        self.looks += 1;
        let found = window.run(LOOK, vec![json!(english)]).await;
        for fault in found.as_array().expect("a list") {
            self.found.push(format!("{place}: {}", fault.as_str().unwrap_or_default()));
        }
    }

    fn passes(self) {
        let worst = self.found.iter().take(MOST_SHOWN).cloned().collect::<Vec<_>>().join("\n");
        assert!(
            self.found.is_empty(),
            "{} faults in {} looks, the first:\n{worst}",
            self.found.len(),
            self.looks
        );
    }
}

/// Chooses the language in the header, as anybody may; nothing else of the page changes.
async fn speak(window: &Window, language: &str) {
    let script = format!(
        "void (() => {{ const choice = document.querySelector('#language'); \
         choice.value = '{language}'; \
         choice.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    );
    window.value(&script).await;
    window.holds(&format!("document.documentElement.lang === '{language}'")).await;
}

async fn view(window: &Window, name: &str) {
    window.holds(&format!("document.documentElement.dataset.view === '{name}'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_of_the_desk_can_be_read_in_every_language() {
    let mut reader = Reader::new();
    let place = Place::set_up(Network::KeyloopV1, "e2e/languages-desk", 300).await;
    let window = place.open(&[]).await;
    view(&window, "search").await;
    reader.look(&window, "search").await;
    window.press(key::F1).await;
    window.find("#keys").await;
    // The choice of the language lies under the dialog: a script reaches it all the same.
    reader.look(&window, "keys").await;
    window.press(key::ESCAPE).await;
    window.holds("!document.querySelector('#keys')").await;
    journey::find_look_alikes(&window).await;
    reader.look(&window, "rows").await;
    window.chord(&[key::ALT, 'c']).await;
    view(&window, "compare").await;
    reader.look(&window, "compare").await;

    hands::open_maria(&window).await;
    reader.look(&window, "customer").await;
    for section in ["names", "communication"] {
        window.choose(&format!("[data-edit='{section}']")).await;
        window.find(&format!("[data-section='{section}'] [data-save]")).await;
        reader.look(&window, &format!("form-{section}")).await;
        window.press(key::ESCAPE).await;
        window.holds("!document.querySelector('[data-section] [data-save]')").await;
    }
    hands::fill_in(&window, "communication", &[("channels[0].value", "1")]).await;
    window.chord(&[key::CONTROL, 's']).await;
    window.find("[data-errors]").await;
    reader.look(&window, "form-refused").await;
    window.press(key::ESCAPE).await;
    window.find("#guard [data-discard]").await;
    reader.look(&window, "guard").await;
    window.choose("#guard [data-discard]").await;
    window.holds("!document.querySelector('#guard')").await;

    hands::start_new(&window, "Mariah Sousa 07712304417").await;
    window.find("#candidates [data-candidate]").await;
    reader.look(&window, "new").await;
    // All that stands there still stands in the search: nobody is asked.
    window.press(key::ESCAPE).await;
    view(&window, "search").await;

    window.choose("#open-health").await;
    window.find("#health").await;
    reader.look(&window, "health").await;
    for dialog in ["overview", "kiosk-check", "support", "xray", "release", "import"] {
        window.choose(&format!("#open-{dialog}")).await;
        window.find(&format!("dialog#{dialog}")).await;
        reader.look(&window, dialog).await;
        window.press(key::ESCAPE).await;
        window.holds(&format!("!document.querySelector('dialog#{dialog}')")).await;
    }
    window.press(key::F8).await;
    view(&window, "decisions").await;
    reader.look(&window, "decisions").await;
    reader.passes();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_can_be_read_in_every_language() {
    let mut reader = Reader::new();
    let place = Place::set_up(Network::KeyloopV1, "e2e/languages-outage", 300).await;
    let window = place.open(&[]).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    place.network_is("down").await;
    hands::edit(&window, "names", &[("names.middleName", "Ines")]).await;
    hands::chip(&window, "waiting").await;
    window.holds("document.querySelector('#connection')?.dataset.connection === 'offline'").await;
    reader.look(&window, "customer-waiting").await;
    window.chord(&[key::CONTROL, 'k']).await;
    window.enter("#search", "sou 4417").await;
    window.find("#results [role=option][data-local-id]").await;
    reader.look(&window, "rows-offline").await;
    window.press(key::F9).await;
    view(&window, "waiting").await;
    reader.look(&window, "waiting-offline").await;
    let theirs = json!({ "section": "names", "fields": { "middleName": "Beatriz" } });
    place.second_desk(&format!("customers/{maria}/edit"), &theirs).await;
    place.network_is("up").await;
    hands::waiting_list(&window, "conflict", 1).await;
    reader.look(&window, "waiting-conflict").await;
    window.choose("#waiting-list [data-act=cancel]").await;
    window.find("#cancel-entry").await;
    reader.look(&window, "give-up").await;
    reader.passes();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_past_the_catalogues_or_cut_off_in_the_mirror() {
    let mut reader = Reader::new();
    let place = Place::set_up(Network::KeyloopV1, "e2e/languages-mirror", 300).await;
    let window = place.open(&[]).await;
    window.value("void (location.search = '?lang=xx')").await;
    window.holds("document.documentElement.dir === 'rtl'").await;
    window.ready().await;
    for (width, height) in SIZES {
        window.as_large_as(width, height).await;
        window.chord(&[key::CONTROL, 'k']).await;
        view(&window, "search").await;
        mirrored(&mut reader, &window, &format!("search ({width})")).await;
        window.press(key::F9).await;
        view(&window, "waiting").await;
        mirrored(&mut reader, &window, &format!("waiting ({width})")).await;
        window.press(key::F8).await;
        view(&window, "decisions").await;
        mirrored(&mut reader, &window, &format!("decisions ({width})")).await;
        window.choose("#open-health").await;
        window.find("#health").await;
        mirrored(&mut reader, &window, &format!("health ({width})")).await;
        hands::open_maria(&window).await;
        mirrored(&mut reader, &window, &format!("customer ({width})")).await;
        window.choose("[data-edit='communication']").await;
        window.find("[data-section='communication'] [data-save]").await;
        mirrored(&mut reader, &window, &format!("form ({width})")).await;
        window.press(key::ESCAPE).await;
        window.holds("!document.querySelector('[data-section] [data-save]')").await;
    }
    reader.passes();
}

async fn mirrored(reader: &mut Reader, window: &Window, place: &str) {
    window.picture(&place.replace(['(', ')', ' '], "-")).await;
    reader.read(window, place, &[]).await;
    let plain = window.run(UNMIRRORED, Vec::new()).await;
    for text in plain.as_array().expect("a list") {
        reader.found.push(format!("{place}: not from a catalogue: {text}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_of_the_greeting_leads_through_the_kiosk() {
    let mut reader = Reader::new();
    let at = |step: &str| format!("document.querySelector('#kiosk')?.dataset.step === '{step}'");
    for language in LANGUAGES {
        // A desk of its own for each: a kiosk takes one card in twenty seconds. And with the end of
        // a visit the engine begins anew, where the driver would lose its page.
        let folder = format!("e2e/languages-kiosk-{language}");
        let place = Place::set_up(Network::KeyloopV1, &folder, 30).await;
        let kiosk = place.open(&["--kiosk"]).await;
        kiosk.holds(&at("welcome")).await;
        reader.read(&kiosk, &format!("welcome before {language}"), &[]).await;
        kiosk.choose(&format!("[data-lang={language}]")).await;
        kiosk.holds(&format!("document.documentElement.lang === '{language}'")).await;
        kiosk.holds(&at("privacy")).await;
        reader.read(&kiosk, &format!("privacy ({language})"), &[]).await;
        kiosk.choose("[data-next]").await;
        kiosk.holds(&at("name")).await;
        reader.read(&kiosk, &format!("name ({language})"), &[]).await;
        kiosk.enter("[data-answer=given_name]", "Maria").await;
        kiosk.choose("[data-next]").await;
        kiosk.holds(&at("contact")).await;
        reader.read(&kiosk, &format!("contact ({language})"), &[]).await;
        kiosk.enter("[data-answer=phone]", "07712 304417").await;
        for step in ["address", "visit", "check"] {
            kiosk.choose("[data-next]").await;
            kiosk.holds(&at(step)).await;
            reader.read(&kiosk, &format!("{step} ({language})"), &[]).await;
        }
        kiosk.choose("[data-send]").await;
        kiosk.holds(&at("done")).await;
        reader.read(&kiosk, &format!("done ({language})"), &[]).await;
        kiosk.cut_off().await;
    }
    reader.passes();
}
