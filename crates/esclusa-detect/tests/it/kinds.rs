//! What is a secret, of what kind, and why something is none.

use esclusa_detect::{Kind, Provider, Reason, in_text, judge, judge_entry};

/// A token of the form with a right checksum: GitHub's own example.
const CHECKED: &str = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

fn kind(name: &str, value: &str) -> Option<Kind> {
    judge(name, value).ok().map(|found| found.kind)
}

/// Thirty and more characters that look random.
fn random(length: usize) -> String {
    "q7Zk2Wm9Xc4Vb8Nr5Tj1Lp6Hd3Gf0Sa".chars().cycle().take(length).collect()
}

#[test]
fn tokens_are_known_by_their_form_whatever_their_name() {
    let capitals = random(16).to_uppercase();
    for (value, provider) in [
        (format!("AKIA{capitals}"), Provider::Aws),
        (format!("AIza{}", random(35)), Provider::Google),
        (format!("glpat-{}", random(20)), Provider::GitLab),
        (format!("sk_live_{}", random(24)), Provider::Stripe),
        (format!("xoxb-{}", random(40)), Provider::Slack),
        (format!("github_pat_{}_{}", random(22), random(59)), Provider::GitHub),
        (format!("https://hooks.slack.com/services/T01234567/B01234567/{}", random(24)), Provider::Slack),
        (format!("123456789:AA{}", random(33)), Provider::Telegram),
        (format!("hvs.{}", random(30)), Provider::Vault),
    ] {
        let found = kind("ANYTHING", &value);
        assert_eq!(found, Some(Kind::Token { provider, verified: false }), "{value}");
    }
    let web = format!("eyJ{}.eyJ{}.{}", random(20), random(30), random(43));
    assert_eq!(kind("X", &web), Some(Kind::JsonWebToken));
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----";
    assert_eq!(kind("X", pem), Some(Kind::PrivateKey));
}

#[test]
fn a_checksum_tells_a_real_token_from_an_example() {
    for (begin, provider) in [("ghp_", Provider::GitHub), ("npm_", Provider::Npm)] {
        let real = format!("{begin}{CHECKED}");
        assert_eq!(kind("X", &real), Some(Kind::Token { provider, verified: true }));
        let other = format!("{begin}{}", CHECKED.replace("17", "18"));
        assert_eq!(kind("X", &other), None, "nobody issued it");
        assert_eq!(kind("GH_TOKEN", &other), Some(Kind::Key), "but its name may say that it is secret");
    }
}

#[test]
fn names_are_words_however_they_are_joined() {
    let value = "kV9-tulip-43";
    for name in [
        "DB_PASSWORD",
        "dbpassword",
        "dbPassword",
        "db.password",
        "POSTGRES_PASSWORD_2",
        "ROOTPASS",
        "MYSQL_PWD",
        "PGADMIN_PW",
        "SMTP_PASS",
        "PGPASSWORD",
        "database__connection__password",
        "--requirepass",
    ] {
        assert_eq!(kind(name, value), Some(Kind::Password), "{name}");
    }
    for name in [
        "SECRET_KEY_BASE",
        "JWT_SECRET",
        "STRIPE_API_KEY",
        "apiKey",
        "GITHUB_TOKEN",
        "ENCRYPTION_KEY",
        "TF_VAR_client_secret",
        "AUTH_SALT",
    ] {
        assert_eq!(kind(name, value), Some(Kind::Key), "{name}");
    }
    for name in [
        "DB_PASSWORD_FILE",
        "FILE__PASSWORD",
        "PASSWORD_MIN_LENGTH",
        "TOKEN_TTL",
        "SECRET_NAME",
        "PASSENGER_ENV",
        "BYPASS",
        "KEYBOARD",
        "PUBLIC_KEY",
        "NEXT_PUBLIC_API_KEY",
        "PWD",
        "TOKENIZERS_PARALLELISM",
        "ALLOW_EMPTY_PASSWORD",
        "AUTHOR",
        "COMPASS",
        "AWS_ACCESS_KEY_ID",
        "ETCD_INITIAL_CLUSTER_TOKEN",
    ] {
        assert_eq!(judge(name, value), Err(Reason::Name), "{name}");
    }
}

