//! Every branch of the seed's tree, and every hole in it.

use crate::{maria, numbered, record};
use matching::tree::{Branch, walk};
use serde_json::json;

#[test]
fn each_situation_ends_at_its_branch() {
    let phone = json!([{"kind": "phone", "value": "07400 123456"}]);
    let mail = json!([{"kind": "email", "value": "Maria@Sousa.example"}]);
    let car = json!([{"vin": "WVWZZZ1KZ6W650709"}]);
    let other = record(json!({"names": {"givenName": "Maria", "familyName": "Silva"},
                              "channels": phone, "vehicles": car}));
    let keyed = maria(json!({"customerKey": "DOM123"}));
    let keyless = maria(json!({}));
    let with_mail = maria(json!({"channels": [{"kind": "email", "value": "maria@sousa.example"}]}));
    let with_car = maria(json!({"channels": [], "vehicles": car}));
    let with_end = maria(json!({"channels": [], "vehicles": [{"vin": "6W650709"}]}));
    let brother = maria(json!({"names": {"givenName": "Jorge", "familyName": "Sousa"}}));
    let joined = maria(json!({"channels": [],
        "secondaryCustomerData": [{"customerKey": "DOM123", "fname": "M"}]}));
    let asks_key = maria(json!({"customerKey": "DOM123", "channels": phone}));
    let asks = maria(json!({"channels": phone}));
    let asks_mail = maria(json!({"channels": mail}));
    let asks_car = maria(json!({"channels": [], "vehicles": car}));
    let table = [
        ("nothing found", asks.clone(), vec![], Branch::None, vec![]),
        (
            "one with the key",
            asks_key.clone(),
            vec![other.clone(), keyed.clone()],
            Branch::CustomerKey,
            vec![1],
        ),
        (
            "the key outweighs another name",
            asks_key.clone(),
            vec![
                keyless.clone(),
                record(json!({"customerKey": " dom123 ", "names": {"familyName": "X"}})),
            ],
            Branch::CustomerKey,
            vec![1],
        ),
        (
            "two with the key",
            asks_key.clone(),
            vec![keyed.clone(), keyed.clone()],
            Branch::Several,
            vec![0, 1],
        ),
        (
            "a key that only begins alike",
            asks_key.clone(),
            vec![maria(json!({"customerKey": "DOM1234"}))],
            Branch::None,
            vec![],
        ),
        (
            "a key of a joined record",
            asks_key.clone(),
            vec![joined.clone()],
            Branch::CustomerKey,
            vec![0],
        ),
        (
            "name and phone",
            asks.clone(),
            vec![other.clone(), keyless.clone()],
            Branch::NameAndContact,
            vec![1],
        ),
        (
            "name and e-mail",
            asks_mail.clone(),
            vec![with_mail.clone()],
            Branch::NameAndContact,
            vec![0],
        ),
        (
            "our key is unknown there",
            asks_key.clone(),
            vec![keyless.clone()],
            Branch::NameAndContact,
            vec![0],
        ),
        ("name and phone, but a key", asks.clone(), vec![keyed.clone()], Branch::None, vec![]),
        (
            "an empty key is none",
            asks.clone(),
            vec![maria(json!({"customerKey": ""})), other.clone()],
            Branch::NameAndContact,
            vec![0],
        ),
        (
            "a null key is none",
            asks.clone(),
            vec![maria(json!({"customerKey": null}))],
            Branch::NameAndContact,
            vec![0],
        ),
        (
            "the family counts equally",
            asks.clone(),
            vec![keyless.clone(), brother.clone()],
            Branch::Several,
            vec![0, 1],
        ),
        ("one hit that does not fit", asks.clone(), vec![other.clone()], Branch::None, vec![]),
        (
            "name and car",
            asks_car.clone(),
            vec![with_car.clone(), other.clone()],
            Branch::NameAndVin,
            vec![0],
        ),
        ("the end of a VIN", asks_car.clone(), vec![with_end.clone()], Branch::NameAndVin, vec![0]),
        (
            "the same end of two whole VINs",
            asks_car.clone(),
            vec![maria(json!({"channels": [], "vehicles": [{"vin": "WVWZZZ1HM6W650709"}]}))],
            Branch::None,
            vec![],
        ),
        (
            "name and car, but a key",
            asks_car.clone(),
            vec![maria(json!({"customerKey": "K1", "vehicles": car}))],
            Branch::None,
            vec![],
        ),
        (
            "contact comes before car",
            maria(json!({"channels": phone, "vehicles": car})),
            vec![with_car.clone(), keyless.clone()],
            Branch::NameAndContact,
            vec![1],
        ),
        (
            "the car was sold: by the network's word, or by the record's",
            asks_car.clone(),
            vec![
                maria(
                    json!({"channels": [], "vehicles": [{"vin": "WVWZZZ1KZ6W650709", "isValid": false}]}),
                ),
                maria(json!({"channels": [], "vehicles": [{"vin": "WVWZZZ1KZ6W650709",
                                                          "relationship": "FORMER_OWNER"}]})),
            ],
            Branch::None,
            vec![],
        ),
        (
            "two with the car",
            asks_car.clone(),
            vec![with_car.clone(), with_end.clone()],
            Branch::Several,
            vec![0, 1],
        ),
        (
            "a particle, an accent and a hyphen aside",
            record(json!({"names": {"familyName": "de Souza-Lima"}, "channels": phone})),
            vec![record(json!({"names": {"familyName": "SOUZA LIMA", "middleName": "de"},
                                "channels": [{"kind": "phone", "value": "+447400123456"}]}))],
            Branch::NameAndContact,
            vec![0],
        ),
        (
            "no last name is not the same last name",
            record(json!({"channels": phone})),
            vec![record(json!({"channels": phone}))],
            Branch::None,
            vec![],
        ),
    ];
    for (situation, person, records, branch, ids) in table {
        let candidates = numbered(&records);
        let answer = walk(&person, &candidates, "GB");
        assert_eq!((answer.branch, answer.ids), (branch, ids), "{situation}");
    }
}

#[test]
fn the_order_of_the_hits_decides_nothing() {
    let records = [maria(json!({"customerKey": "K9"})), maria(json!({}))];
    let person = maria(json!({}));
    let mut candidates = numbered(&records);
    let answer = walk(&person, &candidates, "GB");
    candidates.reverse();
    assert_eq!(walk(&person, &candidates, "GB"), answer);
}

#[test]
fn branches_have_the_words_that_others_rely_on() {
    let words = [
        (Branch::CustomerKey, "customer_key"),
        (Branch::NameAndContact, "name_and_contact"),
        (Branch::NameAndVin, "name_and_vin"),
        (Branch::Several, "several"),
        (Branch::None, "none"),
    ];
    for (branch, word) in words {
        assert_eq!(serde_json::to_value(branch).expect("JSON"), json!(word));
    }
}
