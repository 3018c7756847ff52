//! The dealer's networks without a port, for a program that plays them in its own time: the same
//! handlers and the same faults, asked directly.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::dealer::HOME;
use crate::door::Lines;
use crate::effects::{Cause, Effect, Source};
use crate::inject::Delivery;
use crate::serve::{self, Outcome, Shop};
use crate::{Failure, Options, keyloop};

/// What a client sees.
#[derive(Clone, Debug)]
pub enum Reply {
    Whole {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// The head, a part of the body, and then the end of the connection.
    Broken {
        status: u16,
    },
    /// So many milliseconds until the last byte.
    Slow {
        ms: u64,
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    Cut,
    Silence,
}

#[derive(Clone)]
pub struct Local {
    shop: Shop,
}

impl Local {
    /// The clock of the networks goes with the runtime's from `begin` on.
    pub fn open(options: &Options, begin: Timestamp) -> Result<Self, Failure> {
        let (mut dealer, faults) = crate::prepare(options)?;
        dealer.clock = Clock::played(begin);
        for fault in faults {
            dealer.faults.add(fault);
        }
        let (open, _) = watch::channel(true);
        Ok(Self { shop: Shop::new(dealer, open, Lines::default(), String::new()) })
    }

    /// One request, by path and query. A header `x-sandbox-fault` says what goes wrong with it.
    pub async fn ask(
        &self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Reply {
        let request = Request::builder().method(method).uri(target).body(Body::from(body));
        let Ok(mut request) = request else { return Reply::Cut };
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
            {
                request.headers_mut().insert(name, value);
            }
        }
        let (answer, delivery) = match serve::work(self.shop.clone(), request).await {
            Outcome::Answer(answer, delivery) => (answer, delivery),
            Outcome::Cut => return Reply::Cut,
            Outcome::Silence => return Reply::Silence,
        };
        let status = answer.status;
        let (headers, body) = serve::laid_out(&self.shop, answer);
        match delivery {
            Delivery::Whole => Reply::Whole { status, headers, body },
            Delivery::Truncated { .. } => Reply::Broken { status },
            Delivery::Drip { bytes, every_ms } => {
                let pieces = u64::try_from(body.len().div_ceil(bytes.max(1))).unwrap_or(u64::MAX);
                let ms = pieces.saturating_sub(1).saturating_mul(every_ms);
                Reply::Slow { ms, status, headers, body }
            }
        }
    }

    /// The number of the last effect; 0 before the first.
    pub fn last_effect(&self) -> u64 {
        self.shop.dealer().effects().last().map_or(0, |effect| effect.seq)
    }

    /// What really happened, from the effect number `after` on.
    pub fn effects(&self, after: u64) -> Vec<Effect> {
        let dealer = self.shop.dealer();
        dealer.effects().iter().filter(|effect| effect.seq > after).cloned().collect()
    }

    /// Everybody, as the networks hold them.
    pub fn people(&self) -> Vec<Value> {
        let mut dealer = self.shop.dealer();
        dealer.people(HOME).all().map(|one| json!(one)).collect()
    }

    pub fn person(&self, id: &str) -> Option<Value> {
        self.shop.dealer().people(HOME).by_either_id(id).map(|one| json!(one))
    }

    /// A change by hand at the dealer's own system.
    pub fn edit(&self, id: &str, section: &str, fields: &Value) -> Result<(), String> {
        self.change(id, |customer| keyloop::merge_section(customer, section, fields))
    }

    pub fn delete(&self, id: &str) -> Result<(), String> {
        self.change(id, |customer| {
            customer.status = "DELETED".into();
            Ok(())
        })
    }

    fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut crate::stored::Customer) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut dealer = self.shop.dealer();
        let found = dealer.people(HOME).by_either_id(id).cloned();
        let mut customer = found.ok_or("no customer has this id")?;
        change(&mut customer)?;
        dealer.update(HOME, customer, &by_hand()).map_err(|failure| failure.to_string())
    }

    /// Lays the members of `change` over the rules.
    pub fn rules(&self, change: &Value) -> Result<(), String> {
        let mut dealer = self.shop.dealer();
        let rules = dealer.rules.changed(change).map_err(|failure| failure.to_string())?;
        dealer.rules = rules;
        Ok(())
    }
}

fn by_hand() -> Cause {
    Cause {
        network: "dms",
        source: Source::SecondDesk,
        correlation_id: String::new(),
        request_seq: 0,
    }
}
