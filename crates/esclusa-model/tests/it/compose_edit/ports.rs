//! Ports bound to this host or not published.

use esclusa_model::Change;

use super::{becomes, refuses};

fn bind(port: &str) -> Change {
    Change::BindPortToLoopback { port: port.to_owned() }
}

fn unpublish(port: &str) -> Change {
    Change::UnpublishPort { port: port.to_owned() }
}

#[test]
fn a_range_stays_one_item_on_this_host() {
    let change = |ports: &[&str]| Change::BindRangeToLoopback {
        ports: ports.iter().map(|port| (*port).to_owned()).collect(),
    };
    let range = &["80/tcp", "81/tcp"][..];
    for (before, ports, after) in [
        ("ports: [\"8080-8081:80-81\"]", range, "ports: [\"127.0.0.1:8080-8081:80-81\"]"),
        ("ports:\n  - 80-81 # c\n  - 9:9", range, "ports:\n  - 127.0.0.1::80-81 # c\n  - 9:9"),
        (
            "ports: [\"0.0.0.0:80-81:80-81/udp\"]",
            &["80/udp", "81/udp"][..],
            "ports: [\"127.0.0.1:80-81:80-81/udp\"]",
        ),
        (
            "ports: [\"0.0.0.0:80-81:80-81\", \"[::]:80-81:80-81\"]",
            range,
            "ports: [\"127.0.0.1:80-81:80-81\"]",
        ),
        ("ports: [\"127.0.0.1:80-81:80-81\"]", range, "ports: [\"127.0.0.1:80-81:80-81\"]"),
        ("ports: [\"${P}:80\", \"81:81\"]", range, "ports: [\"127.0.0.1:${P}:80\", \"127.0.0.1:81:81\"]"),
    ] {
        becomes(before, &change(ports), after);
    }
    // Only a part of what the item publishes.
    refuses("ports: [\"80-82:80-82\"]", &change(range), "it publishes other ports as well");
}

#[test]
fn every_short_form_is_bound_to_this_host() {
    for (before, port, after) in [
        ("- 80", "80/tcp", "- 127.0.0.1::80"),
        ("- \"80\"", "80/tcp", "- \"127.0.0.1::80\""),
        ("- '80'", "80/tcp", "- '127.0.0.1::80'"),
        ("- \"8080:80\" # web", "80/tcp", "- \"127.0.0.1:8080:80\" # web"),
        ("- 8080:80/udp", "80/udp", "- 127.0.0.1:8080:80/udp"),
        ("- \"0.0.0.0:8080:80\"", "80/tcp", "- \"127.0.0.1:8080:80\""),
        ("- \"[::]:8080:80\"", "80/tcp", "- \"127.0.0.1:8080:80\""),
        ("- \"::1:8080:80\"", "80/tcp", "- \"::1:8080:80\""),
        ("- \"127.0.0.2:8080:80\"", "80/tcp", "- \"127.0.0.2:8080:80\""),
        ("- \"192.168.0.1::80\"", "80/tcp", "- \"127.0.0.1::80\""),
        ("- \"${PORT:-8080}:80\"", "80/tcp", "- \"127.0.0.1:${PORT:-8080}:80\""),
        ("- ${PORT}:80", "80/tcp", "- 127.0.0.1:${PORT}:80"),
        ("- \"${IP}:8080:80\"", "80/tcp", "- \"127.0.0.1:8080:80\""),
        ("- \"${IP:-0.0.0.0}:${PORT:-1}:80\"", "80/tcp", "- \"127.0.0.1:${PORT:-1}:80\""),
        ("- \"8000-8010:80\"", "80/tcp", "- \"127.0.0.1:8000-8010:80\""),
        // A range keeps the others as they are.
        ("- \"8000-8002:80-82\"", "81/tcp", "- \"127.0.0.1:8001:81\"\n  - \"8000:80\"\n  - \"8002:82\""),
        ("- 80-82/udp", "80/udp", "- 127.0.0.1::80/udp\n  - \"81-82/udp\""),
        ("- \"10.0.0.1:5-6:5-6\"", "6/tcp", "- \"127.0.0.1:6:6\"\n  - \"10.0.0.1:5:5\""),
        // Of two that become one, one stays.
        ("- \"0.0.0.0:80:80\"\n  - \"[::]:80:80\"", "80/tcp", "- \"127.0.0.1:80:80\""),
        ("- \"127.0.0.1:80:80\"\n  - \"80:80\"", "80/tcp", "- \"127.0.0.1:80:80\""),
    ] {
        becomes(&format!("ports:\n  {before}"), &bind(port), &format!("ports:\n  {after}"));
    }
}

#[test]
fn the_long_form_gets_an_address() {
    becomes(
        "ports:\n- target: 80 # in\n  published: \"8080\"\n- name: x\n  target: 81\n",
        &bind("80/tcp"),
        "ports:\n- target: 80 # in\n  published: \"8080\"\n  host_ip: 127.0.0.1\n- name: x\n  target: 81\n",
    );
    becomes(
        "ports: [{target: 80, host_ip: 0.0.0.0}]",
        &bind("80/tcp"),
        "ports: [{target: 80, host_ip: 127.0.0.1}]",
    );
    becomes(
        "ports: [{target: 80}, \"81\"]",
        &bind("80/tcp"),
        "ports: [{target: 80, host_ip: 127.0.0.1}, \"81\"]",
    );
}

#[test]
fn a_variable_that_hides_a_part_is_refused() {
    refuses(
        "ports: [\"${ALL:-10.0.0.1:80:80}\"]",
        &bind("80/tcp"),
        "a variable says more than one part of it",
    );
    refuses("ports: [\"${RANGE:-80-81}\"]", &bind("80/tcp"), "a variable says more than one part of it");
}

#[test]
fn what_is_not_published_stays_exposed() {
    for (before, port, after) in [
        ("ports:\n  - \"80:80\"\n  - \"81:81\"", "80/tcp", "ports:\n  - \"81:81\"\nexpose:\n  - \"80\""),
        ("ports:\n  - \"53:53/udp\"", "53/udp", "expose:\n  - \"53/udp\""),
        ("ports: [\"80:80\", \"81:81\"]", "81/tcp", "ports: [\"80:80\"]\nexpose: [\"81\"]"),
        ("ports:\n- 80:80\nexpose:\n- 80", "80/tcp", "expose:\n- 80"),
        ("ports:\n- 80:80\nexpose:\n- 81", "80/tcp", "expose:\n- 81\n- 80"),
        ("ports:\n- 80:80\nexpose:\n- 70-90", "80/tcp", "expose:\n- 70-90"),
        ("ports:\n- 80-82:80-82", "81/tcp", "ports:\n- \"80:80\"\n- \"82:82\"\nexpose:\n- \"81\""),
        ("ports:\n- target: 80\n  published: \"1\"\n- 82", "80/tcp", "ports:\n- 82\nexpose:\n- \"80\""),
        ("ports:\n- \"80:80\"\n- \"81:80\"\n- 82", "80/tcp", "ports:\n- 82\nexpose:\n- \"80\""),
    ] {
        becomes(before, &unpublish(port), after);
    }
}

#[test]
fn every_port_that_compose_publishes_is_named() {
    becomes("ports: [\"80:80\"]", &Change::PublishNamedPortsOnly, "ports: [\"80:80\"]");
}
