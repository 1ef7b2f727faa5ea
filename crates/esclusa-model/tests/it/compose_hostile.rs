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
