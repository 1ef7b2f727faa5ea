//! `esclusa.lock`: what is read of one, and what is wrong with one, at its place.

use esclusa_model::{Evidence, Identity, Needs};
use esclusa_source::Sources;

/// What is read of a lock, and `line:column words` of each problem.
fn read(text: &str) -> (Evidence, Vec<String>) {
    let mut sources = Sources::default();
    let file = sources.add("esclusa.lock", text);
    let (evidence, problems) = Evidence::read(file, text);
    let shown = |problem: &esclusa_source::Problem| {
        let place = problem.span.map(|place| sources.location(place));
        let place = place.map_or_else(String::new, |place| format!("{}:{}", place.line, place.column));
        format!("{place} {}", problem.detail.as_str())
    };
    (evidence, problems.iter().map(shown).collect())
}

/// The lock on the page that explains it.
fn documented(page: &str) -> String {
    let block = page.split("```").find_map(|block| block.strip_prefix("toml lock\n"));
    block.unwrap_or_default().to_owned()
}

#[test]
fn the_lock_of_the_page_is_read_whole() {
    let english = documented(include_str!("../../../../docs/lock.md"));
    assert_eq!(english, documented(include_str!("../../../../docs/candado.md")));
    let (evidence, problems) = read(&english);
    assert_eq!(problems, [""; 0]);
    let web = Identity { project: Some("shop".into()), service: Some("web".into()), ..Identity::default() };
    let needs = evidence.of(&web).expect("an entry");
    let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        *needs,
        Needs {
            capabilities: texts(&["CHOWN", "SETGID", "SETUID"]),
            user: None,
            new_privileges: Some(false),
            writable_paths: texts(&["/run", "/var/cache/nginx"]),
            ports: texts(&["443/tcp"]),
            devices: texts(&[]),
            namespaces: texts(&[]),
            memory: Some(96 << 20),
            nano_cpus: Some(500_000_000),
            processes: Some(12),
            digest: Some(digest),
        }
    );
    let worker = Identity::default().with_image("ghcr.io/team/worker:7");
    let worker = Identity { service: Some("any".into()), ..worker };
    let needs = evidence.of(&worker).expect("an entry");
    assert_eq!((needs.user.as_deref(), needs.capabilities.as_deref()), (Some("1000:1000"), Some(&[][..])));
    assert!(evidence.of(&Identity::default().with_image("ghcr.io/team/other")).is_none());
}

#[test]
fn the_entry_that_names_most_holds() {
    let text = "version = 1\n[[container]]\nservice = 'web'\nneeds = { processes = 1 }\n\
                [[container]]\nservice = 'web'\nproject = 'shop'\nneeds = { processes = 2 }\n";
    let (evidence, problems) = read(text);
    assert_eq!(problems, [""; 0]);
    let web = |project: &str| Identity {
        project: Some(project.into()),
        service: Some("web".into()),
        ..Identity::default()
    };
    let processes = |project: &str| evidence.of(&web(project)).and_then(|needs| needs.processes);
    assert_eq!((processes("shop"), processes("other")), (Some(2), Some(1)));
}

#[test]
fn every_mistake_is_told_at_its_place_and_the_rest_is_read() {
    let text = "version = 1\nextra = 1\n[[container]]\nservice = 'web'\nname = 'x'\n[container.needs]\n\
                capabilities = ['CHOWN', 'chown']\nmemory = -5\nwritable-path = []\nprocesses = 4\nports = ['80']\n\
                [[container]]\nneeds = {}\n[[container]]\nservice = 'web'\nneeds = { user = 'a:b:c' }\n";
    let (evidence, problems) = read(text);
    assert_eq!(
        problems,
        [
            "2:1 extra: a lock has no such key",
            "5:1 name: a lock has no such key",
            "7:26 capabilities: expected CHOWN",
            "8:10 memory: expected a number above zero",
            "9:1 writable-path: a lock has no such key",
            "11:10 ports: expected 80/tcp",
            "12:1 an entry names a project, service, container, image or digest",
            "14:1 the same container has an entry already",
            "16:18 user: expected uid:gid",
        ]
    );
    let web = Identity { service: Some("web".into()), ..Identity::default() };
    let needs = evidence.of(&web).expect("the first entry");
    // A list of which a part is wrong would claim to be all.
    assert_eq!((needs.processes, &needs.capabilities, &needs.ports), (Some(4), &None, &None));
}

#[test]
fn a_lock_of_another_version_is_not_read() {
    for (text, place) in [
        ("version = 2\n[[container]]\nservice = 'a'\nneeds = { processes = 1 }\n", "1:11"),
        ("version = '1'\n", "1:11"),
        ("[[container]]\nservice = 'a'\n", "1:1"),
        ("", "1:1"),
    ] {
        let (evidence, problems) = read(text);
        assert_eq!(problems, [format!("{place} expected version = 1")], "{text}");
        assert!(evidence.entries.is_empty());
    }
    let (_, problems) = read("version = 1\n[[container]\n");
    assert!(problems.len() == 1 && problems[0].starts_with("2:"), "{problems:?}");
}

#[test]
fn hostile_locks_are_read_in_bounded_time() {
    let deep = format!("version = 1\na = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!read(&deep).1.is_empty());
    let many: String =
        (0..20_000).map(|at| format!("[[container]]\nservice = 's{at}'\nneeds = {{}}\n")).collect();
    let (evidence, problems) = read(&format!("version = 1\n{many}"));
    assert_eq!((evidence.entries.len(), problems.len()), (20_000, 0));
    let huge = "version = 1\n[[container]]\nservice = 'a'\n\
                needs = { memory = '9223372036854775807g', cpus = 1e300, processes = 99999999999999999999 }\n";
    assert_eq!(read(huge).1.len(), 3);
}
