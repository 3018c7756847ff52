//! The dealer behind both networks: his stores' customers, the clock, the rules, the logs, and the
//! one door through which every change goes. It knows no HTTP.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::Failure;
use crate::changes;
use crate::clock::Clock;
use crate::disk::{Disk, Origin};
use crate::effects::{Cause, Effect, Op};
use crate::faults::Faults;
use crate::generate;
use crate::people::People;
use crate::requests::Requests;
use crate::rules::Rules;
use crate::stored::{Customer, Fields, NAMES};

/// The key of the store whose customers both networks show.
pub const HOME: &str = "";

/// A token of Keyloop's and what became of it.
#[derive(Clone, Debug)]
pub struct Token {
    pub client: String,
    pub issued: Timestamp,
    pub revoked: bool,
}

pub struct Dealer {
    pub clock: Clock,
    pub rules: Rules,
    pub faults: Faults,
    pub requests: Requests,
    pub tokens: HashMap<String, Token>,
    /// Requests of each client in the running second.
    pub rate: HashMap<String, (i64, u32)>,
    stores: HashMap<String, People>,
    home: Option<String>,
    effects: Vec<Effect>,
    disk: Disk,
    origin: Origin,
    rng: ChaCha8Rng,
}

impl Dealer {
    /// Opens what the file holds; where it holds nothing, begins with `wanted`.
    pub fn open(disk: Disk, wanted: Origin) -> Result<Self, Failure> {
        let origin = match disk.origin()? {
            Some(held) => held,
            None => {
                disk.begin(&wanted)?;
                wanted
            }
        };
        let mut stores = HashMap::new();
        stores.insert(HOME.to_owned(), seeded(&origin));
        for (store, customer) in disk.changed()? {
            stores.entry(store).or_insert_with(|| seeded(&origin)).insert(customer);
        }
        let effects = disk.effects()?;
        let mut rng = ChaCha8Rng::seed_from_u64(origin.seed);
        rng.set_stream(u64::MAX - effects.len() as u64);
        Ok(Self {
            clock: Clock::default(),
            rules: Rules::default(),
            faults: Faults::default(),
            requests: Requests::default(),
            tokens: HashMap::new(),
            rate: HashMap::new(),
            stores,
            home: disk.meta("home")?,
            effects,
            disk,
            origin,
            rng,
        })
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn home(&self) -> Option<&str> {
        self.home.as_deref()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The store a Keyloop tenant means. The first tenant ever asked for becomes the home store;
    /// every other has the seeded people for itself.
    pub fn store_of(&mut self, tenant: &str) -> Result<String, Failure> {
        if self.home.is_none() {
            self.disk.set_meta("home", tenant)?;
            self.home = Some(tenant.to_owned());
        }
        if self.home.as_deref() == Some(tenant) {
            return Ok(HOME.to_owned());
        }
        if !self.stores.contains_key(tenant) {
            self.stores.insert(tenant.to_owned(), seeded(&self.origin));
        }
        Ok(tenant.to_owned())
    }

    /// The people of a store that `store_of` has named; none for any other.
    pub fn people(&mut self, store: &str) -> &mut People {
        self.stores.entry(store.to_owned()).or_default()
    }

    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    pub fn random_text(&mut self, length: usize) -> String {
        generate::opaque(&mut self.rng, length)
    }

    /// Stores a new customer under ids of both networks and answers with him.
    pub fn create(
        &mut self,
        store: &str,
        mut customer: Customer,
        cause: &Cause,
    ) -> Result<Customer, Failure> {
        let seq = self.people(store).next_seq();
        generate::identify(&mut customer, seq, &mut self.rng);
        customer.created = self.now().to_string();
        self.commit(store, customer.clone(), Op::Create, cause)?;
        Ok(customer)
    }

    /// Stores a changed customer. A change that changes nothing is neither stored nor logged.
    pub fn update(
        &mut self,
        store: &str,
        mut customer: Customer,
        cause: &Cause,
    ) -> Result<(), Failure> {
        let seq = customer.seq;
        for (at, vehicle) in customer.vehicles.iter_mut().enumerate() {
            if vehicle.vehicle_id.is_empty() {
                generate::identify_vehicle(vehicle, seq, at + 50, &mut self.rng);
            }
        }
        let op = if customer.is_live() { Op::Update } else { Op::Delete };
        self.commit(store, customer, op, cause)
    }

    fn commit(
        &mut self,
        store: &str,
        mut customer: Customer,
        op: Op,
        cause: &Cause,
    ) -> Result<(), Failure> {
        let old = self.people(store).at(customer.seq).cloned();
        if self.rules.capital_names {
            in_capitals(&mut customer.names, old.as_ref().map(|old| &old.names));
        }
        let changes = changes::between(old.as_ref(), &customer);
        if changes.is_empty() {
            return Ok(());
        }
        let now = self.now();
        customer.last_modified = now.to_string();
        let effect = Effect {
            seq: self.effects.last().map_or(0, |effect| effect.seq) + 1,
            at: now.to_string(),
            tenant: if store == HOME {
                self.home.clone().unwrap_or_default()
            } else {
                store.to_owned()
            },
            network: cause.network.to_owned(),
            op,
            keyloop_id: customer.keyloop_id.clone(),
            customer_uuid: customer.customer_uuid.clone(),
            sections: changes::sections(&changes),
            changes,
            correlation_id: cause.correlation_id.clone(),
            source: cause.source,
            request_seq: cause.request_seq,
        };
        self.disk.commit(store, &customer, &effect)?;
        self.effects.push(effect);
        let lag = self.rules.index_lag_ms;
        let until = |ms| now.checked_add(SignedDuration::from_millis(ms)).unwrap_or(Timestamp::MAX);
        self.people(store).put(customer, until(lag.keyloop), until(lag.mykaarma));
        Ok(())
    }

    pub fn forget_effects(&mut self) -> Result<(), Failure> {
        self.disk.forget_effects()?;
        self.effects.clear();
        Ok(())
    }

    /// Back to the seeded beginning, of the same or of other people. The effect log goes with them.
    pub fn begin_again(&mut self, origin: Origin) -> Result<(), Failure> {
        self.disk.begin(&origin)?;
        self.stores.clear();
        self.stores.insert(HOME.to_owned(), seeded(&origin));
        self.effects.clear();
        self.home = None;
        self.rng = ChaCha8Rng::seed_from_u64(origin.seed);
        self.rng.set_stream(u64::MAX);
        self.origin = origin;
        Ok(())
    }

    /// Whether a client may ask once more in this second.
    pub fn within_rate(&mut self, client: &str) -> bool {
        let limit = self.rules.rate_limit_per_second;
        let second = self.now().as_second();
        let (at, count) = self.rate.entry(client.to_owned()).or_insert((second, 0));
        if *at != second {
            (*at, *count) = (second, 0);
        }
        *count += 1;
        limit == 0 || *count <= limit
    }

    pub fn is_locked(&self, customer: &Customer) -> bool {
        self.rules
            .locked
            .iter()
            .any(|id| *id == customer.keyloop_id || *id == customer.customer_uuid)
    }
}

/// What is only spelt otherwise than it stands there is no other name.
fn in_capitals(names: &mut Fields, old: Option<&Fields>) {
    for name in NAMES {
        let (new, old) = (names.get(name), old.map_or("", |old| old.get(name)));
        let stored =
            if new.eq_ignore_ascii_case(old) { old.to_owned() } else { new.to_uppercase() };
        names.set(name, stored);
    }
}

fn seeded(origin: &Origin) -> People {
    People::new(generate::customers(origin.seed, origin.customers, origin.country.as_deref()))
}
