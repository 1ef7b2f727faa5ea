//! What is mounted, and the root filesystem.

use esclusa_model::Change;

use super::{becomes, refuses};

fn remove(target: &str) -> Change {
    Change::RemoveMount { target: target.to_owned() }
}

fn read_only(target: &str) -> Change {
    Change::MakeMountReadOnly { target: target.to_owned() }
}

#[test]
fn a_mount_goes_in_every_form() {
    for (before, target, after) in [
        ("volumes:\n  - /run/docker.sock:/s # c\n  - ./a:/a", "/s", "volumes:\n  - ./a:/a"),
        ("volumes: [\"./a:/a\", \"/x:/s:ro\"]", "/s", "volumes: [\"./a:/a\"]"),
        ("volumes: [./a:/a]\nuser: x", "/a/", "user: x"),
        ("volumes:\n  - type: bind\n    source: /x\n    target: /s\n  - /a", "/s", "volumes:\n  - /a"),
        ("volumes:\n  - /anonymous/\n  - ./a:/a", "/anonymous", "volumes:\n  - ./a:/a"),
        ("volumes: [./a:/a, ./b:/a]\nuser: x", "/a", "user: x"),
        ("volumes: [\"${X:-./a}:/a\"]\nuser: x", "/a", "user: x"),
        ("tmpfs: /run\nuser: x", "/run", "user: x"),
        ("tmpfs:\n  - /run:size=1m\n  - /tmp", "/run", "tmpfs:\n  - /tmp"),
        ("volumes: [./a:/a]", "/absent", "volumes: [./a:/a]"),
    ] {
        becomes(before, &remove(target), after);
    }
    refuses(
        "use_api_socket: true",
        &remove("/var/run/docker.sock"),
        "`use_api_socket` says more than this mount",
    );
}

#[test]
fn a_mount_becomes_read_only_in_every_form() {
    for (before, target, after) in [
        ("- ./a:/a # c", "/a", "- ./a:/a:ro # c"),
        ("- \"./a:/a:rw\"", "/a", "- \"./a:/a:ro\""),
        ("- './a:/a:z'", "/a", "- './a:/a:z,ro'"),
        ("- ./a:/a:rw,Z", "/a", "- ./a:/a:ro,Z"),
        ("- ./a:/a:ro", "/a", "- ./a:/a:ro"),
        ("- ${DATA:-./a}:/a", "/a", "- ${DATA:-./a}:/a:ro"),
        (
            "- type: bind # t\n    source: ./a\n    target: /a",
            "/a",
            "- type: bind # t\n    source: ./a\n    target: /a\n    read_only: true",
        ),
        (
            "- {type: bind, source: ./a, target: /a, read_only: false}",
            "/a",
            "- {type: bind, source: ./a, target: /a, read_only: true}",
        ),
        (
            "- /data # c\n  - ./b:/b",
            "/data",
            "- type: volume # c\n    target: /data\n    read_only: true\n  - ./b:/b",
        ),
        ("- {type: tmpfs, target: /t}", "/t", "- {type: tmpfs, target: /t}"),
    ] {
        becomes(&format!("volumes:\n  {before}"), &read_only(target), &format!("volumes:\n  {after}"));
    }
    becomes(
        "volumes: [/data]",
        &read_only("/data"),
        "volumes: [{type: volume, target: /data, read_only: true}]",
    );
    let why = "a variable says more than one part of it";
    refuses("volumes: [\"${A:-./a:/a}\"]", &read_only("/a"), why);
    refuses("volumes: [\"${A:-./a:b}:z\"]", &read_only("b"), why);
}

#[test]
fn mounts_below_a_mount_stay_from_the_host_in_every_form() {
    let change = |target: &str| Change::StopMountPropagation { target: target.to_owned() };
    for (before, target, after) in [
        ("- ./a:/a:rshared # c", "/a", "- ./a:/a:rslave # c"),
        ("- './a:/a:ro,shared'", "/a", "- './a:/a:ro,slave'"),
        ("- ./a:/a:rslave", "/a", "- ./a:/a:rslave"),
        ("- ${DATA:-./a}:/a:shared,z", "/a", "- ${DATA:-./a}:/a:slave,z"),
        (
            "- type: bind\n    source: ./a\n    target: /a\n    bind:\n      propagation: rshared # c",
            "/a",
            "- type: bind\n    source: ./a\n    target: /a\n    bind:\n      propagation: rslave # c",
        ),
        (
            "- {type: bind, source: ./a, target: /a, bind: {propagation: shared, create_host_path: false}}",
            "/a",
            "- {type: bind, source: ./a, target: /a, bind: {propagation: slave, create_host_path: false}}",
        ),
    ] {
        becomes(&format!("volumes:\n  {before}"), &change(target), &format!("volumes:\n  {after}"));
    }
}

#[test]
fn memory_is_mounted_as_the_engine_does_unasked() {
    let change = Change::RestrictTmpfs { target: "/t".to_owned() };
    for (before, after) in [
        ("tmpfs: /t:exec # c", "tmpfs: # c\n  - /t"),
        (
            "tmpfs:\n  - /t:size=1m,exec,mode=700 # c\n  - /u:exec",
            "tmpfs:\n  - /t:size=1m,mode=700 # c\n  - /u:exec",
        ),
        ("tmpfs: ['/t:suid,dev', /u]", "tmpfs: ['/t', /u]"),
        ("tmpfs: /t:size=1m", "tmpfs: /t:size=1m"),
        ("volumes: [{type: tmpfs, target: /t}]", "volumes: [{type: tmpfs, target: /t}]"),
    ] {
        becomes(before, &change, after);
    }
}

#[test]
fn the_root_is_read_only_with_memory_where_it_writes() {
    let change = |paths: &[&str]| Change::MakeRootReadOnly {
        tmpfs: paths.iter().map(|path| (*path).to_owned()).collect(),
    };
    for (before, paths, after) in [
        ("", &[][..], "read_only: true"),
        ("read_only: false # c", &[], "read_only: true # c"),
        ("read_only: true", &[], "read_only: true"),
        ("", &["/run:size=64m,mode=1777"], "read_only: true\ntmpfs:\n  - /run:size=64m,mode=1777"),
        (
            "tmpfs: /run # c\nuser: x",
            &["/run", "/tmp"],
            "tmpfs: # c\n  - /run\n  - /tmp\nread_only: true\nuser: x",
        ),
        (
            "tmpfs:\n- /run:size=1m\nuser: x",
            &["/tmp"],
            "tmpfs:\n- /run:size=1m\n- /tmp\nread_only: true\nuser: x",
        ),
        (
            "tmpfs: [/a]\nvolumes: [./x:/run]",
            &["/run", "/tmp"],
            "tmpfs: [/a, /tmp]\nread_only: true\nvolumes: [./x:/run]",
        ),
        ("cap_drop: [ALL]\nuser: x", &["/tmp"], "cap_drop: [ALL]\nread_only: true\ntmpfs: [/tmp]\nuser: x"),
    ] {
        becomes(before, &change(paths), after);
    }
}
