//! Who is root: the name, or a number that is zero.

/// Whether `user[:group]` names root. A number is compared as a number: `00` is root too.
pub(crate) fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or(user);
    name == "root" || name.parse::<i64>() == Ok(0)
}
