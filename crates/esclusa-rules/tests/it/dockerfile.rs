//! What the rules say of Dockerfiles, and what they do not.

use esclusa_model::dialect::dockerfile::{Build, read};
use esclusa_source::Sources;

/// The lines at which a rule speaks.
pub(crate) fn lines(rule: &str, text: &str) -> Vec<usize> {
    let mut sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let reading = read(file, &Build::default(), &sources);
    assert_eq!(reading.problems, [], "{text}");
    let findings = reading.projects.iter().flat_map(esclusa_rules::judge);
    let of_rule = findings.filter(|finding| finding.rule.id == rule);
    of_rule.map(|finding| finding.place.primary.map_or(0, |span| sources.location(span).line)).collect()
}

/// Whether a rule speaks of one `RUN` line.
fn speaks(rule: &str, run: &str) -> bool {
    !lines(rule, &format!("FROM debian:13\nRUN {run}\nUSER 1000\n")).is_empty()
}

#[test]
fn the_user_of_the_last_stage_counts() {
    let rule = "image-runs-as-root";
    for (text, wanted) in [
        ("FROM alpine:3.22\n", vec![1]),
        ("FROM alpine:3.22\nUSER root\n", vec![2]),
        ("FROM alpine:3.22\nUSER 1000\nUSER 0:0\n", vec![3]),
        ("FROM alpine:3.22\nUSER 00\n", vec![2]),
        ("FROM alpine:3.22\nUSER root\nUSER app\n", vec![]),
        ("FROM alpine:3.22 AS a\nUSER app\nFROM a\n", vec![]),
        ("FROM alpine:3.22 AS a\nUSER app\nFROM alpine:3.22\nCOPY --from=a /a /a\n", vec![3]),
        ("FROM scratch\nCOPY a /a\n", vec![1]),
        ("FROM unknown/image\n", vec![1]),
        ("ARG WHO\nFROM alpine:3.22\nARG WHO\nUSER $WHO\n", vec![]),
        ("FROM alpine:3.22\nENV WHO=root\nUSER $WHO\n", vec![3]),
        ("FROM gcr.io/distroless/static-debian12:nonroot\n", vec![]),
        ("FROM gcr.io/distroless/static-debian12\n", vec![1]),
    ] {
        assert_eq!(lines(rule, text), wanted, "{text}");
    }
}

#[test]
fn images_that_something_is_taken_from_are_named_by_version() {
    let digest = format!("sha256:{}", "0123456789abcdef".repeat(4));
    for (text, latest, tagged) in [
        ("FROM debian\n".to_owned(), vec![1], vec![]),
        ("FROM example.com:5000/debian:latest\n".to_owned(), vec![1], vec![]),
        ("FROM debian:13\n".to_owned(), vec![], vec![1]),
        (format!("FROM debian@{digest}\n"), vec![], vec![]),
        (format!("FROM --platform=linux/amd64 debian:latest@{digest}\n"), vec![], vec![]),
        ("FROM scratch\n".to_owned(), vec![], vec![]),
        // The stage is not used, or is no image.
        ("FROM golang AS a\nFROM debian:13\n".to_owned(), vec![], vec![2]),
        ("FROM golang AS a\nFROM debian:13\nCOPY --from=a /a /a\n".to_owned(), vec![1], vec![2]),
        ("FROM debian:13 AS a\nFROM a\n".to_owned(), vec![], vec![1]),
        ("FROM debian:13 AS a\nFROM debian:13\nCOPY --from=a /a /a\n".to_owned(), vec![], vec![1]),
        ("ARG V=latest\nFROM debian:$V\n".to_owned(), vec![2], vec![]),
        ("ARG V\nFROM debian:$V\n".to_owned(), vec![], vec![]),
    ] {
        assert_eq!(lines("latest-image-tag", &text), latest, "{text}");
        assert_eq!(lines("image-not-pinned", &text), tagged, "{text}");
    }
}

#[test]
fn the_last_health_check_counts() {
    for (text, wanted) in [
        ("FROM debian:13\n", vec![1]),
        ("FROM unknown/image:1\n", vec![1]),
        ("FROM debian:13\nHEALTHCHECK CMD true\n", vec![]),
        ("FROM unknown/image:1\nHEALTHCHECK --interval=5s CMD true\n", vec![]),
        ("FROM debian:13\nHEALTHCHECK CMD true\nHEALTHCHECK NONE\n", vec![3]),
        ("FROM debian:13 AS a\nHEALTHCHECK CMD true\nFROM a\n", vec![]),
        ("FROM debian:13 AS a\nHEALTHCHECK CMD true\nFROM debian:13\nCOPY --from=a /a /a\n", vec![3]),
        ("FROM debian:13\nRUN <<EOF\nHEALTHCHECK CMD true\nEOF\n", vec![1]),
    ] {
        assert_eq!(lines("no-health-check", text), wanted, "{text}");
    }
}

