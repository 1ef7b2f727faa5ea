//! Secrets among the words of command lines.

use esclusa_detect::{Kind, hidden_words, in_words};

/// What is found and what is hidden of the words.
fn both(words: &[&str]) -> (Vec<String>, Vec<String>) {
    let found = in_words(words).into_iter().map(|one| words[one.word][one.found.span].to_owned()).collect();
    let spans = hidden_words(words).into_iter().enumerate();
    let hidden = spans
        .flat_map(|(at, spans)| spans.into_iter().map(move |span| (at, span)))
        .map(|(at, span)| words[at][span].to_owned())
        .collect();
    (found, hidden)
}

#[test]
fn the_value_of_a_flag_that_asks_for_a_secret_is_found() {
    let secret = "kV9tulip43";
    for words in [
        &["redis-server", "--requirepass", secret][..],
        &["redis-server", "/etc/redis.conf", "requirepass", secret],
        &["minio", "server", "--secret-key", secret],
        &["app", "--password", secret, "--port", "80"],
        &["app", "-password", secret],
        &["app", "--db.password=kV9tulip43"],
        &["mysqladmin", "-uroot", "-pkV9tulip43", "ping"],
        &["/usr/bin/mariadb", "-pkV9tulip43"],
        &["curl", "-u", "app:kV9tulip43", "http://x"],
        &["curl", "--user=app:kV9tulip43", "http://x"],
        &["curl", "-H", "Authorization: Bearer kV9tulip43", "http://x"],
        &["curl", "-H", "X-Api-Key: kV9tulip43"],
        &["redis-cli", "-a", secret, "ping"],
        &["mongosh", "-u", "root", "-p", secret],
        &["sqlcmd", "-U", "sa", "-P", secret],
        &["ldapwhoami", "-w", secret],
        &["sh", "-c", "redis-cli -a kV9tulip43 ping"],
        &["CMD-SHELL", "mysqladmin ping -h localhost -p'kV9tulip43' || exit 1"],
        &["sh", "-c", "PGPASSWORD=kV9tulip43 psql -U app"],
        &["sh", "-c", "echo 'root:kV9tulip43' | chpasswd"],
        &["bash", "-c", "sh -c \"curl -u app:kV9tulip43 http://x\""],
        &["openssl", "rsa", "-passin", "pass:kV9tulip43"],
        &["docker", "login", "-u", "me", "-p", secret],
        &["rabbitmqctl", "add_user", "app", secret],
        &["sh", "-c", "wget postgres://app:kV9tulip43@db/app"],
    ] {
        let (found, hidden) = both(words);
        assert_eq!(found, [secret], "{words:?}");
        assert_eq!(hidden, [secret], "{words:?}");
    }
}

#[test]
fn what_is_no_secret_in_a_command_is_left_alone() {
    for words in [
        &["nginx", "-g", "daemon off;"][..],
        &["mysqld", "--default-authentication-plugin=mysql_native_password"],
        &["mysqld", "--port=3306", "-P", "3306"],
        &["app", "--password-file", "/run/secrets/x"],
        &["app", "--password", "$DB_PASSWORD"],
        &["app", "--password", "--verbose"],
        &["redis-server", "--requirepass", "--maxmemory", "512mb"],
        &["mkdir", "-p", "/var/lib/mysql"],
        &["docker", "run", "-p", "80:80", "nginx"],
        &["redis-server", "--requirepass", "${REDIS_PASSWORD}"],
        &["sh", "-c", "redis-cli -a \"$$REDIS_PASSWORD\" ping"],
        &["curl", "-fsS", "http://localhost:8080/health"],
        &["curl", "--user-agent", "a:b"],
        &["sshd", "-D", "-o", "PasswordAuthentication=no"],
        &["pg_isready", "-U", "postgres"],
        &["etcd", "--initial-cluster-token", "etcd-1"],
        &["adduser", "--disabled-password", "app"],
        &["pip", "install", "salt==3002"],
        &["echo", "app ALL=(ALL) NOPASSWD: ALL"],
        &["echo", "app ALL=(ALL) NOPASSWD:ALL"],
    ] {
        assert_eq!(both(words).0, [] as [&str; 0], "{words:?}");
    }
}

#[test]
fn a_weak_default_is_said_to_be_one() {
    let words = ["redis-server", "--requirepass", "changeme"];
    assert_eq!(in_words(&words)[0].found.kind, Kind::WeakDefault);
}
