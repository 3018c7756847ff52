use super::*;
use customer::Section;
use desk::places;
use outbox::Origin;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;
use store::mine::Which;

const FEW: u32 = 60;
const PATIENCE: Duration = Duration::from_secs(60);

fn practising(folder: &Path) -> Practice {
    Practice::new(folder.to_owned(), Like::default()).of(FEW)
}

fn opened(folder: &Path) -> Arc<Desk> {
    let config_path = Practice::config(folder);
    let start = Start {
        config: Config::read_own(&config_path).unwrap(),
        config_path,
        data_dir: Practice::data(folder),
        clock: Arc::new(SystemClock),
    };
    Arc::new(Desk::start(start).unwrap())
}

async fn desk(folder: &Path) -> Arc<Desk> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || opened(&folder)).await.unwrap()
}

/// Maria's middle name as this desk finds it; her look-alike may be found too.
async fn middle_name(desk: &Arc<Desk>) -> String {
    let rows = desk.search("maria sousa", &[], 10).await.unwrap().rows;
    let mut records = rows.iter().map(|row| json!(row.person.record));
    let maria = records.find(|record| record["names"]["familyName"] == "Sousa").unwrap();
    maria["names"]["middleName"].as_str().unwrap_or_default().to_owned()
}

/// Every file below, with what stands in it.
fn held(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(held(&path));
            found.insert(path, Vec::new());
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
}

