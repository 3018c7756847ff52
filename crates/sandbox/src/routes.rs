//! Every dealer route there is: network, method, template. The documents served under
//! `/_sandbox/openapi` are checked against this table.

use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    Token,
    KeyloopV1,
    KeyloopV3,
    MyKaarma,
    /// No route fits the path.
    Unknown,
}

impl Network {
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::KeyloopV1 => "keyloop-v1",
            Self::KeyloopV3 => "keyloop-v3",
            Self::MyKaarma => "mykaarma",
            Self::Unknown => "unknown",
        }
    }

    pub fn is_named(self, name: &str) -> bool {
        match name {
            "any" => true,
            "keyloop" => matches!(self, Self::KeyloopV1 | Self::KeyloopV3),
            other => self.name() == other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Token,
    Search,
    Detail,
    Identity,
    Companies,
    Vehicles,
    Privacy,
    Create,
    UpdateNames,
    UpdateAddresses,
    UpdateIdentity,
    UpdateCommunication,
    UpdatePersonalDetails,
    Replace,
    Patch,
}

#[derive(Debug)]
pub struct Route {
    pub network: Network,
    pub method: &'static str,
    pub template: &'static str,
    pub operation: Operation,
}

macro_rules! routes {
    ($($network:ident $method:literal $template:literal $operation:ident;)+) => {
        &[$(Route {
            network: Network::$network,
            method: $method,
            template: $template,
            operation: Operation::$operation,
        }),+]
    };
}

pub const ROUTES: &[Route] = routes! {
    Token "POST" "/oauth/client_credential/accesstoken" Token;
    MyKaarma "GET" "/customer/v2/department/{departmentUUID}/customer/listMinimal" Search;
    MyKaarma "GET" "/customer/v2/department/{departmentUUID}/customer/{customerUuid}" Detail;
    MyKaarma "POST" "/customer/v2/department/{departmentUUID}/customer" Create;
    MyKaarma "POST" "/customer/v2/department/{departmentUUID}/customer/" Create;
    MyKaarma "PUT" "/customer/v2/department/{departmentUUID}/customer" Create;
    MyKaarma "PUT" "/customer/v2/department/{departmentUUID}/customer/{customerUuid}" Replace;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers" Search;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers" Create;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers/{customerId}" Detail;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers/{customerId}/identity" Identity;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers/{customerId}/companies" Companies;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers/{customerId}/vehicles" Vehicles;
    KeyloopV1 "GET" "/{enterprise}/{store}/v1/customers/{customerId}/privacy" Privacy;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers/{customerId}/update-names" UpdateNames;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers/{customerId}/update-addresses"
        UpdateAddresses;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers/{customerId}/update-identity"
        UpdateIdentity;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers/{customerId}/update-communication"
        UpdateCommunication;
    KeyloopV1 "POST" "/{enterprise}/{store}/v1/customers/{customerId}/update-personal-details"
        UpdatePersonalDetails;
    KeyloopV3 "GET" "/{enterprise}/{store}/v3/customers" Search;
    KeyloopV3 "POST" "/{enterprise}/{store}/v3/customers" Create;
    KeyloopV3 "GET" "/{enterprise}/{store}/v3/customers/{customerId}" Detail;
    KeyloopV3 "PUT" "/{enterprise}/{store}/v3/customers/{customerId}" Replace;
    KeyloopV3 "PATCH" "/{enterprise}/{store}/v3/customers/{customerId}" Patch;
};

/// The domains that may lead a Keyloop v1 path.
pub const DOMAINS: [&str; 3] = ["crm", "sales", "service"];

pub enum Found {
    Route(&'static Route, HashMap<&'static str, String>),
    /// The path exists, the method does not.
    OtherMethod(Network, String),
    Nothing,
}

pub fn find(method: &str, path: &str) -> Found {
    let path = without_domain(path);
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let mut allowed = Vec::new();
    let mut network = Network::Unknown;
    for route in ROUTES {
        let Some(params) = fit(route.template, &segments) else { continue };
        if route.method == method {
            return Found::Route(route, params);
        }
        allowed.push(route.method);
        network = route.network;
    }
    if allowed.is_empty() {
        Found::Nothing
    } else {
        Found::OtherMethod(network, allowed.join(", "))
    }
}

fn without_domain(path: &str) -> &str {
    let mut parts = path.splitn(3, '/');
    let (_, domain, rest) = (parts.next(), parts.next(), parts.next());
    match (domain, rest) {
        (Some(domain), Some(rest)) if DOMAINS.contains(&domain) => {
            let versioned = rest.split('/').nth(2) == Some("v1");
            if versioned { rest } else { path }
        }
        _ => path,
    }
}

fn fit(template: &'static str, segments: &[&str]) -> Option<HashMap<&'static str, String>> {
    let parts: Vec<&'static str> = template.trim_start_matches('/').split('/').collect();
    if parts.len() != segments.len() {
        return None;
    }
    let mut params = HashMap::new();
    for (part, segment) in parts.iter().zip(segments) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) if !segment.is_empty() => {
                params.insert(name, decode(segment, false));
            }
            Some(_) => return None,
            None if part == segment => {}
            None => return None,
        }
    }
    Some(params)
}

