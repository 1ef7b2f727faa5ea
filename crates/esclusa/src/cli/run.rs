//! `esclusa run`: its own options stand among docker's, which are taken apart elsewhere and come after `--`.

use std::ffi::OsString;

use clap::{ArgAction, Command, value_parser};

use super::Texts;

pub(super) fn command(texts: &Texts<'_>) -> Command {
    let command = texts.dress(
        Command::new("run"),
        "cli-run",
        "esclusa run | IMAGE [COMMAND]",
        Some("esclusa run -d -p 8080:80 nginx:1.29\nesclusa run --dry-run -it --rm python:3.13\nesclusa run --hardening strict --rm alpine:3.22 id\nesclusa run --allow writable-root-filesystem --reason \"caches next to its code, OPS-71\" my/app"),
    );
    command
        // It is the host name, as of docker.
        .mut_arg("help", |help| help.short(None))
        .arg(texts.flag("dry-run", "cli-dry-run"))
        .arg(
            texts
                .choice("hardening", "cli-hardening", &["documented", "strict"])
                .value_name("LEVEL")
                .default_value("documented"),
        )
        .arg(texts.option("allow", "cli-allow").value_name("RULE").action(ArgAction::Append))
        .arg(texts.option("reason", "cli-reason").value_name("TEXT").action(ArgAction::Append))
        .arg(texts.path("policy", "cli-policy"))
        .arg(texts.path("lock", "cli-lock"))
        .arg(texts.option("engine", "cli-engine").value_name("URL"))
        .arg(
            texts
                .argument("COMMAND", "cli-run-words")
                .value_parser(value_parser!(OsString))
                .num_args(0..)
                .last(true),
        )
}
