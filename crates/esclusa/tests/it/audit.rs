//! `audit`: exit codes and what is told.

use crate::command::{Folder, run};

const CARELESS: &str = "services:\n  web:\n    image: nginx\n    privileged: true\n";

#[test]
fn findings_make_one_and_a_threshold_above_them_zero() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("compose.yaml:4:"), "{found:?}");
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert_eq!(found.err, "");
    let clean = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    assert_eq!(clean.esclusa(&["audit", "--severity", "high"]).code, Some(0));
}

#[test]
fn a_file_that_is_not_read_makes_two_and_the_others_are_judged() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    let found = folder.esclusa(&["audit", "missing.yaml", "compose.yaml"]);
    assert_eq!(found.code, Some(2));
    assert!(found.out.contains("[privileged-container]"), "{found:?}");
    assert!(found.err.contains("missing.yaml"), "{found:?}");
}

#[test]
fn the_language_is_the_readers() {
    let folder = Folder::new().with("compose.yaml", CARELESS);
    for (arguments, variables) in [
        (&["audit", "--lang", "es"][..], &[][..]),
        (&["audit"], &[("ESCLUSA_LANG", "es")]),
        (&["audit"], &[("LANG", "es_AR.UTF-8")]),
    ] {
        let found = run(&folder.0, arguments, variables);
        assert!(found.out.contains("el contenedor es privilegiado"), "{found:?}");
    }
    let found = run(&folder.0, &["audit"], &[("LANG", "es_AR.UTF-8"), ("ESCLUSA_LANG", "en")]);
    assert!(found.out.contains("the container runs privileged"), "{found:?}");
}
