//! dealer-sandbox: the networks of a car dealer on your own machine. Keyloop v1 and v3 and myKaarma
//! v2 over one set of invented customers, with faults on demand and a log of what really happened.
//! It shares no code with the connectors that are tested against it.

mod admin;
mod call;
mod changes;
mod clock;
mod dealer;
mod disk;
mod door;
mod effects;
mod faults;
mod fold;
mod generate;
mod inject;
mod keyloop;
mod local;
mod mykaarma;
mod people;
mod phone;
mod requests;
mod routes;
mod rules;
mod search_keys;
mod serve;
mod stored;
mod vin;

use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dealer::Dealer;
use crate::disk::{Disk, Origin};
use crate::door::{Door, Line, Lines};
use crate::serve::{NetworkState, Shop};

/// Of the generator: another one makes other people.
pub use crate::generate::VERSION as GENERATOR;

pub use crate::changes::Change;
pub use crate::effects::{Effect, Op, Source};
pub use crate::faults::FaultScript;
pub use crate::local::{Local, Reply};

/// The department that examples use; every other works too unless the rules say otherwise.
pub const DEPARTMENT: &str = "dep-sample";

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the sandbox listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    #[error("the sandbox's file cannot be used: {0}")]
    Disk(#[from] rusqlite::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("stored JSON cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("this is no fault script: {0}")]
    Script(String),
}

#[derive(Clone, Debug)]
pub struct Options {
    pub customers: u32,
    pub seed: u64,
    /// Where everybody is from, like `DE`; from everywhere without, or where it is not known.
    pub country: Option<String>,
    /// A folder for the file; without one everything is forgotten at the end.
    pub data: Option<PathBuf>,
    pub listen: SocketAddr,
    pub faults: Vec<FaultScript>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            customers: 5_000,
            seed: 1,
            country: None,
            data: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            faults: Vec::new(),
        }
    }
}

/// A running sandbox. It stops when dropped.
pub struct Sandbox {
    address: SocketAddr,
    admin_url: String,
    lines: Lines,
    shop: Shop,
    tasks: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Sandbox {
    pub async fn start(options: Options) -> Result<Self, Failure> {
        if !options.listen.ip().is_loopback() {
            return Err(Failure::NotLoopback(options.listen));
        }
        let (open, opened) = watch::channel(true);
        let lines = Lines::default();
        let door = Door::new(options.listen, opened.clone(), lines.clone()).await?;
        let mut beside = options.listen;
        beside.set_port(0);
        let (always, always_open) = watch::channel(true);
        let admin_lines = Lines::default();
        let admin_door = Door::new(beside, always_open, admin_lines).await?;
        let address = door.address();
        let admin_url = format!("http://{}", admin_door.address());
        let mut dealer = tokio::task::spawn_blocking(move || prepare(&options))
            .await
            .map_err(std::io::Error::other)??;
        dealer.1.drain(..).for_each(|script| {
            dealer.0.faults.add(script);
        });
        let shop = Shop::new(dealer.0, open, lines.clone(), admin_url.clone());
        let routes = admin::routes(shop.clone());
        let whole = routes
            .clone()
            .fallback(serve::dealer_route)
            .with_state(shop.clone())
            .into_make_service_with_connect_info::<Line>();
        let only_admin = routes.with_state(shop.clone()).into_make_service();
        let tasks = vec![
            tokio::spawn(async move { axum::serve(door, whole).await }),
            tokio::spawn(async move {
                let served = axum::serve(admin_door, only_admin).await;
                drop(always);
                served
            }),
        ];
        Ok(Self { address, admin_url, lines, shop, tasks })
    }

    /// What was given out to whoever signed in.
    pub fn tokens(&self) -> Vec<String> {
        self.shop.dealer().tokens.keys().cloned().collect()
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The administration on a port of its own, there even when the dealer's port is closed.
    pub fn admin_url(&self) -> &str {
        &self.admin_url
    }

    /// The dealer's customers, a line each, with Keyloop's ids or myKaarma's.
    pub fn export(&self, mykaarma: bool) -> String {
        admin::exported(&self.shop, mykaarma)
    }

    /// Whether the dealer's network answers.
    pub fn is_up(&self) -> bool {
        *self.shop.network.borrow() == NetworkState::Up
    }

    /// Closes the dealer's port, or opens it again.
    pub fn cut(&self, cut: bool) {
        self.shop.set_network(if cut { NetworkState::Refuse } else { NetworkState::Up });
    }

    /// Closes the ports and every connection.
    pub async fn stop(mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
            // Aborted on purpose: the error says only that.
            drop(task.await);
        }
        self.lines.cut_all();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.lines.cut_all();
    }
}

fn prepare(options: &Options) -> Result<(Dealer, Vec<FaultScript>), Failure> {
    let disk = match &options.data {
        Some(folder) => Disk::open(folder)?,
        None => Disk::in_memory()?,
    };
    let wanted = Origin {
        seed: options.seed,
        customers: options.customers,
        country: options.country.clone(),
    };
    Ok((Dealer::open(disk, wanted)?, options.faults.clone()))
}