/// Gives Maria another middle name, and waits until the dealer has it.
async fn corrected(folder: &Path) {
    let desk = desk(folder).await;
    let maria =
        desk.search("maria sousa", &[], 1).await.unwrap().rows[0].person.id.clone().unwrap();
    let edit = json!({ "middleName": "Practised" });
    desk.update(&maria, Section::Names, edit, None, Origin::Staff).await.unwrap();
    let runner = desk.runner().await.unwrap().unwrap();
    let sending = tokio::spawn(async move { runner.run().await });
    let begun = Instant::now();
    while !desk.entries(Which::Live).await.unwrap().is_empty() {
        assert!(begun.elapsed() < PATIENCE, "the change never arrived");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    sending.abort();
    let _ = sending.await;
}

async fn dealer_holds(practice: &Practice, words: &str) -> bool {
    practice.running.lock().await.as_ref().unwrap().dealer.export(false).contains(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_finds_at_once_keeps_what_was_done_and_forgets_it_when_it_starts_over() {
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("desk-practice");
    let practice = practising(&folder);
    practice.ready().await.unwrap();
    assert_eq!(middle_name(&desk(&folder).await).await, "");
    assert!(!dealer_holds(&practice, "Practised").await);
    corrected(&folder).await;
    assert!(dealer_holds(&practice, "Practised").await);
    practice.end().await;

    let practice = practising(&folder);
    practice.ready().await.unwrap();
    assert!(dealer_holds(&practice, "Practised").await);
    assert_eq!(middle_name(&desk(&folder).await).await, "Practised");

    practice.fill_anew().await.unwrap();
    practice.ready().await.unwrap();
    assert!(!dealer_holds(&practice, "Practised").await);
    assert_eq!(middle_name(&desk(&folder).await).await, "");
    let own = Config::read_own(&Practice::config(&folder)).unwrap();
    assert!(practice.is_own(&own).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_over_that_is_cut_short_anywhere_is_done_to_the_end_at_the_next_start() {
    for gone in [&[][..], &["desk/mine.db"], &["desk"], &["desk", "dealer"], &["practice.json"]] {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("desk-practice");
        let practice = practising(&folder);
        practice.ready().await.unwrap();
        let path = practice.dealers_folder().join("typed");
        std::fs::write(&path, "while practising").unwrap();
        practice.fill_anew().await.unwrap();
        // As killed: nothing of the program is left but its files.
        practice.end().await;
        for name in gone {
            match folder.join(name) {
                file if *name == "practice.json" => std::fs::write(file, "{\"whole\":tr").unwrap(),
                file if file.is_dir() => std::fs::remove_dir_all(file).unwrap(),
                file => std::fs::remove_file(file).unwrap(),
            }
        }
        assert!(!Mark::read(&folder).unwrap().unwrap().whole, "{gone:?}");
        let practice = practising(&folder);
        practice.ready().await.unwrap();
        assert!(Mark::read(&folder).unwrap().unwrap().whole);
        assert!(!path.exists(), "{gone:?}: emptied before it was filled");
        assert_eq!(middle_name(&desk(&folder).await).await, "", "{gone:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_desk_is_not_touched_by_practice_beside_it() {
    let base = tempfile::tempdir().unwrap();
    let real = base.path().join("desk");
    std::fs::create_dir_all(real.join("copies")).unwrap();
    for name in ["mine.db", "theirs.db", "install.id", "keys.json", "copies/mine-1.db"] {
        std::fs::write(real.join(name), format!("the real {name}")).unwrap();
    }
    std::fs::write(base.path().join("showroom.toml"), "country = \"DE\"").unwrap();
    let before = held(base.path());
    let folder = places::practice(&real).unwrap();
    assert_eq!(folder, base.path().join("desk-practice"));
    let practice = practising(&folder);
    practice.ready().await.unwrap();
    corrected(&folder).await;
    practice.fill_anew().await.unwrap();
    practice.ready().await.unwrap();
    practice.end().await;
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(held(base.path()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_somebody_elses_is_neither_emptied_nor_filled() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("desk")).unwrap();
    std::fs::write(folder.path().join("desk/letters.txt"), "mine").unwrap();
    assert!(practising(folder.path()).ready().await.is_err());
    assert_eq!(std::fs::read(folder.path().join("desk/letters.txt")).unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_program_practises_at_a_time_and_its_network_is_cut_and_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let first = practising(folder.path());
    first.ready().await.unwrap();
    let second = practising(folder.path());
    let refused = second.ready().await.unwrap_err();
    assert!(refused.to_string().contains("another program"), "{refused}");
    assert!(second.network(None).await.is_err());
    assert!(second.fill_anew().await.is_err());
    assert!(!first.network(None).await.unwrap());
    assert!(first.network(Some(true)).await.unwrap());
    let base = first.running.lock().await.as_ref().unwrap().dealer.base_url();
    let asked = || async { reqwest::Client::new().get(&base).send().await };
    assert!(asked().await.is_err());
    assert!(!first.network(Some(false)).await.unwrap());
    let begun = Instant::now();
    while asked().await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "the network never came back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.end().await;
    second.ready().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_leads_to_another_network_is_not_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let practice = practising(folder.path());
    let path = Practice::config(folder.path());
    practice.ready().await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let own = Config::parse(&text).unwrap();
    let base = own.base_url().unwrap().to_owned();
    assert!(practice.is_own(&own).await);
    for other in [&format!("{base}9"), "http://127.0.0.1:9", "http://127.0.0.1.example"] {
        let config = Config { keys: KeyHome::Os, ..Config::default() };
        let text = text.replace(&base, other).replace("store = \"file\"", "store = \"os\"");
        let led = Config::parse(&text).unwrap();
        assert_eq!(led.base_url(), Some(other));
        assert!(!practice.is_own(&led).await && !practice.is_own(&config).await, "{other}");
        // And it is written anew before it is read.
        std::fs::write(&path, &text).unwrap();
        practice.end().await;
        practice.ready().await.unwrap();
        let read = Config::read_own(&path).unwrap();
        assert!(practice.is_own(&read).await, "{other}");
        assert_eq!(read.keys, KeyHome::File);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_people_are_of_the_desks_country_and_its_network_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let like = Like { country: "DE".to_owned(), dealer: Dealer::Mykaarma };
    let practice = Practice::new(folder.path().to_owned(), like).of(FEW);
    practice.ready().await.unwrap();
    let config = Config::read_own(&Practice::config(folder.path())).unwrap();
    assert_eq!(config.country.as_deref(), Some("DE"));
    assert!(config.base_url().unwrap().ends_with("/customer/v2"));
    let running = practice.running.lock().await;
    let lines = running.as_ref().unwrap().dealer.export(true);
    assert_eq!(lines.lines().count(), FEW as usize);
    assert!(!lines.contains("\"countryCode\":\"FR\""));
    assert!(lines.matches("\"countryCode\":\"DE\"").count() > 30);
}
