//! Heads of requests and answers: names that are common knowledge, and values of a form that can
//! hold nothing of anybody's. Both are let in, nothing is taken out.

use serde::{Deserialize, Serialize};

use super::shape::kind;
use super::words::is_request_id;
use crate::meaning::http_date;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub name: String,
    pub value: String,
}

const NAMES: &str = "\
    accept accept-language accept-ranges access-control-allow-origin age allow authorization \
    cache-control cf-ray connection content-disposition content-encoding content-language \
    content-length content-security-policy content-type correlation-id date etag expires \
    last-modified link location pragma ratelimit ratelimit-limit ratelimit-policy \
    ratelimit-remaining ratelimit-reset referrer-policy request-id retry-after server \
    set-cookie strict-transport-security traceparent transfer-encoding user-agent vary via \
    warning www-authenticate x-amzn-requestid x-amzn-trace-id x-apigee-message-id \
    x-content-type-options x-correlation-id x-frame-options x-onbehalf-of x-powered-by \
    x-ratelimit-limit x-ratelimit-remaining x-ratelimit-reset x-request-id x-xss-protection";

const MEDIA: &str = "\
    application/json application/problem+json application/xml \
    application/x-www-form-urlencoded text/html text/plain text/xml";

/// Words a list of directives may be made of.
const DIRECTIVES: &str = "\
    accept accept-encoding application/json br chunked close deflate delete get gzip head \
    identity keep-alive max-age=0 must-revalidate no-cache no-store options origin patch post \
    private public put";

fn is_in(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// A header as it may be kept. `None`: its value is no text, or not for anybody.
pub(crate) fn header(name: &str, value: Option<&str>) -> Header {
    let name = name.to_ascii_lowercase();
    let value = value.map_or_else(|| "<secret>".to_owned(), |value| shown(&name, value.trim()));
    if is_in(NAMES, &name) {
        Header { name, value }
    } else {
        Header { name: format!("<header {}>", name.len()), value }
    }
}

fn shown(name: &str, value: &str) -> String {
    if may_stand(name, value) {
        return value.to_owned();
    }
    // Written anew: the old form allows remarks.
    if matches!(name, "date" | "expires" | "last-modified" | "retry-after")
        && let Some(time) = http_date(value)
    {
        return time.to_string();
    }
    if matches!(name, "authorization" | "www-authenticate") {
        let scheme = value.split(' ').next().unwrap_or_default();
        let known = ["Basic", "Bearer"].into_iter().find(|word| word.eq_ignore_ascii_case(scheme));
        return known.map_or_else(|| "<secret>".to_owned(), |word| format!("{word} <secret>"));
    }
    match name {
        "location" | "link" => "<address>".to_owned(),
        "set-cookie" => "<secret>".to_owned(),
        _ => kind("", value).to_string(),
    }
}

fn may_stand(name: &str, value: &str) -> bool {
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())
    };
    match name {
        "content-type" => media(value),
        "retry-after" => digits(value, 6),
        "content-length" | "age" => digits(value, 9),
        "etag" => {
            let tag = value.strip_prefix("W/").unwrap_or(value).trim_matches('"');
            digits(tag, 5) || is_request_id(tag)
        }
        "accept" | "allow" | "cache-control" | "connection" | "content-encoding"
        | "transfer-encoding" | "vary" => {
            value.split(',').all(|word| is_in(DIRECTIVES, &word.trim().to_ascii_lowercase()))
        }
        _ if name.starts_with("ratelimit") || name.starts_with("x-ratelimit") => digits(value, 5),
        _ if name.ends_with("correlation-id")
            || name.ends_with("request-id")
            || name.ends_with("requestid")
            || name.ends_with("message-id") =>
        {
            is_request_id(value)
        }
        _ => false,
    }
}

fn media(value: &str) -> bool {
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let known = parts.next().is_some_and(|kind| is_in(MEDIA, &kind));
    known && parts.all(|part| matches!(part.as_str(), "charset=utf-8" | "charset=iso-8859-1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_of_a_harmless_form_stand() {
        for (name, value, told) in [
            ("Content-Type", "application/json; charset=utf-8", "application/json; charset=utf-8"),
            ("content-type", "application/json; name=Sousa", "<text 28>"),
            ("retry-after", "30", "30"),
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("retry-after", "07700900123", "<digits 11>"),
            ("etag", "\"17\"", "\"17\""),
            ("etag", "\"Sousa\"", "<text 7>"),
            ("x-ratelimit-remaining", "9", "9"),
            ("x-request-id", "maria-sousa", "<text 11>"),
            (
                "x-request-id",
                "0190aaaa-bbbb-4ccc-8ddd-eeeeffff0000",
                "0190aaaa-bbbb-4ccc-8ddd-eeeeffff0000",
            ),
            ("authorization", "Bearer abc", "Bearer <secret>"),
            ("authorization", "abc", "<secret>"),
            ("location", "https://x.example/customers/7", "<address>"),
            ("set-cookie", "sid=Sousa", "<secret>"),
            ("server", "nginx", "<text 5>"),
            ("allow", "GET, POST", "GET, POST"),
        ] {
            let shown = header(name, Some(value));
            assert_eq!((shown.name, shown.value), (name.to_ascii_lowercase(), told.to_owned()));
        }
        assert_eq!(header("X-Maria-Sousa", Some("1")).name, "<header 13>");
        assert_eq!(header("authorization", None).value, "<secret>");
    }
}
