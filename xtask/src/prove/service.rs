//! The services: what they are called, and which images their projects name.

use std::path::PathBuf;

use super::services_folder;

/// A project of the folder `xtask/services`.
pub(super) struct Service {
    /// Its folder, and the name of its project.
    pub(super) name: &'static str,
    /// The images that its project names.
    pub(super) images: &'static [&'static str],
}

impl Service {
    /// The folder of the project.
    pub(super) fn folder(&self) -> PathBuf {
        services_folder().join(self.name)
    }
}

pub(super) const SERVICES: &[Service] = &[
    Service { name: "nginx", images: &["nginx:1.22"] },
    Service { name: "redis", images: &["redis:7.0"] },
    Service { name: "postgres", images: &["postgres:15"] },
    Service { name: "memcached", images: &["memcached:1.6"] },
    Service { name: "mariadb", images: &["mariadb:10.11"] },
    Service { name: "haproxy", images: &["haproxy:2.6", "nginx:1.22"] },
    Service { name: "mosquitto", images: &["eclipse-mosquitto:2.0"] },
    Service { name: "web", images: &["registry.example/shop/orders:1.4"] },
];

/// Every image, and the folder of the service that holds what it is made from, in its folder `image`.
pub(super) const IMAGES: &[(&str, &str)] = &[
    ("nginx:1.22", "nginx"),
    ("redis:7.0", "redis"),
    ("postgres:15", "postgres"),
    ("memcached:1.6", "memcached"),
    ("mariadb:10.11", "mariadb"),
    ("haproxy:2.6", "haproxy"),
    ("eclipse-mosquitto:2.0", "mosquitto"),
    ("registry.example/shop/orders:1.4", "web"),
];

pub(super) fn names() -> Vec<&'static str> {
    SERVICES.iter().map(|service| service.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_project_names_its_images_and_each_can_be_made() {
        for service in SERVICES {
            let project = std::fs::read_to_string(service.folder().join("compose.yaml")).unwrap();
            let mut named: Vec<&str> =
                project.lines().filter_map(|line| line.trim().strip_prefix("image: ")).collect();
            named.sort_unstable();
            assert_eq!(named, service.images, "{}", service.name);
            for image in service.images {
                let (_, folder) = IMAGES.iter().find(|(name, _)| name == image).unwrap();
                assert!(services_folder().join(folder).join("image/Dockerfile").is_file(), "{image}");
            }
            assert!(service.folder().join("client.sh").is_file(), "{}", service.name);
        }
    }
}
