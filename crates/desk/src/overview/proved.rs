//! Who turned out to be one person: what proves it, and whose word had kept the two apart.

use super::told::Told;
use super::{How, Override, Proved, SHOWN, time};
use crate::Desk;
use crate::failure::Result;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use store::mine::{Proof, Said, Twin};

/// Words on the proven pairs: a few each.
const WORDS: usize = 1_000;

impl Desk {
    pub(super) fn proved(&self, since: Timestamp) -> Result<Vec<Proved>> {
        let mine = &self.store.mine;
        let mut proofs = mine.proofs_since(since, SHOWN)?;
        proofs.extend(mine.twins_since(since, SHOWN)?.iter().flat_map(second_copies));
        let mut seen = HashSet::new();
        proofs.retain(|proof| {
            let pair = [&proof.one, &proof.other];
            let [lesser, greater] = if pair[0] <= pair[1] { pair } else { [pair[1], pair[0]] };
            seen.insert((lesser.clone(), greater.clone()))
        });
        proofs.sort_by_key(|proof| std::cmp::Reverse(time(&proof.at)));
        proofs.truncate(SHOWN);
        let mut against = self.against(&proofs)?;
        let proved = proofs.into_iter().enumerate().map(|(at, proof)| Proved {
            against: against.remove(&at),
            one: proof.one,
            other: proof.other,
            at: proof.at,
            how: proof.how,
            who: proof.who,
        });
        Ok(proved.collect())
    }

    /// Whose word had kept the two of each pair apart, by the pair's place.
    fn against(&self, proofs: &[Proof]) -> Result<HashMap<usize, Override>> {
        let mine = &self.store.mine;
        let ids: Vec<String> =
            proofs.iter().flat_map(|one| [one.one.clone(), one.other.clone()]).collect();
        // A receipt calls whoever was new by the local id they had then.
        let mut local: HashMap<String, Vec<String>> = HashMap::new();
        for (id, local_id) in mine.local_ids_of(&self.dealer(), &ids)? {
            local.entry(id).or_default().push(local_id);
        }
        let names = |id: &String| {
            let mut names = vec![id.clone()];
            names.extend(local.get(id).into_iter().flatten().cloned());
            names
        };
        let pairs: Vec<[Vec<String>; 2]> =
            proofs.iter().map(|proof| [names(&proof.one), names(&proof.other)]).collect();
        let mut against: HashMap<usize, Override> = HashMap::new();
        for (at, word) in mine.apart_among(&pairs, WORDS)? {
            let (Some(proof), Some([one, other])) = (proofs.get(at), pairs.get(at)) else {
                continue;
            };
            let Some(told) = Told::by(&word) else { continue };
            let apart = told.kept_apart(one, other) || told.kept_apart(other, one);
            // What was said afterwards was said knowing it.
            if !apart || time(&word.at) > time(&proof.at) {
                continue;
            }
            let Some(said) = told.overridden(&word) else { continue };
            // Saving her says more than looking at her; of equals the newest, which comes first.
            let better = |known: &Override| known.said != Said::Create && said.said == Said::Create;
            if against.get(&at).is_none_or(better) {
                against.insert(at, said);
            }
        }
        Ok(against)
    }
}

fn second_copies(twin: &Twin) -> Vec<Proof> {
    let Some(told) = Told::read(&twin.ruling) else { return vec![] };
    let copies = told.candidates.into_iter().map(|found| Proof {
        one: twin.of.clone(),
        other: found.name,
        how: How::Twin,
        who: None,
        at: twin.at.clone(),
    });
    copies.collect()
}
