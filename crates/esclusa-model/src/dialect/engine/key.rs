//! Where a field lives in the JSON of the Engine API.

/// The JSON pointer of the field at an Engine API path (`HostConfig.CapDrop`): the API's own path in a create request,
/// under `Config` in an inspect document for what is not of the host.
#[must_use]
pub fn pointer_of(path: &str, inspected: bool) -> String {
    let pointer = format!("/{}", path.replace('.', "/"));
    let own = !path.starts_with("HostConfig");
    match path.strip_prefix("NetworkingConfig.EndpointsConfig") {
        Some(rest) if inspected => format!("/{NETWORKS}{}", rest.replace('.', "/")),
        _ if inspected && own => format!("/{CONFIG}{pointer}"),
        _ => pointer,
    }
}

/// What an inspect document says of the process.
pub(super) const CONFIG: &str = "Config";
/// What it asks of the host.
pub(super) const HOST_CONFIG: &str = "HostConfig";
/// The networks it is in.
pub(super) const NETWORKS: &str = "NetworkSettings/Networks";
/// The name, in an inspect document and in a list of create requests.
pub(super) const NAME: &str = "Name";
/// The labels by which Compose finds its containers again.
pub(super) const PROJECT_LABEL: &str = "com.docker.compose.project";
pub(super) const SERVICE_LABEL: &str = "com.docker.compose.service";
