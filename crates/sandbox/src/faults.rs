//! Which scripted faults strike which requests, and how often. What a script says is in `script`,
//! what a fault does to an answer in `inject`.

mod script;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use self::script::Match;
pub use self::script::{At, Fault, FaultScript, Kind, RetryAfter};
use crate::routes::Network;

/// What a request looks like to a script.
pub struct Seen<'a> {
    pub network: Network,
    pub method: &'a str,
    pub template: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

#[derive(Debug)]
struct Running {
    script: FaultScript,
    met: u64,
    done: u64,
    rng: ChaCha8Rng,
}

#[derive(Debug, Default)]
pub struct Faults {
    running: Vec<Running>,
    last: u64,
}

#[derive(Debug, Serialize)]
pub struct Report<'a> {
    #[serde(flatten)]
    script: &'a FaultScript,
    /// Requests it fitted, and how many of them went wrong.
    met: u64,
    done: u64,
}

impl Faults {
    pub fn add(&mut self, mut script: FaultScript) -> String {
        self.last += 1;
        if script.id.is_empty() {
            script.id = format!("f{}", self.last);
        }
        let id = script.id.clone();
        let rng = ChaCha8Rng::seed_from_u64(script.when.seed);
        self.running.push(Running { script, met: 0, done: 0, rng });
        id
    }

    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.running.len();
        self.running.retain(|running| running.script.id != id);
        self.running.len() < before
    }

    pub fn clear(&mut self) {
        self.running.clear();
    }

    pub fn report(&self) -> Vec<Report<'_>> {
        self.running
            .iter()
            .map(|r| Report { script: &r.script, met: r.met, done: r.done })
            .collect()
    }

    /// The fault that strikes this request, if any. Every script counts the requests it fits, also
    /// those that another script strikes first.
    pub fn strike(&mut self, seen: &Seen<'_>) -> Option<Fault> {
        let mut struck = None;
        for running in &mut self.running {
            if !fits(&running.script.matches, seen) {
                continue;
            }
            running.met += 1;
            let when = &running.script.when;
            let due = when.nth.is_none_or(|nth| nth == running.met)
                && when.every.is_none_or(|every| every > 0 && running.met.is_multiple_of(every))
                && when.probability.is_none_or(|p| running.rng.random_bool(p.clamp(0.0, 1.0)));
            let left = running.script.times.is_none_or(|times| running.done < times);
            if due && left && struck.is_none() {
                running.done += 1;
                struck = Some(running.script.fault.clone());
            }
        }
        struck
    }
}

fn fits(matches: &Match, seen: &Seen<'_>) -> bool {
    let Match { network, method, route, path_contains, body_contains } = matches;
    network.as_deref().is_none_or(|name| seen.network.is_named(name))
        && method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(seen.method))
        && route.as_deref().is_none_or(|route| {
            nameless(seen.template).ends_with(&nameless(route.trim_start_matches('/')))
        })
        && path_contains.as_deref().is_none_or(|part| seen.path.contains(part))
        && body_contains
            .as_deref()
            .is_none_or(|part| String::from_utf8_lossy(seen.body).contains(part))
}

/// A template with its parameters' names taken out, each segment led by its slash.
fn nameless(template: &str) -> String {
    let mut text = String::new();
    for segment in template.trim_matches('/').split('/') {
        text.push('/');
        text.push_str(if segment.starts_with('{') { "{}" } else { segment });
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn seen(template: &'static str) -> Seen<'static> {
        Seen { network: Network::KeyloopV1, method: "POST", template, path: template, body: b"" }
    }

    fn script(value: &Value) -> FaultScript {
        FaultScript::read(value).expect("a script")
    }

    #[test]
    fn a_script_strikes_the_nth_fitting_request_only() {
        let mut faults = Faults::default();
        faults.add(script(&json!({"match": {"route": "/customers", "network": "keyloop"},
            "when": {"nth": 2}, "kind": "drop", "at": "after"})));
        let create = seen("/{enterprise}/{store}/v1/customers");
        let names = seen("/{enterprise}/{store}/v1/customers/{customerId}/update-names");
        assert!(faults.strike(&create).is_none());
        assert!(faults.strike(&names).is_none());
        assert_eq!(faults.strike(&create).map(|f| f.place()), Some(At::After));
        assert!(faults.strike(&create).is_none());
    }

    #[test]
    fn probability_follows_its_seed() {
        let run = |seed| {
            let mut faults = Faults::default();
            faults
                .add(script(&json!({"when": {"probability": 0.5, "seed": seed}, "kind": "html"})));
            (0..40).map(|_| faults.strike(&seen("/x")).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }
}
