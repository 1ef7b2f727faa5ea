//! Commands in documents: code blocks, prompts, prefixes; and the recorded command lines of the corpus.

use std::path::PathBuf;

use esclusa_source::syntax::shell::{Command, Word};
use esclusa_source::{FileId, Sources, TextKind, docker_commands};

use crate::shell::texts;

fn file(text: &str) -> FileId {
    Sources::default().add("README.md", text)
}

fn in_markdown(text: &str) -> Vec<Command> {
    docker_commands(file(text), text, TextKind::Markdown)
}

fn lines(text: &str) -> Vec<String> {
    in_markdown(text).iter().map(|command| texts(command).join(" ")).collect()
}

#[test]
fn code_blocks_hold_commands_and_prose_does_not() {
    let text = "Use `docker run a`, docker run b.\n\n```sh\ndocker run c\n```\n\n    docker run d\n\n```yaml\n- docker run e\n```\n";
    assert_eq!(lines(text), ["docker run c", "docker run d"]);
}

#[test]
fn blocks_in_lists_and_quotations_map_back_to_the_file() {
    let text = "1. First:\r\n   ```bash\r\n   docker run \\\r\n     -d \\\r\n     nginx\r\n   ```\r\n\r\n> ```\r\n> docker run \\\r\n>   redis\r\n> ```\r\n";
    let found = in_markdown(text);
    assert_eq!(lines(text), ["docker run -d nginx", "docker run redis"]);
    let written = |command: usize, word: usize| &text[found[command].words[word].span.unwrap().range()];
    assert_eq!(written(0, 3), "nginx");
    assert_eq!(written(1, 2), "redis");
}

#[test]
fn a_backslash_at_the_very_end_lies_in_the_text() {
    for text in ["docker run a\\", "```\ndocker run a\\", "    docker run a\\"] {
        for kind in [TextKind::Plain, TextKind::Markdown] {
            for command in docker_commands(file(text), text, kind) {
                assert!(text.get(command.span.range()).is_some(), "{text:?}: {:?}", command.span);
            }
        }
    }
}

#[test]
fn prompts_are_stripped() {
    for line in [
        "$ docker run a",
        "# docker run a",
        "% docker run a",
        "root@host:/srv# docker run a",
        "me@host:~$ docker run a",
        "[me@host ~]$ docker run a",
        "PS C:\\Users\\me> docker run a",
        "C:\\> docker run a",
    ] {
        assert_eq!(
            lines(&format!("```console\n{line}\nUnable to find image 'a:latest' locally\nDon't\n```\n")),
            ["docker run a"],
            "{line}"
        );
    }
    assert_eq!(lines("```bash\n# docker run a\n```\n"), Vec::<String>::new());
    assert_eq!(lines("```\ndocker run \\\n  a@sha256:0 # why\n```\n"), ["docker run a@sha256:0"]);
}

#[test]
fn continuations_of_windows_are_read_where_evident() {
    assert_eq!(lines("```powershell\ndocker run `\n  -d `\r\n  a\n```\n"), ["docker run -d a"]);
    assert_eq!(lines("```cmd\ndocker run ^\n  -d ^\n  a\n```\n"), ["docker run -d a"]);
    assert_eq!(lines("```\ndocker run `id -un` a^\n```\n"), ["docker run `id -un` a^"]);
}

#[test]
fn placeholders_are_symbolic_words() {
    let found = in_markdown("```\ndocker run -v <my folder>:/data image:<tag> {{ args }} < in > out\n```\n");
    assert_eq!(texts(&found[0]), ["docker", "run", "-v", "<my folder>:/data", "image:<tag>", "{{ args }}"]);
    let symbolic: Vec<bool> = found[0].words.iter().map(|word| word.symbolic).collect();
    assert_eq!(symbolic, [false, false, false, true, true, true]);
}

#[test]
fn only_what_starts_a_container_is_found() {
    let text = "sudo -u me docker run a\nA=b env C=d docker --context x container create b\nsudo podman run c\n/usr/bin/docker -H tcp://x run d\n\
        docker volume create e\ndocker compose run f\ndocker ps\necho docker run g\ndocker build . && docker run h\n";
    let found = docker_commands(file(text), text, TextKind::Script);
    let last: Vec<&str> = found.iter().map(|command| *texts(command).last().unwrap()).collect();
    assert_eq!(last, ["a", "b", "c", "d", "h"]);
}

/// The last word of every line that a script runs, and the text that it stands for.
fn run_by(script: &str) -> Vec<(String, String)> {
    let found = docker_commands(file(script), script, TextKind::Script);
    let last = |command: &Command| command.words.last().unwrap().clone();
    found
        .iter()
        .map(|command| (texts(command).join(" "), script[last(command).span.unwrap().range()].to_owned()))
        .collect()
}

