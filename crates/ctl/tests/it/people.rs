//! Who works here, said on the command line: PINs from stdin only, and what is done from here is
//! written down as the account's.

use crate::batch::alone;
use crate::support::op;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_added_changed_and_removed_and_the_first_and_last_one_is_an_admin() {
    let desk = alone();
    let sales = desk.run_with(&["people", "add", "Ben", "--role", "sales"], "719263").await;
    assert_eq!(sales.error(3)["code"], "last_admin");
    let ana = desk.run_with(&["people", "add", "Ana", "--role", "admin"], "483920\n").await.done();
    assert_eq!((&ana["name"], &ana["role"]), (&json!("Ana"), &json!("admin")));
    desk.run_with(&["people", "add", "Ben", "--role", "sales"], "719263").await.done();
    desk.run(&["people", "role", "ben", "manager"]).await.done();
    let trivial = desk.run_with(&["people", "pin", "Ben"], "123456").await;
    assert_eq!(trivial.error(3)["code"], "pin_trivial");
    let listed = desk.run(&["people", "list"]).await.done();
    let shown: Vec<_> = listed.as_array().expect("a list").iter().map(|one| &one["role"]).collect();
    assert_eq!(shown, [&json!("admin"), &json!("manager")]);
    assert_eq!(desk.run(&["people", "remove", "Ana"]).await.error(3)["code"], "last_admin");
    desk.run(&["people", "remove", "Ben"]).await.done();
    desk.run(&["people", "remove", "Ana"]).await.done();
    assert_eq!(desk.run(&["people", "list"]).await.done(), json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_saved_from_here_is_the_accounts_beside_people() {
    let desk = alone();
    let record = desk.record(&json!({"kind": "person", "names": {"givenName": "Maria",
        "familyName": "Sousa"}, "channels": [{"kind": "phone", "value": "07712 304417"}]}));
    desk.run_with(&["people", "add", "Ana", "--role", "admin"], "483920").await.done();
    let op = op(&desk.run(&["create", &record]).await.done());
    let told = desk.run(&["outbox", "show", &op, "--timeline"]).await.done().to_string();
    assert!(told.contains("\"os:"), "{told}");
}
