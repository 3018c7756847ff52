//! Who works here, who stands here, the way out of the kiosk; and what is left out of answers to
//! whoever may not see it.

use super::DONE;
use crate::error::{ApiError, Code, FieldError};
use crate::host::Open;
use crate::views::{
    Nothing, PeopleView, PersonRequest, PersonSaveRequest, PersonView, RoleView, SeatView,
    UnlockRequest, UnlockedView,
};
use desk::papers::{HIDDEN, is_number, is_path_of_number};
use desk::people::{Change, Languages, Person, Standing};
use desk::pin::Answer;
use desk::pin::guard::Ruling;
use desk::rights::{ALLOWED, Right, Role};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

fn view(person: Person, languages: &Languages) -> PersonView {
    let Person { id, name, role } = person;
    let id = id.to_string();
    let language = languages.get(&id).cloned();
    PersonView { id, name, role: role.word().to_owned(), language }
}

/// A short tag, as windows name languages; which of them there are is theirs to know.
fn is_a_language(tag: &str) -> bool {
    tag.len() == 2 && tag.bytes().all(|letter| letter.is_ascii_lowercase())
}

fn rights_of(role: Role) -> Vec<String> {
    let rights = ALLOWED.iter().map(|(right, _)| *right);
    rights.filter(|right| role.has(*right)).map(|right| right.word().to_owned()).collect()
}

/// None where no people are set up.
pub async fn seat(open: &Open) -> Result<Option<SeatView>, desk::Failure> {
    open.desk.people().await?;
    let lock_after_minutes = open.desk.config.desk.lock_after_minutes;
    Ok(match open.desk.seat.standing() {
        Standing::Everybody => None,
        Standing::Empty => Some(SeatView { person: None, rights: Vec::new(), lock_after_minutes }),
        Standing::As(person) => Some(SeatView {
            rights: rights_of(person.role),
            person: Some(view(person, &open.desk.languages().await?)),
            lock_after_minutes,
        }),
    })
}

pub async fn list(open: &Open) -> Result<PeopleView, ApiError> {
    let people = open.desk.people().await?;
    let roles = Role::ALL
        .map(|role| RoleView { role: role.word().to_owned(), rights: rights_of(role) })
        .to_vec();
    let kiosk_shut = open.desk.kiosk_door().await? == Some(Ruling::Stopped);
    let languages = open.desk.languages().await?;
    let people = people.into_iter().map(|person| view(person, &languages)).collect();
    Ok(PeopleView { people, roles, kiosk_shut })
}

pub async fn unlock(open: &Open, request: UnlockRequest) -> Result<UnlockedView, ApiError> {
    let UnlockRequest { id, pin } = request;
    let (open, wait_s, locked) = told(&open.desk.unlock(id_of(&id)?, pin.into()).await?);
    Ok(UnlockedView { open, wait_s, locked })
}

pub async fn lock(open: &Open) -> Result<Nothing, ApiError> {
    open.desk.lock().await?;
    Ok(DONE)
}

pub async fn save(open: &Open, request: PersonSaveRequest) -> Result<PeopleView, ApiError> {
    let PersonSaveRequest { id, name, role, pin, language } = request;
    if language.as_deref().is_some_and(|tag| !tag.is_empty() && !is_a_language(tag)) {
        return Err(ApiError::new(Code::BadRequest, "a language is named by two letters"));
    }
    let role = Role::from_word(&role).ok_or_else(|| {
        ApiError::new(Code::BadRequest, "a role is sales, manager, kiosk or admin")
    })?;
    let id = id.as_deref().map(id_of).transpose()?;
    let saved = open.desk.save_person(Change { id, name, role, pin: pin.map(Into::into) }).await?;
    if let Some(language) = language {
        open.desk.speak(saved.id, Some(language).filter(|tag| !tag.is_empty())).await?;
    }
    list(open).await
}

pub async fn remove(open: &Open, request: PersonRequest) -> Result<PeopleView, ApiError> {
    open.desk.remove_person(id_of(&request.id)?).await?;
    list(open).await
}