#[test]
fn what_is_handed_to_another_shell_is_found_where_it_is_written() {
    for script in [
        "bash -c 'docker run x'",
        "sudo sh -ec \"docker run x\"",
        "bash -o pipefail -lc 'set -e; docker run x | cat'",
        "eval 'docker run x'",
        "eval docker run x",
        "ssh host 'docker run x'",
        "ssh -p 22 -i key -oA=b me@host docker run x",
        "ssh -tt me@host \"cd /; sudo bash -c 'docker run x'\"",
        "su -c 'docker run x' me",
        "sg docker -c \"docker run x\"",
        "bash -c \"$(docker run x)\"",
        "bash <<EOF\ndocker run x\nEOF",
        "sudo bash -s -- a <<-'EOF' >log\n\tdocker run x\n\tEOF",
        "ssh host <<'EOF'\ncd /\ndocker run x\nEOF",
        "ssh host sudo bash <<A; cat <<B\ndocker run x\nA\ndocker run y\nB",
        "$DOCKER run x",
        "sudo ${DOCKER:-docker} run x",
        "\"$DOCKER_BIN\" container run x",
        "${PODMAN} run x",
    ] {
        let found = run_by(script);
        let lines: Vec<&str> = found.iter().map(|(line, _)| line.as_str()).collect();
        assert!(matches!(lines[..], [line] if line.ends_with("run x")), "{script}: {found:?}");
        assert_eq!(found[0].1, "x", "{script}");
    }
    let escaped = "bash -c \"docker run -e A=\\\"b c\\\" -v \\$PWD:/a $B\"";
    let found = docker_commands(file(escaped), escaped, TextKind::Script);
    assert_eq!(texts(&found[0]), ["docker", "run", "-e", "A=b c", "-v", "$PWD:/a", "$B"]);
    assert_eq!(&escaped[found[0].words[5].span.unwrap().range()], "$PWD:/a");
    let escaped = "bash <<EOF\ndocker run \\$A \\\\x $B\nEOF\n";
    let found = docker_commands(file(escaped), escaped, TextKind::Script);
    assert_eq!(texts(&found[0]), ["docker", "run", "$A", "x", "$B"]);
    assert!(found[0].words[2].symbolic);
}

#[test]
fn what_is_printed_written_or_run_in_a_container_is_not_run_here() {
    for script in [
        "echo \"docker run x\"",
        "printf '%s' 'docker run x'",
        "cat <<EOF\ndocker run x\nEOF",
        "cat > a.sh <<EOF\ndocker run x\nEOF",
        "bash a.sh <<EOF\ndocker run x\nEOF",
        "echo bash -c 'docker run x'",
        "docker exec c sh -c 'docker run x'",
        "bash script.sh 'docker run x'",
        "$DOCKER_COMPOSE run x",
        "$OTHER run x",
        "'$DOCKER' run x",
    ] {
        assert_eq!(run_by(script), [], "{script}");
    }
    assert_eq!(run_by("docker run x sh -c 'docker run y'").len(), 1);
}

#[test]
fn preformatted_html_holds_commands() {
    let text = "<pre><code>$ docker run -e A=&quot;b c&quot; &lt;image&gt; &amp;&amp; docker run <b>b</b>\n</code></pre>\n\n\
                <div><pre>docker run \\\n  -d c</pre></div>\n<p>docker run d</p>\n";
    assert_eq!(lines(text), ["docker run -e A=b c <image>", "docker run b", "docker run -d c"]);
    let found = in_markdown(text);
    assert_eq!(&text[found[1].words[2].span.unwrap().range()], "b");
}

#[test]
fn a_script_in_an_example_is_found() {
    let text = "> ```\n> ssh host 'docker run \\\n>   -d x'\n> bash <<EOF\n> docker run y\n> EOF\n> ```\n";
    assert_eq!(lines(text), ["docker run -d x", "docker run y"]);
    assert_eq!(&text[in_markdown(text)[0].words[3].span.unwrap().range()], "x");
}

/// The words as the recorder's shell would have given them.
fn expanded(word: &Word) -> String {
    if !word.symbolic {
        return word.text.clone();
    }
    let mut text = word.text.clone();
    for here in ["$(pwd)", "`pwd`", "${PWD}", "$PWD"] {
        text = text.replace(here, "/w");
    }
    let text = text.replace("${HOME}", "/root").replace("$HOME", "/root");
    match text.strip_prefix('~') {
        Some(rest) => format!("/root{rest}"),
        None => text,
    }
}

#[test]
fn recorded_command_lines_have_the_recorded_words() {
    let shared = std::env::var_os("ESCLUSA_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let Ok(truth) = std::fs::read_to_string(shared.join("corpus/docker-run-truth.jsonl")) else {
        eprintln!("skipped: no shared corpus (set ESCLUSA_SHARED)");
        return;
    };
    let mut differences = Vec::new();
    let mut equal = 0;
    for line in truth.lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = record["file"].as_str().unwrap();
        let text = std::fs::read_to_string(shared.join("corpus").join(name)).unwrap();
        let argv: Vec<&str> =
            record["argv"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let found = docker_commands(file(&text), &text, TextKind::Plain);
        let Some(first) = found.first() else {
            differences.push(format!("{name}: nothing found in {text:?}"));
            continue;
        };
        let client = first.words.iter().position(|word| ["docker", "podman"].contains(&word.text.as_str()));
        let read: Vec<String> = first.words[client.unwrap() + 1..].iter().map(expanded).collect();
        // The recorder's lexer stops at a `<placeholder>`, of which it keeps what stands before it in the word.
        let placeholder = record["stopped_at"] == "<" && read.iter().any(|word| word.contains('<'));
        let as_recorded = if placeholder {
            let whole = argv.len() - 1;
            read.len() >= argv.len()
                && (read[..whole] == argv[..whole])
                && read[whole].starts_with(argv[whole])
        } else {
            read == argv
        };
        if as_recorded {
            equal += 1;
        } else {
            differences.push(format!("{name}:\n  read     {read:?}\n  recorded {argv:?}"));
        }
    }
    assert!(differences.is_empty(), "{equal} equal\n{}", differences.join("\n"));
}
