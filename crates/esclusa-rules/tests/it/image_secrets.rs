//! What the rules say of secrets and keys in Dockerfiles, and what they do not.

use esclusa_finding::{Catalogue, Finding, Language, Severity};
use esclusa_model::dialect::dockerfile::{Build, read};
use esclusa_source::Sources;

use crate::dockerfile::lines;

const SECRET: &str = "kV9-tulip-43-harbor";

fn judge(text: &str) -> Vec<Finding> {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let reading = read(file, &Build::default(), &sources);
    assert_eq!(reading.problems, [], "{text}");
    let findings = reading.projects.iter().flat_map(esclusa_rules::judge);
    let rules = ["secret-in-image", "weak-default-secret", "key-copied-into-image"];
    findings.filter(|finding| rules.contains(&finding.rule.id)).collect()
}

/// Rule, wording and severity of what is said of one instruction in the only stage.
fn said(instruction: &str) -> Vec<(&'static str, &'static str, Severity)> {
    let findings = judge(&format!("FROM debian:13\n{instruction}\nUSER 1000\n"));
    findings.into_iter().map(|one| (one.rule.id, one.message.id, one.severity)).collect()
}

#[test]
fn secrets_are_found_where_a_dockerfile_writes_them() {
    let rule = "secret-in-image";
    for (instruction, wording, severity) in [
        (format!("ENV DB_PASSWORD={SECRET}"), rule, Severity::High),
        (format!("ENV DB_PASSWORD {SECRET}"), rule, Severity::High),
        (format!("ENV A=b DB_PASSWORD=\"{SECRET}\" C=d"), rule, Severity::High),
        (format!("ENV DATABASE_URL=postgres://app:{SECRET}@db/app"), rule, Severity::High),
        (format!("LABEL backup.password={SECRET}"), rule, Severity::High),
        (format!("ARG NPM_TOKEN={SECRET}"), "secret-in-image-argument", Severity::Medium),
        ("ARG NPM_TOKEN".to_owned(), "secret-in-image-asked", Severity::Low),
        ("ENV NPM_TOKEN=$GIVEN".to_owned(), "secret-in-image-variable", Severity::Medium),
        (format!("RUN curl -u app:{SECRET} https://a.b"), "secret-in-image-command", Severity::High),
        (format!("RUN export TOKEN={SECRET} && make"), "secret-in-image-command", Severity::High),
        (format!("RUN [\"mysql\", \"-p{SECRET}\"]"), "secret-in-image-command", Severity::High),
        (
            format!("RUN <<EOF\ngit clone https://u:{SECRET}@a.b/c\nEOF"),
            "secret-in-image-command",
            Severity::High,
        ),
        (format!("RUN echo 'app:{SECRET}' | chpasswd"), "secret-in-image-command", Severity::High),
        (format!("RUN X=\"$(curl -u app:{SECRET} https://a.b)\""), "secret-in-image-command", Severity::High),
        (format!("CMD [\"serve\", \"--password\", \"{SECRET}\"]"), "secret-in-image-command", Severity::High),
        (format!("ENTRYPOINT serve --token={SECRET}"), "secret-in-image-command", Severity::High),
    ] {
        assert_eq!(said(&instruction), [(rule, wording, severity)], "{instruction}");
    }
    let taken = format!("ARG A\nENV TOKEN={SECRET}\nRUN serve --token={SECRET}\n");
    let text = format!(
        "ARG NPM_TOKEN={SECRET}\nFROM debian:13 AS a\n{taken}FROM debian:13 AS b\n{taken}FROM debian:13\nCOPY --from=a /a /a\n"
    );
    assert_eq!(lines(rule, &text), [1, 4, 5, 8, 9]);
    assert!(judge(&text).iter().all(|finding| finding.severity == Severity::Medium));
}

#[test]
fn the_value_is_shown_nowhere() {
    let text = format!(
        "ARG TOKEN={SECRET}\nFROM debian:13\nENV TOKEN={SECRET} U=a://b:{SECRET}@c\nRUN a --token {SECRET} '--password={SECRET}'\nLABEL token={SECRET}\nCOPY https://u:{SECRET}@a.b/id_rsa {SECRET}/id_rsa /a/\n"
    );
    let found = judge(&text);
    assert_eq!(found.len(), 8, "{found:?}");
    for finding in found {
        for language in Language::ALL {
            let catalogue = Catalogue::new(language);
            let shown = catalogue.text(&finding.message);
            // A folder of that name is no secret.
            assert!(!shown.contains(SECRET) || finding.rule.id == "key-copied-into-image", "{shown}");
        }
    }
}

#[test]
fn weak_defaults_are_another_matter() {
    let rule = "weak-default-secret";
    for (instruction, severity) in [
        ("ENV ADMIN_PASSWORD=changeme", Severity::Medium),
        ("ARG ADMIN_PASSWORD=changeme", Severity::Low),
        ("RUN echo root:root | chpasswd", Severity::Medium),
        ("CMD serve --password=admin", Severity::Medium),
    ] {
        assert_eq!(said(instruction), [(rule, "weak-default-secret-image", severity)], "{instruction}");
    }
    let text = "FROM debian:13 AS a\nENV ADMIN_PASSWORD=changeme\nFROM debian:13\nCOPY --from=a /a /a\n";
    assert_eq!(judge(text)[0].severity, Severity::Low, "the image does not have it");
}