#[test]
fn add_of_an_address_needs_a_checksum_or_a_commit() {
    let adds =
        |words: &str| !lines("remote-add", &format!("FROM debian:13\nADD {words}\nUSER 1000\n")).is_empty();
    for words in [
        "https://example.com/a /a",
        "[\"https://example.com/a\", \"/a\"]",
        "a https://example.com/a /a",
        "https://github.com/a/b.git#v1 /a",
        "https://github.com/a/b.git?ref=v1 /a",
        "git@github.com:a/b.git /a",
        "\"https://example.com/a\" /a",
        // What is not known of it is not the host.
        "\"https://example.com/a-${ARCH}\" /a",
    ] {
        assert!(adds(words), "{words}");
    }
    for words in [
        "a.tar.gz /a",
        "--checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/a /a",
        "https://github.com/a/b.git?ref=v1&commit=0123456789012345678901234567890123456789 /a",
        "https://github.com/a/b.git#0123456789012345678901234567890123456789 /a",
    ] {
        assert!(!adds(words), "{words}");
    }
    let unused = "FROM debian:13 AS unused\nADD https://example.com/a /a\nFROM debian:13\nUSER 1000\n";
    assert_eq!(lines("remote-add", unused), Vec::<usize>::new(), "nothing of that stage reaches the image");
    let taken = "FROM debian:13 AS taken\nADD https://example.com/a /a\nFROM debian:13\nCOPY --from=taken /a /a\nUSER 1000\n";
    assert_eq!(lines("remote-add", taken), [2]);
}

#[test]
fn a_download_in_the_clear_is_verified_or_told() {
    let rule = "unverified-download";
    for run in [
        "wget http://example.com/a.tgz",
        "curl -sSL \"http://example.com/a-${V}.tgz\" | tar xz -C /opt",
        "wget -q http://example.com:8080/a.zip -O /tmp/a.zip && sha256sum /tmp/a.zip",
    ] {
        assert!(speaks(rule, run), "{run}");
    }
    for run in [
        "wget https://example.com/a.tgz",
        "wget http://example.com/a.tgz && echo \"$SUM  a.tgz\" | sha256sum -c -",
        "wget http://example.com/a.tgz && wget https://example.com/a.asc && gpg --batch --verify a.asc a.tgz",
        "curl -f http://localhost:8080/health",
        "curl -f http://127.0.0.1/health",
        "curl http://mirror/a.tgz",
        "curl http://$MIRROR/a.tgz",
        "echo http://example.com/a.tgz",
        // Packages have signatures.
        "echo 'deb http://deb.debian.org/debian trixie main' > /etc/apt/sources.list.d/a.list",
    ] {
        assert!(!speaks(rule, run), "{run}");
    }
}

#[test]
fn an_image_that_exposes_ssh_is_told() {
    for (text, wanted) in [
        ("FROM debian:13\nEXPOSE 80 22\n", vec![2]),
        ("FROM debian:13\nEXPOSE 20-25/tcp\n", vec![2]),
        ("FROM debian:13\nEXPOSE 22/udp 2222\n", vec![]),
        ("FROM debian:13 AS a\nEXPOSE 22\nFROM a\n", vec![2]),
        ("FROM debian:13 AS a\nEXPOSE 22\nFROM debian:13\nCOPY --from=a /a /a\n", vec![]),
    ] {
        assert_eq!(lines("ssh-server", text), wanted, "{text}");
    }
}

#[test]
fn variables_by_which_any_certificate_is_taken() {
    let rule = "certificate-check-disabled";
    for (text, wanted) in [
        ("FROM node:24\nENV A=b NODE_TLS_REJECT_UNAUTHORIZED=0\n", vec![2]),
        ("FROM node:24\nARG npm_config_strict_ssl=false\n", vec![2]),
        ("FROM node:24\nARG V=0\nENV PYTHONHTTPSVERIFY=$V\n", vec![3]),
        ("FROM node:24\nRUN GIT_SSL_NO_VERIFY=false git clone https://git.example/a\n", vec![2]),
        ("FROM node:24\nRUN export PIP_TRUSTED_HOST=pypi.example && pip install a\n", vec![2]),
        ("FROM node:24\nRUN env GOINSECURE=go.example/* go build\n", vec![2]),
        ("FROM node:24 AS a\nENV PYTHONHTTPSVERIFY=0\nFROM node:24\n", vec![]),
        (
            "FROM node:24\nENV NODE_TLS_REJECT_UNAUTHORIZED=1 NPM_CONFIG_STRICT_SSL=true PIP_TRUSTED_HOST=\n",
            vec![],
        ),
        ("FROM node:24\nARG NODE_TLS_REJECT_UNAUTHORIZED\nENV PYTHONHTTPSVERIFY=$V\n", vec![]),
        ("FROM node:24\nRUN echo NODE_TLS_REJECT_UNAUTHORIZED=0\n", vec![]),
    ] {
        assert_eq!(lines(rule, text), wanted, "{text}");
    }
}