pub async fn forgive(open: &Open) -> Result<PeopleView, ApiError> {
    open.desk.forgive_kiosk().await?;
    list(open).await
}

fn id_of(text: &str) -> Result<Uuid, ApiError> {
    Uuid::parse_str(text).map_err(|_| ApiError::new(Code::NotFound, "nobody here has that id"))
}

/// Whether it was right, how long to wait, and whether no further one is looked at.
pub fn told(answer: &Answer) -> (bool, Option<u32>, bool) {
    // A wait that has begun is never told as none.
    let seconds = |wait: Duration| {
        let ms = wait.as_millis().div_ceil(1000);
        (ms > 0).then(|| u32::try_from(ms).unwrap_or(u32::MAX))
    };
    match answer {
        Answer::Right { .. } => (true, None, false),
        Answer::Wrong { wait } | Answer::Wait(wait) => (false, seconds(*wait), false),
        Answer::Stopped => (false, None, true),
    }
}

/// What names a right that is missing.
pub fn missing(right: Right, message: String) -> ApiError {
    let mut error = ApiError::new(Code::RightMissing, message);
    let refused = desk::Refused::new("right", right.word(), "this right is missing");
    error.fields.push(FieldError::from(refused));
    error
}

/// Takes identity numbers out of whatever is answered, wherever a record stands in it: the member
/// itself, and the sides of a field of that name.
pub fn without_identity_numbers(answer: &mut Value) {
    match answer {
        Value::Object(members) => {
            members.retain(|name, _| !is_number(name));
            let field = members.get("field").and_then(Value::as_str);
            let about = field.is_some_and(is_path_of_number);
            for (name, value) in members.iter_mut() {
                if about && name != "field" && (value.is_string() || value.is_number()) {
                    *value = HIDDEN.into();
                }
                without_identity_numbers(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_identity_numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What was left out of an answer comes back as nothing with a section that is saved; it must not be
/// taken for "clear it".
pub fn keep_identity_numbers(request: &mut Value) -> Result<(), ApiError> {
    if request.get("section").and_then(Value::as_str) != Some("identity") {
        return Ok(());
    }
    match request.get_mut("value") {
        Some(Value::Object(identity)) => {
            identity.retain(|name, _| !is_number(name));
            Ok(())
        }
        Some(Value::Null) => Err(missing(
            Right::ViewIdentity,
            "clearing the whole identity takes the right to see its numbers".to_owned(),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_identity_number_is_left_in_an_answer_wherever_it_stands() {
        let mut answer = json!({
            "record": {"identity": {"socialSecurityId": "078-05-1120", "birthDate": "1980-01-31"}},
            "entries": [{"conflicts": [
                {"field": "identity.socialSecurityId", "mine": "078-05-1120", "theirs": "1", "base": null},
                {"field": "names.givenName", "mine": "Ana", "theirs": "Anna", "base": "A"},
            ]}],
        });
        without_identity_numbers(&mut answer);
        let text = answer.to_string();
        assert!(!text.contains("078-05"), "{text}");
        assert_eq!(answer["record"]["identity"]["birthDate"], "1980-01-31");
        assert_eq!(answer["entries"][0]["conflicts"][0]["field"], "identity.socialSecurityId");
        assert_eq!(answer["entries"][0]["conflicts"][1]["mine"], "Ana");
    }

    #[test]
    fn a_number_that_was_not_shown_is_not_cleared_by_giving_back_nothing() {
        let mut request = json!({"section": "identity",
            "value": {"socialSecurityId": null, "birthDate": "1980-01-31"}});
        keep_identity_numbers(&mut request).unwrap();
        assert_eq!(request["value"], json!({"birthDate": "1980-01-31"}));
        let mut all = json!({"section": "identity", "value": null});
        assert_eq!(keep_identity_numbers(&mut all).unwrap_err().code, Code::RightMissing);
        let mut other = json!({"section": "names", "value": null});
        keep_identity_numbers(&mut other).unwrap();
    }
}
