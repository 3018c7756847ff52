//! Giving a computer away while forms on it were filled in and not saved.

use crate::stage::Stage;
use desk::Failure;
use desk::wipe::{Unsent, Wipe, wipe};
use serde_json::json;

#[tokio::test]
async fn what_was_typed_and_not_saved_is_counted_before_a_computer_is_given_away() {
    let stage = Stage::open();
    for name in ["new:1", "new:2", "new:3"] {
        stage.desk.save_draft(name.to_owned(), json!({"record": {}})).await.unwrap();
    }
    let (start, folder) = stage.closed();
    let mut asked = Wipe { sealed: None, despite_unsent: false };
    let Err(Failure::Invalid(refused)) = wipe(&start, &asked) else { panic!("it was wiped") };
    assert_eq!(refused[0].code, "unsent");
    assert!(refused[0].message.contains("3 forms not saved"), "{}", refused[0].message);
    // A sealed file holds what is in the outbox, and no form.
    let words = "a long walk in Leeds".to_owned().into();
    asked.sealed = Some((folder.path().join("moved.sealed"), words));
    assert!(matches!(wipe(&start, &asked), Err(Failure::Invalid(_))));
    asked = Wipe { sealed: None, despite_unsent: true };
    let wiped = wipe(&start, &asked).unwrap();
    assert_eq!(wiped.lost, Some(Unsent { drafts: 3, ..Unsent::default() }));
}
