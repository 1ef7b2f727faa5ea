//! The machine that an engine runs on.

pub(crate) mod cgroups_version_1;
pub(crate) mod docker_group_member;
pub(crate) mod engine_data_on_root_filesystem;
pub(crate) mod engine_file_writable;
pub(crate) mod engine_key_readable;
pub(crate) mod engine_not_audited;
pub(crate) mod engine_socket_open;
pub(crate) mod weak_kernel_setting;
