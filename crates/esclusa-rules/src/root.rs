//! Who is root: the name, or a number that is zero; and which group a user gets, as the engine works it out.

use esclusa_model::Container;

/// Whether `user[:group]` names root. A number is compared as a number: `00` is root too. Where only a group is said,
/// the user is number zero.
pub(crate) fn is_root(user: &str) -> bool {
    let Some((name, _)) = user.split_once(':') else { return is_zero(user, "root") };
    name.is_empty() || is_zero(name, "root")
}

/// Whether a user is root by another name: by the lists in the container itself.
pub(crate) fn is_root_by_number(container: &Container) -> bool {
    container.image.user_numbers.known().is_some_and(|numbers| is_root(numbers))
}

/// The group that a user is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group<'a> {
    /// It is said.
    Said(&'a str),
    /// The group of that number's entry in the image's `/etc/passwd`, or root's if it has none.
    Unsaid,
    /// The group of that name's entry in the image's `/etc/passwd`.
    OfName,
}

/// The group of `user[:group]`.
pub(crate) fn group_of(user: &str) -> Group<'_> {
    match user.split_once(':') {
        Some((_, group)) if !group.is_empty() => Group::Said(group),
        Some((name, _)) => Group::unsaid(name),
        None => Group::unsaid(user),
    }
}

impl Group<'_> {
    fn unsaid(user: &str) -> Self {
        // The engine refuses numbers beyond these.
        let is_number = user.parse::<i64>().is_ok_and(|id| (0..=i64::from(i32::MAX)).contains(&id));
        if is_number { Self::Unsaid } else { Self::OfName }
    }
}

/// Whether a group is root's.
pub(crate) fn is_root_group(group: &str) -> bool {
    is_zero(group, "root")
}

fn is_zero(text: &str, name: &str) -> bool {
    text == name || text.parse::<i64>() == Ok(0)
}
