//! Compose files made to hang or exhaust their reader.

use crate::compose_project::Project;

#[test]
fn an_alias_bomb_is_stopped() {
    let mut bomb = String::from("x-0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("x-{level}: &a{level} [{items}]\n"));
    }
    bomb.push_str("services: {web: {image: x}}\n");
    let refusal = Project::new(&bomb).refusal();
    assert!(refusal.contains("grows too large"), "{refusal}");
}

#[test]
fn a_tower_of_aliases_is_stopped() {
    let mut tower = String::from("x-0: &a0 {x: y}\n");
    for level in 1..5000 {
        tower.push_str(&format!("x-{level}: &a{level} {{x: *a{}}}\n", level - 1));
    }
    tower.push_str("services: {web: {image: x}}\n");
    let refusal = Project::new(&tower).refusal();
    assert_eq!(refusal, "aliases nest more than 512 deep");
}

#[test]
fn a_hundred_thousand_brackets_are_refused() {
    let deep = format!("services: {}", "[".repeat(100_000));
    assert!(!Project::new(&deep).refusal().is_empty());
}

#[test]
fn includes_that_multiply_are_stopped() {
    let mut fan = Project::new("include: [f0.yaml, f0.yaml]\nservices: {w: {image: x}}");
    for level in 0..30 {
        fan = fan.file(
            &format!("f{level}.yaml"),
            &format!("include: [f{0}.yaml, f{0}.yaml]\nservices: {{s{level}: {{image: x}}}}", level + 1),
        );
    }
    fan = fan.file("f30.yaml", "services: {last: {image: x}}");
    assert!(!fan.refusal().is_empty());
}

#[test]
fn variables_that_multiply_are_stopped() {
    let doubling: String =
        (1..200).map(|level| format!("V{level}=${{V{0}}}${{V{0}}}\n", level - 1)).collect();
    let mut variables =
        Project::new("services: {w: {image: '$V199'}}").file(".env", &format!("V0=xxxxxxxx\n{doubling}"));
    assert!(!variables.refusal().is_empty());
}

#[test]
fn services_that_all_depend_on_each_other_are_told_within_bounds() {
    let others = |own: usize| {
        let names: Vec<String> = (0..80).filter(|at| *at != own).map(|at| format!("s{at}")).collect();
        names.join(", ")
    };
    let dense: String =
        (0..80).map(|at| format!("  s{at}: {{image: x, depends_on: [{}]}}\n", others(at))).collect();
    let loaded = Project::new(&format!("services:\n{dense}")).load();
    assert!(loaded.problems.len() <= 10, "{}", loaded.problems.len());
    let row: String = (0..3000).map(|at| format!("  s{at}: {{image: x, links: [s{}]}}\n", at + 1)).collect();
    let refusal = Project::new(&format!("services:\n{row}  s3000: {{image: x, links: [s0]}}\n")).refusal();
    assert!(
        refusal.starts_with("dependency cycle detected: s0 -> s1 -> ") && refusal.len() < 200,
        "{refusal}"
    );
}

#[test]
fn a_row_of_extending_services_is_cut() {
    let row: String = (0..300).map(|at| format!("  s{at}: {{extends: s{}}}\n", at + 1)).collect();
    let refusal = Project::new(&format!("services:\n{row}  s300: {{image: x}}\n")).refusal();
    assert!(refusal.ends_with("more than 100 services extend each other"), "{refusal}");
}

#[test]
fn long_lists_are_compared_quickly_and_many_documents_stop() {
    let numbers: Vec<String> = (0..30_000).map(|number| number.to_string()).collect();
    let list = format!("services: {{web: {{image: x, group_add: [{}]}}}}", numbers.join(", "));
    assert!(Project::new(&list).load().problems.is_empty());
    let documents = "services: {web: {image: x}}\n---\n".repeat(120_000);
    let problems = Project::new(&documents).load().problems;
    assert!((1..=2).contains(&problems.len()), "{}", problems.len());
}

#[cfg(unix)]
#[test]
fn fifos_folders_and_links_are_told() {
    use esclusa_model::dialect::compose::{LoadOptions, load};
    use esclusa_model::{Context, Mode};
    use esclusa_source::{DiskFiles, Sources};

    let folder = std::env::temp_dir().join(format!("esclusa-hostile-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("folder")).expect("a folder");
    let outside = folder.join("outside");
    std::fs::write(&outside, "PASSWORD=hunter2\nnot a=file of variables\n").expect("a file");
    std::os::unix::fs::symlink(&outside, folder.join("link")).expect("a link");
    std::os::unix::fs::symlink("loop", folder.join("loop")).expect("a link");
    let fifo = std::process::Command::new("mkfifo").arg(folder.join("fifo")).status();
    assert!(fifo.is_ok_and(|status| status.success()), "a FIFO is made");
    for (entry, expected) in [
        ("include: [fifo]", "a FIFO, socket or device, not a regular file"),
        ("include: [folder]", "a folder, not a regular file"),
        ("include: [loop]", "symbolic links"),
        ("include: [link]", ""),
        ("services: {a: {image: x, extends: {file: fifo, service: b}}}", "a FIFO"),
        ("services: {a: {image: x, extends: {file: link, service: b}}}", ""),
        ("services: {a: {image: x, env_file: fifo}}", "a FIFO"),
        ("services: {a: {image: x, env_file: folder}}", "a folder"),
        ("services: {a: {image: x, env_file: link}}", "cannot contain a space"),
        ("services: {a: {image: x, label_file: fifo}}", "a FIFO"),
    ] {
        std::fs::write(folder.join("compose.yaml"), format!("{entry}\nx-a: b\n")).expect("a file");
        for mode in [Mode::Exact, Mode::Tolerant] {
            let context = Context {
                files: &DiskFiles,
                environment: std::collections::BTreeMap::new(),
                working_dir: folder.clone(),
                mode,
            };
            let options = LoadOptions { files: vec![folder.join("compose.yaml")], ..LoadOptions::default() };
            let loaded = load(&options, &context, &mut Sources::default());
            let problem = loaded.problems.first().expect("a problem");
            assert!(problem.detail.contains(expected), "{entry}: {}", problem.detail);
            assert!(problem.span.is_some(), "{entry}: {}", problem.detail);
            let said: String = loaded.problems.iter().map(|problem| problem.detail.as_str()).collect();
            assert!(!said.contains("hunter2"), "{entry}: {said}");
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
