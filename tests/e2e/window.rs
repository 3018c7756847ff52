//! The real program in its real window, driven through WebKitWebDriver. Everything is waited for
//! with a deadline; nothing sleeps for luck.

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource as _, KeyAction, KeyActions},
    elements::Element,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    future::Future,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long anything in the window may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(40);
/// How long one question to the driver may take before it is asked anew.
const ONE_LOOK: Duration = Duration::from_secs(8);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// Names another build of the program than the one beside the test: for measuring a release.
const PROGRAM: &str = "SHOWROOM_PROGRAM";

/// Makes the page draw for a moment, invisibly.
const NUDGE: &str = "void (() => {
  let left = 60;
  const style = document.documentElement.style;
  window.nudge = setInterval(() => {
    if (left-- > 0) style.opacity = left % 2 ? '0.999' : '1';
    else { clearInterval(window.nudge); style.removeProperty('opacity'); }
  }, 16);
})()";

/// Ends that.
const REST: &str = "void (clearInterval(window.nudge), \
  document.documentElement.style.removeProperty('opacity'))";

/// Keys as WebDriver names them.
pub mod key {
    pub const BACKSPACE: char = '\u{e003}';
    pub const ENTER: char = '\u{e007}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const LEFT: char = '\u{e012}';
    pub const RIGHT: char = '\u{e014}';
    pub const DOWN: char = '\u{e015}';
    pub const CONTROL: char = '\u{e009}';
    pub const ALT: char = '\u{e00a}';
    pub const F1: char = '\u{e031}';
    pub const F8: char = '\u{e038}';
    pub const F9: char = '\u{e039}';
    pub const F10: char = '\u{e03a}';
}

/// One running program with the driver that started it.
pub struct Window {
    client: Client,
    driver: Child,
    pictures: PathBuf,
}

impl Window {
    /// Starts the program with these arguments; its home is `home`, pictures go to `pictures`.
    pub async fn open(home: &Path, arguments: &[&str], pictures: &Path) -> Self {
        Self::open_with(home, arguments, pictures, &[]).await
    }

