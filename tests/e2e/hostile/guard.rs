//! What must not have happened in a window, looked at from inside the page and from outside.

use crate::window::Window;
use serde_json::{Value, json};
use std::{
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The place hostile addresses lead to. It counts who comes, and answers nobody.
pub struct Beacon {
    address: String,
    met: Arc<AtomicUsize>,
}

impl Beacon {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let met = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&met);
        thread::spawn(move || {
            for _ in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, met }
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    fn met(&self) -> usize {
        self.met.load(Ordering::SeqCst)
    }
}

/// Set before anything hostile is shown: a page that is loaded anew has lost it, and that is found.
const WATCH: &str = "void (() => {
  window.__said = [];
  for (const name of ['alert', 'confirm', 'prompt', 'open'])
    window[name] = () => { window.__said.push(name); return null; };
  window.print = () => {};
  addEventListener('error', (event) => window.__said.push(`error: ${event.message}`));
  addEventListener('unhandledrejection', ({ reason }) => window.__said.push(`rejected: ${reason?.stack ?? reason}`));
})()";

/// Everything in the page that only a value could have become.
const LOOK: &str = r#"const [beacon, done] = arguments;
  const faults = [];
  const never = new Set(['iframe', 'frame', 'frameset', 'object', 'embed', 'base', 'applet', 'portal',
    'audio', 'video', 'source', 'track', 'picture', 'math', 'marquee', 'foreignobject', 'animate',
    'use', 'template', 'slot', 'isindex', 'canvas', 'noscript', 'x-foo', 'b', 'i']);
  const leads = new Set(['href', 'src', 'srcset', 'action', 'formaction', 'poster', 'background',
    'data', 'style', 'xlink:href', 'target', 'ping', 'manifest', 'srcdoc']);
  const own = (address) => address === '' || address.startsWith(`${location.protocol}//${location.host}/`);
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName.toLowerCase();
    if (never.has(tag)) faults.push(`an element ${tag}`);
    if (tag === 'script' && (!own(element.src) || element.textContent.trim() !== '' && element.textContent.includes('__ran')))
      faults.push(`a script ${element.src}`);
    if (tag === 'link' && !own(element.href)) faults.push(`a link to ${element.href}`);
    if (tag === 'img' && !own(element.src) && !element.src.startsWith('data:image/')) faults.push(`a picture ${element.src}`);
    if (tag === 'style' && element.textContent.includes(beacon)) faults.push('a style sheet');
    if (tag === 'meta' && /refresh/i.test(element.httpEquiv)) faults.push('a page that sends on');
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) faults.push(`${tag} has ${name}`);
      if (leads.has(name) && (value.includes(beacon) || /script:|text\/html/i.test(value)))
        faults.push(`${tag} leads to ${value.slice(0, 80)}`);
    }
  }
  done({
    faults,
    ran: window.__ran ?? [],
    said: window.__said ?? ['the page was loaded anew'],
    polluted: ({}).polluted ?? null,
    title: document.title,
    address: location.href,
  });"#;

pub struct Guard {
    beacon: Beacon,
    title: Value,
    address: Value,
}

impl Guard {
    pub async fn set(window: &Window, beacon: Beacon) -> Self {
        window.value(WATCH).await;
        let (title, address) =
            (window.value("document.title").await, window.value("location.href").await);
        Self { beacon, title, address }
    }

    /// Nothing ran, nothing left, and the page has the program's own elements only.
    pub async fn holds(&self, window: &Window, at: &str) {
        let seen = window.run(LOOK, vec![json!(self.beacon.address)]).await;
        let wanted = json!({
            "faults": [], "ran": [], "said": [], "polluted": null,
            "title": self.title, "address": self.address,
        });
        assert_eq!(seen, wanted, "{at}");
        assert_eq!(self.beacon.met(), 0, "{at}: somebody asked for an address of a record");
    }

    /// Whether this stands in a part of the page as text.
    pub async fn reads(&self, window: &Window, part: &str, text: &str) -> bool {
        let script = "const [part, text, done] = arguments;
          const flat = (text) => text.replace(/\\s+/g, ' ').trim();
          const parts = [...document.querySelectorAll(part)];
          done(parts.some((one) => flat(one.textContent).includes(flat(text))));";
        window.run(script, vec![json!(part), json!(text)]).await == Value::Bool(true)
    }

    /// The guard sees what it is there for: a handler, an element and a caller are planted at the
    /// very end, by the test itself.
    pub async fn was_awake(self, window: &Window) {
        window
            .value(
                "void (() => { globalThis.__ran = ['planted']; \
                 document.body.append(document.createElement('iframe')); \
                 document.body.setAttribute('onclick', '1'); })()",
            )
            .await;
        let seen = window.run(LOOK, vec![json!(self.beacon.address)]).await;
        assert_eq!(seen["ran"], json!(["planted"]));
        assert_eq!(seen["faults"], json!(["body has onclick", "an element iframe"]), "{seen}");
        drop(TcpStream::connect(&self.beacon.address).expect("somebody listens"));
        crate::window::until("the caller is counted", || async {
            (self.beacon.met() == 1).then_some(())
        })
        .await;
    }
}
