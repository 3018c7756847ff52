//! A network whose certificate proves nothing: a real TLS server in front of the sandbox. Nothing
//! leaves, what was entered waits, and everybody is told which certificate it is and whose job.

use crate::front::{Authority, Front, self_signed};
use crate::support::{Desk, Net, Shop, op};
use rcgen::date_time_ymd;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_leaves_for_a_network_whose_certificate_is_refused() {
    for net in [Net::V1, Net::MyKaarma] {
        let shop = Shop::open(30).await;
        let authority = Authority::new("Believed");
        let good = || authority.certify("127.0.0.1", |_| {});
        let front = Front::before(&shop, good()).await;
        let mut desk = Desk::configured(&net.config(&format!("https://{}", front.address)));
        let believed = desk.folder.path().join("authority.pem");
        std::fs::write(&believed, &authority.pem).expect("written");
        desk.authority = Some(believed);
        desk.run_with(&["credentials", "set"], net.credentials()).await.done();
        let id = desk.find("sousa").await;
        desk.show(&id).await;
        desk.run(&["credentials", "check"]).await.done();

        let expired = authority.certify("127.0.0.1", |params| {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        });
        let to_come = authority.certify("127.0.0.1", |params| {
            params.not_before = date_time_ymd(4000, 1, 1);
            params.not_after = date_time_ymd(4001, 1, 1);
        });
        let elsewhere = authority.certify("portal.example", |_| {});
        let unknown = Authority::new("Unknown").certify("127.0.0.1", |_| {});
        let pretended = Authority::new("Believed").certify("127.0.0.1", |_| {});
        let table = [
            ("expired", expired, "certificate_expired", "renew"),
            ("to come", to_come, "certificate_not_yet_valid", "date and time"),
            ("another host's", elsewhere, "certificate_wrong_host", "base_url"),
            ("by itself", self_signed(), "certificate_unknown_issuer", "administrator"),
            ("an unknown issuer's", unknown, "certificate_unknown_issuer", "root certificate"),
            ("a pretended issuer's", pretended, "certificate_unknown_issuer", "root certificate"),
        ];
        for (number, (what, shown, code, remedy)) in table.into_iter().enumerate() {
            let when = format!("{net:?}, {what}");
            front.show(shown);
            let mark = shop.mark("requests").await;

            let found = desk.run(&["search", "sousa"]).await.done();
            let network = &found["network"];
            assert_eq!(
                (&network["state"], &network["reason"], &network["complete"]),
                (&json!("failed"), &json!(code), &json!(false)),
                "{when}: {found}"
            );
            assert_eq!(found["local"]["rows"][0]["id"], id.as_str(), "{when}");
            desk.run(&["show", "never-seen"]).await.error(5);

            let checked = desk.run(&["credentials", "check"]).await.error(5);
            assert_eq!(checked["code"], code, "{when}: {checked}");
            let message = checked["message"].as_str().expect("a message");
            assert!(message.contains("certificate") && message.contains(remedy), "{message}");

            let wanted = format!("Tls{number}");
            let edit = json!({"names": {"middleName": wanted}});
            let queued = op(&desk.update(&id, "names", &edit).await);
            let summary = desk.run(&["sync", "--timeout", "5"]).await.ended(5).answer();
            assert_eq!(
                (&summary["waiting"], &summary["state"]),
                (&json!(1), &json!("certificate")),
                "{when}: {summary}"
            );
            let entry = desk.run(&["outbox", "show", &queued]).await.done();
            assert_eq!((&entry["state"], &entry["attempts"]), (&json!("waiting"), &json!(0)));
            assert!(entry.to_string().contains(remedy), "{when}: the entry says why: {entry}");
            let health = desk.run(&["health"]).await.ended(1).answer();
            assert_eq!(health["network"], "certificate", "{when}: {health}");
            assert!(health["problems"].to_string().contains(remedy), "{when}: {health}");
            assert!(shop.requests(mark).await.is_empty(), "{when}: nothing left");

            // Renewed: without anybody at the desk doing anything but looking.
            front.show(good());
            desk.run(&["health"]).await.ended(0);
            assert_eq!(desk.sync().await["done"], 1, "{when}");
            assert_eq!(shop.customer(&id).await["names"]["middleName"], wanted.as_str());
        }
    }
}
