//! `profile check`

use crate::outcome::{Result, Status, print};
use desk::Desk;
use serde_json::json;
use std::sync::Arc;

pub async fn check(desk: &Arc<Desk>, as_json: bool) -> Result<Status> {
    let report = desk.check_profile().await?;
    let differs = !report.differences.is_empty();
    if as_json {
        print(&json!(report).to_string())?;
    } else {
        let (profile, version, read) = (&report.profile, report.version, report.customers);
        print(&format!("profile {profile}, version {version}; {read} customers read"))?;
        for one in &report.differences {
            print(&format!("{}: {}", one.kind, one.field))?;
            print(&format!("  the profile says  {}", one.profile))?;
            print(&format!("  seen              {}", one.seen))?;
            print(&format!("  set               {}", one.set))?;
        }
        if read == 0 {
            print("Nobody was found, so little can be said.")?;
        } else if !differs {
            print("The network answers as the profile says.")?;
        }
        print(&format!("not tried: {}", report.not_tried.join(", ")))?;
    }
    Ok(if differs { Status::Other } else { Status::Done })
}
