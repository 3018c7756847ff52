//! The documents against the running server: every documented operation is called and its answer
//! checked, strictly, against the response schema; the unit test in `routes` sees to the reverse.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{Shop, json_of};

async fn document(shop: &Shop, name: &str) -> Value {
    shop.admin("GET", &format!("/openapi/{name}.json"), Value::Null).await
}

fn operations(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods");
            methods.keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

/// Nothing may be answered that is not documented: objects take no further members.
fn strict(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(strict);
            if object.get("type") == Some(&json!("object")) && object.contains_key("properties") {
                object.entry("additionalProperties").or_insert(json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

/// Fails unless the answer is one the document foresees for the operation.
fn check(document: &Value, method: &str, path: &str, status: u16, body: &Value) {
    let operation = &document["paths"][path][method.to_lowercase()];
    let response = &operation["responses"][status.to_string()];
    assert!(response.is_object(), "{method} {path}: {status} is not documented: {body}");
    let Some(schema) = response.pointer("/content/application~1json/schema") else {
        assert!(body.is_null(), "{method} {path}: {status} has no body: {body}");
        return;
    };
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    strict(&mut whole);
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{method} {path} {status}: {errors:#?}\n{body:#}");
}

/// Calls each operation of a list and compares the list with the document.
async fn walk(shop: &Shop, name: &str, calls: Vec<(&str, &str, Value)>) {
    let document = document(shop, name).await;
    let (id, uuid) = shop.ids("Maria%20Sousa").await;
    let mut called = BTreeSet::new();
    for (method, path, body) in calls {
        let (template, query) = path.split_once('?').unwrap_or((path, ""));
        let real = path
            .replace("{enterprise}", "sample")
            .replace("{store}", "sample")
            .replace("{customerId}", &id)
            .replace("{departmentUUID}", "dep-sample")
            .replace("{customerUuid}", &uuid);
        let mut request = shop.http.request(method.parse().expect("a method"), shop.url(&real));
        request = if real.starts_with("/customer/v2") {
            request.basic_auth("desk", Some("desk-secret"))
        } else {
            request.bearer_auth(&shop.token)
        };
        request = match &body {
            Value::Null => request,
            Value::String(form) => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.clone()),
            json => request.json(json),
        };
        let (status, answer) = json_of(request.send().await).await;
        assert!(status < 300, "{method} {real}: {status} {answer}");
        check(&document, method, template, status, &answer);
        called.insert((method.to_owned(), template.to_owned()));
        if !query.is_empty() {
            let documented = &document["paths"][template][method.to_lowercase()]["parameters"];
            for pair in query.split('&') {
                let name = pair.split('=').next().unwrap_or_default();
                assert!(
                    documented
                        .as_array()
                        .is_some_and(|list| list.iter().any(|p| p["name"] == name)),
                    "{name} is not documented"
                );
            }
        }
    }
    assert_eq!(called, operations(&document), "every documented operation is called");
}

const FORM: &str = "grant_type=client_credentials&client_id=desk&client_secret=desk-secret";

#[tokio::test]
async fn keyloop_v1_answers_as_its_document_says() {
    let shop = Shop::open(200).await;
    let base = "/{enterprise}/{store}/v1/customers";
    let one = format!("{base}/{{customerId}}");
    let names = json!({"names": {"givenName": "Maria", "familyName": "Sousa"}});
    let paths: Vec<String> = ["", "/identity", "/companies", "/vehicles", "/privacy"]
        .iter()
        .map(|part| format!("{one}{part}"))
        .collect();
    let writes = [
        ("update-names", names.clone()),
        ("update-addresses", json!({"addresses": {"home": {"physicalAddress": {"city": "York"}}}})),
        ("update-communication", json!({"communication": {"home": {"mobile": "07712 304417"}}})),
        ("update-identity", json!({"birthDate": "1980-01-31T00:00:00Z"})),
        ("update-personal-details", json!({"personalDetails": {"gender": "FEMALE"}})),
    ]
    .map(|(command, body)| (format!("{one}/{command}"), body));
    let search = format!("{base}?familyName=s&pageSize=100&page=1");
    let mut calls = vec![
        ("POST", "/oauth/client_credential/accesstoken", json!(FORM)),
        ("GET", search.as_str(), Value::Null),
        ("POST", base, names),
    ];
    calls.extend(paths.iter().map(|path| ("GET", path.as_str(), Value::Null)));
    calls.extend(writes.iter().map(|(path, body)| ("POST", path.as_str(), body.clone())));
    walk(&shop, "keyloop-v1", calls).await;
}

#[tokio::test]
async fn keyloop_v3_answers_as_its_document_says() {
    let shop = Shop::open(200).await;
    let base = "/{enterprise}/{store}/v3/customers";
    let one = format!("{base}/{{customerId}}");
    let search = format!("{base}?freeTextSearch=s&pageSize=100");
    let body = json!({"customer": {"individual": {"givenName": "Maria", "familyName": "Sousa"}}});
    let calls = vec![
        ("POST", "/oauth/client_credential/accesstoken", json!(FORM)),
        ("GET", search.as_str(), Value::Null),
        ("POST", base, body.clone()),
        ("GET", one.as_str(), Value::Null),
        ("PATCH", one.as_str(), body.clone()),
        ("PUT", one.as_str(), body),
    ];
    walk(&shop, "keyloop-v3", calls).await;
}

#[tokio::test]
async fn mykaarma_answers_as_its_document_says_in_both_shapes() {
    let shop = Shop::open(200).await;
    let base = "/customer/v2/department/{departmentUUID}/customer";
    let (search, one) = (
        format!("{base}/listMinimal?searchTerm=a&queryOperator=OR"),
        format!("{base}/{{customerUuid}}"),
    );
    let slash = format!("{base}/");
    let body = json!({"customer": {"firstName": "Maria", "lastName": "Sousa"}});
    for rules in
        [json!({}), json!({"mykaarma_search_shape": "nested", "mykaarma_read_shape": "beside"})]
    {
        shop.rules(rules).await;
        let calls = vec![
            ("GET", search.as_str(), Value::Null),
            ("GET", one.as_str(), Value::Null),
            ("PUT", one.as_str(), body.clone()),
            ("POST", base, body.clone()),
            ("PUT", base, body.clone()),
            ("POST", slash.as_str(), body.clone()),
        ];
        walk(&shop, "mykaarma", calls).await;
    }
}

#[tokio::test]
async fn every_customer_and_every_common_refusal_fits_the_documents() {
    let shop = Shop::open(120).await;
    let (v1, v3) = (document(&shop, "keyloop-v1").await, document(&shop, "keyloop-v3").await);
    let mk = document(&shop, "mykaarma").await;
    let list = shop.admin("GET", "/customers?limit=120", Value::Null).await;
    for item in list["items"].as_array().expect("items") {
        let id = item["keyloopId"].as_str().expect("an id");
        let uuid = item["customerUuid"].as_str().expect("a uuid");
        for part in ["", "/identity", "/companies", "/vehicles", "/privacy"] {
            let path = format!("/v1/customers/{id}{part}");
            let (status, body) = json_of(shop.keyloop("GET", &path, None).await).await;
            let template = format!("/{{enterprise}}/{{store}}/v1/customers/{{customerId}}{part}");
            check(&v1, "GET", &template, status, &body);
        }
        let (status, body) =
            json_of(shop.keyloop("GET", &format!("/v3/customers/{id}"), None).await).await;
        check(&v3, "GET", "/{enterprise}/{store}/v3/customers/{customerId}", status, &body);
        let (status, body) =
            json_of(shop.mykaarma("GET", &format!("/customer/{uuid}"), None).await).await;
        let template = "/customer/v2/department/{departmentUUID}/customer/{customerUuid}";
        check(&mk, "GET", template, status, &body);
    }
    let template = "/{enterprise}/{store}/v1/customers/{customerId}";
    let (status, body) = json_of(shop.keyloop("GET", "/v1/customers/none", None).await).await;
    assert_eq!(status, 404);
    check(&v1, "GET", template, status, &body);
    let url = shop.url("/sample/sample/v1/customers/none");
    let (status, body) = json_of(shop.http.get(url).send().await).await;
    assert_eq!(status, 401);
    check(&v1, "GET", template, status, &body);
}

/// Every parameter, property, answer, body and operation says how sure we are of it.
#[tokio::test]
async fn every_element_of_the_documents_carries_its_confidence() {
    fn look(path: &str, value: &Value, missing: &mut Vec<String>) {
        let Some(object) = value.as_object() else {
            for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                look(&format!("{path}/{at}"), item, missing);
            }
            return;
        };
        let is_element = object.contains_key("operationId")
            || object.contains_key("in")
            || object.contains_key("properties")
            || (path.contains("/properties/") && object.contains_key("type"))
            || path.rsplit('/').nth(1) == Some("responses");
        let level = object.get("x-confidence").and_then(Value::as_str);
        let known = ["documented", "inferred", "proposed"];
        if is_element && !level.is_some_and(|level| known.contains(&level)) {
            missing.push(path.to_owned());
        }
        for (name, member) in object {
            look(&format!("{path}/{name}"), member, missing);
        }
    }
    let shop = Shop::open(20).await;
    for name in ["keyloop-v1", "keyloop-v3", "mykaarma"] {
        let document = document(&shop, name).await;
        assert_eq!(document["openapi"], "3.1.0");
        let mut missing = Vec::new();
        look("", &document["paths"], &mut missing);
        look("/components/schemas", &document["components"]["schemas"], &mut missing);
        assert_eq!(missing, Vec::<String>::new(), "{name}");
    }
}