/// Undoes percent-encoding; in a query a plus is a space too.
pub fn decode(text: &str, query: bool) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 3;
                continue;
            }
            (b'+', _) if query => decoded.push(b' '),
            (other, _) => decoded.push(*other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

pub fn query_pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn operation(method: &str, path: &str) -> Option<Operation> {
        match find(method, path) {
            Found::Route(route, _) => Some(route.operation),
            Found::OtherMethod(..) | Found::Nothing => None,
        }
    }

    #[test]
    fn keyloop_paths_work_with_and_without_a_domain() {
        assert_eq!(operation("GET", "/crm/e/s/v1/customers"), Some(Operation::Search));
        assert_eq!(operation("GET", "/e/s/v1/customers/01-1"), Some(Operation::Detail));
        assert_eq!(operation("GET", "/crm/e/s/v1/customers/01-1"), Some(Operation::Detail));
        assert_eq!(operation("GET", "/other/e/s/v1/customers/01-1"), None);
        assert_eq!(operation("GET", "/crm/e/s/v3/customers"), None);
        assert_eq!(operation("PATCH", "/sales/s/v3/customers/1"), Some(Operation::Patch));
    }

    #[test]
    fn ids_are_percent_decoded_and_mykaarma_takes_a_trailing_slash_on_create() {
        let Found::Route(_, params) = find("GET", "/e/s/v1/customers/a%2Fb%20c") else {
            panic!("no route")
        };
        assert_eq!(params.get("customerId").map(String::as_str), Some("a/b c"));
        let base = "/customer/v2/department/d/customer";
        assert_eq!(operation("POST", &format!("{base}/")), Some(Operation::Create));
        assert_eq!(operation("PUT", base), Some(Operation::Create));
        assert_eq!(operation("GET", &format!("{base}/listMinimal")), Some(Operation::Search));
        assert!(matches!(find("DELETE", &format!("{base}/u")), Found::OtherMethod(..)));
    }

    #[test]
    fn every_route_is_documented_and_nothing_else_is() {
        let documents = [
            include_str!("../openapi/keyloop-v1.json"),
            include_str!("../openapi/keyloop-v3.json"),
            include_str!("../openapi/mykaarma.json"),
        ];
        let mut documented = BTreeSet::new();
        for text in documents {
            let document: serde_json::Value = serde_json::from_str(text).expect("JSON");
            for (path, methods) in document["paths"].as_object().expect("paths") {
                for method in methods.as_object().expect("methods").keys() {
                    documented.insert((method.to_uppercase(), path.clone()));
                }
            }
        }
        let served: BTreeSet<(String, String)> = ROUTES
            .iter()
            .map(|route| (route.method.to_owned(), route.template.to_owned()))
            .collect();
        assert_eq!(served, documented);
    }

    #[test]
    fn a_plus_is_a_space_only_in_a_query() {
        assert_eq!(decode("a+b%2B", true), "a b+");
        assert_eq!(decode("a+b%zz", false), "a+b%zz");
    }
}
