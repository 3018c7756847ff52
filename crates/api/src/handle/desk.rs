//! The desk as a whole: what a window must know at its start, drafts, health.

use super::{DONE, status};
use crate::error::ApiError;
use crate::host::{Host, Open};
use crate::views::{
    BootView, ColleaguesDraftView, DraftKey, DraftView, DraftsView, FieldRuleView, HealthView,
    LimitView, LockedView, NetworkView, Nothing, Phase, PhraseView, ProblemView, ProfileView,
    SectionAbility, SetByItView, SpeedView,
};
use customer::Section;
use desk::ask::Silence;
use desk::config::{KeyHome, is_loopback};
use desk::speed::Took;
use desk::{Desk, Failure, Problem, StoreFailure};
use network::profile::Profile;
use status::small;
use std::sync::Arc;
use std::time::Duration;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A locked desk is tried again with each start view that is asked for: that is "try again".
pub async fn boot(host: &Arc<Host>) -> Result<BootView, ApiError> {
    let open = match host.opened().await {
        Ok(open) => open,
        Err(_) => {
            host.reopen().await;
            match host.opened().await {
                Ok(open) => open,
                Err(locked) => return Ok(closed(locked)),
            }
        }
    };
    let desk = &open.desk;
    let configured = desk.config.network.is_some() && !lacks_only_credentials(desk).await?;
    let mut warnings = Vec::new();
    if desk.config.keys == KeyHome::File {
        warnings.push("file_key_store".to_owned());
    }
    if desk.store.rebuilt {
        warnings.push("copy_rebuilt".to_owned());
    }
    if desk.copy_is_away().await {
        warnings.push("copy_away".to_owned());
    }
    Ok(BootView {
        phase: if configured { Phase::Ready } else { Phase::Setup },
        version: VERSION.to_owned(),
        locked: None,
        network: desk.profile().map(|profile| network_view(desk, profile)),
        country: desk.country().to_owned(),
        warnings,
        status: status::of(&open).await?,
        profile: desk.profile().map(profile_view),
        practice: desk.config.base_url().is_some_and(is_loopback),
    })
}

/// The dealer's IT has set the network of a desk that has done nothing yet: the wizard asks for what
/// must not stand in any file.
async fn lacks_only_credentials(desk: &Arc<Desk>) -> Result<bool, ApiError> {
    if !desk.config.locked.has("network") || !matches!(desk.network(), Err(Silence::NoCredentials))
    {
        return Ok(false);
    }
    let health = desk.health().await?;
    Ok(health.customers == 0 && health.tally.live() == 0)
}

fn closed(locked: LockedView) -> BootView {
    BootView {
        phase: Phase::Locked,
        version: VERSION.to_owned(),
        locked: Some(locked),
        network: None,
        country: "GB".to_owned(),
        warnings: Vec::new(),
        status: status::unknown(),
        profile: None,
        practice: false,
    }
}

pub fn locked(failure: &Failure) -> LockedView {
    LockedView { code: lock_code(failure).to_owned(), message: failure.to_string() }
}

/// Which of the explaining pages to show.
pub fn lock_code(failure: &Failure) -> &'static str {
    match failure {
        Failure::KeyMissing { .. } => "key_missing",
        Failure::Sealed => "sealed",
        Failure::Keys(_) => "keyring_unavailable",
        Failure::Config(_) => "config",
        Failure::DataFolder { .. } => "read_only",
        Failure::Store(inside) => match inside {
            StoreFailure::WrongKey { .. } => "wrong_key",
            StoreFailure::Newer { .. } => "newer",
            StoreFailure::DiskFull => "disk_full",
            StoreFailure::ReadOnly { .. } => "read_only",
            _ => "corrupt",
        },
        _ => "corrupt",
    }
}

fn network_view(desk: &Desk, profile: &Profile) -> NetworkView {
    let host = desk.config.base_url().unwrap_or_default();
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    NetworkView {
        name: profile.network.clone(),
        dms: profile.id.clone(),
        title: profile.title.clone(),
        host: host.split('/').next().unwrap_or_default().to_owned(),
    }
}

fn profile_view(profile: &Profile) -> ProfileView {
    let sections = Section::ALL.map(|section| {
        let ability = profile.section(section);
        SectionAbility {
            section,
            readable: ability.readable,
            writable: ability.writable,
            reason: (!ability.readable || !ability.writable).then(|| limit(profile, section)),
        }
    });
    let rules = profile.fields.iter().map(|(path, rule)| FieldRuleView {
        path: path.clone(),
        max: rule.max.and_then(|max| u32::try_from(max).ok()),
        required: rule.required,
        values: rule.values.clone(),
        supported: profile.holds(path),
    });
    let missing = profile.missing.iter().flat_map(|rule| &rule.fields);
    let missing =
        missing.filter(|path| !profile.holds(path) && !profile.fields.contains_key(*path));
    let missing = missing.map(|path| FieldRuleView {
        path: path.clone(),
        max: None,
        required: false,
        values: Vec::new(),
        supported: false,
    });
    ProfileView {
        id: profile.id.clone(),
        title: profile.title.clone(),
        country: profile.country.value.clone(),
        language: profile.language.value.clone(),
        sections: sections.to_vec(),
        fields: rules.chain(missing).collect(),
        one_per_slot: profile.one_value_per_slot.value,
        one_address_per_kind: profile
            .addresses_per_kind
            .as_ref()
            .is_some_and(|stated| stated.value == 1),
    }
}