    /// The same with this in the environment.
    pub async fn open_with(
        home: &Path,
        arguments: &[&str],
        pictures: &Path,
        environment: &[(&str, &Path)],
    ) -> Self {
        let port = free_port();
        let driver = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_DATA_HOME", home.join("data"))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver (package webkit2gtk-driver) starts");
        let program = program();
        let capabilities = json!({
            "webkitgtk:browserOptions": { "binary": program, "args": arguments }
        });
        let address = format!("http://127.0.0.1:{port}");
        let client = until("the driver opens the window", || async {
            let capabilities = capabilities.as_object().cloned().unwrap_or_default();
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&address)
                .await
                .ok()
        })
        .await;
        std::fs::create_dir_all(pictures).expect("a folder for the pictures");
        Self { client, driver, pictures: pictures.to_owned() }
    }

    /// Waits until the page is drawn and boot has been answered.
    pub async fn ready(&self) {
        self.holds("document.documentElement.dataset.ready === 'true'").await;
    }

    /// Waits until a JavaScript condition holds.
    pub async fn holds(&self, condition: &str) {
        let script = format!("return Boolean({condition})");
        let found = wait(PATIENCE, || async {
            let answer = self.client.execute(&script, Vec::new()).await.ok()?;
            (answer == Value::Bool(true)).then_some(())
        })
        .await;
        if found.is_none() {
            self.complain(condition).await;
        }
    }

    /// The value of a JavaScript expression.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        in_time(expression, self.client.execute(&script, Vec::new())).await
    }

    /// Asks the program what its page may ask; the answer is waited for.
    pub async fn call(&self, command: &str, request: &Value) -> Value {
        let script = "const [command, request, done] = arguments; \
             window.__TAURI_INTERNALS__.invoke(command, { request }).then(done, done)";
        let given = vec![json!(command), request.clone()];
        in_time(command, self.client.execute_async(script, given)).await
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn run(&self, script: &str, given: Vec<Value>) -> Value {
        in_time("a script", self.client.execute_async(script, given)).await
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.expect("an element has text")
    }

    /// The attribute of the first element that matches.
    pub async fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.find(css).await.attr(name).await.expect("an element has attributes")
    }

    /// Waits for an element that can be seen.
    pub async fn find(&self, css: &str) -> Element {
        let found = wait(PATIENCE, || async {
            let element = self.client.find(Locator::Css(css)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        })
        .await;
        match found {
            Some(element) => element,
            None => self.complain(css).await,
        }
    }

    /// Moves the focus there without the mouse's other effects, as Tab would.
    pub async fn focus(&self, css: &str) {
        // Not `find`: the radio of a drawn choice is there for the keyboard, not for the eye.
        let quoted = json!(css);
        self.holds(&format!("document.querySelector({quoted})")).await;
        self.value(&format!("document.querySelector({quoted}).focus()")).await;
        self.holds(&format!(
            "document.querySelector({quoted}).contains(document.activeElement) || \
             document.querySelector({quoted}) === document.activeElement"
        ))
        .await;
    }

    /// Replaces what an input holds, key by key.
    pub async fn enter(&self, css: &str, text: &str) {
        self.focus(css).await;
        self.chord(&[key::CONTROL, 'a']).await;
        self.typed(text).await;
    }

    /// Types into whatever has the focus.
    pub async fn typed(&self, text: &str) {
        self.typed_with(text, Duration::ZERO).await;
    }

    /// The same with so much time between two keys.
    pub async fn typed_with(&self, text: &str, between: Duration) {
        let mut keys = KeyActions::new("typist".to_owned());
        for letter in text.chars() {
            keys =
                keys.then(KeyAction::Down { value: letter }).then(KeyAction::Up { value: letter });
            if !between.is_zero() {
                keys = keys.then(KeyAction::Pause { duration: between });
            }
        }
        in_time("pressing keys", self.client.perform_actions(keys)).await;
    }

    /// Presses one key.
    pub async fn press(&self, letter: char) {
        self.chord(&[letter]).await;
    }

    /// Presses keys together, as in Ctrl+K.
    pub async fn chord(&self, together: &[char]) {
        let mut keys = KeyActions::new("typist".to_owned());
        for letter in together {
            keys = keys.then(KeyAction::Down { value: *letter });
        }
        for letter in together.iter().rev() {
            keys = keys.then(KeyAction::Up { value: *letter });
        }
        in_time("pressing keys", self.client.perform_actions(keys)).await;
    }

    /// Moves the focus to a control and presses Enter on it.
    pub async fn choose(&self, css: &str) {
        self.focus(css).await;
        self.press(key::ENTER).await;
    }

    /// As large as the smallest screen that is still common at a desk.
    pub async fn as_large_as(&self, width: u32, height: u32) {
        in_time("the size", self.client.set_window_size(width, height)).await;
        self.holds(&format!("innerWidth === {width}")).await;
    }

    /// Keeps a picture of the window as it is now.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let path = self.pictures.join(format!("{name}.png"));
        // The driver waits for the next frame, and a window where nothing moves has none.
        self.value(NUDGE).await;
        let bytes = in_time("a picture", self.client.screenshot()).await;
        self.value(REST).await;
        std::fs::write(&path, bytes).expect("the picture can be kept");
        path
    }

    /// Ends the program at once, as a power cut would.
    pub async fn cut_off(mut self) {
        for process in self.processes() {
            kill(process);
        }
        drop(tokio::time::timeout(Duration::from_secs(5), self.client.clone().close()).await);
        self.stop_driver();
    }

    /// The program itself: the driver's child.
    pub fn processes(&self) -> Vec<u32> {
        children(self.driver.id())
    }

    async fn complain(&self, missing: &str) -> ! {
        let picture = self.picture("failed").await;
        let text = self.value("document.body.innerText").await;
        let root = self.value("JSON.stringify(document.documentElement.dataset)").await;
        panic!(
            "not within {PATIENCE:?}: {missing}\n{root}\n{}\nsee {}",
            text.as_str().unwrap_or_default(),
            picture.display()
        );
    }

    fn stop_driver(&mut self) {
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        for process in self.processes() {
            kill(process);
        }
        self.stop_driver();
    }
}

/// The processes that another one started.
pub fn children(of: u32) -> Vec<u32> {
    let Ok(all) = std::fs::read_dir("/proc") else { return Vec::new() };
    all.flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|process| parent(*process) == Some(of))
        .collect()
}

fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

fn kill(process: u32) {
    drop(Command::new("kill").args(["-KILL", &process.to_string()]).status());
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// The program next to the running test or example, or the one that is named.
pub fn program() -> PathBuf {
    if let Some(named) = std::env::var_os(PROGRAM) {
        return named.into();
    }
    if let Some(path) = option_env!("CARGO_BIN_EXE_showroom") {
        return path.into();
    }
    let here = std::env::current_exe().expect("a program knows where it is");
    let built = here.ancestors().nth(2).expect("examples lie in a folder of the build");
    built.join("showroom")
}

async fn wait<T, Look: Future<Output = Option<T>>>(
    patience: Duration,
    mut look: impl FnMut() -> Look,
) -> Option<T> {
    let began = Instant::now();
    loop {
        if let Ok(Some(found)) = tokio::time::timeout(ONE_LOOK, look()).await {
            return Some(found);
        }
        if began.elapsed() > patience {
            return None;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

async fn in_time<T>(
    what: &str,
    asked: impl Future<Output = Result<T, fantoccini::error::CmdError>>,
) -> T {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(fault)) => panic!("{what}: {fault}"),
        Err(_) => panic!("{what}: the driver did not answer within {PATIENCE:?}"),
    }
}

/// Waits for something outside the window, with the same deadline.
pub async fn until<T, Look: Future<Output = Option<T>>>(
    what: &str,
    look: impl FnMut() -> Look,
) -> T {
    match wait(PATIENCE, look).await {
        Some(found) => found,
        None => panic!("not within {PATIENCE:?}: {what}"),
    }
}
