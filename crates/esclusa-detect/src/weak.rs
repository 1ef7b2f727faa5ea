//! Values that an attacker tries first: well-known defaults, the names of the software and its user, and whatever is
//! made only of the words that documentation fills such places with (`my-secret-pw`, `your_password`, `minio123`).

/// What documentation and people in a hurry fill such places with.
#[rustfmt::skip] // One word on a line would be a file of its own.
const FILLERS: &[&str] = &[
    "a", "abc", "access", "account", "acme", "admin", "administrator", "an", "and", "api", "app", "application", "asdf",
    "auth", "bar", "baz", "be", "cache", "change", "changed", "changeit", "changeme", "changethis", "code", "cool", "credential",
    "data", "database", "db", "debug", "default", "demo", "dev", "development", "do", "docker", "dummy", "example",
    "examples", "fake", "fixme", "foo", "foobar", "for", "generate", "generated", "guest", "hello", "here",     "i", "in", "insecure", "insert", "is", "it", "key", "letmein", "local", "localhost", "login", "long", "manager", "master",
    "me", "my", "mysecret", "need", "needs", "new", "nobody", "not", "of", "only", "operator", "or", "owner", "pass", "passphrase",
    "passw", "passwd", "password", "placeholder", "please", "prod", "production", "pw", "pwd", "qwe", "qwerty", "random",
    "replace", "replaceme", "root", "sample", "secret", "secretkey", "secure", "securepassword", "server", "service", "set",
    "should", "sth", "some", "something", "somepassword", "string", "strong", "super", "superuser", "supersecret", "sysadmin",
    "system", "temp", "temporary", "test", "tester", "testing", "that", "the", "this", "tmp", "to", "todo", "token", "user", "username",
    "value", "very", "with", "write", "you", "your", "yourself", "yours", "welcome",
];

/// Software that containers run, whose name is its documented password.
#[rustfmt::skip] // One word on a line would be a file of its own.
const SOFTWARE: &[&str] = &[
    "activemq", "airflow", "alpine", "arango", "artemis", "authelia", "bitnami", "cassandra", "clickhouse", "cockroach", "couchbase",
    "couchdb", "directus", "drupal", "elastic", "elasticsearch", "foreman", "ghost", "gitea", "gitlab", "grafana",
    "graylog", "harbor", "influx", "influxdb", "jenkins", "joomla", "kafka", "keycloak", "kibana", "langfuse",
    "ldap", "logstash", "mariadb", "matomo", "mattermost", "metabase", "minio", "minioadmin", "mongo", "mongodb",
    "mssql", "mysql", "nats", "neo", "nextcloud", "nexus", "nginx", "odoo", "openldap", "oracle", "orientdb",
    "percona", "pgadmin", "pihole", "portainer", "postgres", "postgresql", "rabbit", "rabbitmq", "redis", "redmine",
    "registry", "rocketchat", "sa", "sentry", "solr", "sonar", "sonarqube", "superset", "supabase", "tomcat", "traefik", "umami",
    "wiki", "wikijs", "wordpress", "zabbix", "zookeeper",
];

/// Defaults that are tried first whatever they are the password of: weak even where somebody else issues the key.
const FIRST: &[&str] = &[
    "admin",
    "changeme",
    "changeit",
    "default",
    "demo",
    "guest",
    "minioadmin",
    "minio",
    "password",
    "root",
    "secret",
    "test",
    "token",
];

/// The longest value that is looked at.
const MAX: usize = 80;

/// Whether a value is tried first. `hints` are the words of its name and of the user it belongs to.
pub(crate) fn is_weak(value: &str, hints: &[String]) -> bool {
    // What follows is a comment where the value was meant to end.
    let value = value.split(" #").next().unwrap_or(value).trim();
    let length = value.chars().count();
    if length < 4 {
        return true;
    }
    if length <= MAX
        && (is_regular(value) || (length <= 8 && value.bytes().all(|byte| byte.is_ascii_digit())))
    {
        return true;
    }
    is_worded(value, hints)
}

/// Whether a value is made only of filling words, names of software and `hints`, with digits and signs between them.
pub(crate) fn is_worded(value: &str, hints: &[String]) -> bool {
    if value.len() > MAX || !value.is_ascii() {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    let words = |text: &str, separators: fn(char) -> bool| {
        let mut pieces = text.split(separators).filter(|piece| !piece.is_empty()).peekable();
        pieces.peek().is_some() && pieces.all(|piece| is_made_of_words(piece, hints))
    };
    let plain = words(&lower, |character| !character.is_ascii_alphabetic());
    // `s3cret`, `p@ssw0rd`.
    plain || words(&read_as_letters(&lower), |character| !character.is_ascii_alphabetic())
}

/// Whether a value is one of the few defaults that are tried first everywhere.
pub(crate) fn is_well_known(value: &str) -> bool {
    let lower = value.trim().to_ascii_lowercase();
    let bare = lower.trim_end_matches(|character: char| !character.is_ascii_alphabetic());
    FIRST.contains(&bare)
}

/// Whether a value says that something is to be filled in, though not all of its words are known.
pub(crate) fn asks_to_be_filled(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let begins = [
        "your_",
        "your-",
        "your ",
        "insert",
        "replace",
        "change_me",
        "change-me",
        "changeme",
        "change_this",
        "changethis",
        "<",
        "put_",
        "enter_",
        "enter-",
        "add_your",
        "set_me",
        "fake_",
        "fake-",
        "dummy_",
        "dummy-",
        "todo",
    ];
    let ends = ["_here", "-here", " here", "_changeme", "-changeme", "change_me", "change-me"];
    lower.len() <= 2 * MAX
        && (begins.iter().any(|begin| lower.starts_with(begin))
            || ends.iter().any(|end| lower.ends_with(end)))
}

fn read_as_letters(text: &str) -> String {
    let letter = |character| match character {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    text.trim_end_matches(|character: char| !character.is_ascii_alphabetic()).chars().map(letter).collect()
}

/// Whether a piece of small letters can be cut into known words.
fn is_made_of_words(piece: &str, hints: &[String]) -> bool {
    let mut reached = vec![false; piece.len() + 1];
    reached[0] = true;
    for start in 0..piece.len() {
        if !reached[start] {
            continue;
        }
        let rest = piece.get(start..).unwrap_or_default();
        let begins = |word: &&&str| word.as_bytes().first() == rest.as_bytes().first();
        let words = FILLERS.iter().chain(SOFTWARE).filter(begins);
        let known = words.filter(|word| rest.starts_with(**word)).map(|word| word.len());
        let own = hints.iter().filter(|hint| {
            hint.len() > 1 && rest.get(..hint.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(hint))
        });
        for length in known.chain(own.map(String::len)) {
            reached[start + length] = true;
        }
    }
    reached.last() == Some(&true)
}

/// One character over and over, or each the next of the one before it: `0000`, `1234`, `0123456789abcdef0123…`.
fn is_regular(value: &str) -> bool {
    let bytes = value.as_bytes();
    let steps = |follows: &dyn Fn(u8, u8) -> bool| bytes.windows(2).all(|pair| follows(pair[0], pair[1]));
    let hex = |byte: u8| char::from(byte).to_digit(16);
    steps(&|one, next| one == next)
        || steps(&|one, next| one.checked_add(1) == Some(next))
        || steps(
            &|one, next| matches!((hex(one), hex(next)), (Some(one), Some(next)) if (one + 1) % 16 == next),
        )
        || steps(
            &|one, next| matches!((hex(one), hex(next)), (Some(one @ 0..=9), Some(next)) if (one + 1) % 10 == next),
        )
}
