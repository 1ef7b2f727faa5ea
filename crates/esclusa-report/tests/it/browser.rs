//! The page in a real browser: its script runs under its own policy, and filters.

use std::process::Command;

use crate::case::{Case, SHOP};
use crate::html::told;

/// The browser of this machine.
fn browser() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome"];
    known.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok())
}

#[test]
fn the_script_runs_and_says_how_much_is_shown() {
    let Some(browser) = browser() else {
        println!("skipped: no Chromium on the PATH");
        return;
    };
    let case = Case::compose(SHOP);
    let folder = std::env::temp_dir().join(format!("esclusa-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let page = folder.join("report.html");
    std::fs::write(&page, told(&case)).expect("the page");
    let output = Command::new(browser)
        // Without a sandbox, because tests also run as root in containers; the page is our own.
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=2000"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("the browser runs");
    drop(std::fs::remove_dir_all(&folder));
    let dom = String::from_utf8_lossy(&output.stdout);
    if !dom.contains("</html>") {
        println!("skipped: the browser gives no page: {}", String::from_utf8_lossy(&output.stderr));
        return;
    }
    let count = case.findings.len();
    assert!(
        dom.contains(&format!("<output role=\"status\">{count} / {count}</output>")),
        "the script did not run"
    );
    assert!(!dom.contains("id=\"filters\" hidden"), "the filters stay hidden");
}