/// Why a section is not wholly there, as the profile's rules say it.
fn limit(profile: &Profile, section: Section) -> LimitView {
    let view = |code: &str, params: &[(&str, &str)]| LimitView {
        code: code.to_owned(),
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    };
    let elsewhere = profile.sections.iter().find(|rule| {
        rule.section == section && rule.writable && rule.api_version != profile.api_version
    });
    let version = elsewhere.and_then(|rule| rule.api_version).map(desk::word);
    match version {
        Some(version) => view("other_version", &[("version", &version)]),
        None if profile.section(section).readable => view("read_only", &[]),
        None => view("not_in_network", &[]),
    }
}

pub async fn draft_save(open: &Open, draft: DraftView) -> Result<Nothing, ApiError> {
    open.desk.save_draft(draft.key, draft.value).await?;
    Ok(DONE)
}

pub async fn drafts(open: &Open) -> Result<DraftsView, ApiError> {
    let drafts = open.desk.drafts().await?;
    let others = drafts.others.into_iter();
    let others = others.map(|one| ColleaguesDraftView { by: one.by, customer: one.local_id });
    let own = drafts.own.into_iter().map(|draft| DraftView {
        key: draft.key,
        value: draft.json,
        updated_at: Some(draft.updated_at),
    });
    Ok(DraftsView { drafts: own.collect(), others: others.collect() })
}

pub async fn draft_drop(open: &Open, draft: DraftKey) -> Result<Nothing, ApiError> {
    open.desk.drop_draft(draft.key).await?;
    Ok(DONE)
}

pub async fn make_phrase(open: &Open) -> Result<PhraseView, ApiError> {
    Ok(PhraseView { phrase: open.desk.make_phrase().await? })
}

pub async fn phrase_was_written_down(open: &Open) -> Result<Nothing, ApiError> {
    open.desk.phrase_was_written_down().await?;
    Ok(DONE)
}

pub async fn health(open: &Open) -> Result<HealthView, ApiError> {
    let health = open.desk.health().await?;
    Ok(HealthView {
        healthy: health.problems.is_empty(),
        version: VERSION.to_owned(),
        status: status::of(open).await?,
        oldest_waiting_s: health.oldest_waiting.map(|age| small(age.as_secs())),
        store: if health.rebuilt { "rebuilt" } else { "open" }.to_owned(),
        key_store: health.key_store.to_owned(),
        phrase: health.kept.phrase.word().to_owned(),
        last_contact: health.last_contact,
        mine_bytes: health.mine_bytes,
        theirs_bytes: health.theirs_bytes,
        index_disk_bytes: health.index_disk_bytes,
        index_memory_bytes: health.index_memory_bytes,
        policy: super::lab::view(open.desk.policy().await?),
        free_disk_bytes: health.kept.free_disk,
        encrypted: health.kept.encrypted,
        copied_at: health.kept.copied_at.map(|at| at.to_string()),
        clock_ahead_s: health.clock_ahead.map(|ahead| whole(ahead.as_secs())),
        failures: health.failures.into_iter().map(counted).collect(),
        writes_failed: health.writes_failed.into_iter().map(counted).collect(),
        problems: health.problems.iter().map(problem).collect(),
        folder: open.desk.data_dir.display().to_string(),
        set_by_it: open.desk.config.locked.file().map(|file| SetByItView {
            file: file.display().to_string(),
            keys: open.desk.config.locked.keys().map(str::to_owned).collect(),
        }),
        speed_here: health.speeds.here.map(|took| speed(took, Duration::as_micros)),
        speed_dms: health.speeds.dms.map(|took| speed(took, Duration::as_millis)),
        speed_writes: health.speeds.writes.map(|took| speed(took, Duration::as_millis)),
    })
}

fn whole(seconds: i64) -> i32 {
    i32::try_from(seconds).unwrap_or(if seconds < 0 { i32::MIN } else { i32::MAX })
}

fn counted((what, count): (impl Into<String>, u64)) -> (String, u32) {
    (what.into(), small(count))
}

fn problem(problem: &Problem) -> ProblemView {
    let params = problem.params().into_iter();
    ProblemView {
        code: problem.code().to_owned(),
        params: params.map(|(name, value)| (name.to_owned(), value)).collect(),
        words: problem.to_string(),
    }
}

fn speed(took: Took, unit: fn(&Duration) -> u128) -> SpeedView {
    let figure = |took| u32::try_from(unit(&took)).unwrap_or(u32::MAX);
    SpeedView {
        count: small(u64::try_from(took.count).unwrap_or(u64::MAX)),
        p50: figure(took.p50),
        p95: figure(took.p95),
    }
}
