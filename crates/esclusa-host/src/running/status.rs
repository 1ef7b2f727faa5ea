//! One process: what its `/proc/PID/status` says.

use esclusa_model::running::Process;

/// The process that this text describes; nothing of one that has ended and only waits to be asked for its end.
pub(super) fn process(pid: u32, text: &str) -> Option<Process> {
    let mut process = Process { pid, ..Process::default() };
    // Without these it is no such text.
    let (mut is_named, mut has_users, mut has_capabilities) = (false, false, false);
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match key {
            "Name" => {
                process.name = value.to_owned();
                is_named = true;
            }
            "State" if value.starts_with(['Z', 'X']) => return None,
            "Uid" => {
                // Real, effective, saved, of the file system.
                let mut numbers = value.split_whitespace().map_while(|number| number.parse().ok());
                let (real, effective, saved) = (numbers.next()?, numbers.next()?, numbers.next()?);
                (process.user, process.other_users) = (effective, [real, saved]);
                has_users = true;
            }
            "Gid" => process.group = value.split_whitespace().nth(1)?.parse().ok()?,
            "CapPrm" => process.capabilities |= bits(value)?,
            "CapEff" => {
                process.effective = bits(value)?;
                has_capabilities = true;
            }
            "CapBnd" => process.bounding = bits(value)?,
            "CapAmb" => process.ambient = bits(value)?,
            "NoNewPrivs" => process.no_new_privileges = value == "1",
            "Seccomp" => process.is_filtered = Some(value != "0"),
            "Seccomp_filters" => process.filters = value.parse().ok(),
            _ => {}
        }
    }
    process.capabilities |= process.effective;
    (is_named && has_users && has_capabilities).then_some(process)
}

fn bits(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}
