//! The variables with which databases are told to ask for no password.

/// Whether a variable lets everybody in, and none of the others sets a password.
pub(crate) fn switches_off(name: &str, value: &str, all: &[(&str, &str)]) -> bool {
    let Some(switch) = SWITCHES.iter().find(|switch| switch.name == name) else { return false };
    let value = value.trim();
    let does = switch.values.is_empty() || switch.values.iter().any(|one| value.eq_ignore_ascii_case(one));
    let sets = |other: &str| {
        switch.unless.is_some_and(|end| other.trim_end_matches("_FILE").ends_with(end))
            && !SWITCHES.iter().any(|switch| switch.name == other)
    };
    !value.is_empty() && does && !all.iter().any(|(other, value)| sets(other) && !value.is_empty())
}

/// How a variable switches the password off, and what of it is told elsewhere.
struct Switch {
    name: &'static str,
    /// The values that do; none if any does that is not empty.
    values: &'static [&'static str],
    /// The end of the name of a variable that sets a password all the same.
    unless: Option<&'static str>,
}

const fn switch(name: &'static str, values: &'static [&'static str], unless: Option<&'static str>) -> Switch {
    Switch { name, values, unless }
}

const ON: &[&str] = &["1", "true", "yes"];
const OFF: &[&str] = &["0", "false", "no"];

/// What the documentation of the images says of each. Those of MySQL and MariaDB take any value, also `no`.
const SWITCHES: [Switch; 13] = [
    switch("POSTGRES_HOST_AUTH_METHOD", &["trust"], None),
    switch("ALLOW_EMPTY_PASSWORD", ON, Some("_PASSWORD")),
    switch("MYSQL_ALLOW_EMPTY_PASSWORD", &[], Some("_ROOT_PASSWORD")),
    switch("MARIADB_ALLOW_EMPTY_PASSWORD", &[], Some("_ROOT_PASSWORD")),
    switch("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", &[], Some("_ROOT_PASSWORD")),
    switch("ALLOW_ANONYMOUS_LOGIN", ON, None),
    switch("NEO4J_AUTH", &["none"], None),
    switch("xpack.security.enabled", OFF, None),
    switch("plugins.security.disabled", ON, None),
    switch("DISABLE_SECURITY_PLUGIN", ON, None),
    switch("INFLUXDB_HTTP_AUTH_ENABLED", OFF, None),
    switch("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", ON, None),
    switch("CLICKHOUSE_SKIP_USER_SETUP", ON, None),
];
