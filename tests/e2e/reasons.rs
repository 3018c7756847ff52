//! Why it was decided so: receipts, verdicts, the hand-off list and the lab, by keyboard, in both
//! themes and languages, looked at with axe on the way.

use crate::{
    audit::Audit,
    hands, journey,
    place::{Network, Place},
    window::{Window, key, until},
};
use serde_json::json;

pub async fn view(window: &Window, name: &str) {
    window.holds(&format!("document.documentElement.dataset.view === '{name}'")).await;
}

/// Files stand in the page as if somebody had chosen them.
async fn choose_file(window: &Window, name: &str, text: &str) {
    let script = "const [name, text, done] = arguments;
        const input = document.querySelector(`#lab-source [name=${name}]`);
        const chosen = new DataTransfer();
        chosen.items.add(new File([text], 'pairs.csv', { type: 'text/csv' }));
        input.files = chosen.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
        done(input.files.length)";
    assert_eq!(window.run(script, vec![json!(name), json!(text)]).await, 1);
}

/// Maria, typed as somebody new and said to be another person: saved as such.
async fn create_another_maria(window: &Window, audit: &mut Audit) {
    hands::start_new(window, "Maria Sousa 07400 111222").await;
    window.find("#candidates [data-candidate]").await;
    window.chord(&[key::ALT, 'c']).await;
    view(window, "compare").await;
    window.holds("document.querySelector('#finding')?.dataset.branch").await;
    audit.look(window, "compare").await;
    window.chord(&[key::ALT, 'd']).await;
    window.find("#different [data-confirm]").await;
    window.focus("#different [name=reason][value=relative]").await;
    window.press(' ').await;
    window.press(key::ENTER).await;
    view(window, "new").await;
    window.chord(&[key::CONTROL, 's']).await;
    view(window, "customer").await;
    hands::chip(window, "in_dms").await;
}

