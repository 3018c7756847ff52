use super::*;

fn answer(status: u16, content_type: &str, body: &str) -> Answer {
    Answer {
        status,
        content_type: content_type.into(),
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// One word for a failure, so that a table of them reads as the fault matrix does.
fn word(outcome: &Result<Value, Failure>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(Failure::NotSent { .. }) => "not_sent",
        Err(Failure::Untrusted { .. }) => "untrusted",
        Err(Failure::Unknown { .. }) => "unknown",
        Err(Failure::Throttled { .. }) => "throttled",
        Err(Failure::Held { .. }) => "held",
        Err(Failure::Refused { .. }) => "refused",
        Err(Failure::SignIn { .. }) => "sign_in",
        Err(Failure::Permission { .. }) => "permission",
        Err(Failure::Gone) => "gone",
        Err(Failure::Locked) => "locked",
        Err(Failure::Changed) => "changed",
        Err(Failure::NotTheNetwork { .. }) => "not_the_network",
        Err(Failure::AnotherCustomer) => "another_customer",
        Err(Failure::Unreadable { .. }) => "unreadable",
        Err(Failure::Unsupported { .. }) => "unsupported",
    }
}

#[test]
fn each_answer_means_one_thing_for_a_read_and_one_for_a_write() {
    let quota = r#"{"fault":{"faultstring":"Rate limit quota violation","detail":
        {"errorcode":"policies.ratelimit.QuotaViolation"}}}"#;
    let token = r#"{"fault":{"faultstring":"Invalid Access Token","detail":
        {"errorcode":"keymanagement.service.invalid_access_token"}}}"#;
    let bare_token = r#"{"fault":{"faultstring":"Invalid Access Token"}}"#;
    let route = r#"{"fault":{"faultstring":"Unable to identify proxy","detail":
        {"errorcode":"messaging.adaptors.http.flow.ApplicationNotFound"}}}"#;
    let down = r#"{"fault":{"faultstring":"The Service is temporarily unavailable","detail":
        {"errorcode":"messaging.adaptors.http.flow.ServiceUnavailable"}}}"#;
    let scope = r#"{"errors":[{"errorCode":100014,"errorTitle":"INVALID_SCOPE_DEPARTMENT"}]}"#;
    let wrong = r#"{"errors":[{"errorCode":100003,"errorTitle":"WRONG_CREDENTIAL"}]}"#;
    let invalid = r#"{"errors":[{"errorCode":100006,"errorTitle":"INVALID_REQUEST_DATA"}]}"#;
    let internal = r#"{"errors":[{"errorCode":100005,"errorTitle":"INTERNAL"}]}"#;
    let locked = r#"{"errors":[{"code":"RECORD_LOCKED","message":"in use"}]}"#;
    let moved = r#"{"errors":[{"code":"VERSION_CONFLICT","message":"changed"}]}"#;
    use Network::{Keyloop, MyKaarma};
    #[rustfmt::skip]
    let table: &[(Network, u16, &str, &str, &str, &str)] = &[
        // network, status, content type, body, as a read, as a write
        (Keyloop, 200, JSON, "{}", "ok", "ok"),
        (Keyloop, 200, "text/plain", "{}", "ok", "ok"),
        (Keyloop, 204, "", "", "unreadable", "ok"),
        (Keyloop, 202, "", "", "unreadable", "unknown"),
        (Keyloop, 202, JSON, "{}", "ok", "unknown"),
        (Keyloop, 200, HTML, "<html>sign in</html>", "not_the_network", "not_the_network"),
        (Keyloop, 200, JSON, "<html>sign in</html>", "not_the_network", "not_the_network"),
        (MyKaarma, 200, HTML, "<html>sign in</html>", "not_the_network", "not_the_network"),
        (Keyloop, 200, JSON, "{\"half\":", "unreadable", "unknown"),
        (Keyloop, 200, JSON, "\"text\"", "unreadable", "unknown"),
        (Keyloop, 302, HTML, "", "not_the_network", "unknown"),
        (Keyloop, 307, "", "", "not_the_network", "unknown"),
        (MyKaarma, 303, JSON, "{}", "not_the_network", "unknown"),
        (Keyloop, 400, HTML, "<html>", "not_the_network", "not_the_network"),
        (Keyloop, 400, JSON, "{}", "refused", "refused"),
        (Keyloop, 413, "", "", "refused", "refused"),
        (Keyloop, 415, "", "", "refused", "refused"),
        (Keyloop, 422, JSON, "{}", "refused", "refused"),
        (Keyloop, 401, JSON, "{}", "sign_in", "sign_in"),
        (Keyloop, 401, JSON, token, "sign_in", "sign_in"),
        (Keyloop, 500, JSON, token, "sign_in", "sign_in"),
        (Keyloop, 500, JSON, bare_token, "sign_in", "sign_in"),
        (Keyloop, 500, JSON, quota, "throttled", "throttled"),
        (Keyloop, 429, JSON, quota, "throttled", "throttled"),
        (Keyloop, 429, "", "", "throttled", "throttled"),
        (Keyloop, 404, JSON, route, "not_the_network", "refused"),
        (Keyloop, 403, JSON, "{}", "permission", "permission"),
        (Keyloop, 404, JSON, "{}", "gone", "gone"),
        (Keyloop, 410, "", "", "gone", "gone"),
        (Keyloop, 404, HTML, "<html>", "not_the_network", "not_the_network"),
        (Keyloop, 408, "", "", "unknown", "unknown"),
        (Keyloop, 425, "", "", "unknown", "unknown"),
        (Keyloop, 409, JSON, locked, "locked", "locked"),
        (Keyloop, 409, "", "", "locked", "locked"),
        (Keyloop, 409, JSON, moved, "changed", "changed"),
        (MyKaarma, 409, "", "", "changed", "changed"),
        (Keyloop, 412, "", "", "changed", "changed"),
        (Keyloop, 423, "", "", "locked", "locked"),
        (Keyloop, 500, "", "", "unknown", "unknown"),
        (Keyloop, 502, HTML, "<html>", "unknown", "unknown"),
        (Keyloop, 504, JSON, down, "unknown", "unknown"),
        (Keyloop, 520, "", "", "unknown", "unknown"),
        (Keyloop, 503, "", "", "unknown", "unknown"),
        (Keyloop, 503, JSON, down, "unknown", "unknown"),
        (Keyloop, 511, HTML, "<html>", "not_the_network", "not_the_network"),
        (MyKaarma, 200, JSON, r#"{"errors":[]}"#, "ok", "ok"),
        (MyKaarma, 200, JSON, scope, "permission", "permission"),
        (MyKaarma, 200, JSON, wrong, "sign_in", "sign_in"),
        (MyKaarma, 200, JSON, invalid, "refused", "refused"),
        (MyKaarma, 200, JSON, internal, "unknown", "unknown"),
        (MyKaarma, 403, JSON, wrong, "sign_in", "sign_in"),
        (MyKaarma, 403, JSON, scope, "permission", "permission"),
        (MyKaarma, 401, JSON, wrong, "sign_in", "sign_in"),
        (MyKaarma, 400, JSON, invalid, "refused", "refused"),
        (MyKaarma, 500, JSON, internal, "unknown", "unknown"),
        (MyKaarma, 503, JSON, "{}", "unknown", "unknown"),
        (MyKaarma, 404, JSON, r#"{"errors":[{"errorCode":1}]}"#, "gone", "gone"),
    ];
    for (network, status, content_type, body, read, write) in table {
        let answer = answer(*status, content_type, body);
        let asked = Asked::read(*network, true);
        assert_eq!(word(&of(&answer, asked)), *read, "read {network:?} {status} {body}");
        let asked = Asked::write(*network, true, false);
        assert_eq!(word(&of(&answer, asked)), *write, "write {network:?} {status} {body}");
    }
}

#[test]
fn a_404_of_the_collection_is_never_a_customer_that_is_gone() {
    let answer = answer(404, JSON, "{}");
    let asked = Asked::read(Network::Keyloop, false);
    assert_eq!(word(&of(&answer, asked)), "not_the_network");
    let asked = Asked::write(Network::MyKaarma, false, false);
    assert_eq!(word(&of(&answer, asked)), "refused");
}

#[test]
fn a_search_answered_404_in_words_was_refused_by_the_network_itself() {
    let asked = Asked::read(Network::Keyloop, false);
    for (body, meant) in [
        (r#"{"errors":[{"code":"NOT_FOUND","message":"nobody"}]}"#, "refused"),
        (r#"{"message":"nobody"}"#, "refused"),
        ("{}", "not_the_network"),
        ("", "not_the_network"),
        ("<html>", "not_the_network"),
        (r#"{"fault":{"faultstring":"no such route"}}"#, "not_the_network"),
    ] {
        assert_eq!(word(&of(&answer(404, JSON, body), asked)), meant, "{body}");
    }
}

#[test]
fn a_create_that_conflicts_is_refused_unless_somebody_has_a_lock() {
    let twin = r#"{"errors":[{"message":"a customer with this e-mail exists"}]}"#;
    let conflict = r#"{"errors":[{"code":"CONFLICT","message":"duplicate"}]}"#;
    let locked = r#"{"errors":[{"code":"RECORD_LOCKED","message":"in use"}]}"#;
    for network in [Network::Keyloop, Network::MyKaarma] {
        let asked = Asked::write(network, false, false);
        for (body, said) in [
            (twin, "a customer with this e-mail exists"),
            (conflict, "duplicate"),
            ("", "the network refused it (409)"),
        ] {
            let Err(Failure::Refused { status: 409, refusals }) =
                of(&answer(409, JSON, body), asked)
            else {
                panic!("{network:?} {body}");
            };
            assert_eq!(refusals[0].message, said);
        }
        assert_eq!(word(&of(&answer(409, JSON, locked), asked)), "locked");
    }
}

#[test]
fn only_of_a_part_of_a_customer_a_missing_route_says_that_it_is_not_offered() {
    let fault = r#"{"fault":{"faultstring":"no such route"}}"#;
    let part = Asked::part(Network::Keyloop);
    let whole = Asked::read(Network::Keyloop, true);
    for (status, body, of_part, of_whole) in [
        (404, fault, "unsupported", "not_the_network"),
        (404, "<html>", "unsupported", "not_the_network"),
        (404, "{}", "gone", "gone"),
        (405, "", "unsupported", "refused"),
        (501, "", "unsupported", "unknown"),
        (403, "{}", "permission", "permission"),
        (500, "", "unknown", "unknown"),
        (200, "<html>", "not_the_network", "not_the_network"),
    ] {
        let answer = answer(status, JSON, body);
        assert_eq!(word(&of(&answer, part)), of_part, "{status} {body}");
        assert_eq!(word(&of(&answer, whole)), of_whole, "{status} {body}");
    }
}

#[test]
fn a_declared_503_is_not_executed() {
    let mut down = answer(503, "", "");
    down.retry_after = Some("7".into());
    let declared = Asked::write(Network::Keyloop, true, true);
    let seven = Err(Failure::Throttled { after: Some(Duration::from_secs(7)) });
    assert_eq!(of(&down, declared), seven);
    // To a question it asks to wait only where it says how long.
    let question = Asked::read(Network::Keyloop, true);
    assert_eq!(of(&down, question), seven);
    down.retry_after = None;
    assert_eq!(of(&down, declared), Err(Failure::Throttled { after: None }));
    assert_eq!(word(&of(&down, question)), "unknown");
}

#[test]
fn retry_after_is_seconds_or_a_date_by_the_servers_own_clock() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let later = "Sun, 06 Nov 1994 08:50:07 GMT";
    for (said, server, seconds) in [
        ("3", None, Some(3)),
        ("0", None, Some(0)),
        (" 12 ", None, Some(12)),
        ("99999999999999999999999", None, Some(3600)),
        ("3601", None, Some(3600)),
        (later, Some(date), Some(30)),
        ("Mon, 06 Nov 2034 08:49:37 GMT", Some(date), Some(3600)),
        (date, Some(later), Some(0)),
        (later, None, None),
        ("soon", Some(date), None),
        ("-5", Some(date), None),
        ("", Some(date), None),
    ] {
        let answer = Answer {
            status: 429,
            retry_after: Some(said.into()),
            date: server.map(str::to_owned),
            ..Answer::default()
        };
        assert_eq!(retry_after(&answer), seconds.map(Duration::from_secs), "{said}");
    }
}

#[test]
fn a_refusal_names_the_field_as_the_record_does() {
    let body = r#"{"errors":[
        {"code":"VALIDATION_ERROR","message":"too long","field":"names.familyName"},
        {"code":"VALIDATION_ERROR","message":"no @","field":"communication.home.email"},
        {"code":"VALIDATION_ERROR","message":"long","field":"addresses.home.physicalAddress.city"},
        {"code":"VALIDATION_ERROR","message":"when","field":"birthDate"}]}"#;
    let asked = Asked::write(Network::Keyloop, true, false);
    let Err(Failure::Refused { refusals, .. }) = of(&answer(400, JSON, body), asked) else {
        panic!("refused");
    };
    let fields: Vec<_> = refusals.iter().filter_map(|r| r.field.as_deref()).collect();
    assert_eq!(
        fields,
        ["names.familyName", "channels.email", "addresses.city", "identity.birthDate"]
    );
}