#[test]
fn what_stands_there_instead_of_a_secret_is_told_apart() {
    for (name, value, reason) in [
        ("PASSWORD", "", Reason::Empty),
        ("PASSWORD", "''", Reason::Empty),
        ("RANDOM_ROOT_PASSWORD", "yes", Reason::Switch),
        ("PASSWORD", "${DB_PASSWORD}", Reason::Reference),
        ("PASSWORD", "$DB_PASSWORD", Reason::Reference),
        ("PASSWORD", "${A:-${B:?missing}}", Reason::Reference),
        ("PASSWORD", "$(cat /run/secrets/x)", Reason::Reference),
        ("PASSWORD", "op://vault/item/field", Reason::Reference),
        ("PASSWORD", "{{ vault_password }}", Reason::Reference),
        ("PASSWORD", "<your-password>", Reason::Placeholder),
        ("PASSWORD", "xxxxxxxx", Reason::Placeholder),
        ("API_KEY", "your_api_key_here", Reason::Placeholder),
        ("API_KEY", "CHANGE_ME_TO_YOURS", Reason::Placeholder),
        ("AWS_SECRET_ACCESS_KEY", "FAKE_TO_GENERATE_WARNING_OUTPUT", Reason::Placeholder),
        ("SECRET", ":empty", Reason::Reference),
        ("GITHUB_TOKEN", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", Reason::Placeholder),
        ("PASSWORD", "/run/secrets/db", Reason::Path),
        ("SSL_KEY", "/certs/server.key", Reason::Path),
        ("TOKEN_URL", "https://example.com/token", Reason::Name),
        ("ACCESS_TOKEN", "https://example.com/token", Reason::Address),
        ("ADMIN_PASSWORD", "$2y$10$abcdefghijklmnopqrstuv", Reason::Hash),
        ("ADMIN_PASSWORD", "admin:$$apr1$$abc$$def", Reason::Hash),
        ("PASSWORD", "{SSHA}abcdef", Reason::Hash),
        ("SIGNING_KEY", "ssh-ed25519 AAAAC3Nza me@host", Reason::PublicKey),
        ("SECRET", "123e4567-e89b-12d3-a456-426614174000", Reason::Uuid),
        ("TOKEN", "3600", Reason::Number),
        ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D", Reason::Regular),
        ("PARTITION_KEY", "user_id", Reason::Regular),
        ("NODE_ENV", "production", Reason::Name),
        ("DATABASE_URL", "postgres://app@db/app", Reason::Name),
        ("IMAGE", "nginx:1.29@sha256:0123456789abcdef0123456789abcdef", Reason::Name),
        ("KAFKA_VOTERS", "1@kafka:9093,2@kafka:9093", Reason::Name),
        ("REPOSITORY", "git@github.com:owner/name.git", Reason::Name),
    ] {
        assert_eq!(judge(name, value), Err(reason), "{name}={value}");
    }
}

#[test]
fn weak_defaults_are_a_kind_of_their_own() {
    for (name, value) in [
        ("POSTGRES_PASSWORD", "postgres"),
        ("PASSWORD", "changeme"),
        ("PASSWORD", "CHANGE_ME_PLEASE"),
        ("PASSWORD", "P@ssw0rd123"),
        ("PASSWORD", "123456"),
        ("PASSWORD", "abc"),
        ("PASSWORD", "your_very_secure_password"),
        ("GEONETWORK_PASSWORD", "geonetwork"),
        ("SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("MINIO_ROOT_PASSWORD", "${PW:-minio123}"),
        ("DATABASE_URL", "mysql://airflow:airflow@db/x"),
        ("SPRING_DATASOURCE_URL", "jdbc:mysql://db/x?user=root&password=root"),
    ] {
        assert_eq!(kind(name, value), Some(Kind::WeakDefault), "{name}={value}");
    }
    assert_eq!(kind("PASSWORD", "correct-horse-battery"), Some(Kind::Password));
}

#[test]
fn the_place_is_that_of_the_secret_alone() {
    for (text, secret) in [
        ("redis://:kV9tulip43@cache:6379/0", "kV9tulip43"),
        ("postgres://app:kV9/tulip@db/app?sslmode=require", "kV9/tulip"),
        ("u:kV9tulip43@reg.example/x", "kV9tulip43"),
        ("jdbc:oracle:thin:scott/kV9tulip43@//db:1521/x", "kV9tulip43"),
        ("Server=db;User Id=sa;Password=kV9tulip43;Encrypt=no", "kV9tulip43"),
        ("{\"user\": \"a\", \"password\": \"kV9 tulip, 43\"}", "kV9 tulip, 43"),
        ("Authorization: Bearer kV9tulip43.x", "kV9tulip43.x"),
        ("-Dspring.datasource.password=kV9tulip43 -Xmx1g", "kV9tulip43"),
        ("https://api.example/x?api_key=kV9tulip43&y=1", "kV9tulip43"),
        ("${DB_PASSWORD:-kV9tulip43}", "kV9tulip43"),
        ("mongodb://${U}:${P:-kV9tulip43}@db", "kV9tulip43"),
    ] {
        let found = in_text(text);
        let said: Vec<&str> = found.iter().map(|one| &text[one.span.clone()]).collect();
        assert_eq!(said, [secret], "{text}: {found:?}");
    }
    let entry = "DB_PASSWORD='kV9tulip43'";
    assert_eq!(judge_entry(entry).map(|found| &entry[found.span]), Ok("kV9tulip43"));
}