#[test]
fn a_shell_must_not_run_what_a_download_gives() {
    let rule = "download-piped-to-shell";
    for run in [
        "curl -fsSL https://example.com/i | sh",
        "curl https://example.com/i | sudo -E bash -",
        "wget -qO- https://example.com/i | tee /tmp/i | bash",
        "bash -c \"$(curl -fsSL https://example.com/i)\"",
        "sh <(curl https://example.com/i)",
        "curl https://example.com/i \\\n  | python3 -",
        "set -o pipefail && curl https://example.com/i | /bin/bash -s -- -y",
        "<<EOF\ncurl https://example.com/i | sh\nEOF",
    ] {
        assert!(speaks(rule, run), "{run}");
    }
    for run in [
        "curl -o i https://example.com/i && sh i",
        "curl https://example.com/i || sh fallback.sh",
        "curl https://example.com/i | tar -xz",
        "curl https://example.com/i | gpg --dearmor -o /k",
        "echo 'curl https://example.com/i | sh'",
        "cat i | sh",
        "[\"echo\", \"curl x | sh\"]",
    ] {
        assert!(!speaks(rule, run), "{run}");
    }
}

#[test]
fn verification_must_not_be_switched_off() {
    let rule = "unverified-download";
    for run in [
        "curl -k https://example.com/a",
        "curl -fsSLk https://example.com/a",
        "curl --insecure https://example.com/a",
        "wget --no-check-certificate https://example.com/a",
        "apt-get install -y --force-yes a",
        "apk add --allow-untrusted a.apk",
        "yum install -y --nogpgcheck a",
        "yum-config-manager --save --setopt=sslverify=false",
        "dnf --setopt=internal.sslverify=0 install a",
        "pip install --trusted-host example.com a",
        "git -c http.sslVerify=false clone https://example.com/a",
        "git config --global http.sslVerify false",
        "npm config set strict-ssl false",
    ] {
        assert!(speaks(rule, run), "{run}");
    }
    for run in [
        "curl -fsSL https://example.com/k",
        "curl -o a-k https://example.com/a",
        "wget https://example.com/--no-check-certificate-notes",
        "echo --no-check-certificate",
        "git config --global http.sslVerify true",
        "npm config set strict-ssl true",
    ] {
        assert!(!speaks(rule, run), "{run}");
    }
}

#[test]
fn sudo_and_setuid_are_found_where_they_stay() {
    for run in [
        "apt-get update && apt-get install -y sudo=1.9",
        "apk add --no-cache bash sudo",
        "microdnf install sudo",
    ] {
        assert!(speaks("sudo-in-image", run), "{run}");
    }
    for run in [
        "apt-get install -y sudoku",
        "apt-get remove -y sudo",
        "echo apt-get install sudo",
        "pip install sudo",
    ] {
        assert!(!speaks("sudo-in-image", run), "{run}");
    }
    let built =
        "FROM debian:13 AS b\nRUN apt-get install -y sudo\nFROM debian:13\nCOPY --from=b /a /a\nUSER 1000\n";
    assert_eq!(lines("sudo-in-image", built), Vec::<usize>::new(), "its layers are not kept");
    for run in ["chmod u+s /a", "chmod 4755 /a", "chmod +s /a", "chmod -R 06755 /a", "chmod a+x,u+s /a"] {
        assert!(speaks("setuid-file-in-image", run), "{run}");
    }
    for run in [
        "chmod 755 /a",
        "chmod g+s /folder",
        "chmod 2755 /folder",
        "chmod u+x /a-s",
        "chmod a-s /a",
        "chmod +x a+s",
    ] {
        assert!(!speaks("setuid-file-in-image", run), "{run}");
    }
    assert!(!speaks("setuid-file-in-image", "apk add openssh-client"), "Alpine's has none");
    assert!(speaks("setuid-file-in-image", "apk add busybox-suid"));
    let stripped = "FROM debian:13\nRUN apt-get install -y openssh-client\nRUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +\nRUN chmod u+s /a\nUSER 1000\n";
    assert_eq!(lines("setuid-file-in-image", stripped), [4]);
}

#[test]
fn modes_that_let_everybody_write() {
    let rule = "world-writable-in-image";
    for run in [
        "chmod 777 /a",
        "chmod -R 0777 /a",
        "chmod o+w /a",
        "chmod a+rwx /a",
        "chmod ugo+rw /a",
        "chmod 666 /a",
        "dir=\"$(mktemp -d)\" && chmod 777 \"$dir\" /a",
        "dir=/a && chmod 777 $dir",
    ] {
        assert!(speaks(rule, run), "{run}");
    }
    for run in [
        "chmod 1777 /tmp",
        "chmod 775 /a",
        "chmod o-w /a",
        "chmod u+w /a",
        "chmod 755 /777",
        "chmod +t /a",
        "set -x && dir=\"$(mktemp -d)\" && chmod 777 \"$dir\" && rm -r \"$dir\"",
        "dir=$(mktemp -d); chmod a+w ${dir}",
    ] {
        assert!(!speaks(rule, run), "{run}");
    }
}
