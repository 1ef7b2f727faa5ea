//! GitHub's workflow commands: one line each, nothing of a user's text commands.

use esclusa_report::github::write;

use crate::case::{Case, SHOP};

fn told(case: &Case) -> String {
    case.told(write)
}

#[test]
fn the_worst_comes_first_with_its_place() {
    let input =
        Case::compose(SHOP).only(&["privileged-container", "published-on-all-interfaces", "no-cpu-limit"]);
    let expected = "\
::error file=compose.yaml,line=5,endLine=5,col=17,endColumn=21,title=critical%3A privileged container::web: the container runs privileged: all capabilities, all devices, no confinement%0Afix: drop privileged, and give only CHOWN, NET_BIND_SERVICE, SETGID, SETUID%0A[privileged-container]
::warning file=compose.yaml,line=6,endLine=6,col=30,endColumn=39,title=medium%3A port published on all interfaces::web: port 80/tcp is published on every interface of the host%0Afix: publish it on one address (127.0.0.1:…), or not at all if only other containers use it%0A[published-on-all-interfaces]
::warning file=compose.yaml,line=3,endLine=3,col=3,endColumn=6,title=low%3A no CPU limit::web: CPU time is not limited%0Afix: limit CPU time; 1 CPU only stands in: set what the service needs%0A[no-cpu-limit]
";
    assert_eq!(told(&input), expected);
}

#[test]
fn text_of_a_user_commands_nothing() {
    let image = "\"a%0A::error::x,y:\\n::set-output name=a::b\\r\\e\"";
    let input =
        Case::compose_at("/p/a,b:c%.yaml", &SHOP.replace("nginx:1.29", image)).only(&["root-by-default"]);
    let text = told(&input);
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("::"), "{text}");
    assert!(text.contains("file=a%2Cb%3Ac%25.yaml,"), "{text}");
    assert!(text.contains("a%250A::error::x,y:%0A::set-output name=a::b\\u{d}\\u{1b}"), "{text}");
}

#[test]
fn a_place_of_several_lines_has_no_columns() {
    let text = told(&Case::script("docker run \\\n  --rm nginx\n").only(&["no-cpu-limit"]));
    assert!(text.starts_with("::warning file=install.sh,line=1,endLine=2,title="), "{text}");
}

#[test]
fn problems_are_errors_and_what_was_accepted_is_not_told() {
    let text = told(&Case::compose("services:\n  web:\n    image: a\n    image: b\n").only(&[]));
    assert!(text.starts_with("::error file=compose.yaml,line=4,"), "{text}");
    assert_eq!(told(&Case::compose(SHOP).waived("because")), "");
}