pub async fn tab(window: &Window, name: &str) {
    window.focus("[role=tab][aria-selected=true]").await;
    window.press(key::RIGHT).await;
    window.holds(&format!("document.activeElement?.dataset.tab === '{name}'")).await;
    window.find(&format!("[role=tabpanel][data-shown={name}]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_was_decided_so_is_read_decided_again_taken_back_and_handed_off() {
    let mut audit = Audit::default();
    let place = Place::set_up(Network::KeyloopV1, "e2e/reasons", 300).await;
    place.import_everybody().await;
    let window = place.open(&[]).await;
    let maria = place.id_of("maria sousa").await;
    hands::open_maria(&window).await;
    create_another_maria(&window, &mut audit).await;

    // On the record: what was decided when she was saved.
    window.find("#history [data-receipt][data-occasion=save]").await;
    window.find("#history [data-verdict]").await;
    audit.look(&window, "history").await;
    window.choose("#history [data-receipt][data-occasion=save]").await;
    view(&window, "receipt").await;
    window.holds("document.querySelector('#receipt')?.dataset.said === 'create'").await;
    window.find("#receipt-table [data-outcome]").await;
    audit.look(&window, "receipt").await;
    window.choose("#decide-again").await;
    window.find("#replay[data-program=true]").await;
    window.holds("document.activeElement?.id === 'replay'").await;
    audit.look(&window, "replay").await;
    window.press(key::ESCAPE).await;
    view(&window, "customer").await;

    // A word is taken back, once asked.
    window.press(key::F8).await;
    view(&window, "decisions").await;
    window.find("#receipts [data-receipt][data-said=different]").await;
    audit.look(&window, "decisions").await;
    tab(&window, "verdicts").await;
    let verdict = format!("#verdicts [data-verdict*='{maria}']");
    window.find(&verdict).await;
    audit.look(&window, "verdicts").await;
    window.choose(&format!("{verdict} [data-act=revoke]")).await;
    window.find("#revoke [data-confirm]").await;
    audit.look(&window, "revoke").await;
    window.press(key::ENTER).await;
    window.holds(&format!("!document.querySelector(\"{verdict}\")")).await;

    // Who is stored twice: the desk finds them, and hands them over.
    tab(&window, "twice").await;
    let empty = "#decisions-panel .empty";
    window.holds(&format!("document.querySelector('{empty}, #twice')")).await;
    audit.look(&window, "twice-before").await;
    let herself = json!({ "one": maria, "other": maria });
    assert_eq!(window.call("duplicate_note", &herself).await["code"], "invalid");
    window.choose("#scan").await;
    window.find("[data-end=done]").await;
    audit.look(&window, "twice").await;
    let second = place.id_of("mario souza").await;
    let noted = json!({ "one": maria, "other": second });
    assert_eq!(window.call("duplicate_note", &noted).await, json!({}));
    tab(&window, "receipts").await;
    window.press(key::LEFT).await;
    window.find(&format!("#twice [data-pair*='{maria}'][data-source=person]")).await;
    audit.look(&window, "twice-noted").await;
    window.choose("#check-again").await;
    window.holds("document.querySelector('.news')?.innerText.includes('still')").await;
    window.choose("#export").await;
    let folder = place.home().join("Downloads");
    let text = until("the list is in the folder of downloads", || async {
        let file = std::fs::read_dir(&folder).ok()?.next()?.ok()?;
        std::fs::read_to_string(file.path()).ok().filter(|text| text.ends_with("\r\n"))
    })
    .await;
    assert!(text.starts_with("\u{feff}\"Number 1\",\"Name 1\""), "{text}");
    assert!(text.contains(&maria) && text.contains(&second), "{text}");

    lab(&place, &window, &mut audit, &maria, &second).await;
    audit.passes();
}

/// Pairs of one person, as the desk found them, and pairs across them, which are two people.
async fn labelled(window: &Window, maria: &str, other: &str) -> String {
    let list = window.call("duplicates", &json!({})).await;
    let rows = list["rows"].as_array().expect("rows");
    let found = rows.iter().filter(|row| row["source"] == "scan");
    let found: Vec<(&str, &str)> = found
        .filter_map(|row| Some((row["one"]["id"].as_str()?, row["other"]["id"].as_str()?)))
        .collect();
    assert!(found.len() >= 3, "{list}");
    let same = found.iter().map(|(one, other)| format!("{one},{other},same\n"));
    let across = found.windows(2).map(|two| format!("{},{},different\n", two[0].0, two[1].1));
    let text: String = same.chain(across).collect();
    format!("id,id,label\n{text}{maria},{other},different\n{maria},nobody,same\n")
}

async fn lab(place: &Place, window: &Window, audit: &mut Audit, maria: &str, other: &str) {
    window.choose("#open-lab").await;
    view(window, "lab").await;
    window.find("#thresholds").await;
    audit.look(window, "lab-before").await;
    choose_file(window, "pairs", &labelled(window, maria, other).await).await;
    window.choose("#measure").await;
    window.holds("document.querySelector('#lab')?.dataset.measured === 'true'").await;
    window.find("#lab-chart").await;
    window.find("#past").await;
    audit.look(window, "lab").await;
    window.value("void document.querySelector('figure').scrollIntoView()").await;
    window.picture("lab-chart").await;
    window.focus("#slider-use").await;
    for _ in 0..5 {
        window.press(key::RIGHT).await;
    }
    window.holds("document.querySelector('#thresholds')?.dataset.use === '7.4'").await;
    window.choose("#policy-save").await;
    window.holds("document.querySelector('#policy-save')?.disabled").await;
    audit.look(window, "lab-saved").await;
    // Every decision goes by it, and the health page says so.
    window.choose("#open-health").await;
    window.find("#health").await;
    window.holds("document.querySelector('#health').innerText.includes('99.94')").await;
    audit.look(window, "health").await;
    let policy = window.call("policy", &json!({})).await;
    assert_eq!(policy["use_from"], 7.4);
    window.call("policy_save", &json!({})).await;
    journey::search(window, "sousa").await;
    assert!(place.effects().await.len() <= 1, "nothing but the new customer was written");
}