#[test]
fn what_only_looks_like_a_secret_is_none() {
    for instruction in [
        "ENV DB_PASSWORD_FILE=/run/secrets/db",
        "ENV DB_PASSWORD=",
        "ENV ALLOW_EMPTY_PASSWORD=yes TOKENIZERS_PARALLELISM=true SECRETS=0",
        "ENV API_TOKEN=<your-token>",
        "ENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568",
        "ENV SOURCE_SHA256=24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d",
        "ARG NODE_VERSION=22",
        "ARG PASSWORD_MIN_LENGTH",
        "LABEL org.opencontainers.image.revision=$REVISION",
        "LABEL token=$TOKEN",
        "RUN --mount=type=secret,id=token TOKEN=$(cat /run/secrets/token) make",
        "RUN --mount=type=secret,id=token,env=TOKEN curl -u \"app:$TOKEN\" https://a.b",
        "RUN echo \"app ALL=(ALL) NOPASSWD:ALL\" > /etc/sudoers.d/app",
        "RUN echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app",
        "RUN pip install salt==3002 pyjwt==2.8.0",
        "RUN apt-get install -y sshpass=1.09-1 passwd=1:4.13",
        "RUN apk add --no-cache pass=1.7.4-r3 sshpass=1.10-r0",
        "RUN mkdir -p /var/lib/mysql",
        "RUN adduser --disabled-password app",
        "RUN sed -i 's/passwd_mode=.*/passwd_mode=2/' a.conf",
        "RUN echo app:$PASSWORD | chpasswd",
        "CMD [\"serve\", \"--password-file\", \"/run/secrets/db\"]",
    ] {
        assert_eq!(said(instruction), [], "{instruction}");
    }
}

#[test]
fn keys_and_credentials_are_found_by_their_paths() {
    let rule = "key-copied-into-image";
    let says = |words: &str| {
        let findings = said(&format!("COPY {words}"));
        findings.into_iter().map(|(of, _, severity)| (of == rule).then_some(severity)).collect::<Vec<_>>()
    };
    for words in [
        "id_rsa /root/.ssh/",
        "keys/id_ed25519 /a",
        "id_rsa* /root/.ssh/",
        "id_ecdsa_github /a",
        "deploy /root/.ssh/id_rsa",
        "[\"my keys/server.key\", \"/a\"]",
        "*.key /etc/tls/",
        "privkey.pem /a",
        "ca-key.pem /a",
        "client.p12 /a",
        "client.PFX /a",
        "vault.kdbx /a",
        ".netrc /root/",
        ".pypirc /root/",
        ".git-credentials /root/",
        ".aws/credentials /root/.aws/credentials",
        "kubeconfig.yaml /a",
        "home/.kube/config /a",
        ".ssh /root/.ssh",
        "./.ssh/ /root/.ssh/",
        ".ssh/* /root/.ssh/",
        ".ssh/deploy /a",
        "ssh_host_*_key* /etc/ssh/",
        "--from=debian:13 --chown=1 /etc/ssh/ssh_host_rsa_key /a",
    ] {
        assert_eq!(says(words), [Some(Severity::High)], "{words}");
    }
    for words in [
        ".env /a",
        "./.env.production /a",
        ".env* /a",
        "package.json .npmrc* /a",
        "server.pem /a",
        "*.pem /a/",
        ".docker/config.json /a",
    ] {
        assert_eq!(says(words), [Some(Severity::Medium)], "{words}");
    }
    assert_eq!(says("a.key b.key /a/").len(), 2);
    for words in [
        ". .",
        ". /",
        ".env.example /a",
        ".env.sample .env",
        ".env-template .env.dist .env.example* /a/",
        "id_rsa.pub /root/.ssh/authorized_keys",
        "id_rsa_parser.rs.pub id_rsaparser.js /a/",
        ".ssh/known_hosts .ssh/config .ssh/deploy.pub /root/.ssh/",
        "cert.pem fullchain.pem ca.pem cacert.pem ca-bundle.pem rds-combined-ca-bundle.pem /a/",
        "rootCA.pem public-key.pem server-cert.pem ffdhe4096.pem /a/",
        "shared/4096.pem /etc/dovecot/dh.pem",
        "public.key nginx.gpg.key /a/",
        "nginx_signing.key /etc/apt/keyrings/nginx.asc",
        "truststore.p12 /a",
        "https://example.com/server.key /a",
        "<<EOF /root/.netrc\na\nEOF",
        "environment.ts src/env keys.json key.pem.example monkey /a/",
        "config.json credentials /a/",
        "src/keyboard.key.ts token.env /a/",
    ] {
        let instruction = if words.starts_with("https") { "ADD" } else { "COPY" };
        let findings = said(&format!("{instruction} {words}"));
        assert_eq!(findings.iter().filter(|(of, ..)| *of == rule).count(), 0, "{words}");
    }
}

#[test]
fn keys_in_stages_that_are_not_kept_are_less_grave() {
    let text = "FROM debian:13 AS a\nCOPY id_rsa /a\nFROM debian:13 AS unused\nADD id_rsa /a\nFROM debian:13\nCOPY --from=a /a /a\n";
    let found = judge(text);
    let told: Vec<_> = found.iter().map(|one| (one.message.id, one.severity)).collect();
    assert_eq!(told, [("key-copied-into-image-stage", Severity::Low)]);
    assert_eq!(lines("key-copied-into-image", text), [2]);
}
