//! The OAuth access token: fetched with client credentials, held in memory only, renewed before
//! it ages and when it is rejected, by one request however many calls wait for it.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

use crate::failure::Failure;
use crate::http::{Answer, Body, Http, Request, secret_header};
use crate::meaning::{self, Asked, Network};
use crate::wire;

/// Staging tokens die after 30 minutes although they claim 59, so none gets older than this.
const OLDEST: Duration = Duration::from_secs(25 * 60);

pub(crate) struct Tokens {
    url: Url,
    credentials: Option<(SecretString, SecretString)>,
    /// Held across the request: whoever comes meanwhile waits for its outcome.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Token>,
    generation: u64,
    /// The last refused attempt, shared with those who were waiting for it.
    failed: Option<(Instant, Failure)>,
    basic: bool,
}

#[derive(Clone)]
pub(crate) struct Token {
    pub header: HeaderValue,
    /// Which one it is, so that a rejection is only ever counted against the token it concerns.
    pub generation: u64,
    until: Instant,
}

impl Tokens {
    pub fn new(url: Url, credentials: Option<(SecretString, SecretString)>) -> Self {
        Self { url, credentials, state: Mutex::default() }
    }

    /// A token that is not `rejected`. No failure of this speaks of the call that needs the token:
    /// of that nothing was sent.
    pub async fn get(
        &self,
        http: &Http,
        rejected: Option<u64>,
        call: Uuid,
    ) -> Result<Token, Failure> {
        let asked_at = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(token) = &state.current
            && Some(token.generation) != rejected
            && Instant::now() < token.until
        {
            return Ok(token.clone());
        }
        if let Some((at, failure)) = &state.failed
            && *at >= asked_at
        {
            return Err(failure.clone());
        }
        state.current = None;
        match self.fetch(http, &mut state, call).await {
            Ok(token) => {
                state.failed = None;
                state.current = Some(token.clone());
                Ok(token)
            }
            Err(failure) => {
                let failure = unsent(failure);
                state.failed = Some((Instant::now(), failure.clone()));
                Err(failure)
            }
        }
    }

    /// Signs in anew, whatever token there is, and says what came of the sign-in itself.
    pub async fn prove(&self, http: &Http, call: Uuid) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        let token = self.fetch(http, &mut state, call).await?;
        state.failed = None;
        state.current = Some(token);
        Ok(())
    }

    async fn fetch(&self, http: &Http, state: &mut State, call: Uuid) -> Result<Token, Failure> {
        let Some((id, secret)) = &self.credentials else {
            return Err(Failure::SignIn { why: "no credentials are set".into() });
        };
        let begun = Instant::now();
        let mut answer = self.ask(http, state.basic, id, secret, call).await?;
        // The three ways of handing over credentials differ by gateway; a gateway that cannot
        // read the form, or takes nobody by it, gets the header instead, and is remembered.
        if matches!(answer.status, 400 | 401 | 415) && !state.basic {
            let again = self.ask(http, true, id, secret, call).await?;
            // A gateway that is busy just then has refused nobody.
            if matches!(again.status, 200..300 | 429 | 500..) {
                state.basic = again.status < 300;
                answer = again;
            }
        }
        let body = match meaning::of(&answer, Asked::read(Network::Keyloop, false)) {
            Ok(body) => body,
            Err(failure) => {
                http.failed(&answer, &failure).await;
                return Err(refused(failure));
            }
        };
        let header = wire::text(&body, "access_token")
            .and_then(|token| secret_header(&format!("Bearer {token}")).ok())
            .ok_or_else(|| Failure::NotTheNetwork { why: "the sign-in gave no token".into() })?;
        let life = Duration::from_secs(wire::number(&body, "expires_in").unwrap_or(1800));
        let life = OLDEST.min(life.saturating_sub(Duration::from_secs(60)).max(life / 2));
        state.generation += 1;
        Ok(Token { header, generation: state.generation, until: begun + life })
    }

    async fn ask(
        &self,
        http: &Http,
        basic: bool,
        id: &SecretString,
        secret: &SecretString,
        call: Uuid,
    ) -> Result<Answer, Failure> {
        let mut headers = HeaderMap::new();
        let mut form = vec![("grant_type", "client_credentials".to_owned())];
        if basic {
            headers.insert(AUTHORIZATION, basic_header(id, secret)?);
        } else {
            form.push(("client_id", id.expose_secret().to_owned()));
            form.push(("client_secret", secret.expose_secret().to_owned()));
        }
        let request = Request {
            method: Method::POST,
            route: "/token",
            url: self.url.clone(),
            headers,
            body: Body::Form(form),
            call,
        };
        http.read(request).await.map_err(meaning::of_trouble)
    }
}

/// What a failed sign-in means for the call that needs the token: of that nothing was sent.
fn unsent(failure: Failure) -> Failure {
    match failure {
        Failure::Unknown { why, .. } => {
            Failure::NotSent { why: format!("the sign-in failed: {why}") }
        }
        failure => failure,
    }
}

/// What a sign-in that was answered means.
fn refused(failure: Failure) -> Failure {
    match failure {
        Failure::Unreadable { why } => {
            Failure::NotTheNetwork { why: format!("to the sign-in, {why}") }
        }
        Failure::Refused { .. } | Failure::Permission { .. } => {
            Failure::SignIn { why: "the client id or secret was refused".into() }
        }
        failure => failure,
    }
}

/// HTTP Basic.
pub(crate) fn basic_header(
    user: &SecretString,
    password: &SecretString,
) -> Result<HeaderValue, Failure> {
    use base64::Engine as _;
    let pair = format!("{}:{}", user.expose_secret(), password.expose_secret());
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    secret_header(&format!("Basic {pair}"))
        .map_err(|_| Failure::SignIn { why: "the credentials hold a forbidden character".into() })
}
